"""What the tax office does on a fact of customs: it reads what it needs and lets the law decide."""

from __future__ import annotations

from datetime import datetime

from exportlane.agency.hearing import data_of
from exportlane.contracts.customs import (
    CustomsCancelled,
    CustomsCleared,
    CustomsLapsed,
    CustomsRejected,
    CustomsReturned,
)
from exportlane.contracts.decision import Decided, Heard, Refused
from tax_rebate import domain
from tax_rebate.domain import Claim, Departure, Ended, Policy

Answer = Decided[Claim] | Refused


def on_customs_cleared(state: Claim, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """结关: the departure of one vehicle is confirmed (增值税法 第三十三条: customs' data come to the tax office)."""
    data = data_of(heard, CustomsCleared)
    line = state.line(heard.case_id)
    if data.vin != line.vin:
        return domain.contradiction(
            state, line, f"declaration {data.declaration_no} names {data.vin} for its case"
        )
    departure = Departure(data.declaration_no, data.cleared_on)
    return domain.cleared(state, heard.case_id, departure, now=now, policy=policy)


def on_customs_rejected(state: Claim, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """Customs rejected the declaration for good."""
    del now, policy
    data = data_of(heard, CustomsRejected)
    return domain.never_left(state, heard.case_id, Ended(data.code, data.reason, data.article))


def on_customs_cancelled(state: Claim, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """Released but not loaded (退关)."""
    del now, policy
    data = data_of(heard, CustomsCancelled)
    return domain.never_left(state, heard.case_id, Ended(data.code, data.reason))


def on_customs_lapsed(state: Claim, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The case ended before customs began."""
    del now, policy
    data = data_of(heard, CustomsLapsed)
    return domain.never_left(state, heard.case_id, Ended(data.code, data.reason))


def on_customs_returned(state: Claim, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The goods came back (退运)."""
    data = data_of(heard, CustomsReturned)
    return domain.came_back(
        state, heard.case_id, on=data.returned_on, reason=data.reason, now=now, policy=policy
    )
