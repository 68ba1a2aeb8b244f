"""Reports of the insurer (资信报告): asked for, answered with a rating and a fee, issued when it is paid. PURE.

```
 requested ──answer──► answered ──pay──► issued ──by time──► expired
     └─ refuse, withdraw ─► refused, withdrawn ◄─ withdraw
```
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Literal

from credit_insurance.domain import telling
from credit_insurance.domain.amounts import nothing_at_all
from credit_insurance.domain.articles import DISCLOSURE, TJ_8, TZ_3
from credit_insurance.domain.refusals import first, not_allowed, to_come
from credit_insurance.domain.terms import Terms
from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import day_begins, statutory_day
from exportlane.law.rules import rule

Rating = Literal["A", "B", "C", "D"]


class ReportType(StrEnum):
    """行业报告, 海运提单报告, 资信报告. Support counts the first two by name, and the insurer's reports altogether."""

    INDUSTRY = "industry"
    BILL_OF_LADING = "bill_of_lading"
    CREDIT = "credit"


class ReportStatus(StrEnum):
    """Where a report stands."""

    REQUESTED = "requested"
    ANSWERED = "answered"
    ISSUED = "issued"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class ReportVerb(StrEnum):
    """What can be done to a report."""

    ANSWER = "answer"
    PAY = "pay"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


