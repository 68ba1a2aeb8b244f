"""May a fact be told to everybody who hears it? PURE.

Facts go to whoever listens, so the question is asked of each type before the first of it is written: every field
must be known to the catalogue, none may be personal, and for each listener an agreement in force must grant it. The
answer holds for a type and a day, so that writing a fact costs one look into a table. Law: 政务数据共享条例 第二十五条;
个人信息保护法 第三十四条.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from exportlane.contracts import AGENCIES, ALL_FACTS, FACTS_OF_AGENCY, OPERATIONS, REGISTER_FACTS
from exportlane.contracts.decision import Announce, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from exportlane.process import hears
from exportlane.sharing.book import EVERYBODY, Book, UnknownField
from exportlane.sharing.entitlement import ARTICLE, PERSONAL, may_be_shared

VIEW: Final = "gateway"
"""Hears every fact about a case, for the view of the case end to end."""
NOT_TOLD: Final = "sharing-not-agreed"
Listeners = Callable[[str, str], frozenset[str]]
"""Who hears a type that an agency announces: (provider, type) -> consumers."""


def listeners(provider: str, type_: str) -> frozenset[str]:
    """Who hears this fact by the tables of the process, and the view of cases."""
    others = {agency for agency in AGENCIES if agency != provider and type_ in hears(agency)}
    return frozenset(others if type_ in REGISTER_FACTS else others | ({VIEW} - {provider}))


@rule(
    "SHR-05",
    zh="事实的每个字段须有协议方可发布",
    en="A fact is told only when an agreement grants every field of it to everybody who hears it",
    article=ARTICLE,
    slug=NOT_TOLD,
    effect="block",
)
def gaps(
    book: Book, provider: str, type_: str, *, on: date, heard_by: Listeners = listeners
) -> Iterator[str]:
    """Why a fact of this type may not be told on this day: a sentence for each field and listener."""
    for field in ALL_FACTS[type_].model_fields:
        try:
            if not may_be_shared(book, type_, field):
                yield f"{type_} carries the field {field}, which is personal and never leaves {provider} ({PERSONAL})"
                continue
        except UnknownField as unknown:
            yield f"{type_} may not be told: {unknown} (fields.json must say how sensitive it is)"
            continue
        for consumer in sorted(heard_by(provider, type_)):
            if not _grants(book, provider, consumer, type_, field, on):
                yield (
                    f"{type_} may not be told to {consumer}: no agreement in force on {on} lets it have the field "
                    f"{field} of {provider} ({ARTICLE})"
                )


def _grants(book: Book, provider: str, consumer: str, type_: str, field: str, on: date) -> bool:
    return any(
        field in book.granted(agreement, type_)
        for agreement in book.agreements
        if agreement.provider in (provider, EVERYBODY)
        and agreement.consumer == consumer
        and agreement.in_force(on)
    )


def told_by(provider: str) -> tuple[str, ...]:
    """Every type that an agency may announce."""
    own: Mapping[str, object] = FACTS_OF_AGENCY.get(provider, {})
    return (*own, *OPERATIONS)


class Guard:
    """Answers for one agency whether facts may be told now, and remembers the answer for each type and day."""

    def __init__(self, book: Book, provider: str, *, heard_by: Listeners = listeners) -> None:
        self._book = book
        self._provider = provider
        self._heard_by = heard_by
        self._day: date | None = None
        self._known: dict[str, str | None] = {}

    def check_all(self, on: date) -> tuple[str, ...]:
        """Every gap of every type on this day; empty when all is agreed."""
        return tuple(
            gap
            for type_ in told_by(self._provider)
            for gap in gaps(self._book, self._provider, type_, on=on, heard_by=self._heard_by)
        )

    def __call__(self, facts: Sequence[Announce], now: datetime) -> Refused | None:
        """The refusal of the first fact that may not be told, None when all may."""
        day = statutory_day(now)
        if day != self._day:
            self._day, self._known = day, {}
        for fact in facts:
            if fact.type not in self._known:
                self._known[fact.type] = self._gap(fact.type, day)
            gap = self._known[fact.type]
            if gap is not None:
                return Refused(NOT_TOLD, f"{gap[0].upper()}{gap[1:]}.", ARTICLE)
        return None

    def _gap(self, type_: str, day: date) -> str | None:
        if type_ not in ALL_FACTS:
            return None
        return next(gaps(self._book, self._provider, type_, on=day, heard_by=self._heard_by), None)
