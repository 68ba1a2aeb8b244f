"""``exportlane registry``: until when deregistration must be applied for."""

from __future__ import annotations

from typing import Annotated

import typer

from exportlane.cli.answering import JsonOption, ProfileOption, parse_day, profile_on, refusing, say
from exportlane.cli.groups import group


def register(app: typer.Typer) -> None:
    """Add ``registry deadline``."""
    registry = group(app, "registry", "The vehicle registry: deadlines.")
    registry.command("deadline")(deadline)


def deadline(
    released: Annotated[
        str, typer.Option("--released", metavar="DATE", help="The day of the release by customs, YYYY-MM-DD.")
    ],
    profile: ProfileOption = "national",
    as_json: JsonOption = False,
) -> None:
    """Say until when deregistration must be applied for after customs (机动车登记规定 第三十七条)."""
    from exportlane.law.calendar import shipped_calendar
    from exportlane.law.clock import add_months

    with refusing(as_json=as_json, field="released"):
        day = parse_day(released, "released")
        limit = profile_on(profile, day).time_limits["deregistration_application"]
        months = limit.length or 0
        found = add_months(day, months, shipped_calendar())
    if as_json:
        # A day that a notice may still move says so; one that is certain needs no such word.
        flagged = {"provisional": True} if found.provisional else {}
        say({"deadline": found.date.isoformat(), **flagged})
        return
    typer.echo(f"{found.date:%A} {found.date} until 24:00 in Shanghai: {months} months from {day}.")
    typer.echo(f"{limit.article}；民法典 第二百零二、二百零三条.")
    if found.provisional:
        typer.echo("Provisional: the holiday notice for that year is not loaded, and may move the day.")
