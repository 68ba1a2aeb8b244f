"""How a firm stands, wherever its filing is known: in the tables, or only on the national platform."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncConnection

from licensing.domain import Policy, Standing
from licensing.storage import filing_of

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


async def standing_of(
    service: Service, connection: AsyncConnection, uscc: str, *, on: date, hold: bool = False
) -> Standing:
    """The firm's living filing, or its last one; else what the platform says, which is being taken over; else none.

    With `hold` it stays so until the caller's transaction ends.
    """
    filing = await filing_of(service.database, connection, uscc, hold=hold)
    if filing is not None:
        return filing.standing(on=on)
    policy: Policy = service.policy
    return policy.register.get(uscc) or Standing(uscc)
