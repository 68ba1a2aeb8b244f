"""Filings as the tests of the register meet them: a circulation enterprise and a manufacturer, all in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from exportlane.contracts.decision import Decided, Refused
from licensing.filing import (
    Filing,
    FilingStatus,
    Listing,
    Particulars,
    Premises,
    accept_filing,
    file_enterprise,
    open_filing,
)
from tests.licensing.given import EXPORTER, MONDAY, policy

TRADER = Particulars(
    registered_district="120116",
    premises=(Premises("office", "天津东疆 1 号"), Premises("display", "天津东疆 2 号")),
    trade_experience="Sale of used cars since 2015.",
    appraisers=("P-1", "P-2", "P-3"),
)
MAKER = Particulars(miit_announcement_no="G-408", brands=("大众",))
DISHONEST = Listing(
    "serious_dishonesty", "tax_fraud", "Forged invoices.", "公告2024年第6号", date(2026, 11, 1)
)
NEGATIVE = Listing("negative", "late_service", "No service abroad.", "商贸函〔2025〕648号", date(2026, 11, 1))


def taken(answer: Decided[Filing] | Refused) -> Decided[Filing]:
    assert isinstance(answer, Decided), answer
    return answer


def denied(answer: Decided[Filing] | Refused) -> Refused:
    assert isinstance(answer, Refused), answer
    return answer


def firm(**changes: object) -> Filing:
    plain = Filing(
        id="filing-1",
        uscc=EXPORTER,
        name="天津港瑞二手车出口有限公司",
        kind="circulation",
        profile="tianjin",
        particulars=TRADER,
        status=FilingStatus.SUBMITTED,
    )
    return replace(plain, **changes)


def opened(now: datetime = MONDAY, **changes: object) -> Filing:
    return taken(open_filing(firm(**changes), None, now=now, policy=policy())).state


def accepted(now: datetime = MONDAY, **changes: object) -> Filing:
    return taken(accept_filing(opened(now, **changes), now=now, policy=policy())).state


def filed(now: datetime = MONDAY, **changes: object) -> Filing:
    return taken(file_enterprise(accepted(now, **changes), now=now, policy=policy())).state
