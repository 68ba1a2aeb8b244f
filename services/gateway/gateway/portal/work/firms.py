"""What firms are called, as their submissions say: agencies keep codes, people read names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import sqlalchemy as sa

from gateway.entrance import Entrance

MOST_KEPT: Final = 5000
_NAME: Final = "select exporter_name from cases where exporter_uscc = :uscc limit 1"


class Names(dict[str, str]):
    """The names that this gateway has read, by code."""


async def names_of(entrance: Entrance, codes: Iterable[str]) -> Mapping[str, str]:
    """The names of these firms, as far as one of their cases tells them."""
    known = entrance.service.part(Names, Names)
    missing = sorted({code for code in codes if code and code not in known})
    if not missing:
        return known
    if len(known) > MOST_KEPT:
        known.clear()
    async with entrance.database.reading() as connection:
        for code in missing:
            row = (await connection.execute(sa.text(_NAME), {"uscc": code})).one_or_none()
            if row is not None:
                known[code] = row.exporter_name
    return known
