"""What commerce offers to the other agencies, read out of its own tables: a licence's validity, a firm's filing."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.sharing.looks import Question
from exportlane.sharing.offers import Offer, Offers, Values
from licensing.domain import Application
from licensing.filing import Filing
from licensing.storage import APPLICATIONS, FILINGS


def licence_validity(application: Application, case_id: str) -> Values | None:
    """What commerce says of the licence of one vehicle; nothing before there is one."""
    licence = application.licence
    if licence is None:
        return None
    line = application.line(case_id)
    return {
        "vin": line.vin,
        "licence_no": licence.licence_no,
        "licence_status": application.status.value,
        "issued_on": licence.issued_on,
        "valid_to": licence.valid_to,
        "exporter_uscc": application.exporter_uscc,
        "customs_port": application.customs_port,
        "destination_country": application.destination_country,
        "hs_code": application.hs_code,
        "covers_vin": line.left_out is None,
    }


def enterprise_filing(filing: Filing, _case_id: str) -> Values:
    """What commerce says of a firm's filing."""
    return {
        "uscc": filing.uscc,
        "filing_status": filing.status.value,
        "valid_from": filing.valid_from,
        "valid_to": filing.valid_to,
    }


async def _filing_of(connection: AsyncConnection, question: Question) -> str | None:
    """A filing belongs to a firm and not to a case."""
    statement = sa.text("select id from filings where uscc = :uscc order by created_at desc limit 1")
    found = await connection.execute(statement, {"uscc": question.value})
    return found.scalar_one_or_none()


OFFERS: Final[Offers] = {
    "licence_validity": Offer(APPLICATIONS, licence_validity),
    "enterprise_filing": Offer(FILINGS, enterprise_filing, find=_filing_of),
}
"""Resource by resource."""
