"""`exportlane ledger verify`: every agency walks through its whole ledger and says what does not hold."""

from __future__ import annotations

import typer

from exportlane.cli.operations.line import (
    BAD,
    FINE,
    FOUND,
    AgencyOption,
    JsonOption,
    Unreachable,
    UrlOption,
    chosen,
    end,
    line,
    path_of,
)
from exportlane.cli.operations.tables import print_json, print_table


def verify(agency: AgencyOption = None, url: UrlOption = None, as_json: JsonOption = False) -> None:
    """Verify sequences, hashes, chains and signatures of every ledger."""
    found, silent = [], {}
    with line(url) as gateway:
        for service in chosen(gateway, agency):
            try:
                found.append(gateway.get(path_of(service, "ledger/verify")))
            except Unreachable as error:
                silent[service] = str(error)
    if as_json:
        print_json(
            {"ok": not silent and all(one["ok"] for one in found), "services": found, "unreachable": silent}
        )
    else:
        rows = [
            (one["service"], one["facts"], one["cases"], "holds" if one["ok"] else "DOES NOT HOLD")
            for one in found
        ]
        print_table(
            ("service", "facts", "cases", "ledger"),
            [*rows, *((name, "", "", "not asked") for name in silent)],
        )
        for one in found:
            for fault in one["faults"]:
                typer.echo(f"{one['service']}: {fault}")
        for name, sentence in silent.items():
            typer.echo(f"{name}: {sentence}", err=True)
        if any(not one["ok"] for one in found):
            typer.echo("See docs/runbook.md, «A ledger that does not verify».")
    broken = any(not one["ok"] for one in found)
    end(FOUND if broken else BAD if silent else FINE)


def _word(holds: object) -> str:
    return "holds" if holds else "DOES NOT HOLD"
