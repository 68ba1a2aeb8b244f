"""What the tax office does on a fact of customs, or of a bank: it reads what it needs and lets the law decide."""

from __future__ import annotations

from datetime import datetime

from exportlane.agency.hearing import data_of
from exportlane.contracts.credit_insurance import ForexReceived, ForexReversed
from exportlane.contracts.customs import (
    CustomsCancelled,
    CustomsCleared,
    CustomsConfiscated,
    CustomsDepartedOriginPort,
    CustomsDepartureReversed,
    CustomsLapsed,
    CustomsRejected,
    CustomsReturned,
    CustomsShutOut,
)
from exportlane.contracts.decision import Decided, Heard, Refused
from tax_rebate import domain
from tax_rebate.domain import Claim, Departure, EarlyDeparture, Ended, Forex, Policy, Receipt

Answer = Decided[Claim] | Refused


def on_customs_cleared(state: Claim, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """结关: the departure of one vehicle is confirmed (增值税法 第三十三条: customs' data come to the tax office)."""
    data = data_of(heard, CustomsCleared)
    if refused := _another_vehicle(state, heard.case_id, data.vin, data.declaration_no):
        return refused
    departure = Departure(data.declaration_no, data.cleared_on, data.consignor_uscc)
    return domain.cleared(state, heard.case_id, departure, now=now, policy=policy)


def on_customs_departed_origin_port(state: Claim, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """启运: the vehicle left the port of departure (财税〔2024〕31号)."""
    data = data_of(heard, CustomsDepartedOriginPort)
    if refused := _another_vehicle(state, heard.case_id, data.vin, data.declaration_id):
        return refused
    early = EarlyDeparture(data.departure_port, data.exit_port, data.on, consignor_uscc=data.consignor_uscc)
    return domain.departed_early(state, heard.case_id, early, now=now, policy=policy)


def on_customs_departure_reversed(state: Claim, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The goods will not leave the country after all."""
    data = data_of(heard, CustomsDepartureReversed)
    return domain.turned_round(state, heard.case_id, on=data.on, reason=data.reason, now=now, policy=policy)


def on_customs_shut_out(state: Claim, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """Released and not loaded (退关): a claim that was lodged early is given up, a draft goes on waiting."""
    data = data_of(heard, CustomsShutOut)
    return domain.turned_round(state, heard.case_id, on=data.on, reason=data.reason, now=now, policy=policy)


def on_customs_rejected(state: Claim, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """Customs rejected the declaration for good."""
    data = data_of(heard, CustomsRejected)
    ended = Ended(data.code, data.reason, data.article)
    return domain.never_left(state, heard.case_id, ended, now=now, policy=policy)


def on_customs_confiscated(state: Claim, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """Customs confiscated the goods."""
    data = data_of(heard, CustomsConfiscated)
    ended = Ended(data.code, data.reason, data.article)
    return domain.never_left(state, heard.case_id, ended, now=now, policy=policy)


def on_customs_cancelled(state: Claim, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The declaration was cancelled for good."""
    data = data_of(heard, CustomsCancelled)
    ended = Ended(data.code, data.reason)
    return domain.never_left(state, heard.case_id, ended, now=now, policy=policy)


def on_customs_lapsed(state: Claim, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The case ended before customs began, or its vehicle is not on the new licence."""
    data = data_of(heard, CustomsLapsed)
    ended = Ended(data.code, data.reason)
    return domain.never_left(state, heard.case_id, ended, now=now, policy=policy)


def on_customs_returned(state: Claim, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """The goods came back (退运)."""
    data = data_of(heard, CustomsReturned)
    return domain.came_back(
        state, heard.case_id, on=data.returned_on, reason=data.reason, now=now, policy=policy
    )


def on_forex_received(state: Claim, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """A bank recorded a receipt of foreign exchange for this vehicle (收汇)."""
    data = data_of(heard, ForexReceived)
    if data.uscc != state.exporter_uscc:
        sentence = f"receipt {data.receipt_no} is of {data.uscc}, the claim of {state.exporter_uscc}"
        return domain.contradiction(state, state.line(heard.case_id), sentence)
    forex = Forex(data.amount, data.currency, data.received_on)
    receipt = Receipt(heard.case_id, data.bank, data.receipt_no, forex)
    return domain.forex_came_in(state, receipt, now=now, policy=policy)


def on_forex_reversed(state: Claim, heard: Heard, *, now: datetime, policy: Policy) -> Answer:
    """A bank takes a receipt back that it had recorded by mistake (冲销)."""
    data = data_of(heard, ForexReversed)
    key = (heard.case_id, data.bank, data.receipt_no)
    return domain.forex_taken_back(state, key, reason=data.reason, now=now, policy=policy)


def _another_vehicle(state: Claim, case_id: str, vin: str, declaration: str) -> Refused | None:
    line = state.line(case_id)
    if vin == line.vin:
        return None
    return domain.contradiction(state, line, f"declaration {declaration} names {vin} for its case")
