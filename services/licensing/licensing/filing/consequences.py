"""What a change of a filing means for the firm's applications (C15), in one transaction with it.

Whoever may not apply any more loses the licences that are not used, and what is undecided is refused; what customs has
released runs on. A filing that has only run out leaves its licences alone: the firm was filed on the day of issue.
Everybody else only carries the newest copy of how the firm stands.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from exportlane.contracts.decision import Decided
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from licensing.domain.application import CLOSED, UNDECIDED, Application, Status, Verb
from licensing.domain.dossier import Outcome
from licensing.domain.outcomes import refuse, void
from licensing.domain.standing import FILING_EXPIRED, barred_from_applying
from licensing.filing.entry import Filing


@rule(
    "C15",
    zh="备案暂停、移出的，未使用的许可证撤销，未决定的申请不予许可，已放行的不受影响",
    en="Who may not apply any more loses unused licences and undecided applications; released cases run on",
    article="商贸函〔2025〕648号（负面清单与退出机制）",
    slug="filing_suspended",
)
def carry_over(filing: Filing, application: Application, *, now: datetime) -> Decided[Application]:
    """The application after its firm's filing has changed."""
    today = statutory_day(now)
    standing = filing.standing(on=today)
    if application.status in CLOSED:
        return Decided(application)
    noted = replace(application, standing=standing)
    barred = barred_from_applying(standing, on=today)
    if barred is None:
        return Decided(noted)
    ground = Outcome(barred.code, barred.reason, barred.article)
    if noted.status is Status.GRANTED and barred.code != FILING_EXPIRED:
        return void(noted, Verb.REVOKE, ground, on=today)
    if noted.status in UNDECIDED and noted.status is not Status.DRAFT:
        return refuse(noted, ground, on=today)
    return Decided(noted)
