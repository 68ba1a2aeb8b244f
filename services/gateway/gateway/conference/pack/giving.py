"""A pack for somebody who asks: the issued one where there is one, a draft otherwise; a guest gets counts only."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exportlane.runtime.problems import problem
from gateway.conference.access import body_or_problem
from gateway.conference.pack.issued import IssuedPack
from gateway.conference.pack.making import Month, make_pack, month_of
from gateway.conference.pack.shape import Pack, aggregates_of, read
from gateway.conference.pack.sheet import sheet_of
from gateway.conference.reading import issued

if TYPE_CHECKING:
    from gateway.entrance import Entrance


@dataclass(frozen=True, slots=True)
class Asked:
    """Which pack: of a profile and a month; `number` names an issued one, `draft` wants it as it would be now."""

    profile: str
    month: str
    number: int | None = None
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """The pack, and the record of its issue where it was issued."""

    pack: Pack
    record: IssuedPack | None

    @property
    def stamp(self) -> str:
        """What stands at the foot of each page."""
        if self.record is None:
            return "草稿，未印发 DRAFT, not issued"
        number, day = self.record.number, self.record.issued_on
        return f"第{number}号 no. {number} · {day} · SHA-256 {self.record.sha256}"

    def for_guest(self) -> Given:
        """Counts only."""
        return Given(aggregates_of(self.pack), self.record)


async def give(entrance: Entrance, asked: Asked) -> Given:
    """The pack. Raises Problem rule-violated (no such body), not-found (no such issued pack)."""
    body = body_or_problem(asked.profile)
    month = month_of(asked.month)
    if not asked.draft:
        async with entrance.database.reading() as connection:
            record = await issued(connection, asked.profile, asked.month, asked.number)
        if record is not None:
            return Given(read(record.text), record)
        if asked.number is not None:
            raise problem(
                "not-found", f"No pack {asked.number} of {asked.month} was issued for {asked.profile}."
            )
    _begun(entrance, month)
    return Given(await make_pack(entrance, body, month), None)


async def as_sheet(given: Given) -> bytes:
    """The spreadsheet, made beside the loop: it takes a while."""
    return await asyncio.to_thread(sheet_of, given.pack, stamp=given.stamp)


async def as_pdf(given: Given) -> bytes:
    """The PDF, likewise."""
    # The library takes a third of a second to import, and most who start a gateway never print.
    from gateway.conference.pack.printed import printed  # noqa: PLC0415

    return await asyncio.to_thread(printed, given.pack, stamp=given.stamp)


def _begun(entrance: Entrance, month: Month) -> None:
    if month.first > entrance.today:
        raise problem(
            "rule-violated", f"{month.name} 尚未开始。{month.name} has not begun.", field="/month",
            extra={"code": "month_not_begun"},
        )  # fmt: skip
