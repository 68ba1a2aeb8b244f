"""Finding cases by whatever is printed on a paper: a number, whole or its beginning or end, a firm's name or code."""

from __future__ import annotations

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
    "(w.kind not in ('vin', 'proof') or w.word = :word or (length(:word) <= :seen and w.word >= :back "
    "and w.word < :back_end))"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A condition on `case_flow` with its parameters; `exact` is the one case that has this very number."""

    condition: str
    parameters: Parameters
    exact: str | None = None


async def found_by(database: Database, connection: AsyncConnection, text: str, scope: Scope) -> Found:
    """What a search finds. Nobody finds by a part of a number what he may not read of it."""
    word, plain = spelt(text), text.strip().lower()
    named = await _rows(connection, *_ids(scope), {"plain": plain, **_own(scope)})
    words = _words(scope)
    hits = await _rows(connection, words, "limit :most", _given(word, scope)) if len(word) >= SHORTEST else []
    firms = await _firms(connection, text)
    if not (named or hits or firms) and len(word) >= SHORTEST_MIDDLE and not scope.masked:
        hits = await _rows(
            connection, *_middle(scope), {"middle": f"%{word}%", "most": MOST_NAMED, **_own(scope)}
        )
    whole = {row.case_id for row in hits if row.whole}
    exact = next(iter(whole)) if len(whole) == 1 else None
    if len(hits) > MOST_NAMED:
        some = f"case_id in (select case_id from ({words}) w)", _given(word, scope)  # noqa: S608  # our own words
    else:
        ids = {row.case_id for row in [*named, *hits]}
        some = f"case_id {database.many('found')}", {"found": database.texts(sorted(ids))}
    parts = [some[0], "batch_id = :plain", "lot_id = :plain"]
    given: Parameters = {**some[1], "plain": plain}
    given.pop("most", None)
    if firms:
        parts.append(f"exporter_uscc {database.many('firms')}")
        given["firms"] = database.texts(firms)
    return Found(f"({' or '.join(parts)})", given, exact if len(named) != 1 else named[0].case_id)


async def _rows(connection: AsyncConnection, select: str, tail: str, given: Parameters) -> list[Any]:
    return list((await connection.execute(sa.text(f"{select} {tail}"), given)).all())


def _ids(scope: Scope) -> tuple[str, str]:
    own = " and exporter_uscc = :own" if scope.uscc is not None else ""
    return f"select case_id, 1 as whole from case_flow where case_id = :plain{own}", ""  # noqa: S608  # our own words


def _words(scope: Scope) -> str:
    """Cases with such a word, each once. `whole` says that the number is complete."""
    join = (
        "join case_flow f on f.case_id = w.case_id and f.exporter_uscc = :own"
        if scope.uscc is not None
        else ""
    )
    veil = f" and {_UNVEILED}" if scope.masked else ""
    return (
        "select w.case_id, max(case when w.word = :word then 1 else 0 end) as whole "  # noqa: S608  # our own words
        f"from case_words w {join} where {_RANGE}{veil} group by w.case_id"
    )


def _given(word: str, scope: Scope) -> Parameters:
    back = backwards(word)
    given: Parameters = {
        "word": word, "word_end": after(word), "back": back, "back_end": after(back), "most": MOST_NAMED + 1,
    }  # fmt: skip
    return given | _own(scope) | ({"seen": SEEN_OF_MASKED} if scope.masked else {})


def _middle(scope: Scope) -> tuple[str, str]:
    own = " and exporter_uscc = :own" if scope.uscc is not None else ""
    return f"select case_id, 0 as whole from case_flow where vin like :middle{own}", "limit :most"  # noqa: S608  # our own words


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
