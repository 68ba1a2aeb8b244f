"""`exportlane demo`: a realistic batch through all agencies, on the embedded default, by REST and by facts."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

EXAMPLE = Path("examples/used-vehicles-2026-09.json")
MISHAPS = "compensations-2026-09.json"
"""Beside the file of batches: one batch for each mishap that the demo shows."""
SUPPORT = "subsidy-application-2025.json"
"""Beside it too: what a firm applies for in support."""
DATA = Path(".exportlane/demo")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(
    file: Annotated[Path, typer.Option(help="The batches to hand in.")] = EXAMPLE,
    data_dir: Annotated[Path, typer.Option(help="Where the demo keeps its files; emptied first.")] = DATA,
) -> None:
    """Hand in a realistic batch, let the four agencies work, and show how each case ended."""
    from exportlane.cli.demo.log import logged_beside
    from exportlane.cli.demo.office import RequestFailed
    from exportlane.cli.demo.story import Unfinished, tell
    from exportlane.runtime.settings import StartupRefused

    if not file.is_file():
        typer.echo(
            f"exportlane: There is no file {file}; start in the project's folder or name one by --file.",
            err=True,
        )
        raise typer.Exit(2)
    try:
        batches = json.loads(file.read_text(encoding="utf-8"))["batches"]
        mishaps = file.parent / MISHAPS
        going_wrong = json.loads(mishaps.read_text(encoding="utf-8"))["batches"] if mishaps.is_file() else []
        support = file.parent / SUPPORT
        claimed = json.loads(support.read_text(encoding="utf-8")) if support.is_file() else None
    except (ValueError, KeyError, TypeError) as error:
        typer.echo(f"exportlane: {file} holds no batches: {error}.", err=True)
        raise typer.Exit(2) from error
    try:
        register = file.parent / "enterprises.json"
        with logged_beside(data_dir):
            whole = asyncio.run(
                tell(
                    batches,
                    going_wrong,
                    data_dir,
                    register=register if register.is_file() else None,
                    claimed=claimed,
                )
            )
    except (StartupRefused, Unfinished, RequestFailed) as error:
        typer.echo(f"exportlane: {error}", err=True)
        raise typer.Exit(1) from error
    if not whole:
        raise typer.Exit(1)
