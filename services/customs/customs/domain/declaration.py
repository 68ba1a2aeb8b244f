"""An export declaration (报关单): what it holds. Where it may go from where it stands is in `moves`.

One declaration uses one licence, whole and in one go (公告2024年第6号).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from customs.domain.moves import LET_GO, MOVES, PAUSED, Back, MoveNotAllowed, Status, Verb
from customs.domain.parts import (
    NO_PARTICULARS,
    NO_TIMES,
    Amendment,
    Hold,
    Inspection,
    Item,
    Licence,
    Line,
    Outcome,
    Particulars,
    Times,
)
from exportlane.law.limits import Running


@dataclass(frozen=True, slots=True)
class Carriage:
    """What the carrier told of one vehicle. `not_carried`: why the last vessel or train left it behind, and when.

    The carrier's word decides nothing here; it is shown to the officer, and the departure is confirmed after it.
    """

    case_id: str
    booking_no: str
    vessel: str
    loaded_on: date | None = None
    departed_on: date | None = None
    transport_document_no: str | None = None
    not_carried: str | None = None
    not_carried_on: date | None = None


@dataclass(frozen=True, slots=True)
class Declaration:
    """The whole of it. `asked` is the open notice of correction; `found` what the rules found when an officer decides;
    `by_hand` says that an officer decided something himself, so that the rules alone no longer decide.

    `before` is where it stood before a request or a detention; `void_licences` are those that are no longer in force.
    `fallen` is why it must end once its detention is over.
    """

    id: str
    batch_id: str
    profile: str
    exporter_uscc: str
    contract_no: str
    customs_port: str
    destination_country: str
    hs_code: str
    transport_mode: str
    vessel: str | None
    lines: tuple[Line, ...]
    status: Status = Status.DRAFT
    licence: Licence | None = None
    asked: tuple[Item, ...] = ()
    found: tuple[Item, ...] = ()
    by_hand: bool = False
    declaration_no: str | None = None
    accepted_on: date | None = None
    released_on: date | None = None
    cleared_on: date | None = None
    returned_on: date | None = None
    outcome: Outcome | None = None
    profile_version: str | None = None
    particulars: Particulars = NO_PARTICULARS
    times: Times = NO_TIMES
    before: Status | None = None
    holds: tuple[Hold, ...] = ()
    void_licences: tuple[str, ...] = ()
    inspection: Inspection | None = None
    amendment: Amendment | None = None
    former_numbers: tuple[str, ...] = ()
    departed_origin_on: date | None = None
    departed_on: date | None = None
    shut_out_on: date | None = None
    fallen: Outcome | None = None
    clocks: tuple[Running, ...] = ()
    carriage: tuple[Carriage, ...] = ()

    def line(self, case_id: str) -> Line:
        """The line of a case. Raises KeyError when the declaration has no such case."""
        for line in self.lines:
            if line.case_id == case_id:
                return line
        raise KeyError(case_id)

    @property
    def remaining(self) -> tuple[Line, ...]:
        """The vehicles whose cases go on here: all that no new licence has left out."""
        return tuple(line for line in self.lines if line.left_out is None)

    @property
    def declared(self) -> tuple[Line, ...]:
        """The vehicles that are declared now."""
        return tuple(line for line in self.lines if line.left_out is None and not line.withheld)

    def every(self, holds: Callable[[Line], bool]) -> bool:
        """Whether all remaining lines have something: a declaration goes through in one piece."""
        return all(holds(line) for line in self.remaining)

    @property
    def consignor(self) -> str:
        """Who sends the goods (发货人): the exporter, unless another is named."""
        return self.particulars.consignor_uscc or self.exporter_uscc

    @property
    def was_released(self) -> bool:
        """Whether the goods were ever released: whatever ends the declaration then takes a release back."""
        return self.released_on is not None

    @property
    def with_the_carrier(self) -> tuple[Carriage, ...]:
        """What the carrier told of remaining vehicles that have not left with him."""
        remaining = {line.case_id for line in self.remaining}
        return tuple(each for each in self.carriage if each.case_id in remaining and each.departed_on is None)

    @property
    def let_go(self) -> bool:
        """Whether the goods are released now, so that nothing at customs' hands keeps them from being loaded."""
        return (self.before if self.status in PAUSED else self.status) in LET_GO


def may(state: Declaration, verb: Verb) -> bool:
    """Whether the table has this move."""
    return verb in MOVES[state.status]


def moved(state: Declaration, verb: Verb, **changes: Any) -> Declaration:
    """The declaration after the move, with `changes` to its other fields. Raises MoveNotAllowed."""
    target = MOVES[state.status].get(verb)
    if isinstance(target, Back):
        target = state.before
    if target is None:
        raise MoveNotAllowed(state.status, verb)
    before = state.status if target in PAUSED else None
    return replace(state, status=target, before=before, **changes)


def with_line(state: Declaration, line: Line) -> Declaration:
    """The declaration with one line replaced by its newer self."""
    return replace(state, lines=tuple(line if line.case_id == old.case_id else old for old in state.lines))
