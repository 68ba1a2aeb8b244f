"""Guarantees for hedges of the exchange rate (汇率避险担保、增信). PURE. The subsidy office counts them (item F1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from credit_insurance.domain import telling
from credit_insurance.domain.amounts import nothing_at_all
from credit_insurance.domain.articles import TZ_9
from credit_insurance.domain.refusals import first, not_allowed, to_come
from exportlane.contracts.credit_insurance import HedgeReversed
from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule


class HedgeStatus(StrEnum):
    """Whether the guarantee stands."""

    GUARANTEED = "guaranteed"
    ENDED = "ended"
    REVERSED = "reversed"
    """It was recorded by mistake."""


class HedgeVerb(StrEnum):
    """What can be done to a guarantee."""

    END = "end"
    REVERSE = "reverse"


HEDGE_MOVES: Final[Mapping[HedgeStatus, Mapping[HedgeVerb, HedgeStatus]]] = MappingProxyType(
    {
        HedgeStatus.GUARANTEED: {
            HedgeVerb.END: HedgeStatus.ENDED,
            HedgeVerb.REVERSE: HedgeStatus.REVERSED,
        },
        HedgeStatus.ENDED: {HedgeVerb.REVERSE: HedgeStatus.REVERSED},
        HedgeStatus.REVERSED: {},
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hedge:
    """One guarantee, in dollars."""

    id: str
    hedge_no: str
    uscc: str
    guarantor: str
    usd_amount: Decimal
    guaranteed_on: date
    due_on: date
    status: HedgeStatus = HedgeStatus.GUARANTEED
    ended_on: date | None = None
    reason: str | None = None

    @property
    def exporter_uscc(self) -> str:
        """Whose it is, for who may see it."""
        return self.uscc


Answer = Decided[Hedge] | Refused


@rule(
    "INS-HEDGE",
    zh="避险担保按美元金额登记，签订日不得晚于今天、晚于到期日",
    en="A hedge guarantee is recorded in dollars, of a day that has come and does not lie behind its end",
    article=TZ_9,
    slug="hedge_backwards",
)
def guarantee(hedge: Hedge, *, now: datetime) -> Answer:
    """A guarantee was given for a firm."""
    refused = first(
        nothing_at_all(hedge.usd_amount, "/usd_amount"),
        to_come(hedge.guaranteed_on, "/guaranteed_on", statutory_day(now)),
    )
    if refused:
        return refused
    if hedge.due_on < hedge.guaranteed_on:
        sentence = f"The guarantee would end on {hedge.due_on}, before it was given on {hedge.guaranteed_on}."
        return Refused("hedge_backwards", sentence, TZ_9, "/due_on", 422)
    return Decided(hedge, (telling.hedge_guaranteed(hedge),))


def end(hedge: Hedge, reason: str, *, now: datetime) -> Answer:
    """The guarantee is over; that it was given stays true."""
    if HedgeVerb.END not in HEDGE_MOVES[hedge.status]:
        return not_allowed("guarantee", hedge.status, HedgeVerb.END, TZ_9)
    today = statutory_day(now)
    return Decided(replace(hedge, status=HedgeStatus.ENDED, ended_on=today, reason=reason))


def reverse(hedge: Hedge, reason: str, *, now: datetime) -> Answer:
    """It was recorded by mistake and counts nowhere any more; its number is free for the right one."""
    if HedgeVerb.REVERSE not in HEDGE_MOVES[hedge.status]:
        return not_allowed("guarantee", hedge.status, HedgeVerb.REVERSE, TZ_9)
    today = statutory_day(now)
    gone = replace(hedge, status=HedgeStatus.REVERSED, ended_on=today, reason=reason)
    data = HedgeReversed(
        hedge_no=hedge.hedge_no, uscc=hedge.uscc, usd_amount=hedge.usd_amount, reason=reason, on=today
    )
    return Decided(gone, (Announce(hedge.id, "hedge.reversed.v1", data),))
