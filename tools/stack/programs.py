"""Finding the programs that a real stack needs, and saying in one sentence how to get the one that is missing."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from pathlib import Path


class Missing(RuntimeError):
    """A program is not on this machine. The sentence says which, and how to get it."""


def postgres_programs() -> Path:
    """The folder with initdb and postgres, from pg_config, Debian's place, Homebrew's place or the PATH."""
    folders: list[Path] = []
    if configured := shutil.which("pg_config"):
        asked = subprocess.run([configured, "--bindir"], capture_output=True, text=True, check=False)
        folders.append(Path(asked.stdout.strip()))
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major, reverse=True)
    folders += sorted(Path("/opt/homebrew/opt").glob("postgresql@*/bin"), key=_major, reverse=True)
    if on_path := shutil.which("postgres"):
        folders.append(Path(on_path).resolve().parent)
    for folder in folders:
        if (folder / "initdb").is_file() and (folder / "postgres").is_file() and (folder / "psql").is_file():
            return folder
    raise Missing(
        "PostgreSQL's server is not on this machine; Debian: apt-get install postgresql" + _or_docker()
    )


def java() -> str:
    """A Java runtime of 17 or newer, from JAVA_HOME or the PATH."""
    home = os.environ.get("JAVA_HOME")
    for candidate in filter(None, [home and str(Path(home) / "bin" / "java"), shutil.which("java")]):
        try:
            asked = subprocess.run([candidate, "-version"], capture_output=True, text=True, check=False)
        except OSError:
            continue
        version = re.search(r'version "(\d+)', asked.stderr + asked.stdout)
        if version and int(version.group(1)) >= 17:
            return candidate
    raise Missing(
        "Java 17 or newer is not on this machine; Debian: apt-get install openjdk-17-jre-headless"
        + _or_docker(),
    )


def maven() -> str:
    """Maven, which fetches the broker's libraries once."""
    if found := shutil.which("mvn"):
        return found
    raise Missing("Maven is not on this machine; Debian: apt-get install maven" + _or_docker())


def free_port() -> int:
    """A port on the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _major(folder: Path) -> int:
    number = re.search(r"(\d+)", folder.parent.name)
    return int(number.group(1)) if number else 0


def _or_docker() -> str:
    return " (or, as Docker is here: docker compose up)" if shutil.which("docker") else ""
