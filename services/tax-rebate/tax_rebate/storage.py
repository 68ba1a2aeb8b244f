"""The tax office's tables: one row for each claim, and one for each vehicle of a claim, to find it by its VIN."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.contracts.decision import Write
from exportlane.runtime.storage import Kind
from tax_rebate.domain import MOVES, Claim

NO_DEADLINE: Final = "9999-12-31"
"""What stands for no deadline, so that a list by deadline ends with what nobody hurries for."""


def deadline_of(claim: Claim) -> str:
    """The last day of the class's limit; without one the day of the average target; as text that sorts like a date."""
    day = claim.due_on or claim.target_on
    return day.isoformat() if day else NO_DEADLINE


def view(claim: Claim) -> Mapping[str, object]:
    """What the tax office's own API shows: the state and the moves that are open."""
    shown: dict[str, Any] = CLAIMS.codec.dump_python(claim, mode="json")
    return {**shown, "moves": sorted(MOVES[claim.status])}


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
    },
    view=view,
)


def vin_rows(claim: Claim) -> tuple[Write, ...]:
    """The rows by which a claim is found from the VIN of one of its vehicles."""
    return tuple(Write("claim_vins", {"vin": line.vin, "claim_id": claim.id}) for line in claim.lines)


async def claims_of_vin(connection: AsyncConnection, vin: str) -> list[str]:
    """The ids of the claims that have this vehicle, the newest first: few, for a vehicle is exported seldom."""
    statement = sa.text("select claim_id from claim_vins where vin = :vin order by claim_id desc limit 50")
    return [row.claim_id for row in await connection.execute(statement, {"vin": vin})]
