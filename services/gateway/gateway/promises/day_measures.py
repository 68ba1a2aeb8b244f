"""Measures in working days: what was decided in time, the average of the rebate, the limit of each claim."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gateway.promises.counting import Alike, Waiting
from gateway.promises.days import MOST_LISTED, ages, by_age, day_figures, decided_in, named, told
from gateway.promises.question import Figure, Question, Reckon
from gateway.promises.shape import Span


async def days_in_time(ask: Question) -> Reckon:
    """The share decided within the limit, among all that were decided, granted or refused."""
    matter = ask.text.matter
    decided, waiting = await ask.tables.decided(matter), await ask.tables.waiting(matter)

    def reckon(span: Span) -> Figure:
        found = day_figures(
            decided_in(decided, span, lambda _one: True), limit=ask.limit, elapsed=ask.elapsed
        )
        return Figure(
            found.n, found.share(), {**told(found), **_open(ask, waiting)} if ask.whole(span) else {}
        )

    return reckon


async def average_days(ask: Question) -> Reckon:
    """The mean over normal claims, with all that must stand beside it."""
    decided, waiting = await ask.tables.decided("rebate"), await ask.tables.waiting("rebate")

    def reckon(span: Span) -> Figure:
        within = decided_in(decided, span, lambda one: ask.counts(one.of_class))
        normal = [(one, count) for one, count in within if one.what == "decided"]
        found = day_figures(normal, limit=ask.limit, elapsed=ask.elapsed)
        if not ask.whole(span):
            return Figure(found.n, found.mean)
        beside = {
            **told(found),
            **_open(ask, [one for one in waiting if ask.counts(one.of_class)]),
            "by_class": _by_class(ask, normal),
            "not_normal": sum(count for one, count in within if one.what != "decided"),
        }
        return Figure(found.n, found.mean, beside)

    return reckon


async def class_in_time(ask: Question) -> Reckon:
    """The share of claims of the classes named within the limit that binds each; beside it every breach."""
    decided, waiting = await ask.tables.decided("rebate"), await ask.tables.waiting("rebate")

    def wanted(of_class: int | None) -> bool:
        return of_class in ask.text.classes and ask.counts(of_class)

    def reckon(span: Span) -> Figure:
        normal = decided_in(decided, span, lambda one: one.what == "decided" and wanted(one.of_class))
        found = day_figures(normal, limit=ask.limit, elapsed=ask.elapsed)
        if not ask.whole(span):
            return Figure(found.n, found.share())
        late = _late(ask, normal)
        open_ = [one for one in waiting if wanted(one.of_class)]
        beside = {**told(found), **_open(ask, open_), "breaches": sum(count for _, count in late)}
        beside["breach_list"] = [
            {"since": one.since.isoformat(), "decided": one.day.isoformat(), "rebate_class": one.of_class,
             "workdays": ask.elapsed(one.since, one.day, one.pauses), "claims": count}
            for one, count in late[:MOST_LISTED]
        ]  # fmt: skip
        return Figure(found.n, found.share(), beside)

    return reckon


def _open(ask: Question, waiting: Sequence[Waiting]) -> dict[str, object]:
    suspected = [one for one in waiting if one.suspected]
    aged = by_age((one for one in waiting if not one.suspected), on=ask.on, elapsed=ask.elapsed)
    late = [pair for pair in aged if pair[1] > ask.limit]
    return {
        "open": len(aged),
        "open_by_age": ages(aged),
        "open_over_limit": len(late),
        "open_over_limit_oldest": named(late),
        "suspected": len(suspected),
    }


def _by_class(ask: Question, normal: Sequence[tuple[Alike, int]]) -> dict[str, object]:
    classes = sorted({one.of_class or 0 for one, _ in normal})
    groups = {
        of_class: [pair for pair in normal if (pair[0].of_class or 0) == of_class] for of_class in classes
    }
    return {
        str(of_class): told(day_figures(group, limit=ask.limit, elapsed=ask.elapsed))
        for of_class, group in groups.items()
    }


def _late(ask: Question, normal: Iterable[tuple[Alike, int]]) -> list[tuple[Alike, int]]:
    taken = [(ask.elapsed(one.since, one.day, one.pauses), one, count) for one, count in normal]
    late = sorted((each for each in taken if each[0] > ask.limit), key=lambda each: (-each[0], each[1].since))
    return [(one, count) for _, one, count in late]
