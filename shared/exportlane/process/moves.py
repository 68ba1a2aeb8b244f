"""Which fact may move a step from where to where: the table of the process, read as a state machine.

Every move that is not in it is impossible, whoever announced it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Final

from exportlane.contracts import FACTS_OF_AGENCY
from exportlane.process.order import Order
from exportlane.process.shape import ENDORSED, Hold, Matter, Step, StepName
from exportlane.process.table import ORDERS, PROCESS_VERSION

VERSIONS: Final[dict[str, Mapping[str, Order]]] = {
    # The table of 2026.1 is a part of today's: its cases fold the same, and their ends keep the names they had.
    "2026.1": {name: replace(order, finer_ends=False) for name, order in ORDERS.items()},
    PROCESS_VERSION: ORDERS,
}
"""Every version under which a live case may have started. A version goes when its last case has ended."""


class UnknownOrder(ValueError):
    """No order for this profile, or a version of the process that this program does not know."""


class Stage(StrEnum):
    """Where one step of one case stands."""

    WAITING = "waiting"
    ACTIVE = "active"
    CORRECTION = "correction"
    DONE = "done"
    REFUSED = "refused"
    UNDONE = "undone"
    HELD = "held"
    """Open, and something must be settled first. Seen from outside only: beneath it the step stands where it stood."""
    LAPSED = "lapsed"
    """Ended without a decision: withdrawn, or the case ended before it came to this step."""


OPEN: Final = frozenset({Stage.WAITING, Stage.ACTIVE, Stage.CORRECTION})
ANY_STAGE: Final = frozenset(Stage)
UNDECIDED: Final = OPEN | {Stage.HELD}
_ASKED: Final = frozenset({Stage.CORRECTION})
_UNDER_WAY: Final = _ASKED | {Stage.ACTIVE}


@dataclass(frozen=True, slots=True)
class Move:
    """What one fact does to its step. `to` is None when the stage stays.

    `phase` is what the fact must say of itself, `needs` facts of which one must have been reached, `bars` facts of
    which none may have been, `barred_by` matters that must be settled first (unless the fact settles them). It `opens`
    and `closes` matters; `settles` says that there must be one to close. `loses` are facts that no longer stand then,
    `regains` facts that stand again.
    """

    sources: frozenset[Stage]
    to: Stage | None = None
    phase: str | None = None
    needs: tuple[str, ...] = ()
    bars: tuple[str, ...] = ()
    barred_by: frozenset[Matter] = frozenset()
    opens: tuple[Hold, ...] = ()
    closes: tuple[Hold, ...] = ()
    settles: bool = False
    loses: frozenset[str] = frozenset()
    regains: frozenset[str] = frozenset()

    def allowed(
        self,
        stage: Stage,
        reached: Mapping[str, date],
        lost: frozenset[str],
        held: frozenset[Matter],
        phase: str | None,
    ) -> bool:
        """Whether the fact may follow what its agency said before: `reached` ever, of which `lost` no longer stands."""
        closes = {hold.matter for hold in self.closes}
        if stage not in self.sources or (self.phase is not None and phase != self.phase):
            return False
        if (self.barred_by & held) - closes or (self.settles and not closes & held):
            return False
        return (not self.needs or any(t in reached for t in self.needs)) and not any(
            t in reached and t not in lost for t in self.bars
        )


def order_of(profile: str, version: str = PROCESS_VERSION) -> Order:
    """The order that a profile follows in a version of the process. Raises UnknownOrder."""
    try:
        return VERSIONS[version][profile]
    except KeyError:
        raise UnknownOrder(
            f"version {version!r} of the process has no order for the profile {profile!r}"
        ) from None


@cache
def moves_of(profile: str, version: str) -> Mapping[str, Mapping[str, Move]]:
    """For each agency: its fact types and what they do. Raises UnknownOrder."""
    moves: dict[str, dict[str, Move]] = {agency: {} for agency in FACTS_OF_AGENCY}
    stays = Move(ANY_STAGE)
    steps = order_of(profile, version).steps
    # Whoever has no step can be told of on the case, and moves nothing.
    for agency in FACTS_OF_AGENCY.keys() - {step.agency for step in steps}:
        moves[agency].update(dict.fromkeys(FACTS_OF_AGENCY[agency], stays))
    for step in steps:
        own = _moves_of_step(step)
        if step.name is StepName.DEREGISTRATION:
            own[ENDORSED] = stays
        moves[step.agency].update(_held_up(own, step.holds))
    return moves


def _moves_of_step(step: Step) -> dict[str, Move]:
    requested, supplied = step.correction
    started = _UNDER_WAY if step.begun else OPEN
    stops = frozenset(hold.matter for hold in step.holds if hold.stops)
    rows: tuple[tuple[tuple[str, ...], Move], ...] = (
        (step.noted, Move(ANY_STAGE)),
        (step.at_work, Move(OPEN)),
        (step.begun, Move(OPEN, Stage.ACTIVE)),
        ((requested,), Move(OPEN, Stage.CORRECTION)),
        ((supplied,), Move(_UNDER_WAY if _settles(step, supplied) else _ASKED, Stage.ACTIVE)),
        (step.asked_for, Move(OPEN, Stage.ACTIVE)),
        (step.taken_back, Move(OPEN, Stage.WAITING)),
        (step.on_the_way, Move(started, Stage.ACTIVE, barred_by=stops)),
        (
            step.binding,
            Move(
                started,
                Stage.ACTIVE,
                barred_by=stops,
                loses=frozenset(step.loosed),
                regains=frozenset(step.binding),
            ),
        ),
        (
            step.done,
            Move(started, Stage.DONE, phase=_phase(step), barred_by=stops, regains=frozenset(step.done)),
        ),
        (step.afterwards + step.final, Move(frozenset({Stage.DONE}))),
        (step.voided, Move(frozenset({Stage.DONE}), Stage.ACTIVE, loses=frozenset(step.done))),
        (step.loosed, Move(_UNDER_WAY, Stage.ACTIVE, needs=step.binding, loses=frozenset(step.binding))),
        (step.stands_again, _again(step)),
        (step.refused, Move(OPEN, Stage.REFUSED, bars=step.binding)),
        (step.withdrawn + step.lapsed, Move(OPEN, Stage.LAPSED, bars=step.binding)),
        (step.undone, _undoing(step)),
        (step.struck_off, Move(OPEN | {Stage.DONE}, Stage.UNDONE, bars=step.final)),
        (step.came_back, Move(frozenset({Stage.DONE}), Stage.UNDONE)),
    )
    return {type_: move for types, move in rows for type_ in types}


def _settles(step: Step, type_: str) -> bool:
    return any(type_ in hold.closed for hold in step.holds)


def _undoing(step: Step) -> Move:
    """What is done can be undone, what is merely binding as well, and what was done and is open again too."""
    done_again = frozenset({Stage.DONE}) | (_UNDER_WAY if step.voided else frozenset())
    sources = done_again if set(step.undo_of) <= set(step.done) else _UNDER_WAY
    return Move(sources, Stage.UNDONE, needs=step.undo_of, bars=step.final)


def _again(step: Step) -> Move:
    sources = frozenset({Stage.DONE, Stage.ACTIVE})
    return Move(sources, Stage.DONE, needs=step.done, regains=frozenset(step.done))


def _held_up(moves: dict[str, Move], holds: Iterable[Hold]) -> dict[str, Move]:
    """The same moves with the matters that they open and close; a fact that only closes one needs one to close."""
    for hold in holds:
        for type_ in hold.opened:
            move = moves.get(type_, Move(_may_be_held(hold)))
            moves[type_] = replace(move, opens=(*move.opens, hold))
        for type_ in hold.closed:
            move = moves.get(type_, Move(ANY_STAGE, settles=True))
            moves[type_] = replace(move, closes=(*move.closes, hold))
    return moves


def _may_be_held(hold: Hold) -> frozenset[Stage]:
    if hold.lasts:
        return ANY_STAGE
    return OPEN if hold.stops else OPEN | {Stage.DONE}


def _phase(step: Step) -> str | None:
    """In two phases the first fact is provisional; in one it must be final, or the case would never be closed."""
    if step.name is not StepName.DEREGISTRATION:
        return None
    return "provisional" if step.final else "final"
