"""The promises as a wall: each a card with its judgement, its figure and its twelve months. PURE."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any, Final

from gateway.portal.conference import terms
from gateway.portal.conference.saying import as_words
from gateway.portal.fact_words import Words
from gateway.promises.shape import NO_DATA, MonthFigure, Promise, in_words

WIDE: Final = 220
HIGH: Final = 40
EDGE: Final = 4
JUDGEMENTS: Final = ("met", "missed", "unjudged", "nodata")
_CHAPTER: Final = re.compile(r"T[JZ]-([0-9]{1,2})")
_ENDED: Final = re.compile(r"ended on (?P<day>[0-9-]{10})")
_LEFT: Final = re.compile(r"(?P<day>[0-9-]{10}) \((?P<days>-?[0-9]+) days left\)")


@dataclass(frozen=True, slots=True)
class Spark:
    """Twelve months as a small line: `points` of those that have a figure, `goal` the height of the target."""

    points: str
    dots: tuple[tuple[float, float, str], ...]
    goal: float | None


@dataclass(frozen=True, slots=True)
class Card:
    """One promise on the wall. `judged` is met, missed, unjudged (no number was promised) or nodata."""

    promise: Promise
    chapter: int
    judged: str
    figure: Words
    unit: Words
    target: Words | None
    spark: Spark

    @property
    def words(self) -> Words:
        """What was promised."""
        return Words(self.promise.zh, self.promise.en)

    @property
    def article(self) -> Words:
        """On which article it rests; the wording of the policy exists in Chinese alone."""
        policy = terms.POLICIES[self.promise.profile]
        return Words(
            self.promise.article, f"{policy.en}, {place(self.promise.profile, self.chapter).en.lower()}"
        )

    @property
    def change(self) -> str | None:
        """Whether this month is better or worse than the one before: up and down say the figure, not the judgement."""
        known = [month.figure for month in self.promise.trend[-2:] if month.figure is not None]
        if len(known) < 2 or known[0] == known[1]:
            return None
        return "up" if known[1] > known[0] else "down"


def card(promise: Promise) -> Card:
    """The card of a promise."""
    return Card(
        promise, chapter_of(promise.id), judged(promise), figure_words(promise.shown),
        unit_of(promise.unit, promise.shown),
        target_words(promise), spark(promise),
    )  # fmt: skip


def judged(promise: Promise) -> str:
    """One of JUDGEMENTS."""
    if promise.met is not None:
        return "met" if promise.met else "missed"
    return "nodata" if promise.figure is None else "unjudged"


def chapter_of(promise_id: str) -> int:
    """The article of the policy."""
    found = _CHAPTER.match(promise_id)
    return int(found.group(1)) if found else 0


def chapters(cards: Iterable[Card]) -> list[tuple[int, Words, list[Card]]]:
    """The wall by articles, in their order."""
    found = []
    for (profile, number), group in groupby(cards, key=lambda one: (one.promise.profile, one.chapter)):
        title = terms.CHAPTERS.get((profile, number), Words("其他", "Other"))
        found.append((number, title, list(group)))
    return found


def place(profile: str, number: int) -> Words:
    """Where in the policy a chapter stands; what the Tianjin measures say of their term stands after the articles."""
    if (profile, number) == ("tianjin", 12):
        return Words("文末", "Closing words")
    return Words(f"第{number}条", f"Article {number}")


def counted(cards: Iterable[Card]) -> Mapping[str, int]:
    """How many of each judgement."""
    found = dict.fromkeys(JUDGEMENTS, 0)
    for one in cards:
        found[one.judged] += 1
    return found


def figure_words(shown: str) -> Words:
    """The figure in both languages; most are numbers and the same in both."""
    if shown == NO_DATA:
        return Words("—", "—")
    if found := _ENDED.fullmatch(shown):
        return Words(f"{found['day']} 已失效", f"ended {found['day']}")
    if found := _LEFT.fullmatch(shown):
        return Words(
            f"至 {found['day']}（余{found['days']}天）", f"until {found['day']} ({found['days']} days)"
        )
    return as_words(shown.replace(" %", "%").replace(".00%", "%"))


def unit_of(unit: str, shown: str) -> Words:
    """The unit behind a figure that is a number; words need none."""
    is_number = re.fullmatch(r"-?[0-9.]+", shown) is not None
    return terms.UNITS.get(unit, Words("", "")) if is_number else Words("", "")


def target_words(promise: Promise) -> Words | None:
    """The target with its direction."""
    if promise.target is None:
        return None
    number = in_words(promise.target, promise.unit).replace(" %", "%").replace(".00", "")
    if promise.direction == "at_most":
        return Words(f"不超过 {number}", f"at most {number}")
    return Words(f"不低于 {number}", f"at least {number}") if promise.target != 1 else Words(number, number)


def spark(promise: Promise) -> Spark:
    """The months as points; a month without data leaves a gap in the dots and none in the line."""
    known = [(place, month) for place, month in enumerate(promise.trend) if month.figure is not None]
    goal = promise.target
    span = [month.figure for _, month in known if month.figure is not None] + (
        [goal] if goal is not None else []
    )
    low, high = (min(span), max(span)) if span else (Fraction(0), Fraction(1))
    step = (WIDE - 2 * EDGE) / max(1, len(promise.trend) - 1)
    dots = tuple(
        (round(EDGE + place * step, 1), _height(month.figure, low, high), _dot(month))
        for place, month in known
    )
    line = " ".join(f"{x},{y}" for x, y, _ in dots)
    return Spark(line, dots, _height(goal, low, high) if goal is not None and known else None)


def _height(value: Fraction | None, low: Fraction, high: Fraction) -> float:
    if value is None or high == low:
        return HIGH / 2
    return round(HIGH - EDGE - float((value - low) / (high - low)) * (HIGH - 2 * EDGE), 1)


def _dot(month: MonthFigure) -> str:
    return {True: "ok", False: "bad", None: ""}[month.met]


def beside(promise: Promise) -> list[tuple[Words, str]]:
    """The single numbers that must be seen with the figure."""
    found = []
    for name, value in promise.beside.items():
        words = terms.BESIDE.get(name)
        text = _share(value) if name == "share_within" else _plain(value)
        if words is not None and text is not None:
            found.append((words, text))
    return found


def ages(promise: Promise) -> Sequence[tuple[str, int]]:
    """Open matters by their age in working days."""
    found = promise.beside.get("open_by_age")
    return [(str(age), int(count)) for age, count in found.items()] if isinstance(found, Mapping) else []


def _share(value: Any) -> str | None:
    return (
        in_words(Fraction(value["exact"]), "share").replace(" %", "%") if isinstance(value, Mapping) else None
    )


def _plain(value: Any) -> str | None:
    if isinstance(value, Mapping):
        shown = value.get("display")
        return str(shown) if shown is not None else None
    if isinstance(value, bool):
        return "✓" if value else None
    return str(value) if isinstance(value, int | str) and value != "" else None
