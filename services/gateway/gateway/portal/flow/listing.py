"""The few cases beside a figure, as a reader may see them. PURE."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from gateway.flow.figures.listed import Named
from gateway.portal.flow.sheet import Column, Sheet
from gateway.portal.flow.view import Reader
from gateway.portal.flow.words import FIRM
from gateway.portal.frame.language import _
from gateway.portal.words import AGENCIES, STEPS, WAITING_ON, Words, of


@dataclass(frozen=True, slots=True)
class Shown:
    """A line: whom it waits for, for how many working days, when it falls due, whether that has passed."""

    case_id: str
    vin: str
    exporter: str
    step: Words | None
    who: Words
    since: dt.date | None
    age: int | None
    due: dt.date | None
    late: int | None


def case_table(found: Sequence[Named], reader: Reader) -> list[Shown]:
    """The lines of the table."""
    since = reader.day.since()
    return [
        Shown(
            case_id=one.case_id,
            vin=reader.eyes.vin(one.vin),
            exporter=one.exporter_name,
            step=of(STEPS, one.step) if one.step else None,
            who=_who(one),
            since=_day(one.waiting_since),
            age=since.days(dt.date.fromisoformat(one.waiting_since)) if one.waiting_since else None,
            due=_day(one.due_on),
            late=_late(one, reader),
        )
        for one in found
    ]


def case_sheet(found: Sequence[Named], reader: Reader) -> Sheet:
    """The same for machines."""
    columns = (
        Column("case", _("Case")), Column("vin", _("VIN")), Column("exporter", _("Exporter")),
        Column("step", _("Step"), "step"), Column("who", _("Waiting for")), Column("since", _("Since"), "day"),
        Column("age", _("Working days"), "days"), Column("due", _("Due on"), "day"),
    )  # fmt: skip
    rows = [
        (
            line.case_id,
            line.vin,
            line.exporter,
            one.step,
            reader.tongue.said(line.who),
            line.since,
            line.age,
            line.due,
        )
        for line, one in zip(case_table(found, reader), found, strict=True)
    ]
    return Sheet("cases", columns, rows)


def _who(one: Named) -> Words:
    if one.waiting_kind == "enterprise":
        return FIRM
    return of(WAITING_ON, "person") if one.waiting_kind == "person" else of(AGENCIES, one.waiting_agency)


def _late(one: Named, reader: Reader) -> int | None:
    due = _day(one.due_on)
    return None if due is None or due >= reader.day.today else reader.day.since().days(due)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
