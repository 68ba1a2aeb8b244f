"""Banks, and the officers that act for them at this desk. PURE.

A bank has no system of its own here: an officer of this agency sits for it, sees what exporters agreed that this bank
sees, and decides on its loans and no others. Who sits for a bank does nothing for the insurer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from credit_insurance.domain.articles import TJ_9
from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """One bank."""

    id: str
    name: str
    registered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """An officer (`id` is the name in the token) and the bank that it acts for, None when for none any more."""

    id: str
    bank_id: str | None
    since: date | None = None
    ended_on: date | None = None


def register(bank: Bank, *, now: datetime) -> Decided[Bank]:
    """A bank takes part."""
    return Decided(replace(bank, registered_on=statutory_day(now)))


def seat(before: Seat | None, subject: str, bank: Bank, *, now: datetime) -> Decided[Seat] | Refused:
    """An officer acts for a bank from now on; for one at a time."""
    if before is not None and before.bank_id is not None:
        sentence = f"{subject} acts for {before.bank_id}; end that first."
        return Refused("seat_taken", sentence, TJ_9, "/subject")
    return Decided(Seat(id=subject, bank_id=bank.id, since=statutory_day(now)))


def stand_up(taken: Seat, *, now: datetime) -> Decided[Seat] | Refused:
    """The officer acts for no bank any more."""
    if taken.bank_id is None:
        return Refused("move-not-allowed", f"{taken.id} acts for no bank.", TJ_9)
    return Decided(replace(taken, bank_id=None, ended_on=statutory_day(now)))


@rule(
    "INS-BANK-ONLY",
    zh="银行经办人只办理本行业务",
    en="Who acts for a bank decides on that bank's business and on no other",
    article=TJ_9,
    slug="another_desk",
)
def acts_for(taken: Seat | None, bank_id: str) -> Refused | None:
    """A refusal of an officer that does not act for this bank."""
    if taken is not None and taken.bank_id == bank_id:
        return None
    return Refused("another_desk", f"Only an officer who acts for {bank_id} decides this.", TJ_9, None, 403)


def acts_for_insurer(taken: Seat | None) -> Refused | None:
    """A refusal of an officer that acts for a bank."""
    if taken is None or taken.bank_id is None:
        return None
    sentence = f"You act for {taken.bank_id}; this is the insurer's to decide."
    return Refused("another_desk", sentence, TJ_9, None, 403)
