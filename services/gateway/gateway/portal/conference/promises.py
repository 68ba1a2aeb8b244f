"""Promises against figures: the wall of all promises, and one promise with its months, its formula and its cases."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from gateway.portal.conference import charts, terms, wall
from gateway.portal.conference.behind import cases_behind, counted_by, text_of
from gateway.portal.conference.measured import Wanted, figures_of
from gateway.portal.conference.room import Look, Room
from gateway.portal.conference.seat import Refused
from gateway.portal.conference.wall import Card
from gateway.portal.fact_words import Words
from gateway.portal.frame.local import Writer
from gateway.promises.shape import Period

ALL: Final = "all"
NOT_YET: Final = Words("所选日期尚未到来，或不是日期。", "The day has not come yet, or is no day.")
NO_PROMISE: Final = Words("没有这一项政策承诺。", "There is no such promise.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; what it does not understand is left out, but for a wrong day, which is said."""

    cities: tuple[str, ...]
    period: Period
    on: dt.date | None
    of_class: int | None
    judged: str
    chapter: int | None

    def wanted(self, city: str) -> Wanted:
        return Wanted(city, self.period, self.on, self.of_class)


@dataclass(frozen=True, slots=True)
class PromisePages:
    """The wall and its cards."""

    room: Room

    async def all(self, look: Look) -> Response:
        asked = asked_of(look)
        figures = figures_of(self.room.entrance)
        cities, everything = [], []
        for city in asked.cities:
            cards = [wall.card(promise) for promise in await figures.of(asked.wanted(city))]
            everything += cards
            cities.append((city, wall.chapters(_chosen(cards, asked))))
        return self.room.show(
            look, "promises.html", tab="promises", cities=cities, counts=wall.counted(everything), asked=asked,
            chapters=sorted({(one.promise.profile, one.chapter) for one in everything}), terms=terms,
            newest=max((one.promise.as_of for one in everything), default=None),
            judgements=wall.JUDGEMENTS, place=wall.place, all_cities=len(asked.cities) > 1,
        )  # fmt: skip

    async def one(self, look: Look) -> Response:
        asked = asked_of(look)
        city = look.seat.profile
        promises = await figures_of(self.room.entrance).of(asked.wanted(city))
        found = next((each for each in promises if each.id == look.part("promise")), None)
        text = text_of(city, look.part("promise"))
        if found is None or text is None:
            raise Refused("not-found", NO_PROMISE)
        cases = []
        if look.seat.whole:
            async with self.room.entrance.database.reading() as connection:
                cases = await cases_behind(
                    connection, text, found.period, calendar=self.room.entrance.calendar, eyes=look.seat.eyes
                )
        said = Writer(look.language).said
        return self.room.show(
            look, "promise.html", tab="promises", card=wall.card(found), asked=asked, terms=terms, cases=cases,
            rests_on_cases=counted_by(text) is not None, beside=wall.beside(found), ages=wall.ages(found),
            chart_option=charts.trend(found, said), chart_table=charts.trend_table(found),
        )  # fmt: skip


def asked_of(look: Look) -> Asked:
    """Raises Problem bad-request for a day that is none."""
    period = look.asked("period")
    judged, chapter, of_class = look.asked("judged"), look.asked("chapter"), look.asked("rebate_class")
    every = look.asked("city") == ALL and len(look.seat.bodies) > 1
    return Asked(
        tuple(body.profile for body in look.seat.bodies) if every else (look.seat.profile,),
        Period(period) if period in set(Period) else Period.MONTH,
        _day(look),
        int(of_class) if re.fullmatch("[1-4]", of_class) else None,
        judged if judged in wall.JUDGEMENTS else "",
        int(chapter) if re.fullmatch("[0-9]{1,2}", chapter) else None,
    )


def _day(look: Look) -> dt.date | None:
    text = look.asked("on")
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = dt.date.max
    if day > look.seat.today:
        raise Refused("bad-request", NOT_YET)
    return day


def _chosen(cards: list[Card], asked: Asked) -> list[Card]:
    return [one for one in cards if asked.judged in {"", one.judged} and asked.chapter in {None, one.chapter}]
