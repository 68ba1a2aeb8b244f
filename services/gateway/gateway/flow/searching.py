"""Finding cases by whatever is printed on a paper: a number, whole or its beginning or end, a firm's name or code."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from exportlane.runtime.database import Database
from gateway.flow.filters import Parameters, Scope
from gateway.flow.spelling import SHORTEST, after, backwards, spelt

MOST_NAMED: Final = 2000
"""More cases than these are no longer named one by one in the query that lists them."""
MOST_FIRMS: Final = 200
SHORTEST_MIDDLE: Final = 4
SEEN_OF_MASKED: Final = 4
"""How many letters from its end a reader of masked numbers sees of a vehicle's number, and so may ask for."""

_RANGE: Final = "((w.word >= :word and w.word < :word_end) or (w.word >= :back and w.word < :back_end))"
_UNVEILED: Final = (
    "(w.kind not in ('vin', 'proof', 'plate', 'paper') or w.word = :word "
    "or (w.kind in ('vin', 'proof') and length(:word) <= :seen and w.word >= :back and w.word < :back_end))"
)
_OPEN_NUMBERS: Final = ("licence_no", "declaration_no", "claim_no", "contract_no")
_HIDDEN_NUMBERS: Final = ("vin", "proof_no")
_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Found:
    """A condition on `case_flow` with its parameters; `exact` is the one case that has this very number.

    `broad` says that more was found than is named: whoever counts that need not count to the end.
    """

    condition: str
    parameters: Parameters
    exact: str | None = None
    broad: bool = False


async def found_by(database: Database, connection: AsyncConnection, text: str, scope: Scope) -> Found:
    """What a search finds. Nobody finds by a part of a number what he may not read of it."""
    plain = text.strip().lower()
    if _ID.fullmatch(plain):
        return await _by_id(connection, plain, scope)
    word = spelt(text)
    hits = await _hits(connection, word, scope) if len(word) >= SHORTEST else []
    firms = await _firms(connection, text)
    if not (hits or firms) and len(word) >= SHORTEST_MIDDLE and not scope.masked:
        hits = await _middle(connection, word, scope)
    parts: list[str] = []
    given: Parameters = {}
    broad = len(hits) > MOST_NAMED
    if broad:
        parts.append(_anywhere(scope))
        given |= {"begins": f"{word}%", "ends": f"%{word}"}
    elif hits:
        parts.append(f"case_id {database.many('found')}")
        given["found"] = database.texts(sorted({row.case_id for row in hits}))
    if firms:
        parts.append(f"exporter_uscc {database.many('firms')}")
        given["firms"] = database.texts(firms)
    whole = {row.case_id for row in hits if row.whole}
    exact = next(iter(whole)) if len(whole) == 1 else None
    return Found(f"({' or '.join(parts) or '1=0'})", given, exact, broad)


async def _by_id(connection: AsyncConnection, plain: str, scope: Scope) -> Found:
    """An id names a case, a lot or a batch."""
    parts, given = scope.where()
    where = " and ".join(["case_id = :plain", *parts])
    statement = sa.text(f"select case_id from case_flow where {where}")  # noqa: S608  # names from the code
    exact = (await connection.execute(statement, {**given, "plain": plain})).scalar_one_or_none()
    return Found("(case_id = :plain or batch_id = :plain or lot_id = :plain)", {"plain": plain}, exact)


async def _hits(connection: AsyncConnection, word: str, scope: Scope) -> list[Any]:
    """Cases with such a word, some of them twice. `whole` says that the number is complete."""
    join = (
        "" if scope.uscc is None else "join case_flow f on f.case_id = w.case_id and f.exporter_uscc = :own"
    )
    veil = f" and {_UNVEILED}" if scope.masked else ""
    statement = (
        "select w.case_id, case when w.word = :word then 1 else 0 end as whole "  # noqa: S608  # our own words
        f"from case_words w {join} where {_RANGE}{veil} limit :most"
    )
    back = backwards(word)
    given: Parameters = {
        "word": word, "word_end": after(word), "back": back, "back_end": after(back), "most": MOST_NAMED + 1,
        **_own(scope), **({"seen": SEEN_OF_MASKED} if scope.masked else {}),
    }  # fmt: skip
    return list((await connection.execute(sa.text(statement), given)).all())


def _anywhere(scope: Scope) -> str:
    """So many are meant that each is looked at where it stands, in the order in which they are listed."""
    columns = _OPEN_NUMBERS if scope.masked else (*_HIDDEN_NUMBERS, *_OPEN_NUMBERS)
    spelt_in_sql = [f"replace(replace({column}, '-', ''), ' ', '')" for column in columns]
    return " or ".join(f"{column} like :{way}" for column in spelt_in_sql for way in ("begins", "ends"))


async def _middle(connection: AsyncConnection, word: str, scope: Scope) -> list[Any]:
    own = " and exporter_uscc = :own" if scope.uscc is not None else ""
    statement = f"select case_id, 0 as whole from case_flow where vin like :middle{own} limit :most"  # noqa: S608  # our own words
    given = {"middle": f"%{word}%", "most": MOST_NAMED, **_own(scope)}
    return list((await connection.execute(sa.text(statement), given)).all())


def _own(scope: Scope) -> Parameters:
    return {} if scope.uscc is None else {"own": scope.uscc}


async def _firms(connection: AsyncConnection, text: str) -> list[str]:
    """The firms whose name holds the text or whose code begins with it."""
    part = unicodedata.normalize("NFKC", text).strip().lower()
    if len(part) < 2:
        return []
    escaped = part.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    statement = sa.text(
        "select uscc from flow_exporters where lower(name) like :part escape '!' "
        "or lower(uscc) like :start escape '!' order by uscc limit :most"
    )
    given = {"part": f"%{escaped}%", "start": f"{escaped}%", "most": MOST_FIRMS}
    return list((await connection.execute(statement, given)).scalars())
