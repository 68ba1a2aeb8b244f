"""What `exportlane doctor` looks at, and how it tells what it found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import typer

from exportlane.cli.operations.line import (
    BAD,
    FINE,
    FOUND,
    GATEWAY,
    Denied,
    Line,
    Unreachable,
    end,
    line,
    path_of,
)
from exportlane.cli.operations.tables import print_json, print_table, span
from exportlane.operations.finding import RUNBOOK, Finding, read_finding
from exportlane.operations.findings import Seen, findings, offset_of, skews_of

Services = Mapping[str, Mapping[str, Any]]


def examine(url: str | None, *, as_json: bool) -> None:
    """Look at everything and print what is wrong; ends the command with its status."""
    with line(url) as gateway:
        seen, found = _asked(gateway) or _asked_one_by_one(gateway)
    if as_json:
        services = {**seen.statuses, **{name: {"silent": told} for name, told in _away(seen).items()}}
        print_json({"services": services, "findings": [each.document() for each in found]})
    else:
        _print(seen, found)
    end(BAD if GATEWAY in seen.silent else FOUND if found else FINE)


def _asked(gateway: Line) -> tuple[Seen, Sequence[Finding]] | None:
    """What the gateway found when it asked everybody; None from one of an older release."""
    try:
        answer = gateway.get("/v1/operations/findings")
    except Denied as error:
        if error.status == 404:
            return None
        raise
    services = answer["services"]
    seen = Seen(
        statuses={
            name: each for name, each in services.items() if "silent" not in each and "refused" not in each
        },
        silent={name: each["silent"] for name, each in services.items() if "silent" in each},
        refused={name: each["refused"] for name, each in services.items() if "refused" in each},
    )
    return seen, [read_finding(each) for each in answer["findings"]]


def _asked_one_by_one(gateway: Line) -> tuple[Seen, Sequence[Finding]]:
    statuses: dict[str, dict[str, Any]] = {}
    silent: dict[str, str] = {}
    refused: dict[str, str] = {}
    offsets: dict[str, float] = {}
    for service in gateway.services():
        sent = datetime.now(UTC)
        try:
            status = statuses[service] = gateway.get(path_of(service, "status"))
        except Unreachable as error:
            silent[service] = str(error)
        except Denied as error:
            refused[service] = str(error)
        else:
            if told := status.get("now"):
                received = datetime.now(UTC)
                offsets[service] = offset_of(datetime.fromisoformat(told), sent=sent, received=received)
    seen = Seen(
        statuses=statuses,
        silent=silent,
        refused=refused,
        deliveries=gateway.get("/v1/deliveries"),
        skews=skews_of(offsets),
    )
    return seen, findings(seen)


def _away(seen: Seen) -> Mapping[str, str]:
    return {**seen.silent, **seen.refused}


def _print(seen: Seen, found: Sequence[Finding]) -> None:
    rows = [
        (
            name,
            "answers",
            span(status.get("oldest_unpublished_seconds")),
            span(status.get("oldest_unhandled_seconds")),
            ", ".join(f"{count} {state}" for state, count in (status.get("parked") or {}).items()) or "none",
        )
        for name, status in seen.statuses.items()
    ]
    rows += [(name, "OUT OF REACH", "", "", "") for name in seen.silent]
    rows += [(name, "REFUSES", "", "", "") for name in seen.refused]
    print_table(("service", "reach", "oldest unpublished", "oldest unhandled", "parked"), rows)
    if not found:
        typer.echo("Nothing is wrong.")
    numbers = {finding.id: number for number, finding in enumerate(found, start=1)}
    for number, finding in enumerate(found, start=1):
        typer.echo(f"{number}. {finding.part}: {finding.sentence.en}")
        if finding.because is not None:
            typer.echo(f"   It follows from {numbers.get(finding.because, finding.because)}.")
            continue
        typer.echo(f"   {finding.advice.en}")
        typer.echo(f"   {RUNBOOK}, «{finding.section}»")
