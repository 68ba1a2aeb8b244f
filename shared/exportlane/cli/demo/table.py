"""The table at the end of the demo: how each case ended, in how many working days, which papers were waived."""

from __future__ import annotations

import resource
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from exportlane.cli.demo.mishaps import Mishap
from exportlane.cli.demo.office import Document, Office
from exportlane.law.calendar import WorkCalendar
from exportlane.law.clock import elapsed_workdays
from exportlane.law.instants import statutory_day

OPERATOR = ("gateway", "operator")
CORRECTED = frozenset(
    {"licence.correction_supplied.v1", "vehicle.deregistration_correction_supplied.v1", "customs.resubmitted.v1",
     "rebate.correction_supplied.v1"}
)  # fmt: skip
ENDS = {
    "refund_paid": ("已退税", "refund paid", "green"),
    "exempt_no_refund": ("免税不退税", "exempt", "green"),
    "closed_no_refund": ("不予退税", "no refund", "yellow"),
    "refused": ("不予许可", "refused", "red"),
    "withdrawn": ("已撤回", "withdrawn", "yellow"),
    "cancelled": ("已逆序撤销", "undone", "yellow"),
    "clawed_back": ("退税已追回", "clawed back", "yellow"),
    "revoked": ("许可已撤销", "revoked", "yellow"),
    "re_routed": ("可另行出口", "re-routed", "yellow"),
    "returned": ("退运", "returned", "yellow"),
    "manual": ("人工处理", "with a person", "red"),
}
WIDE = 112
LEGEND = """\
补正 Fix: 补正次数 corrections · 免交材料 Waived: 数据共享免交 by data sharing
M2 身份证明 identity · M3 委托书 power of attorney · M4 登记证书 certificate
M5 出口证明 export proof · M6 许可证 licence · M7 号牌 plates
M8 临时号牌 temporary plate · M10 违法事故 violations, accidents"""


async def print_table(
    console: Console, office: Office, cases: Sequence[Document], calendar: WorkCalendar
) -> None:
    """One line a case, in the order in which they were handed in."""
    wide = console.width >= WIDE
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold underline")
    table.add_column("车辆识别代号\nVIN", no_wrap=True)
    if wide:
        table.add_column("企业\nExporter", no_wrap=True, overflow="ellipsis", max_width=30)
    table.add_column("模式\nProfile", no_wrap=True)
    table.add_column("目的\nTo", no_wrap=True)
    table.add_column("结果\nEnded", no_wrap=True)
    table.add_column("工作日\nDays", justify="right", no_wrap=True)
    table.add_column("补正\nFix", justify="right", no_wrap=True)
    table.add_column("免交材料\nWaived", no_wrap=True)
    for case in cases:
        facts = (await office.get(OPERATOR, f"/v1/cases/{case['id']}/timeline"))["facts"]
        table.add_row(*_row(case, facts, calendar, wide=wide))
    console.print()
    console.print(table)
    console.print(LEGEND, style="dim")


def print_mishaps(console: Console, mishaps: Sequence[Mishap], cases: Sequence[Document]) -> None:
    """What went wrong on purpose, by its compensation, and how it ended."""
    ends = {case["id"]: ENDS[case["status"]["end"] or "manual"] for case in cases}
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold underline")
    for heading in ("补偿\nRule", "模式\nProfile", "意外\nWhat went wrong", "结果\nEnded"):
        table.add_column(heading, no_wrap=True)
    for mishap in sorted(mishaps, key=lambda one: int(one.rule.removeprefix("C"))):
        how = dict.fromkeys(ends[case] for case in mishap.case_ids)
        words = "\n".join(f"[{colour}]{zh} {en}[/]" for zh, en, colour in how)
        table.add_row(mishap.rule, mishap.profile, f"{mishap.note['zh']}\n{mishap.note['en']}", words)
    console.print()
    console.print(table)


def say_where_to_look(console: Console, data_dir: Path, cases: Sequence[Document], started: float) -> None:
    """How long it took, and how to go on with the data that the demo left."""
    undone = next((case for case in cases if case["status"]["end"] == "cancelled"), cases[0])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.print()
    prefix = f"EXPORTLANE_DATA_DIR={data_dir}"
    console.print(f"用时 {time.monotonic() - started:.1f} 秒 s · 内存峰值 peak memory {memory:.0f} MB\n")
    console.print("继续查看 where to look further", style="bold")
    console.print(f"  {prefix} make serve", soft_wrap=True)
    console.print("     门户 the portal with these cases: http://127.0.0.1:8000/")
    console.print("     另一终端 and in another terminal:")
    for command in (f"case timeline {undone['id']}", f"case trace {undone['id']}", "ledger verify"):
        console.print(f"  {prefix} .venv/bin/exportlane {command}", soft_wrap=True)
    console.print()


def _row(case: Document, facts: Sequence[Document], calendar: WorkCalendar, *, wide: bool) -> list[str]:
    zh, en, colour = ENDS[case["status"]["end"] or "manual"]
    opened = statutory_day(datetime.fromisoformat(case["opened_at"]))
    ended = statutory_day(
        max(datetime.fromisoformat(fact["occurred_at"]) for fact in facts if not _is_beside(fact["type"]))
    )
    days = elapsed_workdays(opened, on=ended, calendar=calendar).count
    corrections = sum(fact["type"] in CORRECTED for fact in facts)
    exporter = [case["exporter"]["name"]] if wide else []
    return [
        case["vin"], *exporter, case["profile"]["name"], case["destination_country"],
        f"[{colour}]{zh} {en}[/]", str(days), str(corrections) if corrections else "", _waived(facts),
    ]  # fmt: skip


def _is_beside(type_: str) -> bool:
    """What is said beside the case and moves nothing: alarms, looks, the filing of documents."""
    return type_.startswith(("clock.", "sharing.", "rebate.documents_"))


def _waived(facts: Sequence[Document]) -> str:
    """The papers that data sharing replaced, as the last deregistration fact lists them: ``M2-4 6-8 10``."""
    materials: list[Document] = []
    for fact in facts:
        materials = fact["data"].get("materials") or materials
    numbers = [int(each["code"].removeprefix("M")) for each in materials if each["status"] == "waived"]
    return f"M{_ranges(numbers)}" if numbers else ""


def _ranges(numbers: Sequence[int]) -> str:
    groups: list[list[int]] = []
    for number in sorted(set(numbers)):
        if groups and number == groups[-1][-1] + 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    return " ".join(f"{each[0]}-{each[-1]}" if len(each) > 1 else str(each[0]) for each in groups)
