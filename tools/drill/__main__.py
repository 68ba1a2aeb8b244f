"""``python -m tools.drill``: break a running system in ten ways, and see whether doctor and console name each.

It starts a system of its own (PostgreSQL, Kafka, one process per service), or with ``--embedded`` everything in this
process, and ends what it started. Status 0: all named and mended; 1: not all; 3: something that it needs is missing.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tools.drill import breaking, telling
from tools.drill.embedded import embedded_lane, full_file
from tools.drill.fault import Fault, Outcome, run_through
from tools.drill.lane import Lane
from tools.drill.real import RealLane, real_lane
from tools.drill.seeing import Watchers
from tools.stack.programs import Missing

NAMES = (
    "agency down", "broker down", "slow database", "poison fact", "wrong signature", "expired token", "full disk",
    "clock skew", "stuck relay", "missing calendar",
)  # fmt: skip
WITHOUT_NOTICE = "tax-rebate"
GREEN_SECONDS = 60.0
FINE, BAD, CANNOT = 0, 1, 3


async def drill(*, embedded: bool, only: Sequence[str], folder: Path) -> int:
    """Run the faults one after the other and print what came of each; the status of the command."""
    started = time.monotonic()
    async with _lane(folder, embedded=embedded) as (lane, faults, missing):
        watchers = Watchers(lane.url, lane.operator, lane.sign_in)
        try:
            print(
                f"The system runs ({len(lane.services)} services, {time.monotonic() - started:.0f} s).",
                flush=True,
            )
            await lane.warm_up()
            standing = await _quiet(watchers)
            chosen = [fault for fault in faults if not only or fault.name in only]
            outcomes = [_printed(await run_through(fault, watchers, standing=standing)) for fault in chosen]
        finally:
            await watchers.close()
    for sentence in missing:
        print(f"not run: {sentence}")
    named, mended = sum(each.named for each in outcomes), sum(each.mended for each in outcomes)
    print(
        f"drill: {len(outcomes)} faults, {named} named, {mended} mended ({time.monotonic() - started:.0f} s)"
    )
    if named < len(outcomes) or mended < len(outcomes):
        return BAD
    return CANNOT if missing and not only else FINE


@asynccontextmanager
async def _lane(folder: Path, *, embedded: bool) -> AsyncIterator[tuple[Lane, list[Fault], list[str]]]:
    if embedded:
        async with embedded_lane(folder) as lane:
            told = [
                telling.poison_fact(lane), telling.wrong_signature(lane), full_file(lane),
                telling.missing_calendar(lane, WITHOUT_NOTICE),
            ]  # fmt: skip
            others = ", ".join(name for name in NAMES if name not in {fault.name for fault in told})
            print(f"One process cannot show: {others}.")
            yield lane, told, []
        return
    async with real_lane(folder) as real:
        yield real, *_real_faults(real)


def _real_faults(lane: RealLane) -> tuple[list[Fault], list[str]]:
    volume = lane.volume
    makers: list[Callable[[], Fault]] = [
        lambda: breaking.agency_down(lane),
        lambda: breaking.broker_down(lane),
        lambda: breaking.slow_database(lane),
        lambda: telling.poison_fact(lane),
        lambda: telling.wrong_signature(lane),
        lambda: breaking.expired_token(lane),
        *([lambda: breaking.full_disk(lane, volume)] if volume is not None else []),
        lambda: breaking.clock_skew(lane),
        lambda: breaking.stuck_relay(lane),
        lambda: telling.missing_calendar(lane, WITHOUT_NOTICE),
    ]
    missing = [] if volume is not None else [f"full disk ({lane.without})"]
    return [make() for make in makers], missing


async def _quiet(watchers: Watchers) -> set[str]:
    """What stands before anything is broken: only what no fault of ours touches, once the start has settled."""
    deadline = time.monotonic() + GREEN_SECONDS
    while True:
        seen = await watchers.doctor()
        critical = [each for each in seen.values() if each["severity"] == "critical"]
        if not critical or time.monotonic() > deadline:
            for each in seen.values():
                print(f"Before the drill: {each['part']}: {each['sentence']['en']}")
            return set(seen)
        await asyncio.sleep(1)


def _printed(outcome: Outcome) -> Outcome:
    fault = outcome.fault
    section = f"«{fault.section}»"
    found = "not named" if outcome.found_after is None else f"named after {outcome.found_after:4.1f} s"
    mended = "not mended" if outcome.mended_after is None else f"mended after {outcome.mended_after:4.1f} s"
    print(f"{fault.name:<17} {found:<20} {fault.part:<29} {section:<31} {mended}", flush=True)
    if outcome.trouble:
        print(f"{'':<17} {outcome.trouble}", flush=True)
    return outcome


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.drill", description=__doc__)
    parser.add_argument(
        "--embedded", action="store_true", help="everything in one process, and its four faults"
    )
    parser.add_argument(
        "--only", action="append", default=[], choices=NAMES, help="this fault alone (may be repeated)"
    )
    parser.add_argument("--folder", type=Path, help="where data, keys and logs lie; kept afterwards")
    chosen = parser.parse_args(arguments)
    # What the system itself has to say while it is broken belongs into its logs, not between the lines of the table.
    for name in ("exportlane", "aiokafka"):
        logging.getLogger(name).addHandler(logging.NullHandler())
    try:
        if chosen.folder is not None:
            return asyncio.run(
                drill(embedded=chosen.embedded, only=chosen.only, folder=chosen.folder.resolve())
            )
        with tempfile.TemporaryDirectory(prefix="exportlane-drill-") as folder:
            return asyncio.run(drill(embedded=chosen.embedded, only=chosen.only, folder=Path(folder)))
    except Missing as missing:
        print(f"The drill cannot run here: {missing}.", file=sys.stderr)
        print(
            "With ARGS=--embedded it runs in one process, with those faults that one process can show.",
            file=sys.stderr,
        )
        return CANNOT
    except (RuntimeError, TimeoutError, OSError) as error:
        print(f"The drill did not come to its end: {error}", file=sys.stderr)
        return BAD


if __name__ == "__main__":
    sys.exit(main())
