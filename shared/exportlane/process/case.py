"""One case as it looks from the facts: a slice per agency, folded in that agency's own order.

Only the order *within* an agency counts (`sequence`, gapless), so the state is the same however the agencies' facts
were interleaved on the way; a repetition changes nothing, and an early fact is kept in its slice until the gap closes.
A move that the table does not know changes no stage; it is remembered in `impossible`, and a person has the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial

from exportlane.contracts import ALL_FACTS, FACTS_OF_AGENCY, OPERATIONS
from exportlane.contracts.decision import Heard
from exportlane.law.instants import statutory_day
from exportlane.law.pauses import Pause
from exportlane.process.moves import OPEN, Move, Stage, moves_of, order_of
from exportlane.process.shape import Hold, Matter
from exportlane.process.table import PROCESS_VERSION

_OWN_DAY = {
    "licence.accepted.v1": "accepted_on",
    "licence.clock_paused.v1": "on",
    "licence.clock_resumed.v1": "on",
}
"""Facts that may be said on another day than the one that counts: deemed acceptance counts from receipt."""


class UnknownAgency(ValueError):
    """A fact from somebody who is no agency."""


@dataclass(frozen=True, slots=True)
class Note:
    """What the fold keeps of a fact. `about` is the message that an operator's fact speaks of."""

    sequence: int
    type: str
    at: datetime
    phase: str | None = None
    complete: bool = True
    rebate_class: int | None = None
    about: str | None = None
    code: str | None = None
    on: date | None = None
    """The statutory day of the fact, where that is another one than the day on which it was said."""


@dataclass(frozen=True, slots=True)
class Held:
    """A matter that stands, and under which code."""

    matter: Matter
    pauses: bool
    lasts: bool
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """What one agency said of the case. `reached` gives the statutory day of each fact, the latest when repeated.

    `lost` names those among them that no longer stand, `held` what must be settled first.
    """

    sequence: int = 0
    as_of: datetime | None = None
    stage: Stage = Stage.WAITING
    reached: Mapping[str, date] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()
    held: tuple[Held, ...] = ()
    pauses: tuple[Pause, ...] = ()
    rebate_class: int | None = None
    ended_for: str | None = None
    """The code of the fact that ended its step without success."""
    parked: tuple[str, ...] = ()
    """Messages that this agency could not handle and that nobody has dealt with yet."""
    impossible: tuple[str, ...] = ()
    early: tuple[Note, ...] = ()

    @property
    def matters(self) -> frozenset[Matter]:
        """What must be settled first."""
        return frozenset(held.matter for held in self.held)


@dataclass(frozen=True, slots=True)
class CaseState:
    """The fold of a case, pinned to the versions under which it started."""

    profile: str
    process_version: str
    slices: Mapping[str, Slice]


def begin(profile: str, process_version: str = PROCESS_VERSION) -> CaseState:
    """A case of which nothing was heard yet. Raises UnknownOrder."""
    agencies = ("gateway", *(step.agency for step in order_of(profile, process_version).steps))
    return CaseState(profile, process_version, dict.fromkeys(agencies, Slice()))


def apply(state: CaseState, heard: Heard) -> CaseState:
    """The state after one more fact. Raises UnknownAgency."""
    if heard.source not in FACTS_OF_AGENCY:
        raise UnknownAgency(f"{heard.source!r} is no agency of the process")
    # Who stands beside the process has a slice from its first fact on.
    before = state.slices.get(heard.source, Slice())
    if heard.sequence <= before.sequence:
        return state
    if before.early and heard.sequence in {note.sequence for note in before.early}:
        return state
    moves = moves_of(state.profile, state.process_version)[heard.source]
    after = _take(before, _note(heard), moves)
    return CaseState(state.profile, state.process_version, {**state.slices, heard.source: after})


