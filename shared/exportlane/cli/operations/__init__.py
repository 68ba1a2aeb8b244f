"""The operators' commands: `exportlane case …`, `parked …`, `ledger verify`, `doctor`.

All of them speak to the gateway, which asks the agencies in the operator's own name; none opens a database. Exit
status: 0 nothing to report, 1 something was found (or was not), 2 wrong usage or out of reach.
"""

from __future__ import annotations

import typer

from exportlane.cli.groups import group
from exportlane.cli.operations import cases, doctor, ledger, parked


def register(app: typer.Typer) -> None:
    """Add the commands."""
    case = group(app, "case", "Look at cases.")
    case.command("list")(cases.list_cases)
    case.command("show")(cases.show)
    case.command("timeline")(cases.timeline)
    held = group(app, "parked", "Messages that an agency could not handle.")
    held.command("list")(parked.list_parked)
    held.command("show")(parked.show)
    held.command("retry")(parked.retry)
    held.command("skip")(parked.skip)
    group(app, "ledger", "The agencies' ledgers.").command("verify")(ledger.verify)
    app.command("doctor")(doctor.doctor)
