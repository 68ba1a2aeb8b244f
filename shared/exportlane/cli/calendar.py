"""`exportlane calendar load|show`: the working-day calendar that the services count by.

A State Council notice is read from a file and loaded at every service through the gateway; loading it again changes
nothing, so after a service was out of reach the same command is given once more. Exit status: 0 done, 1 refused by a
service or not the same everywhere, 2 wrong usage or out of reach.

JSON: `{"number": …, "issued": "2026-11-04", "source": …, "days": [{"date": …, "is_workday": false, "name": "元旦"}]}`.
CSV: the columns `date,is_workday,name`, and `number,issued,source` either as columns too or as options.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from exportlane.cli.groups import group
from exportlane.cli.operations.line import (
    BAD,
    FINE,
    FOUND,
    AgencyOption,
    Denied,
    JsonOption,
    Unreachable,
    UrlOption,
    chosen,
    end,
    line,
    path_of,
)
from exportlane.cli.operations.tables import print_json, print_table
from exportlane.cli.session import refuse

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_FILE = 1_000_000
HEAD = ("number", "issued", "source", "replaces", "year")
TRUTHS = {
    "true": True,
    "1": True,
    "work": True,
    "班": True,
    "false": False,
    "0": False,
    "off": False,
    "休": False,
}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    calendar = group(app, "calendar", "Working days, and the notices they follow.")
    calendar.command("load")(load)
    calendar.command("show")(show)


def load(  # noqa: PLR0913, PLR0917  # the options, which typer reads by name
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The notice, JSON or CSV.")],
    number: Annotated[
        str | None, typer.Option("--number", help="The notice's number (CSV without it).")
    ] = None,
    issued: Annotated[
        str | None, typer.Option("--issued", help="Its date, YYYY-MM-DD (CSV without it).")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", help="Where it was read (CSV without it).")
    ] = None,
    agency: AgencyOption = None,
    url: UrlOption = None,
    as_json: JsonOption = False,
) -> None:
    """Load a holiday notice at every service; running deadlines are reckoned anew."""
    notice = read_notice(file, {"number": number, "issued": issued, "source": source})
    outcomes: list[dict[str, Any]] = []
    with line(url) as gateway:
        for service in chosen(gateway, agency):
            try:
                answer = gateway.post(path_of(service, "calendar"), notice)
                outcomes.append({**answer, "outcome": "loaded" if answer["loaded"] else "known"})
            except Denied as denied:
                outcomes.append(
                    {"service": service, "outcome": denied.slug or "refused", "sentence": str(denied)}
                )
            except Unreachable as error:
                outcomes.append({"service": service, "outcome": "unreachable", "sentence": str(error)})
    if as_json:
        print_json({"notice": notice["number"], "services": outcomes})
    else:
        _print_outcomes(notice, outcomes)
    found = {outcome["outcome"] for outcome in outcomes} - {"loaded", "known"}
    end(FINE if not found else BAD if "unreachable" in found else FOUND)


def _print_outcomes(notice: Mapping[str, Any], outcomes: list[dict[str, Any]]) -> None:
    rows = []
    for each in outcomes:
        says = each.get("sentence") or f"certain to {each['ends_on']}"
        rows.append((each["service"], each["outcome"], says))
    print_table(("service", notice["number"], "says"), rows)
    if any(each["outcome"] == "unreachable" for each in outcomes):
        typer.echo("Give the same command again when the service is back; nothing is loaded twice.", err=True)


def show(
    year: Annotated[int, typer.Option("--year", min=2004, max=2100, help="Which year.")],
    agency: AgencyOption = None,
    url: UrlOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say by which notice a year is known, or that it is provisional. Status 1 when the services do not agree."""
    rows: list[dict[str, Any]] = []
    silent: dict[str, str] = {}
    with line(url) as gateway:
        for service in chosen(gateway, agency):
            try:
                rows.append(gateway.get(path_of(service, "calendar"), year=year))
            except Unreachable as error:
                silent[service] = str(error)
    agree = len({(row["provisional"], row["notice"], row["ends_on"]) for row in rows}) <= 1
    if as_json:
        print_json({"year": year, "agree": agree, "services": rows, "unreachable": silent})
    else:
        _print_year(rows)
        for name, sentence in silent.items():
            typer.echo(f"{name}: {sentence}", err=True)
        if not agree:
            typer.echo("The services do not agree: load the notice again.", err=True)
    end(FOUND if not agree else BAD if silent else FINE)


def _print_year(rows: list[dict[str, Any]]) -> None:
    columns = ("service", "year", "is", "notice", "certain to")
    stands = {True: "provisional", False: "published"}
    print_table(
        columns,
        [(r["service"], r["year"], stands[r["provisional"]], r["notice"] or "–", r["ends_on"]) for r in rows],
    )


def read_notice(file: Path, given: Mapping[str, str | None]) -> dict[str, Any]:
    """The body of the request, from JSON or CSV. Ends the command with a sentence when the file is neither."""
    try:
        if file.stat().st_size > LONGEST_FILE:
            refuse(f"{file} is longer than any notice.", BAD)
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        refuse(f"{file} cannot be read as text: {error}.", BAD)
    stated = {name: value for name, value in given.items() if value is not None}
    notice = {**(_json(file, text) if text.lstrip()[:1] == "{" else _csv(file, text)), **stated}
    missing = [name for name in ("number", "issued", "source") if not notice.get(name)]
    if missing:
        refuse(f"{file} does not say the notice's {' and '.join(missing)}; give --{missing[0]}.", BAD)
    return notice


def _json(file: Path, text: str) -> dict[str, Any]:
    import json

    try:
        found: dict[str, Any] = json.loads(text)
    except ValueError as error:
        refuse(f"{file} is not well-formed JSON: {error}.", BAD)
    return found


def _csv(file: Path, text: str) -> dict[str, Any]:
    import csv

    rows = list(csv.DictReader(text.splitlines()))
    if not rows or not {"date", "is_workday"} <= rows[0].keys():
        refuse(f"{file} is neither JSON nor CSV with the columns date and is_workday.", BAD)
    head: dict[str, Any] = {}
    for name in HEAD:
        values = sorted({(row.get(name) or "").strip() for row in rows} - {""})
        if len(values) > 1:
            refuse(f"{file} names several values of {name}: {', '.join(values)}.", BAD)
        if values:
            head[name] = int(values[0]) if name == "year" and values[0].isdigit() else values[0]
    return {**head, "days": [_day(file, number, row) for number, row in enumerate(rows, start=2)]}


def _day(file: Path, number: int, row: Mapping[str, str | None]) -> dict[str, Any]:
    truth = (row["is_workday"] or "").strip().lower()
    if truth not in TRUTHS:
        refuse(f"{file}, line {number}: is_workday is true or false, not {truth!a}.", BAD)
    if None in row:
        refuse(f"{file}, line {number}: there are more values than columns.", BAD)
    return {
        "date": (row["date"] or "").strip(),
        "is_workday": TRUTHS[truth],
        "name": (row.get("name") or "").strip(),
    }
