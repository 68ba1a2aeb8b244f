"""Which fact may move a step from where to where: the table of the process, read as a state machine.

Every move that is not in it is impossible, whoever announced it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Final

from exportlane.contracts import FACTS_OF_AGENCY
from exportlane.process.shape import ENDORSED, Order, Step, StepName
from exportlane.process.table import ORDERS, PROCESS_VERSION

VERSIONS: Final[dict[str, Mapping[str, Order]]] = {PROCESS_VERSION: ORDERS}
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
    LAPSED = "lapsed"
    """Ended without a decision: withdrawn, or the case ended before it came to this step."""


OPEN: Final = frozenset({Stage.WAITING, Stage.ACTIVE, Stage.CORRECTION})
_UNDER_WAY: Final = frozenset({Stage.ACTIVE, Stage.CORRECTION})


@dataclass(frozen=True, slots=True)
class Move:
    """What one fact does to its step. `to` is None when the stage stays.

    `phase` is what the fact must say of itself, `needs` facts of which one must have been reached, `bars` facts of
    which none may have been.
    """

    sources: frozenset[Stage]
    to: Stage | None
    phase: str | None = None
    needs: tuple[str, ...] = ()
    bars: tuple[str, ...] = ()

    def allowed(self, stage: Stage, reached: Mapping[str, date], phase: str | None) -> bool:
        """Whether the fact may follow what its agency said before."""
        if stage not in self.sources or (self.phase is not None and phase != self.phase):
            return False
        return (not self.needs or any(t in reached for t in self.needs)) and not any(
            t in reached for t in self.bars
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
    stays = Move(frozenset(Stage), None)
    moves["vehicle-registry"][ENDORSED] = stays
    moves["gateway"].update(dict.fromkeys(FACTS_OF_AGENCY["gateway"], stays))
    for step in order_of(profile, version).steps:
        moves[step.agency].update(_moves_of_step(step))
    return moves


def _moves_of_step(step: Step) -> dict[str, Move]:
    requested, supplied = step.correction
    started = _UNDER_WAY if step.begun else OPEN
    undoable = frozenset({Stage.DONE}) if set(step.undo_of) <= set(step.done) else _UNDER_WAY
    rows: tuple[tuple[tuple[str, ...], Move], ...] = (
        (step.begun, Move(OPEN, Stage.ACTIVE)),
        ((requested,), Move(OPEN, Stage.CORRECTION)),
        ((supplied,), Move(frozenset({Stage.CORRECTION}), Stage.ACTIVE)),
        (step.on_the_way + step.binding, Move(started, Stage.ACTIVE)),
        (step.done, Move(started, Stage.DONE, phase=_phase(step))),
        (step.afterwards + step.final, Move(frozenset({Stage.DONE}), None)),
        (step.refused, Move(OPEN, Stage.REFUSED, bars=step.binding)),
        (step.withdrawn + step.lapsed, Move(OPEN, Stage.LAPSED, bars=step.binding)),
        (step.undone, Move(undoable, Stage.UNDONE, needs=step.undo_of, bars=step.final)),
        (step.came_back, Move(frozenset({Stage.DONE}), Stage.UNDONE)),
    )
    return {type_: move for types, move in rows for type_ in types}


def _phase(step: Step) -> str | None:
    """In two phases the first fact is provisional; in one it must be final, or the case would never be closed."""
    if step.name is not StepName.DEREGISTRATION:
        return None
    return "provisional" if step.final else "final"
