"""`python -m benchmarks.portal`: how long every page takes over 100,000 cases; `--check` fails beyond 300 ms at p95.

    python -m benchmarks.portal [--cases 100000] [--requests 40] [--database-url URL] [--keep FOLDER] [--check]

The database is filled in a throwaway folder (or in the PostgreSQL that is named, which must be empty); with `--keep` it
stays there and the next run takes it as it is.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx

from benchmarks.portal.addresses import known, pages
from benchmarks.portal.measuring import Measured, Visitors, measure
from benchmarks.portal.seeding import seed

BOUND: Final = 0.3
START_SECONDS: Final = 120.0


def main() -> int:
    """Fill, serve, measure, print."""
    chosen = _chosen()
    with tempfile.TemporaryDirectory(prefix="exportlane-bench-") as scratch:
        folder = chosen.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        url = chosen.database_url or f"sqlite+aiosqlite:///{folder / 'gateway.db'}"
        mark = folder / f"filled-{chosen.cases}"
        if not mark.exists():
            seconds = asyncio.run(seed(url, chosen.cases))
            print(f"{chosen.cases:,} cases written in {seconds:.0f} s", flush=True)
            mark.touch()
        found = asyncio.run(known(url))
        wanted = [page for page in pages(found) if chosen.only in page.name]
        with _served(url, folder) as (address, server):
            visitors = Visitors(address)
            try:
                measured = measure(visitors, wanted, requests=chosen.requests, server=server)
            finally:
                visitors.close()
    return _report(measured, check=chosen.check)


def _chosen() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.portal", description="How long pages take.")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=40, help="of each page, one after the other")
    parser.add_argument("--database-url", help="an empty PostgreSQL; SQLite in a folder without it")
    parser.add_argument(
        "--keep", type=Path, help="keep the database in this folder, and use the one that is there"
    )
    parser.add_argument("--only", default="", help="pages whose name holds this")
    parser.add_argument("--check", action="store_true", help=f"fail beyond {1000 * BOUND:.0f} ms at p95")
    return parser.parse_args()


@contextmanager
def _served(url: str, folder: Path) -> Iterator[tuple[str, int]]:
    port = _free_port()
    command = [sys.executable, "-m", "benchmarks.portal.serving", url, str(folder), str(port)]
    with subprocess.Popen(
        command, env={**os.environ, "EXPORTLANE_LOG_LEVEL": "ERROR"}, stdout=subprocess.DEVNULL
    ) as running:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, running)
            yield address, running.pid
        finally:
            running.terminate()


def _wait_for(address: str, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if running.poll() is not None:
            raise RuntimeError(f"the server ended with {running.returncode}")
        try:
            if httpx.get(f"{address}/healthz", timeout=2).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise RuntimeError("the server did not come up")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _report(measured: Sequence[Measured], *, check: bool) -> int:
    slow = 0
    print(f"{'page':42} {'p50 ms':>8} {'p95 ms':>8} {'most ms':>8} {'CPU ms':>8} {'size':>9}")
    for one in measured:
        if one.status != httpx.codes.OK:
            print(f"{one.page.name:42} {'status ' + str(one.status):>45}  {one.page.address}")
            slow += one.status >= httpx.codes.INTERNAL_SERVER_ERROR
            continue
        late = one.p95 > BOUND
        slow += late
        times = (one.p50, one.p95, max(one.seconds), one.cpu)
        figures = f"{' '.join(f'{1000 * seconds:8.1f}' for seconds in times)} {one.size:9,}"
        print(f"{one.page.name:42} {figures}{'  beyond the bound' if late else ''}")
    print(f"{slow} of {len(measured)} pages beyond {1000 * BOUND:.0f} ms at p95, or failing")
    return int(check and slow > 0)


if __name__ == "__main__":
    sys.exit(main())
