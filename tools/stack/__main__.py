"""``python -m tools.stack up | down | status | token``: a real stack on this machine, without Docker.

What was started is remembered in .exportlane/real/stack.json, and `down` ends that and nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from exportlane.runtime.auth import ROLES
from tools.stack.identity import Identity
from tools.stack.platform import Platform
from tools.stack.postgres import PostgresServer
from tools.stack.programs import Missing

_ROOT = Path(__file__).resolve().parents[2]
FOLDER = _ROOT / ".exportlane" / "real"
_STATE = "stack.json"


@dataclass(frozen=True, slots=True)
class Started:
    """A process that `up` has started. `born` tells it from a later process with the same number."""

    name: str
    pid: int
    born: str
    address: str

    @property
    def running(self) -> bool:
        return bool(self.born) and born(self.pid) == self.born


def born(pid: int) -> str:
    """When a process was started, as the system counts; empty when there is none."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        with suppress(OSError):
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            return "" if fields[0] == "Z" else fields[19]
        return ""
    asked = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip()


def up(folder: Path, first_port: int) -> int:
    """Start everything, say where it is, and leave it running."""
    if running := [each for each in _remembered(folder) if each.running]:
        print(f"It runs already ({len(running)} processes); `make down` stops it.")
        return status(folder)
    settings = {name: value for name, value in os.environ.items() if name.startswith("EXPORTLANE_")}
    platform = Platform(folder, first_port=first_port, settings=settings)
    try:
        print("Starting PostgreSQL and Kafka (the first time, Kafka's libraries are fetched) ...", flush=True)
        platform.start_servers()
        _remember(folder, platform)
        print("Preparing databases and keys ...", flush=True)
        platform.prepare()
        print("Starting the services ...", flush=True)
        platform.start_services()
    except BaseException:
        platform.stop()
        _forget(folder)
        raise
    finally:
        if platform.services:
            _remember(folder, platform)
    print()
    status(folder)
    print(f"\n  portal   {platform.gateway.url}/")
    print(f"  API      {platform.gateway.url}/openapi.json")
    print("  a token  .venv/bin/python -m tools.stack token --agency licensing --role officer")
    print("  stop it  make down")
    return 0


def down(folder: Path, *, wipe: bool) -> int:
    """End what `up` started: the services first, then the servers they stand on."""
    known = _remembered(folder)
    for each in reversed(known):
        if each.running:
            # PostgreSQL ends its sessions on SIGINT; the others finish their work on SIGTERM.
            os.kill(each.pid, signal.SIGINT if each.name == "postgres" else signal.SIGTERM)
            _wait_until_gone(each)
            print(f"stopped {each.name}")
    if not known:
        print("Nothing was started from here.")
    _forget(folder)
    if wipe:
        with suppress(Missing):
            PostgresServer(folder / "postgres").remove()
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def status(folder: Path) -> int:
    """Say what runs, where, and where it writes its log; status 1 when something is missing."""
    known = _remembered(folder)
    for each in known:
        print(f"  {each.name:<17} {'runs' if each.running else 'GONE':<5} pid {each.pid:<8} {each.address}")
    if not known:
        print("Nothing runs; `make up` starts it.")
        return 1
    print(f"  logs and keys     {folder}")
    return 0 if all(each.running for each in known) else 1


def main(arguments: list[str] | None = None) -> int:
    """The command line. Returns the exit status."""
    chosen = _parser().parse_args(arguments)
    try:
        return _run(chosen, chosen.folder.resolve())
    except Missing as missing:
        print(missing, file=sys.stderr)
    except (RuntimeError, TimeoutError, OSError) as error:
        print(f"It did not work: {error}", file=sys.stderr)
    return 1


def _run(chosen: argparse.Namespace, folder: Path) -> int:
    identity = Identity(folder / "keys")
    match chosen.command:
        case "up":
            return up(folder, chosen.port)
        case "down":
            return down(folder, wipe=chosen.wipe)
        case "status":
            return status(folder)
        case "keys":
            identity.prepare(chosen.services)
            identity.prepare_passwords(chosen.services)
        case _:
            print(
                identity.token(
                    agency=chosen.agency, role=chosen.role, subject=chosen.subject, uscc=chosen.uscc
                )
            )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.stack", description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where data, keys and logs lie")
    commands = parser.add_subparsers(dest="command", required=True)
    starting = commands.add_parser("up", help="start PostgreSQL, Kafka and every service")
    port = int(os.environ.get("EXPORTLANE_PORT") or 8000)
    starting.add_argument(
        "--port", type=int, default=port, help="the gateway's; the agencies take the next ones"
    )
    stopping = commands.add_parser("down", help="stop what `up` started")
    stopping.add_argument("--wipe", action="store_true", help="and forget all data and keys")
    commands.add_parser("status", help="what runs, and where")
    keys = commands.add_parser(
        "keys", help="only make keys, tokens and database passwords (compose.yaml does)"
    )
    keys.add_argument("services", nargs="+", help="whom they are for")
    token = commands.add_parser("token", help="print an access token")
    token.add_argument("--agency", default="enterprise")
    token.add_argument("--role", required=True, choices=sorted(ROLES))
    token.add_argument("--subject")
    token.add_argument("--uscc", help="of the enterprise, in an exporter's token")
    return parser


def _remember(folder: Path, platform: Platform) -> None:
    pieces = [
        ("postgres", platform.postgres.pid, f"127.0.0.1:{platform.postgres.port}"),
        ("kafka", platform.kafka.pid, platform.kafka.bootstrap),
        *((name, service.pid, service.url) for name, service in platform.services.items()),
    ]
    started = [Started(name, pid, born(pid), address) for name, pid, address in pieces if pid]
    (folder / _STATE).write_text(json.dumps([asdict(each) for each in started], indent=1), encoding="utf-8")


def _remembered(folder: Path) -> list[Started]:
    state = folder / _STATE
    if not state.exists():
        return []
    return [Started(**each) for each in json.loads(state.read_text(encoding="utf-8"))]


def _forget(folder: Path) -> None:
    (folder / _STATE).unlink(missing_ok=True)


def _wait_until_gone(each: Started, limit: float = 40) -> None:
    deadline = time.monotonic() + limit
    while each.running:
        if time.monotonic() > deadline:
            os.kill(each.pid, signal.SIGKILL)
            return
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
