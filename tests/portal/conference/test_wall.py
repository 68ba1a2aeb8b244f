"""The wall of promises, who owes what, and the cases behind a figure, without a browser."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from exportlane.policies import Bilingual
from exportlane.policies.promises import promises_of
from exportlane.runtime.testing import until
from gateway.conference.members import bodies
from gateway.conference.ticket import IssueStatus
from gateway.portal.conference import charts, terms, wall
from gateway.portal.conference.behind import counted_by
from gateway.portal.conference.measured import KEPT_SECONDS, OLDEST_SECONDS, Figures, Wanted
from gateway.portal.conference.owing import holder, is_late, owing
from gateway.portal.conference.packs import months_before, neighbours
from gateway.portal.frame.places import country
from gateway.promises.shape import MonthFigure, Promise, Span
from tests.gateway.conference.sitting import standing

FRIDAY = dt.date(2026, 11, 20)
SAME = Bilingual(zh="同", en="same")
EMPTY = MonthFigure("2026-10", 0, None, "no data", None)


def promise(**changes: object) -> Promise:
    """Rebates in five working days on average; four this month."""
    plain = Promise(
        id="TJ-4.2", requirements=("TJ-4.2",), profile="tianjin", article="第四条", zh="退税", en="Rebate",
        population=SAME, formula=SAME, unit="workdays", figure=Fraction(4), shown="4.00", target=Fraction(5),
        direction="at_most", met=True, n=3, as_of=dt.datetime(2026, 11, 20, tzinfo=dt.UTC),
        trend=(EMPTY, MonthFigure("2026-11", 3, Fraction(4), "4.00", True)), period=Span(FRIDAY, FRIDAY),
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("met", "figure", "judged"),
    [(True, 4, "met"), (False, 6, "missed"), (None, 4, "unjudged"), (None, None, "nodata")],
)
def test_a_promise_is_met_missed_without_target_or_without_data(
    met: bool | None, figure: int | None, judged: str
) -> None:
    found = wall.card(promise(met=met, figure=None if figure is None else Fraction(figure)))

    assert found.judged == judged


def test_every_judgement_has_a_word_and_a_tone() -> None:
    assert set(terms.JUDGED) == set(terms.JUDGED_TONES) == set(wall.JUDGEMENTS)


def test_every_promise_has_a_chapter_with_a_name_and_a_unit_with_a_word() -> None:
    for text in (*promises_of("tianjin"), *promises_of("taizhou")):
        assert (text.profile, wall.chapter_of(text.id)) in terms.CHAPTERS
        assert text.unit in terms.UNITS
    assert len(promises_of("tianjin")) + len(promises_of("taizhou")) == 35


def test_figures_are_words_of_one_language() -> None:
    assert wall.figure_words("no data").zh == "—"
    assert wall.figure_words("100.00 %").en == "100%"
    assert wall.figure_words("ended on 2025-12-31").zh == "2025-12-31 已失效"
    assert wall.figure_words("2027-12-31 (406 days left)").en == "until 2027-12-31 (406 days)"
    assert wall.figure_words("征求意见 draft").zh == "征求意见"
    assert wall.unit_of("day", "征求意见 draft").zh == ""


def test_the_line_keeps_gaps_and_the_target_its_height() -> None:
    found = wall.card(promise()).spark

    assert len(found.dots) == 1
    assert found.dots[0][0] == wall.WIDE - wall.EDGE
    assert found.goal == wall.EDGE
    assert wall.card(promise(trend=(EMPTY, EMPTY))).spark.goal is None


def test_a_share_is_drawn_in_per_cent() -> None:
    option = charts.trend(promise(unit="share", target=Fraction(1)), str)

    assert option["series"][0]["markLine"]["data"] == [{"yAxis": 100.0}]
    assert option["yAxis"]["axisLabel"] == {"formatter": "{value}%"}


def test_a_ticket_lies_with_its_member_only_while_that_answers() -> None:
    body = bodies()["tianjin"]

    assert holder(standing(IssueStatus.ASSIGNED), body) == "tianjin.conf_police"
    for status in (IssueStatus.RAISED, IssueStatus.ANSWERED, IssueStatus.ESCALATED):
        assert holder(standing(status), body) == "tianjin.conf_convener"


def test_who_owes_most_stands_first_and_late_is_counted() -> None:
    issue = standing(IssueStatus.ASSIGNED)
    assert issue.due_on is not None
    later = issue.due_on + dt.timedelta(1)

    found = owing(bodies()["tianjin"], [issue], [], today=later)

    assert (found[0].member_id, found[0].tickets, found[0].late_tickets) == ("tianjin.conf_police", 1, 1)
    assert not is_late(issue, issue.due_on)
    assert sum(one.whole for one in found[1:]) == 0


def test_promises_on_registers_have_no_cases_behind_them_and_the_others_do() -> None:
    of_id = {text.id: counted_by(text) for text in (*promises_of("tianjin"), *promises_of("taizhou"))}

    assert of_id["TJ-1.2"] == ("licence", ("decided", "refused"))
    assert of_id["TJ-4.2"] == ("rebate", ("decided",))
    assert of_id["TJ-11.2"] is None
    assert of_id["TZ-1"] is None


def test_a_country_is_named_in_both_languages_and_a_stranger_as_it_is() -> None:
    assert (country("KAZ").zh, country("KAZ").en) == ("哈萨克斯坦", "Kazakhstan")
    assert country("XQX").zh == "XQX"


def test_months_go_back_over_the_year_and_none_lies_ahead() -> None:
    assert months_before(dt.date(2026, 1, 31))[:2] == ["2026-01", "2025-12"]
    assert neighbours(dt.date(2026, 11, 1), FRIDAY) == ("2026-10", None)
    assert neighbours(dt.date(2026, 10, 1), FRIDAY) == ("2026-09", "2026-11")


async def test_figures_are_counted_once_for_all_who_ask_within_half_a_minute() -> None:
    counted: list[Wanted] = []
    now = 0.0

    class Counting(Figures):
        async def _count(self, wanted: Wanted) -> list[Promise]:
            counted.append(wanted)
            return [promise()]

    figures = Counting(None, seconds=lambda: now)  # type: ignore[arg-type]
    await figures.of(Wanted("tianjin"))
    await figures.of(Wanted("tianjin"))
    assert len(counted) == 1

    await figures.of(Wanted("taizhou"))
    now = OLDEST_SECONDS + 1
    await figures.of(Wanted("tianjin"))
    assert len(counted) == 3


async def test_figures_past_half_a_minute_are_shown_at_once_and_counted_anew_meanwhile() -> None:
    now = 0.0
    going_on = asyncio.Event()
    rounds: list[float] = []

    class Slow(Figures):
        async def _count(self, _wanted: Wanted) -> list[Promise]:
            rounds.append(now)
            if len(rounds) > 1:
                await going_on.wait()
            return [promise()] * len(rounds)

    figures = Slow(None, seconds=lambda: now)  # type: ignore[arg-type]
    assert len(await figures.of(Wanted("tianjin"))) == 1
    now = KEPT_SECONDS + 1
    shown = [await figures.of(Wanted("tianjin")) for _ in range(3)]
    await asyncio.sleep(0)
    going_on.set()
    await until(lambda: len(rounds) == 2 and not figures._renewing)

    assert [len(each) for each in shown] == [1, 1, 1]
    assert len(await figures.of(Wanted("tianjin"))) == 2
    assert rounds == [0.0, now]
