"""`/operations/runbook`: the text of docs/runbook.md beside every alarm, with its table of contents.

The text is a copy inside the package, because a wheel has no docs folder; `tools/generate.py --check` compares the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any, Final

from fastapi import APIRouter
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from exportlane.operations.finding import anchor_of
from exportlane.runtime.problems import problem
from gateway.entrance import Entrance
from gateway.portal.frame.desk import Desk
from gateway.portal.frame.nav import operators, platform_operators
from gateway.portal.operations.words import title_of

ADDRESS: Final = "/operations/runbook"


def add(router: APIRouter, entrance: Entrance) -> None:
    """The whole runbook, and the same opened at one section."""
    desk = Desk(entrance)

    async def whole(request: Request) -> Response:
        return await _page(desk, request, "")

    async def section(request: Request, anchor: str) -> Response:
        return await _page(desk, request, anchor)

    router.add_api_route("/runbook", whole, methods=["GET"], response_model=None)
    router.add_api_route("/runbook/{anchor}", section, methods=["GET"], response_model=None)


async def _page(desk: Desk, request: Request, anchor: str) -> Response:
    visit = await desk.open(request, may=operators)
    if isinstance(visit, Response):
        return visit
    book = runbook()
    chapter = book.chapter_of(anchor) if anchor else None
    if anchor and chapter is None:
        return desk.told(request, visit, problem("not-found", f"The runbook has no section {anchor}."))
    values: dict[str, Any] = {
        "book": book, "chapter": chapter, "anchor": anchor, "tab": "runbook", "title_of": title_of,
        "platform": platform_operators(visit.caller),
    }  # fmt: skip
    return desk.render(request, visit, "operations/runbook.html", **values)


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the table of contents; `level` is 2 for a chapter and 3 for a section in one."""

    level: int
    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter with its sections, as HTML made of our own text."""

    heading: Heading
    sections: tuple[Heading, ...]
    html: Markup


@dataclass(frozen=True, slots=True)
class Runbook:
    """The whole text: what stands before the first chapter, and the chapters."""

    preface: Markup
    chapters: tuple[Chapter, ...]

    def chapter_of(self, anchor: str) -> Chapter | None:
        """The chapter in which a heading stands."""
        return next(
            (
                each
                for each in self.chapters
                if anchor in {each.heading.anchor, *(one.anchor for one in each.sections)}
            ),
            None,
        )


@cache
def runbook() -> Runbook:
    """The copy that ships with the package, rendered once."""
    text = resources.files("gateway.portal.operations").joinpath("runbook.md").read_text(encoding="utf-8")
    return rendered(text)


def rendered(text: str) -> Runbook:
    """A runbook from its Markdown. HTML in it stays text."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = _linked(reader.parse(text))
    parts = list(_chapters(tokens))

    def html(of: Sequence[Token]) -> Markup:
        # The renderer escapes whatever is not its own; our text goes in, no visitor's.
        return Markup(reader.renderer.render(list(of), reader.options, {}))  # noqa: S704

    preface = [token for token in parts[0] if token.tag != "h1" and not _inside_title(parts[0], token)]
    chapters = []
    for part in parts[1:]:
        first, *others = _headings(part)
        chapters.append(Chapter(first, tuple(others), html(part)))
    return Runbook(html(preface), tuple(chapters))


def _inside_title(part: Sequence[Token], token: Token) -> bool:
    place = list(part).index(token)
    return token.type == "inline" and place > 0 and part[place - 1].tag == "h1"


def _chapters(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    part: list[Token] = []
    for token in tokens:
        if token.type == "heading_open" and token.tag == "h2":
            yield part
            part = []
        part.append(token)
    yield part


def _headings(part: Sequence[Token]) -> list[Heading]:
    found = []
    for token, following in pairwise(part):
        if token.type == "heading_open" and token.tag in {"h2", "h3"}:
            found.append(Heading(int(token.tag[1]), str(token.attrs["id"]), following.content))
    return found


def _linked(tokens: list[Token]) -> list[Token]:
    """Anchors at headings, links to them that stay in these pages, tables that may be wider than a hand."""
    for token, following in pairwise(tokens):
        if token.type == "heading_open":
            token.attrs["id"] = anchor_of(following.content)
        if token.type == "table_open":
            token.attrs |= {"class": "table compact", "tabindex": 0}
        for child in token.children or ():
            href = str(child.attrs.get("href", ""))
            if href.startswith("#"):
                child.attrs["href"] = f"{ADDRESS}/{href[1:]}{href}"
        token.attrs.pop("style", None)
    _head(tokens)
    return tokens


def _head(tokens: Sequence[Token]) -> None:
    """A head of a table says of which column it is; an empty one is no head."""
    for start, inside, end in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if start.type == "th_open" and inside.content:
            start.attrs["scope"] = "col"
        elif start.type == "th_open":
            start.tag = end.tag = "td"
