"""Who may do what here. An exporter knows its own things; who sits for a bank knows that bank's, and no firm's else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from credit_insurance.domain.banks import Seat, acts_for_insurer
from credit_insurance.storage import SEATS
from exportlane.agency.callers import callers_of, its_own
from exportlane.contracts.decision import Refused
from exportlane.runtime.auth import ENTERPRISE, EXPORTER, Caller, demand, require_any
from exportlane.runtime.problems import Problem, problem
from exportlane.runtime.storage import load_thing

if TYPE_CHECKING:
    from exportlane.runtime.service import Service

AGENCY: Final = "credit-insurance"
_CALLERS = callers_of(AGENCY)

READER = _CALLERS.reader
SUPPLIER = _CALLERS.supplier
OFFICER = _CALLERS.officer
SUPERVISOR = _CALLERS.supervisor
EXPORTER_ALONE = require_any(demand(agencies={ENTERPRISE}, roles={EXPORTER}, scope="submit"))
"""Nobody consents, borrows or assigns in a firm's place."""
own = its_own


def speaks_for(caller: Caller, uscc: str) -> None:
    """An exporter acts for itself only. Raises Problem forbidden."""
    if caller.role == EXPORTER and caller.uscc != uscc:
        raise problem("forbidden", "A firm acts for itself only.", field="/uscc")


async def seat_of(service: Service, caller: Caller) -> Seat | None:
    """The seat of this caller at a bank's desk, None when it has never had one."""
    if caller.agency != AGENCY:
        return None
    async with service.database.reading() as connection:
        found = await load_thing(service.database, connection, SEATS, caller.subject)
    return None if found is None else found.state


async def bank_of(service: Service, caller: Caller) -> str | None:
    """The bank that this caller acts for, None for the insurer's own people and everybody else."""
    seat = await seat_of(service, caller)
    return None if seat is None else seat.bank_id


async def insurers_own(service: Service, caller: Caller) -> None:
    """Who acts for a bank does nothing for the insurer. Raises Problem forbidden."""
    if refused := acts_for_insurer(await seat_of(service, caller)):
        raise denied(refused)


def denied(refused: Refused) -> Problem:
    """A no that is about who asks, and not about what is asked."""
    return problem(
        "forbidden",
        refused.sentence,
        field=refused.field,
        article=refused.article,
        extra={"code": refused.slug},
    )
