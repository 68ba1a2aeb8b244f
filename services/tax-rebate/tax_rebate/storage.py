"""The tax office's tables: claims, their vehicles, and who holds a vehicle or an invoice in a live claim."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import Write
from exportlane.runtime.storage import Kind
from tax_rebate import timers
from tax_rebate.domain import MOVES, UNDECIDED, Claim, Line, Status, payable

NO_DEADLINE: Final = "9999-12-31"
"""What stands for no deadline, so that a list by deadline ends with what nobody hurries for."""


def deadline_of(claim: Claim) -> str:
    """The last day of the class's limit; without one the day of the average target; as text that sorts like a date."""
    day = claim.due_on or claim.target_on
    return day.isoformat() if day else NO_DEADLINE


def standing(claim: Claim) -> str | None:
    """What the claim is to the average: `open`, `normal`, `suspected`, `other` (decided and not normal), or nothing."""
    if claim.accepted_on is None:
        return None
    if claim.status is Status.UNDER_INVESTIGATION:
        return "suspected"
    if claim.status in UNDECIDED:
        return "open"
    if claim.normal is None:
        return None
    suspected = bool(claim.suspicions or claim.looked_into)
    return "normal" if claim.normal else "suspected" if suspected else "other"


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def view(claim: Claim) -> Mapping[str, object]:
    """What the tax office's own API shows: the state, the moves that are open, what is payable, the declared items."""
    shown: dict[str, Any] = CLAIMS.codec.dump_python(claim, mode="json")
    for line, of_line in zip(shown["lines"], claim.lines, strict=True):
        line["declaration_item"] = of_line.declaration_item
    return {**shown, "moves": sorted(MOVES[claim.status]), "payable": str(payable(claim))}


CLAIMS: Final[Kind[Claim]] = Kind(
    name="claim",
    table="claims",
    state=Claim,
    thing_id=lambda claim: claim.id,
    case_ids=lambda claim: tuple(line.case_id for line in claim.lines),
    columns={
        "status": lambda claim: claim.status.value,
        "exporter_uscc": lambda claim: claim.exporter_uscc,
        "batch_id": lambda claim: claim.batch_id,
        "claim_no": lambda claim: claim.claim_no,
        "deadline": deadline_of,
        "profile": lambda claim: claim.profile,
        "district": lambda claim: claim.district,
        "rebate_class": lambda claim: str(claim.rebate_class),
        "accepted_on": lambda claim: _text(claim.accepted_on),
        "decided_on": lambda claim: _text(claim.decided_on),
        "paid_on": lambda claim: _text(claim.paid_on),
        "standing": standing,
        "pauses": lambda claim: json.dumps([[_text(each.start), _text(each.end)] for each in claim.pauses]),
    },
    view=view,
    wake=timers.wake,
    on_time=timers.on_time,
    on_calendar=timers.on_calendar,
)


def vin_rows(claim: Claim) -> tuple[Write, ...]:
    """The rows by which a claim is found from the VIN of one of its vehicles."""
    return tuple(Write("claim_vins", {"vin": line.vin, "claim_id": claim.id}) for line in claim.lines)


async def claims_of_vin(connection: AsyncConnection, vin: str) -> list[str]:
    """The ids of the claims that have this vehicle, the newest first: few, for a vehicle is exported seldom."""
    statement = sa.text("select claim_id from claim_vins where vin = :vin order by claim_id desc limit 50")
    return [row.claim_id for row in await connection.execute(statement, {"vin": vin})]


@dataclass(frozen=True, slots=True)
class Held:
    """Who had a vehicle or an invoice last: the claim, the case, and how many had it before."""

    what: str
    turn: int
    claim_id: str
    case_id: str


def held_vin(line: Line) -> str:
    """The key under which a vehicle is held."""
    return f"vin:{line.vin}"


def held_invoice(line: Line) -> str:
    """The key under which an invoice is held: code and number."""
    return f"invoice:{line.invoice.key}"


async def holders(connection: AsyncConnection, whats: Iterable[str]) -> dict[str, Held]:
    """The last holder of each of these, where there is one.

    Rows are only ever added. Who takes a vehicle or an invoice takes the next turn, and the primary key lets one of
    two take it: the other looks again and finds a live claim.
    """
    statement = sa.text(
        "select what, turn, claim_id, case_id from claim_holds where what in :whats order by turn"
    ).bindparams(sa.bindparam("whats", expanding=True))
    rows = await connection.execute(statement, {"whats": sorted(set(whats))})
    return {row.what: Held(row.what, row.turn, row.claim_id, row.case_id) for row in rows}


def take(what: str, line: Line, claim_id: str, before: Held | None) -> Write:
    """The row by which a line takes a vehicle or an invoice that nobody holds any more."""
    turn = 0 if before is None else before.turn + 1
    return Write("claim_holds", {"what": what, "turn": turn, "claim_id": claim_id, "case_id": line.case_id})


def still_held(what: str, before: Held, claim: Claim | None) -> bool:
    """Whether the last holder still stands in the way: a corrected invoice or an ended line does not."""
    if claim is None:
        return False
    line = claim.line(before.case_id)
    return line.occupies and what in {held_vin(line), held_invoice(line)}
