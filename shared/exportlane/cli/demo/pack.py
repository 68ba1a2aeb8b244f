"""The meeting pack in the demo: what the joint conference of a month is given, on the screen and as files."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from exportlane.cli.demo.office import Document, Office

CONVENER: Final = ("conference", "conference")
FORMS: Final = ("pdf", "xlsx", "json")
MET: Final = {True: "[green]达标 met[/]", False: "[red]未达标 missed[/]", None: ""}


async def print_pack(console: Console, office: Office, *, month: str, profile: str, folder: Path) -> None:
    """The figures of which there is something to say, and the files beside them under `folder`."""
    path = f"/v1/conference/packs/{month}"
    pack = await office.get(CONVENER, path, profile=profile)
    console.print(f"\n[bold]会议材料 Meeting pack[/]  {pack['body']['zh']}，{month}")
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold underline")
    for heading in ("承诺\nPromise", "数值\nFigure", "目标\nTarget", "件数\nN", "\n"):
        table.add_column(heading, justify="right" if heading.startswith("件数") else "left", overflow="fold")
    for promise in pack["promises"]:
        if promise["n"]:
            table.add_row(*_row(promise))
    console.print(table)
    for form in FORMS:
        content = await office.fetch(CONVENER, path, profile=profile, format=form)
        _keep(folder, f"{profile}-{month}.{form}", content)
    console.print(f"全文 in full: {folder}/{profile}-{month}.pdf · .xlsx · .json", style="dim")


def _keep(folder: Path, name: str, content: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


def _row(promise: Document) -> list[str]:
    name = f"{promise['name']['zh']}\n[dim]{promise['name']['en']}[/]"
    target = "" if promise["target"] is None else str(promise["target"])
    return [name, str(promise["shown"]), target, str(promise["n"]), MET[promise["met"]]]
