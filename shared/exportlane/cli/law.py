"""``exportlane deadline`` and ``exportlane check``: the law for people and scripts.

Exit status: 0 found or valid, 1 not valid, 2 bad usage with a sentence on standard error. With ``--json`` standard
output is exactly one object on one line.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from exportlane.law.checks import CheckResult
    from exportlane.law.clock import Deadline
    from exportlane.law.pauses import Pause

NOT_VALID, BAD_USAGE = 1, 2
KINDS = ("vin", "uscc", "declaration", "licence", "imo", "container")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# date.fromisoformat also reads 20260930 and 2026-W40-3, and \d would read Arabic digits.
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def register(app: typer.Typer) -> None:
    """Add the commands of the law to ``app``."""
    app.command("deadline")(deadline)
    app.command("check")(check)


def deadline(
    start: Annotated[str, typer.Option("--from", metavar="DATE", help="The day of the act, YYYY-MM-DD.")],
    workdays: Annotated[
        int | None, typer.Option("--workdays", metavar="N", help="Length in working days.")
    ] = None,
    months: Annotated[
        int | None, typer.Option("--months", metavar="N", help="Length in months, instead.")
    ] = None,
    pause: Annotated[
        list[str] | None,
        typer.Option("--pause", metavar="DATE/DATE", help="A pause of working days; may be repeated."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on one line.")] = False,
) -> None:
    """Say when a statutory period ends that began on a day: the last day on which an act is in time."""
    from exportlane.law.errors import LawError

    if (workdays is None) == (months is None):
        _refuse("Give the length of the period, either --workdays N or --months N.")
    if months is not None and pause:
        _refuse(
            "A pause stops a period of working days, not one of months: leave out --pause or use --workdays."
        )
    try:
        found = _deadline(_day(start, "--from"), workdays, months, [_pause(text) for text in pause or ()])
    except LawError as error:
        _refuse(f"{error}.")
    if as_json:
        typer.echo(json.dumps({"deadline": found.date.isoformat(), "provisional": found.provisional}))
        return
    length = f"{workdays} working days" if months is None else f"{months} months"
    typer.echo(f"{_in_words(found.date)} until 24:00 in Shanghai: {length} from {start}.")
    if found.provisional:
        typer.echo(
            "Provisional: the holiday notice for part of this period is not loaded, and may move the day."
        )


def check(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=f"One of: {', '.join(KINDS)}.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="The number, exactly as it is written.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on one line.")] = False,
) -> None:
    """Check the form and the check character of a number; a warning is still valid."""
    if kind not in KINDS:
        _refuse(f"There is no check of {kind!a}: choose one of {', '.join(KINDS)}.")
    result = _checks()[kind](value)
    if as_json:
        answer = {"valid": result.valid, "level": result.level.value, "reason": result.reason}
        typer.echo(json.dumps(answer))
    else:
        typer.echo(f"{'valid' if result.valid else 'not valid'} ({result.level}): {result.reason}")
    raise typer.Exit(0 if result.valid else NOT_VALID)


def _checks() -> dict[str, Callable[[str], CheckResult]]:
    from exportlane.law import checks

    found: tuple[Callable[[str], CheckResult], ...] = (
        checks.check_vin,
        checks.check_uscc,
        checks.check_declaration_no,
        checks.check_licence_no,
        checks.check_imo,
        checks.check_container,
    )
    return dict(zip(KINDS, found, strict=True))


def _deadline(start: date, workdays: int | None, months: int | None, pauses: list[Pause]) -> Deadline:
    from exportlane.law.calendar import shipped_calendar
    from exportlane.law.clock import add_months, add_workdays

    calendar = shipped_calendar()
    if workdays is not None:
        return add_workdays(start, workdays, calendar, pauses)
    return add_months(start, months or 0, calendar)


def _day(text: str, option: str) -> date:
    from datetime import date

    if not ISO_DAY.fullmatch(text):
        _refuse(f"{option} {text!a}: a day is written YYYY-MM-DD.")
    try:
        return date.fromisoformat(text)
    except ValueError:
        _refuse(f"{option} {text}: there is no such day.")


def _pause(text: str) -> Pause:
    from exportlane.law.pauses import Pause

    start, slash, end = text.partition("/")
    if not slash:
        _refuse(f"--pause {text!a}: a pause is written START/END, as in 2026-10-08/2026-10-12.")
    return Pause(_day(start, "--pause"), _day(end, "--pause"))


def _in_words(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day.isoformat()}"


def _refuse(sentence: str) -> NoReturn:
    typer.echo(sentence[0].upper() + sentence[1:], err=True)
    raise typer.Exit(BAD_USAGE)
