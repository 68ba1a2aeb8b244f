"""A PostgreSQL of our own on the loopback address: for `make up`, the tests and the benchmark.

Durability stands at PostgreSQL's defaults (fsync on, synchronous_commit on): what is measured and what is killed
here is what an agency would run.
"""

from __future__ import annotations

import hashlib
import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from tools.stack.programs import free_port, postgres_programs

_SUPERUSER = "exportlane_admin"
_NEW = ("--auth=scram-sha-256", "-E", "UTF8", "--locale=C", "-N")
_RUNNING = ("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=200")


class PostgresServer:
    """One cluster in `folder`. The same folder started again holds the same data, roles and passwords.

    Each database belongs to a role of the same name with its own password, as each agency's does in earnest.
    """

    def __init__(self, folder: Path, *, port: int | None = None) -> None:
        self.folder = folder
        self.port = port or free_port()
        self._programs = postgres_programs()
        self._owner = _unprivileged_user()
        # Data and passwords lie together: whoever finds the one finds the other.
        self._place = _reachable(folder, self._owner)
        self._data = self._place / "data"
        self._secrets = self._place / "passwords.json"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The postmaster's process id; 0 when it does not run."""
        return self._process.pid if self._process and self._process.poll() is None else 0

    def start(self, *, limit: float = 60) -> None:
        """Create the cluster when it is new, start it, and return once it answers."""
        if self.pid:
            return
        if not (self._data / "PG_VERSION").exists():
            self._create()
        self._process = self._spawn()
        ready = [str(self._programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        deadline = time.monotonic() + limit
        while subprocess.run(ready, check=False).returncode != 0:
            if self._process.poll() is not None:
                if time.monotonic() > deadline:
                    raise RuntimeError(f"PostgreSQL did not start; see {self.log}")
                # After a kill, the last children of the old postmaster may hold its memory for a moment.
                self._process = self._spawn()
            if time.monotonic() > deadline:
                raise TimeoutError(f"PostgreSQL did not answer within {limit:.0f} s; see {self.log}")
            time.sleep(0.1)

    @property
    def log(self) -> Path:
        """The server's own log."""
        return self.folder / "postgres.log"

    def stop(self) -> None:
        """Shut down as an operator would: sessions end, everything is written."""
        self._signal(signal.SIGINT)

    def kill(self) -> None:
        """Kill the postmaster without a word; the next start recovers from the log of writes."""
        self._signal(signal.SIGKILL)

    def restart(self) -> None:
        """Stop and start on the same port."""
        self.stop()
        self.start()

    def remove(self) -> None:
        """Stop, and forget the data."""
        self.stop()
        shutil.rmtree(self._place, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def create_database(self, name: str) -> str:
        """A database and a role of this name; returns the address for SQLAlchemy with asyncpg. May be repeated."""
        passwords = self._passwords()
        if name not in passwords:
            password = secrets.token_urlsafe(24)
            self._psql(f"CREATE ROLE \"{name}\" LOGIN PASSWORD '{password}'")
            self._psql(f'CREATE DATABASE "{name}" OWNER "{name}"')
            self._psql(f'REVOKE CONNECT ON DATABASE "{name}" FROM PUBLIC')
            self._write_passwords({**passwords, name: password})
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """End the sessions of a database, and remove it with its role."""
        self._psql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self._psql(f'DROP ROLE IF EXISTS "{name}"')
        self._write_passwords({known: word for known, word in self._passwords().items() if known != name})

    def url(self, name: str) -> str:
        """The address of a database for SQLAlchemy."""
        return self.dsn(name).replace("postgresql://", "postgresql+asyncpg://", 1)

    def dsn(self, name: str) -> str:
        """The address of a database for asyncpg itself, or for psql."""
        return f"postgresql://{name}:{self._passwords()[name]}@127.0.0.1:{self.port}/{name}"

    def admin_dsn(self, database: str = "postgres") -> str:
        """The administrator's address, for tests that look at the server from outside."""
        return f"postgresql://{_SUPERUSER}:{self._passwords()[_SUPERUSER]}@127.0.0.1:{self.port}/{database}"

    @property
    def place(self) -> Path:
        """Where its data lie: a folder that its user can walk to."""
        return self._place

    def move_tables(self, database: str, folder: Path) -> None:
        """Have the tables of a database lie in another folder, which is empty and may be on another disk."""
        if self._owner:
            shutil.chown(folder, self._owner)
        name = f"{database}_elsewhere"
        self._psql(f"CREATE TABLESPACE \"{name}\" LOCATION '{folder}'")
        for what in ("TABLE", "INDEX"):
            self._psql(f'ALTER {what} ALL IN TABLESPACE pg_default SET TABLESPACE "{name}"', database)

    def _create(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        password = secrets.token_urlsafe(24)
        with tempfile.NamedTemporaryFile("w", prefix="exportlane-") as word:
            word.write(password)
            word.flush()
            if self._owner:
                shutil.chown(word.name, self._owner)
            self._as_owner(
                [
                    str(self._programs / "initdb"),
                    "-D",
                    str(self._data),
                    "-U",
                    _SUPERUSER,
                    "--pwfile",
                    word.name,
                    *_NEW,
                ],
            )
        self._write_passwords({_SUPERUSER: password})

    def _spawn(self) -> subprocess.Popen[bytes]:
        process: subprocess.Popen[bytes]
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [str(self._programs / "postgres"), "-D", str(self._data), "-p", str(self.port), *_RUNNING],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd="/",
                **_identity(self._owner),
            )
        return process

    def _as_owner(self, command: list[str]) -> None:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd="/", **_identity(self._owner)
        )
        if done.returncode:
            raise RuntimeError(
                f"{Path(command[0]).name} failed: {done.stderr.strip() or done.stdout.strip()}"
            )

    def _psql(self, statement: str, database: str = "postgres") -> None:
        environment = {**os.environ, "PGPASSWORD": self._passwords()[_SUPERUSER]}
        address = ["-h", "127.0.0.1", "-p", str(self.port), "-U", _SUPERUSER, "-d", database]
        done = subprocess.run(
            [self._programs / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", *address, "-c", statement],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
        )
        if done.returncode:
            raise RuntimeError(f"PostgreSQL refused: {done.stderr.strip()}")

    def _passwords(self) -> dict[str, str]:
        if not self._secrets.exists():
            return {}
        known: dict[str, str] = json.loads(self._secrets.read_text(encoding="utf-8"))
        return known

    def _write_passwords(self, passwords: dict[str, str]) -> None:
        self._secrets.touch(mode=0o600)
        self._secrets.write_text(json.dumps(passwords), encoding="utf-8")

    def _signal(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            self._process.send_signal(number)
        self._process.wait(timeout=60)
        self._process = None


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root; then it runs as `postgres`, or as `nobody`. None: as who we are."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise RuntimeError("PostgreSQL does not run as root, and there is neither a user `postgres` nor `nobody`")


def _identity(user: str | None) -> dict[str, Any]:
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}


def _reachable(folder: Path, user: str | None) -> Path:
    """`folder`, or a place under the system's own temporary folder when `user` may not walk to it (root's home)."""
    folder.mkdir(parents=True, exist_ok=True)
    place = folder
    if user and subprocess.run(["test", "-x", folder], check=False, cwd="/", **_identity(user)).returncode:
        name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
        place = Path("/var/tmp") / f"exportlane-postgres-{name}"  # noqa: S108 - the folder is ours alone: mode 0700
        place.mkdir(mode=0o700, exist_ok=True)
    if user:
        data = place / "data"
        data.mkdir(mode=0o700, exist_ok=True)
        shutil.chown(data, user, pwd.getpwnam(user).pw_gid)
        if place != folder:
            shutil.chown(place, user)
    return place
