"""`python -m benchmarks.subsidies`: a thousand expenses in one estimate, and the year of ten thousand firms, one core.

The estimate is measured as a whole process (`exportlane subsidy estimate FILE --json`: start, read, reckon, print) and
as the call alone; the year as the calculator alone, fifteen expenses to a firm. Medians; memory is the peak resident.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from exportlane.law.subsidies import estimate, read_asked
from exportlane.policies.subsidies import named, subsidy_policies

FIRM = {
    "uscc": "91331004MA2A1B2C3U",
    "district": "331004",
    "first_filed_on": "2023-04-01",
    "exports_in_year": 512,
}
KINDS: tuple[dict[str, Any], ...] = (
    {"item": "E1", "fair_kind": "key_overseas", "amount": "12500.00"},
    {"item": "E2", "fair_kind": "overseas", "amount": "8300.55"},
    {"item": "E3", "fair_kind": "key_online", "amount": "3100.00"},
    {"item": "C1", "amount": "2000.00"},
    {"item": "C2", "amount": "1999.99"},
    {"item": "I1", "insurer": "SINOSURE", "amount": "43210.10"},
    {"item": "I2", "amount": "800.00"},
    {"item": "O1", "amount": "120000.00"},
    {"item": "O2", "amount": "5000.00", "market_standard": "4500.00"},
    {"item": "O3", "amount": "1800.00"},
    {"item": "O4", "principal": "1000000.00", "disbursed_on": "2025-02-03", "repaid_on": "2025-11-30"},
    {"item": "W1", "amount": "90000.00"},
    {"item": "P1", "recognised": True, "decided_amount": "800000.00"},
    {"item": "A1", "investment_usd": "350000.00", "country": "KAZ"},
    {"item": "F1", "hedged_usd": "1250000.00"},
)


def question(expenses: int, firm: int = 0) -> dict[str, Any]:
    """A question of so many expenses, over all items."""
    listed = []
    for number in range(expenses):
        made = {"id": f"e{number}", **KINDS[number % len(KINDS)]}
        made |= {"invoice_no": f"{firm}-{number}", "seller": "S"}
        if made["item"] in {"E1", "E2"}:
            made["fair"] = f"F-{number % 40}"
        if made["item"] == "A1":
            made["project"] = f"P-{number % 10}"
        if made["item"] not in {"O4", "P1"}:
            made["paid_on"] = str(date(2025, 1, 1) + timedelta(days=number % 365))
        listed.append(made)
    return {"policy": "taizhou-2025", "year": 2025, "firm": FIRM, "expenses": listed}


def settle(said: dict[str, Any]) -> int:
    """Read a question and settle it; the number of its steps."""
    asked = read_asked(said, partial(named, subsidy_policies()))
    found = estimate(asked.policy, asked.year, asked.firm, asked.expenses, asked.used)
    return sum(len(grant.steps) for grant in found.grants)


def seconds(act: Callable[[], object]) -> float:
    """How long it takes."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def whole_process(file: Path) -> tuple[float, float]:
    """Seconds and peak MiB of the command, from its start to its end."""
    command = [sys.executable, "-c", "from exportlane.cli import app; app()"]
    started = time.perf_counter()
    with subprocess.Popen(
        [*command, "subsidy", "estimate", str(file), "--json"], stdout=subprocess.DEVNULL
    ) as running:
        _, status, usage = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise RuntimeError(f"the command ended with {running.returncode}")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.subsidies", description="Subsidy estimates.")
    parser.add_argument("--expenses", type=int, default=1000)
    parser.add_argument("--firms", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=9)
    chosen = parser.parse_args()
    large = question(chosen.expenses)
    settle(large)
    call = statistics.median(seconds(partial(settle, large)) for _ in range(chosen.runs))
    with tempfile.TemporaryDirectory(prefix="exportlane-bench-") as scratch:
        file = Path(scratch) / "question.json"
        file.write_text(json.dumps(large, indent=1), encoding="utf-8")
        runs = [whole_process(file) for _ in range(chosen.runs)]
    process, peak = statistics.median(run[0] for run in runs), max(run[1] for run in runs)
    print(f"{chosen.expenses} expenses, the call alone   {call:8.3f} s")
    print(
        f"{chosen.expenses} expenses, whole process    {process:8.3f} s  (bound 0.5)   {peak:6.1f} MiB (bound 100)"
    )
    firms = [question(len(KINDS), firm) for firm in range(chosen.firms)]
    year = seconds(lambda: [settle(said) for said in firms])
    print(f"{chosen.firms} firms x {len(KINDS)} expenses, one core {year:8.2f} s  (bound 60)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
