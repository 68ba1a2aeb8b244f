"""Outcomes of vehicles and what follows for the claim: taxed, rejected, paid, and the claim settled. PURE."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from exportlane.contracts.decision import Announce, Decided, Refused
from tax_rebate.domain import clocks, facts
from tax_rebate.domain.claim import Claim, Line, status_of
from tax_rebate.domain.moves import Outcome, Status
from tax_rebate.domain.papers import Ended

_GOOD: Final = frozenset({Outcome.REFUND, Outcome.PAID, Outcome.EXEMPT})

Answer = Decided[Claim] | Refused
Facts = tuple[Announce, ...]


def tax_lines(claim: Claim, ended: dict[str, Ended], today: date) -> tuple[Claim, Facts]:
    """The claim with these cases taxed like a sale at home, each for its reason."""
    state, said = claim, []
    for case_id, why in ended.items():
        line = replace(claim.line(case_id), outcome=Outcome.TAXED, ended=why)
        state = state.with_line(line)
        said.append(facts.taxed(claim, line, why, on=today))
    return state, tuple(said)


def reject_lines(claim: Claim, lines: tuple[Line, ...], ended: Ended) -> tuple[Claim, Facts]:
    """The claim with these vehicles rejected."""
    state, said = claim, []
    for line in lines:
        state = state.with_line(replace(line, outcome=Outcome.REJECTED, ended=ended))
        said.append(facts.rejected(claim, line, ended))
    return state, tuple(said)


def paid(claim: Claim, today: date) -> Decided[Claim]:
    """The treasury paid what was approved, less what was set off."""
    due = tuple(line for line in claim.lines if line.outcome is Outcome.REFUND)
    lines = tuple(replace(line, outcome=Outcome.PAID) if line in due else line for line in claim.lines)
    # A vehicle of an early claim may have been reversed while the treasury was at it, so the lines decide.
    state = replace(claim, lines=lines, status=status_of(lines), paid_on=today)
    return Decided(state, tuple(facts.paid(claim, line, on=today) for line in due))


def settled(claim: Claim, on: date, ended: Ended | None = None) -> Claim:
    """The claim with nothing open any more; it stands where the outcomes of its vehicles put it."""
    status = status_of(claim.lines)
    if status is Status.APPROVED and claim.treasury_on is not None:
        status = Status.TREASURY_SENT
    closed = clocks.decided(claim, claim.decided_on or on)
    return replace(
        closed,
        status=status,
        decided_on=claim.decided_on or on,
        normal=any(line.outcome in _GOOD for line in claim.lines) if claim.normal is None else claim.normal,
        ended=ended if status is Status.REJECTED else None,
        asked=(),
    )


def after(before: Facts, decided: Decided[Claim]) -> Decided[Claim]:
    """The decision with facts in front of it."""
    return Decided(decided.state, before + decided.facts)
