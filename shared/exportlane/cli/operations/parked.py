"""`exportlane parked list|show|retry|skip`: what an agency could not handle, and what a person does about it.

Retry and skip show first what they are about to do, then act, then look again; what they report is what they saw.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import quote

import typer

from exportlane.cli.operations.line import (
    BAD,
    FINE,
    FOUND,
    AgencyOption,
    Denied,
    JsonOption,
    Line,
    Unreachable,
    UrlOption,
    chosen,
    end,
    line,
    path_of,
)
from exportlane.cli.operations.tables import print_json, print_table, shown
from exportlane.cli.session import refuse

NEEDS_A_PERSON = frozenset({"failed", "untrusted"})
ParkedId = Annotated[str, typer.Argument(metavar="PARKED_ID", help="The id from «parked list».")]
Why = Annotated[str, typer.Option("--reason", help="Why; it stands in the ledger with your name.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask; needed where nobody can be asked.")]
MOST = 500


def list_parked(
    case: Annotated[str, typer.Option("--case", help="Of one case only.")] = "",
    state: Annotated[str, typer.Option("--state", help="failed, blocked, early, waiting or untrusted.")] = "",
    agency: AgencyOption = None,
    url: UrlOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what is parked at all services. Status 1 when something needs a person."""
    asked: dict[str, str | int] = {name: value for name, value in (("case", case), ("state", state)) if value}
    rows: list[dict[str, Any]] = []
    silent: dict[str, str] = {}
    with line(url) as gateway:
        for service in chosen(gateway, agency):
            try:
                page = gateway.get(path_of(service, "parked"), limit=MOST, **asked)
            except Unreachable as error:
                silent[service] = str(error)
                continue
            rows += [{"service": service, **row} for row in page["items"]]
    if as_json:
        print_json({"items": rows, "unreachable": silent})
    else:
        _print_rows(rows)
        for name, sentence in silent.items():
            typer.echo(f"{name}: {sentence}", err=True)
    waiting = any(row["state"] in NEEDS_A_PERSON for row in rows)
    end(FOUND if waiting else BAD if silent else FINE)


def _print_rows(rows: list[dict[str, Any]]) -> None:
    if not rows:
        typer.echo("Nothing is parked.")
        return
    columns = ("parked", "at", "case", "fact", "state", "cause", "since (+08:00)")
    print_table(
        columns,
        [
            (r["id"], r["service"], r["case_id"], f"{r['source']} {r['sequence']}: {r['type']}", r["state"], r["cause"],
             shown(r["parked_at"]))
            for r in rows
        ],
    )  # fmt: skip
    people = sum(row["state"] in NEEDS_A_PERSON for row in rows)
    typer.echo(f"{len(rows)} parked, {people} of them need a person; the others go on by themselves.")


def show(
    parked_id: ParkedId, agency: AgencyOption = None, url: UrlOption = None, as_json: JsonOption = False
) -> None:
    """Show one parked message with its cause and its data."""
    with line(url) as gateway:
        row = _find(gateway, parked_id, agency)
    if as_json:
        print_json(row)
    else:
        _print_one(row)
        typer.echo(f"data      {row.get('data')}")


