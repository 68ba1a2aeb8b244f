"""`make bench`: cases per second through all agencies and the view, beside the floor, on real PostgreSQL and Kafka.

    python -m benchmarks [--cases 2000] [--in-flight 64,8,1] [--quick]

Everything is on: signatures, chain, inbox, traces, the gateway's view; fsync and synchronous commit as PostgreSQL
ships them. Where the machine is shared and noisy, compare the ratios of one run, not absolute figures of two.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from pathlib import Path

import uvloop

from benchmarks.floor import AGENCIES
from benchmarks.floor import measure as measure_floor
from benchmarks.load import Load, Result
from benchmarks.report import heading, report, report_paced
from exportlane.contracts import ON_THE_WAY
from tools.stack.platform import Platform
from tools.stack.programs import Missing

PACE = 20.0


def main() -> int:
    """Parse, start the servers, measure, stop them."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Cases per second beside the floor."
    )
    parser.add_argument(
        "--cases", type=int, default=2000, help="cases at the largest concurrency (default 2000)"
    )
    parser.add_argument("--in-flight", default="64,8,1", help="concurrencies to measure, largest first")
    parser.add_argument("--quick", action="store_true", help="a smoke run: few cases, no paced part")
    parser.add_argument("--everybody", action="store_true", help="also run the agencies beside the process")
    parser.add_argument("--keep", type=Path, help="keep logs and data in this folder")
    chosen = parser.parse_args()
    # Whoever ends the benchmark from outside must not leave its servers behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="exportlane-bench-") as scratch:
        folder = chosen.keep or Path(scratch)
        try:
            only = None if chosen.everybody else ON_THE_WAY
            platform = Platform(folder, settings={"EXPORTLANE_AUTOMATIC": "all"}, only=only)
            platform.start()
        except Missing as missing:
            print(missing, file=sys.stderr)
            return 1
        try:
            uvloop.run(_measure(platform, chosen))
        finally:
            platform.stop()
    return 0


async def _measure(platform: Platform, chosen: argparse.Namespace) -> None:
    cases = min(chosen.cases, 160) if chosen.quick else chosen.cases
    print(heading(cases))
    async with Load(platform) as load:
        await load.run(
            min(cases // 10, 100) or 1, in_flight=8
        )  # warm-up: caches, prepared statements, connections
        results: list[Result] = []
        for in_flight in (int(text) for text in chosen.in_flight.split(",")):
            share = cases if in_flight >= 32 else max(cases // (8 if in_flight > 1 else 20), 20)
            results.append(await load.run(share, in_flight=in_flight))
            floor = await measure_floor(_dsns(platform), in_flight=in_flight, limit=share)
            print(report(results[-1], floor), flush=True)
        if not chosen.quick:
            print(report_paced(await load.paced(PACE, seconds=20)), flush=True)
        await load.prove()


def _dsns(platform: Platform) -> dict[str, str]:
    return {agency: platform.postgres.dsn(agency.replace("-", "_")) for agency in AGENCIES}


if __name__ == "__main__":
    sys.exit(main())
