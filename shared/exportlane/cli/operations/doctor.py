"""`exportlane doctor`: what is reachable, what lags, what is stuck; and for each finding what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import typer

from exportlane.cli.operations.line import (
    BAD,
    FINE,
    FOUND,
    GATEWAY,
    Denied,
    JsonOption,
    Line,
    Unreachable,
    UrlOption,
    end,
    line,
    path_of,
)
from exportlane.cli.operations.tables import print_json, print_table, span

LATE_SECONDS = 60.0
"""Facts and messages that wait for longer than a minute are no longer on their way, they are stuck."""
CALENDAR_DAYS = 60
RUNBOOK = "docs/runbook.md"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person should know. `section` is a heading of the runbook."""

    service: str
    sentence: str
    advice: str
    section: str


def doctor(url: UrlOption = None, as_json: JsonOption = False) -> None:
    """Look at everything and say what is wrong and what to do. Status 1 when something is found."""
    with line(url) as gateway:
        statuses, silent = _ask(gateway)
        deliveries = gateway.get("/v1/deliveries")
    found = [
        *_unreachable(silent),
        *_of_services(statuses),
        *_of_deliveries(deliveries),
        *_of_calendars(statuses),
    ]
    if as_json:
        print_json({"services": statuses, "findings": [asdict(each) for each in found]})
    else:
        _print(statuses, silent, found)
    end(BAD if GATEWAY in silent else FOUND if found else FINE)


def _ask(gateway: Line) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    statuses: dict[str, dict[str, Any]] = {}
    silent: dict[str, str] = {}
    for service in gateway.services():
        try:
            statuses[service] = gateway.get(path_of(service, "status"))
        except Unreachable as error:
            silent[service] = str(error)
        except Denied as error:
            silent[service] = f"It refused to say: {error}"
    return statuses, silent


def _unreachable(silent: Mapping[str, str]) -> Iterator[Finding]:
    for service, sentence in silent.items():
        yield Finding(
            service, sentence, "Cases go on without it as far as they can; start it, then look at its /readyz.",
            "Agency out of reach",
        )  # fmt: skip


def _of_services(statuses: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    for service, status in statuses.items():
        for trouble in status.get("troubles") or ():
            yield Finding(service, str(trouble), "Look at its /readyz and its log.", "Agency out of reach")
        yield from _of_lags(service, status)
        yield from _of_parked(service, status.get("parked") or {})
        yield from _of_timers(service, status.get("timers") or {})


def _of_lags(service: str, status: Mapping[str, Any]) -> Iterator[Finding]:
    unpublished, unhandled = status.get("oldest_unpublished_seconds"), status.get("oldest_unhandled_seconds")
    if unpublished is not None and unpublished > LATE_SECONDS:
        sentence = f"A fact has waited for {span(unpublished)} to be published."
        yield Finding(
            service, sentence, "Is the broker there? Facts are safe in the ledger.", "Unpublished facts"
        )
    if unhandled is not None and unhandled > LATE_SECONDS:
        sentence = f"A message has waited for {span(unhandled)} ({status.get('unhandled')} in all)."
        yield Finding(
            service, sentence, "Start more replicas, or find what holds it up.", "Unhandled messages"
        )


def _of_parked(service: str, parked: Mapping[str, int]) -> Iterator[Finding]:
    if failed := parked.get("failed", 0):
        yield Finding(
            service, f"{failed} message(s) could not be handled; their cases stand still here.",
            "exportlane parked list --state failed; then retry, or skip with a reason.", "Parked messages",
        )  # fmt: skip
    if untrusted := parked.get("untrusted", 0):
        yield Finding(
            service, f"{untrusted} message(s) were unsigned, altered or malformed.",
            "exportlane parked list --state untrusted; find out who sent them.", "Untrusted messages",
        )  # fmt: skip


def _of_timers(service: str, timers: Mapping[str, int]) -> Iterator[Finding]:
    if aside := timers.get("set_aside", 0):
        yield Finding(
            service, f"{aside} timer(s) failed again and again and are set aside; other things go on.",
            f"GET /v1/{service}/operations/timers names each with its cause; mend it, then POST …/retry.", "Timers",
        )  # fmt: skip


def _of_deliveries(deliveries: Mapping[str, int]) -> Iterator[Finding]:
    if refused := deliveries.get("refused", 0):
        yield Finding(
            GATEWAY, f"{refused} paper(s) were refused by an agency.",
            "Open the case, read the sentence, mend the cause, send the paper again.", "Papers that are not delivered",
        )  # fmt: skip


def _of_calendars(statuses: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    """The calendar ends soon; or a service does not know a notice that another one knows."""
    ends = {service: status.get("calendar_ends_on") for service, status in statuses.items()}
    newest = max((day for day in ends.values() if day), default=None)
    for service, status in statuses.items():
        left = status.get("calendar_days_left")
        if ends[service] != newest:
            sentence = f"Its working-day calendar ends on {ends[service]}, that of others on {newest}."
            yield Finding(
                service,
                sentence,
                "exportlane calendar load FILE, with the notice of the others.",
                "Calendar ends",
            )
        elif left is not None and left < CALENDAR_DAYS and service == next(iter(statuses)):
            yield Finding(
                service, f"The published working-day calendar ends on {newest}, in {left} days.",
                "Later deadlines are flagged as provisional until the notice for the next year is loaded: "
                "exportlane calendar load FILE.", "Calendar ends",
            )  # fmt: skip


def _print(
    statuses: Mapping[str, Mapping[str, Any]], silent: Mapping[str, str], found: list[Finding]
) -> None:
    rows = [
        (
            name,
            "answers",
            span(status.get("oldest_unpublished_seconds")),
            span(status.get("oldest_unhandled_seconds")),
            ", ".join(f"{count} {state}" for state, count in (status.get("parked") or {}).items()) or "none",
        )
        for name, status in statuses.items()
    ]
    rows += [(name, "OUT OF REACH", "", "", "") for name in silent]
    print_table(("service", "reach", "oldest unpublished", "oldest unhandled", "parked"), rows)
    if not found:
        typer.echo("Nothing is wrong.")
    for number, finding in enumerate(found, start=1):
        typer.echo(f"{number}. {finding.service}: {finding.sentence}")
        typer.echo(f"   {finding.advice}")
        typer.echo(f"   {RUNBOOK}, «{finding.section}»")
