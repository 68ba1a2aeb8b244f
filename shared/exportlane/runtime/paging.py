"""Pages by cursor: a cursor names the last thing seen, so pages neither skip nor repeat while things are added.

A cursor is opaque to callers and checked on its way back: it belongs to one ordering of one list, and anything that we
did not write is `bad-cursor`. It is not secret and not signed: it can only say where to go on, never what may be seen.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

import orjson
from fastapi import Query
from pydantic import BaseModel, Field

from exportlane.runtime.problems import Problem, problem

SMALLEST, USUAL, LARGEST = 1, 50, 200
_LONGEST = 1024
_FIELDS = 3

T = TypeVar("T")
SortValue = str | int | None

Limit = Annotated[int, Query(ge=SMALLEST, le=LARGEST, description="How many to return at most")]
"""The type of a route's `limit` parameter: ``limit: Limit = USUAL``."""
After = Annotated[str | None, Query(max_length=_LONGEST, description="`next` of the page before")]
"""The type of a route's `cursor` parameter: ``cursor: After = None``."""


class Page(BaseModel, Generic[T]):
    """One page of a list. `next` is the cursor of the page after it, null on the last page."""

    items: list[T]
    next: str | None = Field(default=None, description="Cursor of the next page; null when there is none")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page begins: after the thing with this sort value and, among equals, this id."""

    ordering: str
    value: SortValue
    id: str


def write_cursor(cursor: Cursor) -> str:
    """The cursor as callers see it."""
    text = orjson.dumps([cursor.ordering, cursor.value, cursor.id])
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def read_cursor(text: str | None, *, ordering: str) -> Cursor | None:
    """The cursor of a request; None for the first page.

    Raises Problem bad-cursor when it is not one of ours or belongs to another ordering.
    """
    if text is None:
        return None
    if len(text) > _LONGEST:
        raise _bad()
    try:
        written = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        parts = orjson.loads(written)
    except (ValueError, binascii.Error) as error:
        raise _bad() from error
    if not isinstance(parts, list) or len(parts) != _FIELDS:
        raise _bad()
    its_ordering, value, thing_id = parts
    # A bool is an int to Python, and True would compare with numbers in a query.
    if not isinstance(thing_id, str) or isinstance(value, bool) or not isinstance(value, str | int | None):
        raise _bad()
    if its_ordering != ordering:
        raise problem(
            "bad-cursor", f"The cursor belongs to another ordering than {ordering}.", field="/cursor"
        )
    cursor = Cursor(ordering, value, thing_id)
    if write_cursor(cursor) != text:
        raise _bad()
    return cursor


def page_of(
    rows: Sequence[T], *, limit: int, ordering: str, place: Callable[[T], tuple[SortValue, str]]
) -> tuple[Sequence[T], str | None]:
    """Cut rows that were read with ``LIMIT limit + 1`` to one page and give the cursor of the next.

    `place` gives the sort value and the id of a row.
    """
    if len(rows) <= limit:
        return rows, None
    kept = rows[:limit]
    value, thing_id = place(kept[-1])
    return kept, write_cursor(Cursor(ordering, value, thing_id))


def _bad() -> Problem:
    return problem("bad-cursor", "The cursor is not one that this service gave out.", field="/cursor")