_S, _V = ReportStatus, ReportVerb
REPORT_MOVES: Final[Mapping[ReportStatus, Mapping[ReportVerb, ReportStatus]]] = MappingProxyType(
    {
        _S.REQUESTED: {_V.ANSWER: _S.ANSWERED, _V.REFUSE: _S.REFUSED, _V.WITHDRAW: _S.WITHDRAWN},
        _S.ANSWERED: {_V.PAY: _S.ISSUED, _V.WITHDRAW: _S.WITHDRAWN, _V.EXPIRE: _S.EXPIRED},
        _S.ISSUED: {_V.EXPIRE: _S.EXPIRED},
        _S.REFUSED: {},
        _S.WITHDRAWN: {},
        _S.EXPIRED: {},
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report. `about` says in words what it is on: a trade and its country, or a bill of lading."""

    id: str
    uscc: str
    type: ReportType
    buyer_id: str | None = None
    about: str | None = None
    status: ReportStatus = ReportStatus.REQUESTED
    requested_on: date | None = None
    report_no: str | None = None
    rating: Rating | None = None
    summary: str | None = None
    fee_cny: Decimal | None = None
    valid_to: date | None = None
    paid_on: date | None = None
    receipt_no: str | None = None
    ended: str | None = None

    @property
    def exporter_uscc(self) -> str:
        """Whose it is, for who may see it."""
        return self.uscc


Answer = Decided[Report] | Refused


@rule(
    "INS-REPORT-OBJECT",
    zh="资信报告须指明买方；行业、提单报告须指明对象",
    en="A credit report is on a buyer; the others say what they are on",
    article=TJ_8,
    slug="report_on_nothing",
)
def request(report: Report, *, now: datetime) -> Answer:
    """A firm asks for a report."""
    if report.type is ReportType.CREDIT and report.buyer_id is None:
        sentence = "A credit report is on a buyer; say which."
        return Refused("report_on_nothing", sentence, TJ_8, "/buyer_id", 422)
    if report.type is not ReportType.CREDIT and report.about is None:
        sentence = "Say which trade and country, or which bill of lading, the report is on."
        return Refused("report_on_nothing", sentence, TJ_8, "/about", 422)
    asked = replace(report, requested_on=statutory_day(now))
    return Decided(asked, (telling.report_requested(asked),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What the insurer answers; a rating is given of a buyer."""

    report_no: str
    rating: Rating | None
    summary: str
    fee_cny: Decimal
    valid_to: date


def answer(report: Report, found: Findings, *, now: datetime, terms: Terms) -> Answer:
    """The insurer answers; the fee is still to be paid."""
    today = statutory_day(now)
    refused = first(
        _forbidden(report, ReportVerb.ANSWER),
        nothing_at_all(found.fee_cny, "/fee_cny"),
        _wrong_rating(report, found),
        _wrong_validity(found, today, terms),
    )
    if refused:
        return refused
    return Decided(
        _moved(
            report, ReportVerb.ANSWER, report_no=found.report_no, rating=found.rating, summary=found.summary,
            fee_cny=found.fee_cny, valid_to=found.valid_to,
        )
    )  # fmt: skip


def _wrong_rating(report: Report, found: Findings) -> Refused | None:
    if (report.type is ReportType.CREDIT) == (found.rating is not None):
        return None
    sentence = "A credit report gives the buyer's rating, and no other report gives one."
    return Refused("rating_misplaced", sentence, TJ_8, "/rating", 422)


def _wrong_validity(found: Findings, today: date, terms: Terms) -> Refused | None:
    last = today + timedelta(terms.longest_report_days)
    if today <= found.valid_to <= last:
        return None
    sentence = f"A report answered today can be valid to {last} at the latest, and not to {found.valid_to}."
    return Refused("validity_wrong", sentence, TJ_8, "/valid_to", 422)


def pay(report: Report, receipt_no: str, *, paid_on: date, now: datetime, terms: Terms) -> Answer:
    """The fee is paid: the report is issued, and the subsidy office hears of it."""
    refused = first(_forbidden(report, ReportVerb.PAY), to_come(paid_on, "/paid_on", statutory_day(now)))
    if refused:
        return refused
    issued = _moved(report, ReportVerb.PAY, receipt_no=receipt_no, paid_on=paid_on)
    return Decided(issued, (telling.report_issued(issued, terms.report_insurer),))


def refuse(report: Report, reason: str) -> Answer:
    """The insurer knows nothing of it."""
    return _forbidden(report, ReportVerb.REFUSE) or Decided(_moved(report, ReportVerb.REFUSE, ended=reason))


def withdraw(report: Report, reason: str) -> Answer:
    """The firm needs it no more, or does not pay for it."""
    return _forbidden(report, ReportVerb.WITHDRAW) or Decided(
        _moved(report, ReportVerb.WITHDRAW, ended=reason)
    )


def wakes(report: Report) -> datetime | None:
    """The first instant after its validity."""
    if ReportVerb.EXPIRE not in REPORT_MOVES[report.status] or report.valid_to is None:
        return None
    return day_begins(report.valid_to + timedelta(1))


def expire(report: Report) -> Decided[Report]:
    """Its validity is over; nothing new rests on it."""
    return Decided(_moved(report, ReportVerb.EXPIRE, ended=f"Its validity ended on {report.valid_to}."))


@rule(
    "INS-REPORT-VALID",
    zh="过期、未付费或评级不佳的资信报告不得作为核定限额的依据",
    en="A limit rests on a credit report that is paid, still valid, on that buyer, and not a bad one",
    article=DISCLOSURE,
    slug="report_not_usable",
)
def usable(report: Report, uscc: str, buyer_id: str, *, on: date, terms: Terms) -> Refused | None:
    """Why this report cannot be used for a limit of this firm on this buyer."""
    sentence = None
    if report.type is not ReportType.CREDIT or report.buyer_id != buyer_id or report.uscc != uscc:
        sentence = f"The report is no credit report of this firm on the buyer {buyer_id}."
    elif report.status is ReportStatus.EXPIRED or (report.valid_to is not None and on > report.valid_to):
        sentence = f"The report was valid to {report.valid_to}; ask for a new one."
    elif report.status is not ReportStatus.ISSUED:
        sentence = f"The report is {report.status}; it is used once its fee is paid."
    elif report.rating in terms.bad_ratings:
        sentence = f"The report rates the buyer {report.rating}; no limit is set on such a buyer."
    return Refused("report_not_usable", sentence, DISCLOSURE, "/report_id", 422) if sentence else None


def _forbidden(report: Report, verb: ReportVerb) -> Refused | None:
    return None if verb in REPORT_MOVES[report.status] else not_allowed("report", report.status, verb, TZ_3)


def _moved(report: Report, verb: ReportVerb, **changes: Any) -> Report:
    return replace(report, status=REPORT_MOVES[report.status][verb], **changes)
