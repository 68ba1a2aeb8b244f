"""Holds (暂停放行): what stands against a release for now, put by a rule, by a locked vehicle, or by an officer.

A hold that was announced is lifted with a fact; one that nobody has heard of (before customs began, after a release)
goes as silently as it came.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from customs.domain import announcements
from customs.domain.articles import NO_RELEASE_WITHOUT_LICENCE
from customs.domain.counting import errors
from customs.domain.declaration import Declaration
from customs.domain.moves import UNDONE, Status
from customs.domain.paper_rules import BY_RULE
from customs.domain.parts import Hold, Item
from exportlane.contracts.decision import Announce, Decided


def hold_by_rule(state: Declaration, holding: tuple[Item, ...], *, on: date) -> Decided[Declaration]:
    """The holds that the rules ask for now: new ones are announced, and those that end are lifted."""
    if not holding and not state.holds:
        return Decided(state)
    wanted = {item.code: item for item in reversed(holding) if item.code in BY_RULE}
    kept = tuple(held for held in state.holds if held.code not in BY_RULE or held.code in wanted)
    gone = [held.code for held in state.holds if held not in kept]
    fresh = [item for code, item in wanted.items() if all(held.code != code for held in kept)]
    added = tuple(
        Hold(item.code, item.sentence, item.article or NO_RELEASE_WITHOUT_LICENCE) for item in fresh
    )
    lifted = tuple(
        fact for code in dict.fromkeys(gone) for fact in announcements.said(state, "hold_lifted", code=code)
    )
    answer = announced(replace(state, holds=kept + added))
    return Decided(answer.state, lifted + answer.facts, errors(state, fresh, on=on))


def announced(state: Declaration) -> Decided[Declaration]:
    """Announce every hold that the others have not heard of, where they must: between submission and release."""
    if state.status is Status.DRAFT or state.status in UNDONE or state.let_go:
        return Decided(state)
    facts: list[Announce] = []
    for held in state.holds:
        if not held.announced:
            facts += announcements.said(state, "held", code=held.code, reason=held.reason)
    return Decided(
        replace(state, holds=tuple(replace(held, announced=True) for held in state.holds)), tuple(facts)
    )


def lifted(state: Declaration, gone: tuple[Hold, ...]) -> Decided[Declaration]:
    """Take these holds off; what others have heard of and nothing else keeps up is announced as lifted."""
    kept = tuple(held for held in state.holds if held not in gone)
    codes = {held.code for held in gone if held.announced} - {held.code for held in kept}
    facts = tuple(
        fact for code in sorted(codes) for fact in announcements.said(state, "hold_lifted", code=code)
    )
    return Decided(replace(state, holds=kept), facts)
