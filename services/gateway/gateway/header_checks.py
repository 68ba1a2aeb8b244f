"""What can be wrong with the header of a submission at the entrance, each with its field and its law. PURE.

Whatever an agency would certainly send back is said here, before a case is opened: a paper that is refused later leaves
a case behind that nobody can go on with.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from gateway.papers import BatchRequest, Fault, Forex
from gateway.row_checks import TRUTHFUL

SCHEME: Final = "财税〔2024〕31号"
RECEIPT: Final = "国家税务总局公告2026年第5号"


def header_faults(
    batch: BatchRequest,
    *,
    today: dt.date,
    currencies: AbstractSet[str],
    deemed: AbstractSet[str],
    days_back: int,
) -> Iterator[Fault]:
    """Everything that is wrong with a header by itself, beside the exporter's code and the profile."""
    yield from _in_the_future("/applied_on", batch.applied_on, TRUTHFUL, today)
    yield from _backdated(batch.applied_on, today, days_back)
    if batch.departure_port_scheme:
        yield from _ports(batch)
    if batch.claim.forex is not None:
        yield from _forex(batch.claim.forex, today, currencies, deemed)


def _backdated(day: dt.date | None, today: dt.date, days_back: int) -> Iterator[Fault]:
    if day is not None and (today - day).days > days_back:
        sentence = (
            f"{day} lies more than {days_back} days before {today}; an application counts from its receipt."
        )
        yield Fault("/applied_on", sentence, TRUTHFUL, "application-backdated")


def _in_the_future(field: str, day: dt.date | None, article: str, today: dt.date) -> Iterator[Fault]:
    if day is not None and day > today:
        yield Fault(field, f"{day} lies in the future; today is {today}.", article, "date_in_the_future")


def _ports(batch: BatchRequest) -> Iterator[Fault]:
    for name in ("departure_port", "port_of_exit"):
        if getattr(batch.declaration, name) is None:
            sentence = "The departure port scheme needs a departure port and a port of exit."
            yield Fault(f"/declaration/{name}", sentence, SCHEME, "port_missing")


def _forex(
    forex: Forex, today: dt.date, currencies: AbstractSet[str], deemed: AbstractSet[str]
) -> Iterator[Fault]:
    received = (forex.amount, forex.currency, forex.received_on)
    reason = forex.deemed_reason
    if (reason is None) == (None in received) or (reason is not None and any(received)):
        sentence = "Say what was received, in which currency and when, or why it counts as received."
        yield Fault("/claim/forex", sentence, RECEIPT, "forex_incomplete")
    if forex.amount is not None and forex.amount <= 0:
        yield Fault("/claim/forex/amount", "Nothing was received.", RECEIPT, "forex_incomplete")
    if reason is not None and reason not in deemed:
        sentence = f"{reason} is no reason for which foreign exchange counts as received; listed are {_named(deemed)}."
        yield Fault("/claim/forex/deemed_reason", sentence, RECEIPT, "forex_incomplete")
    if forex.currency is not None and forex.currency not in currencies:
        sentence = f"There is no rate for {forex.currency}; there are {_named(currencies)}."
        yield Fault("/claim/forex/currency", sentence, RECEIPT, "currency_without_rate")
    yield from _in_the_future("/claim/forex/received_on", forex.received_on, RECEIPT, today)


def _named(words: AbstractSet[str]) -> str:
    return ", ".join(sorted(words))
