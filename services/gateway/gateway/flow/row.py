"""One row for each case: what a list shows, a filter asks for and a picture counts. PURE."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from exportlane.law.instants import statutory_day
from exportlane.process import Stage, Wait
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.writing import Columns, Value
from gateway.domain import CaseView
from gateway.flow.steps import Counter, StepRow
from gateway.flow.walk import Walk

SHAPE: Final = "2"
"""Another number makes every row anew: raise it when a row would be reckoned differently."""
_OPEN: Final = frozenset({Stage.WAITING, Stage.ACTIVE, Stage.CORRECTION, Stage.HELD})
NUMBERS: Final = frozenset({"version", "parked", "rework", "workdays", "refund_cents"})
Row = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Made:
    """How rows are reckoned: by which rule (`SHAPE` and calendar), on which day, at which moment."""

    rule: str
    today: dt.date
    now: dt.datetime
    counter: Counter


def week_of(day: dt.date | None) -> str | None:
    """The week of the year as ISO 8601 writes it, 2026-W47; texts of weeks sort like weeks."""
    if day is None:
        return None
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def case_row(view: CaseView, version: int, found: Walk, steps: Sequence[StepRow], made: Made) -> Row:
    """The row of a case whose stored view has this version."""
    opened = statutory_day(view.opened_at)
    ended = None if view.live else _ended_on(view, steps)
    due = view.due_on(made.counter.calendar)
    numbers = view.numbers
    periods = view.periods(on=made.today, calendar=made.counter.calendar) if view.live else ()
    return {
        "case_id": view.id,
        "version": version,
        "profile": view.profile,
        "process_version": view.state.process_version,
        "exporter_uscc": view.exporter_uscc,
        "exporter_name": view.exporter_name,
        "vin": view.vin,
        "brand": view.brand,
        "model_code": view.model_code,
        "destination": view.destination_country,
        "port": view.customs_port,
        "batch_id": view.batch_id,
        "lot_id": view.lot_id,
        "contract_no": view.contract_no,
        "licence_no": numbers.licence_no,
        "declaration_no": numbers.declaration_no,
        "claim_no": numbers.claim_no,
        "proof_no": numbers.proof_no,
        "licence_valid_to": _text(numbers.licence_valid_to),
        "plate_valid_to": _text(numbers.temp_plate_valid_to),
        "opened_at": rfc3339(view.opened_at),
        "opened_on": opened.isoformat(),
        "opened_week": week_of(opened),
        "ended_on": _text(ended),
        "ended_week": week_of(ended),
        "ended_as": view.status.end,
        "live": "1" if view.live else None,
        "stages": " ".join(f"{step.step}:{step.state}" for step in steps),
        **_waiting(view, steps, found),
        "due_on": _text(due),
        "risks": " ".join(sorted({risk.code for risk in view.risks(periods, on=made.today)})),
        "parked": sum(len(one.parked) for one in view.state.slices.values()),
        "variant": found.variant,
        "rework": found.rework,
        "workdays": None if ended is None else made.counter.count(opened, max(opened, ended)),
        "refund_cents": None
        if numbers.amount is None or numbers.currency != "CNY"
        else int(numbers.amount * 100),
        "as_of": rfc3339(view.as_of),
        "updated_at": rfc3339(made.now),
        "rule": made.rule,
        "reckoned_on": made.today.isoformat(),
    }


def step_row(view: CaseView, version: int, step: StepRow) -> Row:
    """The row of one of its steps, with what a picture of steps is filtered by."""
    return {
        "case_id": view.id,
        "step": step.step,
        "version": version,
        "agency": step.agency,
        "profile": view.profile,
        "exporter_uscc": view.exporter_uscc,
        "destination": view.destination_country,
        "port": view.customs_port,
        "batch_id": view.batch_id,
        "state": step.state,
        "outcome": step.outcome,
        "began_on": _text(step.began_on),
        "began_week": week_of(step.began_on),
        "ended_on": _text(step.ended_on),
        "ended_week": week_of(step.ended_on),
        "workdays": step.workdays,
        "gross": step.gross,
        "paused": step.paused,
        "gap": step.gap,
        "opened_on": statutory_day(view.opened_at).isoformat(),
    }


def columns_of(row: Row) -> Columns:
    """The columns of a row of either table, for the statement that writes it."""
    numbers = NUMBERS | {"gross", "paused", "gap"}
    return tuple((name, "bigint" if name in numbers else "text") for name in row)


def _waiting(view: CaseView, steps: Sequence[StepRow], found: Walk) -> Row:
    """Where the case stands and who is waited for, since when; nothing of it once the case has ended."""
    wait = view.status.waiting_on if view.live else None
    name = (wait.step if wait else None) or next(
        (step.step for step in steps if Stage(step.state) in _OPEN), None
    )
    standing = next((step for step in steps if step.step == name), None) if view.live else None
    return {
        "step": standing.step if standing else None,
        "step_state": standing.state if standing else None,
        "waiting_kind": wait.kind if wait else None,
        "waiting_agency": wait.agency if wait else None,
        "waiting_step": wait.step if wait else None,
        "waiting_matter": wait.matter if wait else None,
        "waiting_since": _text(_since(view, wait, standing, found)) if wait else None,
    }


def _since(view: CaseView, wait: Wait | None, standing: StepRow | None, found: Walk) -> dt.date:
    """The day on which the matter came up; for a step's ordinary turn the day on which that came."""
    if wait is not None and wait.since is not None:
        return wait.since
    if standing is not None and standing.began_on is not None:
        return standing.began_on
    return max(found.first.values(), default=statutory_day(view.opened_at))


def _ended_on(view: CaseView, steps: Sequence[StepRow]) -> dt.date:
    """The day on which the last step ended for good; a fact that only adds to an ended case does not move it."""
    days = [step.ended_on for step in steps if step.ended_on]
    for step in view.order.steps:
        own = view.state.slices[step.agency].reached
        days += [own[type_] for type_ in step.final if type_ in own]
    return max(days, default=statutory_day(view.as_of))


def _text(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
