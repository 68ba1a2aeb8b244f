"""Who may call an agency, and for what. The same at each: its own people, the gateway, and an exporter for its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from exportlane.runtime.auth import (
    ENTERPRISE,
    EXPORTER,
    OFFICER,
    SERVICE,
    SUPERVISOR,
    VIEWER,
    Caller,
    Requirement,
    demand,
    require_any,
)
from exportlane.runtime.problems import problem

_GATEWAY = frozenset({"gateway"})


@dataclass(frozen=True, slots=True)
class Callers:
    """What the routes of one agency demand.

    - `reader`: the agency's own people, the gateway, and an exporter (`its_own` says of which things)
    - `giver`: who hands papers in: the gateway, or an officer at the window
    - `supplier`: who answers a notice: the enterprise itself, the gateway for it, or an officer
    - `applicant`: who takes papers back: the enterprise, or the gateway for it
    - `officer`, `supervisor`: who decides, and who undoes
    """

    reader: Requirement
    giver: Requirement
    supplier: Requirement
    applicant: Requirement
    officer: Requirement
    supervisor: Requirement


def callers_of(agency: str) -> Callers:
    """The demands of the agency of this name."""
    own = frozenset({agency})
    hands_over = demand(agencies=_GATEWAY, roles={SERVICE}, scope="hand-over")
    submits = demand(agencies={ENTERPRISE}, roles={EXPORTER}, scope="submit")
    decides = demand(agencies=own, roles={OFFICER}, scope="decide")
    return Callers(
        reader=require_any(
            demand(agencies=own, roles={VIEWER}, scope="read"),
            demand(agencies=_GATEWAY, roles={SERVICE}, scope="read"),
            demand(agencies={ENTERPRISE}, roles={EXPORTER}, scope="read"),
        ),
        giver=require_any(hands_over, decides),
        supplier=require_any(submits, hands_over, decides),
        applicant=require_any(submits, hands_over),
        officer=require_any(decides),
        supervisor=require_any(demand(agencies=own, roles={SUPERVISOR}, scope="undo")),
    )


class OfAnExporter(Protocol):
    """Whatever was handed in for an exporter."""

    @property
    def exporter_uscc(self) -> str:
        """The exporter's 统一社会信用代码."""


def its_own(state: OfAnExporter, caller: Caller) -> bool:
    """An exporter may know of its own things only; to others they do not exist. All else the role admits."""
    return caller.role != EXPORTER or (caller.uscc is not None and caller.uscc == state.exporter_uscc)


def listed_for(caller: Caller, asked: str | None, *, things: str) -> str | None:
    """Whose things are listed: an exporter's own, whatever it asks for. Raises Problem forbidden."""
    if caller.role != EXPORTER:
        return asked
    if caller.uscc is None or asked not in {None, caller.uscc}:
        raise problem("forbidden", f"An exporter lists its own {things} only.")
    return caller.uscc


def sought_by(caller: Caller, asked: str | None) -> str | None:
    """The same without a no: a question about somebody else finds nothing."""
    if caller.role != EXPORTER:
        return asked
    # An empty code matches nothing, which is what a question about somebody else finds.
    return (caller.uscc or "") if asked in {None, caller.uscc} else ""
