"""What the registers offer to other agencies: what is known of the country to which a case goes.

Commerce holds the declaration of conformity of an application (material 5) against it (商贸函〔2025〕648号).
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.sharing.looks import Question
from exportlane.sharing.offers import Offer, Offers, Values
from registers.domain.destinations import score_of
from registers.domain.entry import Entry
from registers.domain.particulars import Destination
from registers.settings import shipped_policy
from registers.storage import ENTRIES, destination_entry


def destination_profile(entry: Entry, case_id: str) -> Values | None:
    """The profile of the destination of a case."""
    here = entry.particulars
    if not isinstance(here, Destination):
        return None
    demand = here.access_standard
    words = {
        "max_age_years": demand.max_age_years, "emission": demand.emission, "steering": demand.steering,
        "inspection": demand.inspection, "closed": demand.closed,
    }  # fmt: skip
    return {
        "case_id": case_id,
        "country": here.country,
        "access_standard": words,
        "risk": here.risk,
        "risk_as_of": here.risk_as_of,
        "belt_and_road": here.belt_and_road,
        "rcep": here.rcep,
        "score": score_of(here, shipped_policy().guidance),
    }


async def _of_case(connection: AsyncConnection, question: Question) -> str | None:
    statement = sa.text("select country from cases where id = :case")
    country = (await connection.execute(statement, {"case": question.case_id})).scalar_one_or_none()
    return destination_entry(country) if country else None


OFFERS: Final[Offers] = {"destination_profile": Offer(ENTRIES, destination_profile, find=_of_case)}
"""Resource by resource."""
