"""The `exportlane` command. Each group of commands has a file of its own with ``register(app)``.

Those files import nothing heavy when they are loaded, only when a command runs: `exportlane deadline` in a script
should answer at once.
"""

from __future__ import annotations

import importlib
import importlib.util

import typer

GROUPS = (
    "law", "calendar", "policy", "licence", "registry", "rebate", "subsidy", "token", "operations", "trace", "promises",
    "run", "demo",
)  # fmt: skip
"""The files, in the order in which their commands stand in the help."""


def build() -> typer.Typer:
    """The whole command. A file that a smaller installation leaves out leaves its commands out."""
    made = typer.Typer(
        name="exportlane",
        help="One lane for exporting a vehicle: licence, deregistration, customs, rebate.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_show_locals=False,
    )

    @made.callback()
    def root() -> None:
        """Say what stands above all commands; without it a single command would swallow its own name."""

    for name in GROUPS:
        module = f"{__name__}.{name}"
        if importlib.util.find_spec(module) is not None:
            importlib.import_module(module).register(made)
    return made


app = build()