def retry(
    parked_id: ParkedId, reason: Why, agency: AgencyOption = None, yes: Yes = False, url: UrlOption = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Have a parked message handled again, and what waits behind it."""
    _act("retry", parked_id, reason, agency=agency, yes=yes, url=url, as_json=as_json)


def skip(
    parked_id: ParkedId, reason: Why, agency: AgencyOption = None, yes: Yes = False, url: UrlOption = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Let a case go on without a parked message. It cannot be taken back."""
    _act("skip", parked_id, reason, agency=agency, yes=yes, url=url, as_json=as_json)


def _act(  # noqa: PLR0913 - the options of both commands
    verb: str, parked_id: str, reason: str, *, agency: str | None, yes: bool, url: str | None, as_json: bool
) -> None:
    if len(reason.strip()) < 3:
        refuse("--reason: say why in a few words; it stands in the ledger.", BAD)
    with line(url) as gateway:
        row = _find(gateway, parked_id, agency)
        behind = _behind(gateway, row)
        if not as_json:
            _preview(verb, row, behind)
        _confirm(verb, yes=yes)
        gateway.post(
            path_of(row["service"], f"parked/{quote(parked_id, safe='')}/{verb}"), {"reason": reason.strip()}
        )
        # What the call answered is not reported; what a second look finds is.
        after = _find(gateway, parked_id, row["service"])
        left = _behind(gateway, after)
    settled = after["state"] in {"done", "skipped"}
    if as_json:
        print_json({"verb": verb, "settled": settled, "before": row, "after": after, "behind": len(left)})
    else:
        typer.echo(_outcome(after, settled=settled, before=len(behind), left=len(left)))
    end(FINE if settled else FOUND)


def _preview(verb: str, row: dict[str, Any], behind: list[dict[str, Any]]) -> None:
    _print_one(row)
    if verb == "retry":
        typer.echo(
            f"\nIt will be handled again, then the {len(behind)} message(s) of this case behind it, in order."
        )
    else:
        typer.echo(
            f"\nThe case goes on WITHOUT it: what it should have caused at {row['service']} does not happen,"
        )
        typer.echo(
            f"and the {len(behind)} message(s) of this case behind it are handled. It cannot be taken back."
        )


def _confirm(verb: str, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        refuse(f"Nobody can be asked here; say --yes to {verb} without being asked.", BAD)
    if not typer.confirm(f"{verb.capitalize()} it?"):
        refuse("Nothing was done.", FINE)


def _outcome(after: dict[str, Any], *, settled: bool, before: int, left: int) -> str:
    moved = f"{before - left} of the {before} behind it went on" if before else "nothing waited behind it"
    if after["state"] == "done":
        return f"It was handled; {moved}."
    if settled:
        return f"It was skipped; {moved}."
    return f"It is still parked ({after['state']}, {after['cause']}): {after['sentence']}"


def _print_one(row: dict[str, Any]) -> None:
    typer.echo(f"parked    {row['id']} at {row['service']}, since {shown(row['parked_at'])} (+08:00)")
    typer.echo(f"case      {row['case_id']}")
    typer.echo(f"fact      {row['source']} no. {row['sequence']}: {row['type']} ({row['fact_id']})")
    typer.echo(f"state     {row['state']}, {row['cause']}, tried {row['attempts']} time(s)")
    typer.echo(f"why       {row['sentence']}")
    if row.get("changed_by"):
        typer.echo(f"last      {row['changed_by']}: {row.get('reason') or ''}")


def _find(gateway: Line, parked_id: str, agency: str | None) -> dict[str, Any]:
    silent: list[str] = []
    row = next(_rows(gateway, parked_id, agency, silent), None)
    if row is None and silent:
        refuse(f"No service that answers has {parked_id}; out of reach: {', '.join(silent)}.", BAD)
    if row is None:
        refuse(f"There is no parked message {parked_id}.", FOUND)
    return row


def _rows(gateway: Line, parked_id: str, agency: str | None, silent: list[str]) -> Iterator[dict[str, Any]]:
    """The row, from whichever service has it; those that cannot be asked are noted in `silent`."""
    for service in chosen(gateway, agency):
        try:
            row = gateway.get(path_of(service, f"parked/{quote(parked_id, safe='')}"))
        except Denied as denied:
            if denied.status != 404:
                raise
        except Unreachable:
            silent.append(service)
        else:
            yield {**row, "service": service}


def _behind(gateway: Line, row: dict[str, Any]) -> list[dict[str, Any]]:
    if not row["case_id"]:
        return []
    page = gateway.get(path_of(row["service"], "parked"), case=row["case_id"], limit=MOST)
    return [other for other in page["items"] if other["id"] != row["id"]]
