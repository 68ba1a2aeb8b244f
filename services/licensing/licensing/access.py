"""Who may do what at licensing. An exporter knows its own applications only."""

from __future__ import annotations

from exportlane.runtime.auth import Caller, demand, require, require_any
from exportlane.runtime.problems import problem
from licensing.domain import Application

AGENCY = "licensing"
GATEWAY = demand(agencies={"gateway"}, roles={"service"}, scope="hand-over")
ENTERPRISE = demand(agencies={"enterprise"}, roles={"exporter"}, scope="submit")
BY_OFFICER = demand(agencies={AGENCY}, roles={"officer"}, scope="decide")

READER = require_any(
    demand(agencies={AGENCY}, roles={"viewer"}, scope="read"),
    demand(agencies={"gateway"}, roles={"service"}, scope="read"),
    demand(agencies={"enterprise"}, roles={"exporter"}, scope="read"),
)
RECEIVER = require_any(GATEWAY, BY_OFFICER)
SUPPLIER = require_any(ENTERPRISE, GATEWAY, BY_OFFICER)
APPLICANT = require_any(ENTERPRISE, GATEWAY)
OFFICER = require_any(BY_OFFICER)
SUPERVISOR = require(agencies={AGENCY}, roles={"supervisor"}, scope="undo")


def own(state: Application, caller: Caller) -> bool:
    """An exporter may know its own applications only; the others are admitted by their role."""
    return caller.role != "exporter" or caller.uscc == state.exporter_uscc


def exporter_listed(caller: Caller, asked: str | None) -> str | None:
    """Whose applications are listed: an exporter's own, whatever it asks for."""
    if caller.role != "exporter":
        return asked
    if caller.uscc is None or asked not in (None, caller.uscc):
        raise problem("forbidden", "An exporter lists its own applications only.")
    return caller.uscc
