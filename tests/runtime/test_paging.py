from __future__ import annotations

import base64
import contextlib

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exportlane.runtime.paging import Cursor, Page, page_of, read_cursor, write_cursor
from exportlane.runtime.problems import Problem

VALUES = st.one_of(
    st.none(), st.integers(-(2**63), 2**63 - 1), st.text(st.characters(codec="utf-8"), max_size=40)
)


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(value)).decode().rstrip("=")


@given(VALUES, st.text(st.characters(codec="utf-8"), max_size=40))
def test_a_cursor_comes_back_as_it_was_written(value: str | int | None, thing_id: str) -> None:
    cursor = Cursor("-created", value, thing_id)

    assert read_cursor(write_cursor(cursor), ordering="-created") == cursor


def test_the_first_page_has_no_cursor() -> None:
    assert read_cursor(None, ordering="created") is None


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "%%%", "eyJhIjoxfQ", "é", "A" * 2000, encoded(["created", 1]), encoded(["created", 1, "a", 2]),
        encoded({"a": 1}), encoded(["created", 1.5, "a"]), encoded(["created", True, "a"]),
        encoded(["created", [1], "a"]),
        encoded(["created", 1, 7]), encoded(["created", 1, None]), encoded([1, 1, "a"]),
        encoded(["created", 1, "a"]) + "=", encoded(["created", 1, "a"]) + "\n", " " + encoded(["created", 1, "a"]),
        base64.urlsafe_b64encode(b'["created", 1, "a"]').decode().rstrip("="),
        base64.urlsafe_b64encode(b"[" * 700).decode(),
    ],
)  # fmt: skip
def test_what_we_did_not_write_is_no_cursor(text: str) -> None:
    with pytest.raises(Problem) as caught:
        read_cursor(text, ordering="created")

    assert (caught.value.slug, caught.value.status) == ("bad-cursor", 400)


@given(st.text(max_size=60))
def test_any_text_is_either_refused_or_ours(text: str) -> None:
    with contextlib.suppress(Problem):
        cursor = read_cursor(text, ordering="created")

        assert cursor is not None
        assert write_cursor(cursor) == text


def test_a_cursor_of_another_ordering_is_refused() -> None:
    text = write_cursor(Cursor("deadline", "2026-03-02", "a"))

    with pytest.raises(Problem, match="another ordering"):
        read_cursor(text, ordering="created")


def test_pages_neither_skip_nor_repeat() -> None:
    rows = [(n // 3, f"id-{n:02}") for n in range(25)]
    seen: list[tuple[int, str]] = []
    cursor: str | None = None

    while True:
        after = read_cursor(cursor, ordering="created")
        left = [row for row in rows if after is None or row > (after.value, after.id)]
        page, cursor = page_of(left[:8], limit=7, ordering="created", place=lambda row: row)
        seen += page
        if cursor is None:
            break

    assert seen == rows


def test_a_page_that_is_just_full_is_the_last() -> None:
    rows = [(1, "a"), (2, "b")]

    assert page_of(rows, limit=2, ordering="created", place=lambda row: row) == (rows, None)


def test_the_last_page_says_null() -> None:
    assert Page[int](items=[1]).model_dump() == {"items": [1], "next": None}
