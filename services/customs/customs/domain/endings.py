"""What ends a declaration, whoever decided it, and what takes a step back. The table of moves says from where.

Before any release an end is a rejection or a lapse; once goods were released it takes the release back, whatever the
reason, so that everybody who relied on it hears one thing: `customs.cancelled`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from customs.domain import announcements
from customs.domain.articles import AMEND_OR_CANCEL, DETAIN, NO_RELEASE_WITHOUT_LICENCE
from customs.domain.counting import errors
from customs.domain.declaration import Declaration, moved
from customs.domain.moves import Verb
from customs.domain.parts import Item, Line, Outcome
from customs.domain.policy import Policy
from exportlane.contracts.decision import Announce, Decided
from exportlane.law.limits import Running, put, start, stop_all

LONGEST_REASON: Final = 1900
"""Characters of a reason; the contract has room for 2000, and what is wrong with twenty vehicles can be longer."""


def end(state: Declaration, outcome: Outcome, *, on: date) -> Decided[Declaration]:
    """Do not release, for good; where goods were released before, take that release back."""
    if state.was_released:
        return cancel(state, outcome, on=on)
    after = _ended(state, Verb.REJECT, outcome, on)
    items = (Item(outcome.code, outcome.reason, outcome.article),)
    return Decided(after, announcements.rejected(after, outcome), errors(after, items, on=on))


def cancel(state: Declaration, outcome: Outcome, *, on: date) -> Decided[Declaration]:
    """Cancel the declaration (撤销报关单): the undo of a release, where there was one (退关)."""
    outcome = replace(outcome, article=outcome.article or AMEND_OR_CANCEL)
    after = _ended(state, Verb.CANCEL, outcome, on)
    return Decided(after, _undone(after, outcome))


def confiscate(state: Declaration, outcome: Outcome, *, on: date) -> Decided[Declaration]:
    """The goods are the state's now."""
    after = _ended(state, Verb.CONFISCATE, outcome, on)
    if after.was_released:
        return Decided(
            after, announcements.cancelled(after, last_number(after), replace(outcome, code="confiscated"))
        )
    article = outcome.article or DETAIN
    return Decided(
        after,
        announcements.said(after, "confiscated", code=outcome.code, reason=outcome.reason, article=article),
    )


def lapse(state: Declaration, outcome: Outcome, *, on: date) -> Decided[Declaration]:
    """End a draft whose licence will never come, or is void."""
    after = _ended(state, Verb.LAPSE, outcome, on)
    return Decided(after, announcements.lapsed(after, outcome))


def give_back(state: Declaration, lines: Collection[Line], *, reason: str, on: date) -> Decided[Declaration]:
    """Record that vehicles came back after departure (退运); the declaration is returned with the last of them."""
    came = {line.case_id for line in lines}
    marked = tuple(replace(each, returned_on=on) if each.case_id in came else each for each in state.lines)
    after = replace(state, lines=marked)
    if after.every(lambda line: line.returned_on is not None):
        after = moved(after, Verb.RETURN, outcome=Outcome("goods_returned", reason), returned_on=on)
    return Decided(after, announcements.returned(after, lines, last_number(after), reason, on))


def shut_out(state: Declaration, *, reason: str, on: date, policy: Policy) -> Decided[Declaration]:
    """Released and not loaded (退关): the declarant has some days to book or declare anew."""
    after = _out(state, Verb.SHUT_OUT, on, policy)
    return Decided(after, announcements.said(after, "shut_out", reason=reason, on=on))


def reverse_departure(state: Declaration, *, reason: str, on: date, policy: Policy) -> Decided[Declaration]:
    """The goods left the port of departure and stay in the country after all: from here they are shut out."""
    after = _out(state, Verb.REVERSE_DEPARTURE, on, policy)
    return Decided(after, announcements.said(after, "departure_reversed", reason=reason, on=on))


def detain(state: Declaration, outcome: Outcome) -> Decided[Declaration]:
    """Keep the goods (扣留)."""
    after = moved(state, Verb.DETAIN, outcome=outcome, by_hand=True)
    article = outcome.article or DETAIN
    return Decided(
        after,
        announcements.said(after, "detained", code=outcome.code, reason=outcome.reason, article=article),
    )


def last_number(state: Declaration) -> str:
    """The number under which the goods were declared last. Raises ValueError where there was none."""
    if state.declaration_no is not None:
        return state.declaration_no
    if not state.former_numbers:
        raise ValueError(f"declaration {state.id} is {state.status} and never had a number")
    return state.former_numbers[-1]


def reason_of(items: Iterable[Item]) -> str:
    """All that is wrong, in whole sentences, each with its vehicle."""
    found = tuple(items)
    text = " ".join(f"{item.vin}: {item.sentence}" if item.vin else item.sentence for item in found)
    return text if len(text) <= LONGEST_REASON else f"{text[:LONGEST_REASON]}… ({len(found)} findings)"


def quoting(sentence: str, reason: str) -> str:
    """Our sentence and another agency's reason after it, cut where the contract has no more room."""
    text = f"{sentence} {reason}"
    return text if len(text) <= LONGEST_REASON else f"{text[:LONGEST_REASON]}…"


def _ended(state: Declaration, verb: Verb, outcome: Outcome, on: date) -> Declaration:
    clocks = stop_all(state.clocks, on=on)
    return moved(state, verb, outcome=outcome, asked=(), found=(), holds=(), amendment=None, clocks=clocks)


def _undone(after: Declaration, outcome: Outcome) -> tuple[Announce, ...]:
    if after.was_released:
        return announcements.cancelled(after, last_number(after), outcome)
    # Nothing was released that could be taken back: to the others it is a declaration that is never released.
    return announcements.rejected(
        after, replace(outcome, article=outcome.article or NO_RELEASE_WITHOUT_LICENCE)
    )


def _out(state: Declaration, verb: Verb, on: date, policy: Policy) -> Declaration:
    return moved(state, verb, shut_out_on=on, clocks=_counting(state, on, policy))


def _counting(state: Declaration, on: date, policy: Policy) -> tuple[Running, ...]:
    limit = policy.rules(state.profile, state.profile_version).shut_out
    if limit is None or policy.calendar is None:
        return state.clocks
    return put(state.clocks, start(limit, on=on, calendar=policy.calendar))


def waiting_is_over(state: Declaration, *, now: datetime, on: date) -> Decided[Declaration]:
    """Nobody booked anew in time: the declaration of goods that were shut out is cancelled by the clock."""
    sentence = f"The goods were shut out on {state.shut_out_on} and not booked anew until {now:%Y-%m-%d}."
    return cancel(state, Outcome("shut_out_too_long", sentence), on=on)
