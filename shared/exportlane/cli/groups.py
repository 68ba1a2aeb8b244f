"""Groups of commands that more than one file adds to (`exportlane case …`)."""

from __future__ import annotations

import typer


def group(app: typer.Typer, name: str, summary: str) -> typer.Typer:
    """The group with this name: the one that is there already, or a new one."""
    for registered in app.registered_groups:
        if registered.name == name and registered.typer_instance is not None:
            return registered.typer_instance
    made = typer.Typer(no_args_is_help=True, help=summary)
    app.add_typer(made, name=name)
    return made