def _note(heard: Heard) -> Note:
    # Most facts have none of these fields, and a model that is asked for one that it lacks answers slowly.
    said = vars(heard.data)
    return Note(
        sequence=heard.sequence,
        type=heard.type,
        at=heard.occurred_at,
        phase=said.get("phase"),
        complete=said.get("complete", True),
        rebate_class=said.get("rebate_class"),
        about=said.get("fact_id"),
        code=said.get("code"),
        on=said.get(_OWN_DAY.get(heard.type, "")),
    )


def _take(before: Slice, note: Note, moves: Mapping[str, Move]) -> Slice:
    if not before.early and note.sequence == before.sequence + 1:
        return _fold(before, note, moves)
    waiting = sorted((*before.early, note), key=lambda early: early.sequence)
    after = replace(before, early=())
    while waiting and waiting[0].sequence == after.sequence + 1:
        after = _fold(after, waiting.pop(0), moves)
    return replace(after, early=tuple(waiting))


def _fold(before: Slice, note: Note, moves: Mapping[str, Move]) -> Slice:
    seen = partial(replace, before, sequence=note.sequence, as_of=note.at)
    if note.type in OPERATIONS:
        return seen(parked=_parked(before, note))
    if note.type not in ALL_FACTS:
        return seen()  # a newer writer says something that this program does not know yet
    move = moves.get(note.type)
    if move is None or not move.allowed(
        before.stage, before.reached, before.lost, before.matters, note.phase
    ):
        return seen(impossible=(*before.impossible, note.type))
    stage = before.stage if move.to is None else move.to
    held = _held(before, note, move)
    day = note.on or statutory_day(note.at)
    return seen(
        stage=stage,
        # The clock of an application runs from complete papers, so an incomplete one has not reached that point.
        reached={**before.reached, note.type: day} if note.complete else before.reached,
        lost=(before.lost | move.loses | _settled(move)) - move.regains - {note.type},
        held=held,
        pauses=_paused(
            before.pauses, day, pausing=stage is Stage.CORRECTION or any(one.pauses for one in held)
        ),
        rebate_class=note.rebate_class or before.rebate_class,
        ended_for=before.ended_for if move.to is None or move.to in {*OPEN, Stage.DONE} else note.code,
    )


def _parked(before: Slice, note: Note) -> tuple[str, ...]:
    if not note.type.startswith("message."):
        return before.parked  # clocks and looks are for the timeline
    others = tuple(about for about in before.parked if about != note.about)
    return (*others, note.about) if note.about and note.type == "message.parked.v1" else others


def _held(before: Slice, note: Note, move: Move) -> tuple[Held, ...]:
    """What stands after a fact. Whatever ends a step settles all that held it up, but for what outlives it."""
    left = before.held
    if move.to is not None and move.to not in OPEN:
        left = tuple(one for one in left if one.lasts)
    for hold in move.closes:
        left = _without(left, hold, note.code)
    opened = (
        Held(hold.matter, hold.pauses, hold.lasts, note.code if hold.each else None) for hold in move.opens
    )
    return (*left, *(one for one in opened if one not in left))


def _without(held: tuple[Held, ...], hold: Hold, code: str | None) -> tuple[Held, ...]:
    same = [one for one in held if one.matter is hold.matter]
    closed = [one for one in same if one.code == code] if hold.each else []
    return tuple(one for one in held if one not in (closed or same))


def _settled(move: Move) -> frozenset[str]:
    return frozenset(type_ for hold in move.closes if hold.lasts for type_ in hold.opened)


def _paused(pauses: tuple[Pause, ...], day: date, *, pausing: bool) -> tuple[Pause, ...]:
    is_open = bool(pauses) and pauses[-1].end is None
    if pausing and not is_open:
        return (*pauses, Pause(day))
    if is_open and not pausing:
        # Two clocks of one agency may disagree by a day; a pause never ends before it starts.
        return (*pauses[:-1], Pause(pauses[-1].start, max(day, pauses[-1].start)))
    return pauses
