"""``exportlane promises``: what the two policies promise, and whether it was kept. Asks the gateway."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from exportlane.cli.operations.line import FINE, FOUND, JsonOption, UrlOption, end, line
from exportlane.cli.operations.tables import print_json, print_table

KEPT = {True: "✓ 达标 kept", False: "✗ 未达标 not kept", None: "–"}
NO_DATA = "无数据 no data"


def register(app: typer.Typer) -> None:
    """Add ``promises``."""
    app.command("promises")(promises)


def promises(
    profile: Annotated[
        str | None, typer.Option("--profile", metavar="NAME", help="tianjin or taizhou; both without it.")
    ] = None,
    period: Annotated[str, typer.Option("--period", help="month, quarter or year-to-date.")] = "month",
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="The last day counted; today without it.")
    ] = None,
    url: UrlOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show every measurable promise of the two policies, measured; exit status 1 when one is not kept."""
    asked = {"period": period} | ({"profile": profile} if profile else {}) | ({"on": on} if on else {})
    with line(url) as gateway:
        found: dict[str, Any] = gateway.get("/v1/promises", **asked)
    listed = found["promises"]
    if as_json:
        print_json(found)
    else:
        print_table(
            ("承诺 Promise", "编号 id", "目标 target", "实际 figure", "n", "结果", "依据 article"),
            [_row(one) for one in listed],
        )
    end(FOUND if any(one["met"] is False for one in listed) else FINE)


def _row(one: dict[str, Any]) -> tuple[object, ...]:
    target = one["target"]
    sign = {"at_most": "≤ ", "at_least": "≥ "}.get(one["direction"] or "", "")
    return (
        f"{one['zh']} {one['en']}",
        one["id"],
        f"{sign}{target['shown']}" if target else None,
        NO_DATA if one["n"] == 0 else f"{one['shown']} {_UNITS.get(one['unit'], '')}".strip(),
        one["n"],
        KEPT[one["met"]],
        one["article"],
    )


_UNITS = {
    "workdays": "工作日",
    "seconds": "秒",
    "hours": "小时",
    "cny": "元",
    "papers": "份",
}
