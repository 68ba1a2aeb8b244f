"""What this agency does on a fact of another: it keeps what is known of each case.

It decides one thing by it: with a case that is over before its goods are released, its declared shipment is closed.
"""

from __future__ import annotations

from datetime import date, datetime

from credit_insurance.domain import hearing
from credit_insurance.domain.exports import Export, Trace, traced
from credit_insurance.domain.terms import Terms
from exportlane.agency.hearing import code_of, data_of
from exportlane.contracts.customs import (
    CustomsCancelled,
    CustomsCleared,
    CustomsConfiscated,
    CustomsDeparted,
    CustomsLapsed,
    CustomsRejected,
    CustomsReturned,
)
from exportlane.contracts.decision import Decided, Heard, Refused, Waiting
from exportlane.contracts.gateway import CaseOpened
from exportlane.contracts.licensing import ApplicationOver, LicenceGranted
from exportlane.contracts.tax_rebate import RebateForexRecorded
from exportlane.law.instants import statutory_day

Answer = Decided[Export] | Refused | Waiting
UNKNOWN = Waiting("The gateway has not told of this case yet.")


def on_case_opened(state: Export | None, heard: Heard, *, now: datetime, policy: Terms) -> Answer:  # noqa: ARG001
    """A case exists: whose, and under which contract. Told twice it changes nothing."""
    data = data_of(heard, CaseOpened)
    if state is not None:
        return Decided(state)
    opened = Export(
        id=heard.case_id, uscc=data.exporter_uscc, vin=data.vin, contract_no=data.contract_no,
        country=data.destination_country, profile=data.profile, opened_on=statutory_day(heard.occurred_at),
    )  # fmt: skip
    return Decided(traced(opened, _trace(heard, "opened", opened.opened_on)))


def on_licence_granted(state: Export | None, heard: Heard, *, now: datetime, policy: Terms) -> Answer:  # noqa: ARG001
    """The licence was issued: evidence for a bank, and no more."""
    data = data_of(heard, LicenceGranted)
    return (
        UNKNOWN if state is None else Decided(traced(state, _trace(heard, "licence_granted", data.issued_on)))
    )


def on_customs_departed(state: Export | None, heard: Heard, *, now: datetime, policy: Terms) -> Answer:  # noqa: ARG001
    """The vessel or train has left the country: evidence likewise."""
    data = data_of(heard, CustomsDeparted)
    return UNKNOWN if state is None else Decided(traced(state, _trace(heard, "departed", data.on)))


def on_customs_cleared(state: Export | None, heard: Heard, *, now: datetime, policy: Terms) -> Answer:  # noqa: ARG001
    """结关: from here a declared shipment is a receivable."""
    data = data_of(heard, CustomsCleared)
    return UNKNOWN if state is None else hearing.left(state, _trace(heard, "cleared", data.cleared_on))


def on_customs_returned(state: Export | None, heard: Heard, *, now: datetime, policy: Terms) -> Answer:  # noqa: ARG001
    """退运: the goods came back."""
    data = data_of(heard, CustomsReturned)
    return UNKNOWN if state is None else hearing.came_back(state, _trace(heard, "returned", data.returned_on))


def on_customs_cancelled(state: Export | None, heard: Heard, *, now: datetime, policy: Terms) -> Answer:  # noqa: ARG001
    """The declaration was cancelled for good."""
    data_of(heard, CustomsCancelled)
    day = statutory_day(heard.occurred_at)
    return UNKNOWN if state is None else hearing.never_left(state, _trace(heard, "cancelled", day))


def on_rebate_forex_recorded(state: Export | None, heard: Heard, *, now: datetime, policy: Terms) -> Answer:  # noqa: ARG001
    """The tax office has a receipt on record, or a reason for which it counts as received (视同收汇)."""
    data = data_of(heard, RebateForexRecorded)
    return UNKNOWN if state is None else hearing.counted_as_received(state, data.deemed_reason)


def on_application_over(state: Export | None, heard: Heard, *, now: datetime, policy: Terms) -> Answer:  # noqa: ARG001
    """There will be no licence (refused, not accepted, withdrawn, lapsed): the case is over."""
    data_of(heard, ApplicationOver)
    return _over(state, heard, code_of(heard), now)


def on_customs_lapsed(state: Export | None, heard: Heard, *, now: datetime, policy: Terms) -> Answer:  # noqa: ARG001
    """The case ended before customs began, by an end that their code names."""
    return _over(state, heard, data_of(heard, CustomsLapsed).code, now)


def on_customs_rejected(state: Export | None, heard: Heard, *, now: datetime, policy: Terms) -> Answer:  # noqa: ARG001
    """The goods are never released."""
    data_of(heard, CustomsRejected)
    return _over(state, heard, code_of(heard), now)


def on_customs_confiscated(state: Export | None, heard: Heard, *, now: datetime, policy: Terms) -> Answer:  # noqa: ARG001
    """The goods are the state's, and never leave for the buyer."""
    data_of(heard, CustomsConfiscated)
    return _over(state, heard, code_of(heard), now)


def _over(state: Export | None, heard: Heard, how: str, now: datetime) -> Answer:
    trace = _trace(heard, how, statutory_day(heard.occurred_at))
    return UNKNOWN if state is None else hearing.over(state, trace, now=now)


def _trace(heard: Heard, what: str, on: date) -> Trace:
    return Trace(what, on, heard.id, heard.source)
