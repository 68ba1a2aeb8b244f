"""Meeting packs: the months, one month on screen and on paper, as files, and issued."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal, cast

from starlette.responses import Response

from exportlane.runtime.problems import Problem
from gateway.conference.api.packs import shown_as
from gateway.conference.pack import counts
from gateway.conference.pack.giving import Asked, Given, give
from gateway.conference.pack.shape import Promised
from gateway.conference.papers import MONTH
from gateway.conference.reading import issued_heads
from gateway.portal.conference import charts, terms, wall
from gateway.portal.conference.faults import faults
from gateway.portal.conference.room import Look, Room
from gateway.portal.conference.saying import as_words
from gateway.portal.conference.seat import Refused
from gateway.portal.fact_words import Words
from gateway.portal.frame.local import Writer
from gateway.promises.shape import NO_DATA

MONTHS: Final = 12
FORMS: Final = ("xlsx", "pdf", "json")
RECENT: Final = 4
NO_MONTH: Final = Words("没有这个月份。", "There is no such month.")
NO_FORM: Final = Words("会议材料可下载为 PDF、Excel 或 JSON。", "A pack is handed out as PDF, Excel or JSON.")
COLOURS: Final = {"met": charts.GREEN, "missed": charts.RED, "unjudged": charts.GREY, "nodata": "--off-solid"}


@dataclass(frozen=True, slots=True)
class PackPages:
    """The months and one of them."""

    room: Room

    async def all(self, look: Look) -> Response:
        async with self.room.entrance.database.reading() as connection:
            heads = await issued_heads(connection, look.seat.profile, most=10 * MONTHS)
        months = months_before(look.seat.today)
        return self.room.show(
            look, "packs.html", tab="packs",
            months=[(month, [head for head in heads if head.month == month]) for month in months],
            older=[head for head in heads if head.month not in months], terms=terms,
        )  # fmt: skip

    async def one(self, look: Look) -> Response:
        given = await self._given(look)
        pack, said = given.pack, Writer(look.language).said
        earlier, later = neighbours(pack.first, look.seat.today)
        judged = {
            name: [each for each in pack.promises if judged_in(each) == name] for name in wall.JUDGEMENTS
        }
        return self.room.show(
            look, "pack.html", tab="packs", given=given, pack=pack, earlier=earlier, later=later, terms=terms,
            judged_in=judged_in, figure=figure_in, trend=trend_in, kept=query_of(look), wall=wall,
            counted={name: len(each) for name, each in judged.items()},
            parts=[counts.licences(pack), counts.rebates(pack), counts.provisional(pack), counts.blocked(pack)],
            ring=charts.judgements(
                [(terms.JUDGED[name], len(each), COLOURS[name]) for name, each in judged.items()], said
            ),
            licence_bars=charts.licences(pack, said), code_bars=charts.blocked(pack, said),
            may_issue=look.seat.may("issue_pack") and pack.month <= look.seat.today.strftime("%Y-%m"),
        )  # fmt: skip

    async def download(self, look: Look) -> Response:
        form = look.part("form")
        if form not in FORMS:
            raise Refused("not-found", NO_FORM)
        return await shown_as(await self._given(look), cast("Literal['xlsx', 'pdf', 'json']", form))

    async def issue(self, look: Look) -> Response:
        """Fix the pack as it is now."""
        form = await self.room.form(look)
        month = look.part("month")
        body = {"profile": look.seat.profile}
        answer = await self.room.call(
            look, f"/packs/{month}/issue", body, key=str(form.get("once", "")) or None
        )
        if not answer.ok:
            wrong = faults("issue", answer, {})
            slug = str(answer.document.get("slug", "conflict"))
            raise Refused(slug, wrong.whole)
        number = answer.document["number"]
        note = Words(f"{month} 会议材料第{number}号已印发。", f"Pack no. {number} of {month} is issued.")
        return self.room.back(look, look.at(f"/packs/{month}"), note)

    async def _given(self, look: Look) -> Given:
        month, number = look.part("month"), look.asked("number")
        if not re.fullmatch(MONTH, month):
            raise Refused("not-found", NO_MONTH)
        asked = Asked(
            look.seat.profile, month, int(number) if re.fullmatch("[0-9]{1,4}", number) else None,
            look.asked("draft") == "true",
        )  # fmt: skip
        try:
            given = await give(self.room.entrance, asked)
        except Problem as found:
            raise Refused(found.slug, as_words(found.detail)) from found
        return given if look.seat.whole else given.for_guest()


def months_before(today: date) -> list[str]:
    """The last months, this one first."""
    found, day = [], today
    for _ in range(MONTHS):
        found.append(day.strftime("%Y-%m"))
        day = day.replace(day=1) - timedelta(1)
    return found


def neighbours(first: date, today: date) -> tuple[str, str | None]:
    """The month before, and the one after when it has begun."""
    following = (first + timedelta(31)).replace(day=1)
    before = (first - timedelta(1)).strftime("%Y-%m")
    return before, following.strftime("%Y-%m") if following <= today else None


def query_of(look: Look) -> Mapping[str, Any]:
    """Which of several packs of a month is looked at; its files are the same one's."""
    number = look.asked("number")
    return {
        "number": number if re.fullmatch("[0-9]{1,4}", number) else None,
        "draft": "true" if look.asked("draft") == "true" else None,
    }


def judged_in(promise: Promised) -> str:
    """The judgement of a promise as the pack holds it."""
    if promise.met is not None:
        return "met" if promise.met else "missed"
    return "nodata" if promise.shown == NO_DATA else "unjudged"


def figure_in(promise: Promised) -> Words:
    """Its figure with the unit."""
    figure, unit = wall.figure_words(promise.shown), wall.unit_of(promise.unit, promise.shown)
    return Words(f"{figure.zh} {unit.zh}".strip(), f"{figure.en} {unit.en}".strip())


def trend_in(promise: Promised) -> Words:
    """The newest months in a row."""
    found = [wall.figure_words(value) for _, value in promise.trend[-RECENT:]]
    return Words(" → ".join(one.zh for one in found), " → ".join(one.en for one in found))
