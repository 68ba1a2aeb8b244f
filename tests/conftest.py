"""What every test may ask for: a real PostgreSQL, a real Kafka, a browser; and one line for each that is missing.

EXPORTLANE_REQUIRE=all (``make test-all``) turns a missing server or browser into a failure of the run.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests import circumstances

circumstances.take_effect()  # before a module asks what day it is

# ruff: noqa: E402
from fastapi.dependencies import models as dependency_models

from tests.requirements_plugin import pytest_addoption, pytest_configure
from tools.stack import programs
from tools.stack.kafka import KafkaBroker, libraries
from tools.stack.postgres import PostgresServer

__all__ = ["pytest_addoption", "pytest_configure"]
"""Hooks that are written elsewhere; pytest finds them here."""

# Whoever applies in a test is filed; subprocesses inherit it.
os.environ.setdefault(
    "EXPORTLANE_FILING_REGISTER", str(Path(__file__).parents[1] / "examples" / "enterprises.json")
)

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium_program() -> str:
    """The browser's program. Raises Missing."""
    for name in _BROWSERS:
        if found := shutil.which(name):
            return found
    raise programs.Missing("Chromium is not on this machine; Debian: apt-get install chromium")


def _kafka_programs() -> None:
    programs.java()
    libraries()  # asks for Maven only when the broker's libraries are not there yet


_NEEDS: dict[str, Callable[[], object]] = {
    "kafka": _kafka_programs,
    "postgres": programs.postgres_programs,
    "chromium": chromium_program,
}


@cache
def missing(mark: str) -> str | None:
    """The sentence that says what the tests with this mark lack here; None when nothing."""
    try:
        _NEEDS[mark]()
    except (programs.Missing, RuntimeError) as error:
        return str(error)
    return None


@pytest.fixture(autouse=True)
def _forgotten_apps() -> Iterator[None]:
    """FastAPI remembers the last thousands of route functions; each would keep a whole service of a test alive."""
    yield
    for remembered in vars(dependency_models).values():
        if hasattr(remembered, "cache_clear"):
            remembered.cache_clear()


def pytest_sessionstart(session: pytest.Session) -> None:
    if os.environ.get("EXPORTLANE_REQUIRE") != "all" or hasattr(session.config, "workerinput"):
        return
    if lacking := [sentence for mark in _NEEDS if (sentence := missing(mark))]:
        pytest.exit("\n".join(["Every test is demanded, but:", *lacking]), returncode=1)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if circumstances.DAY and item.get_closest_marker("machine_time"):
            item.add_marker(pytest.mark.skip(reason="a program that is started keeps the machine's time"))
        for mark in _NEEDS:
            if item.get_closest_marker(mark) and (sentence := missing(mark)):
                item.add_marker(pytest.mark.skip(reason=sentence))
        if item.get_closest_marker("kafka") or item.get_closest_marker("postgres"):
            # One worker runs all of these, so that each server is started once.
            item.add_marker(pytest.mark.xdist_group("real"))


def pytest_collection_finish(session: pytest.Session) -> None:
    if not getattr(session.config.option, "loadgroup", False):
        return
    scattered = [
        item for item in session.items if item.get_closest_marker("xdist_group") and "@" not in item.nodeid
    ]
    if scattered:
        # A pytest that is newer than what pytest-xdist knows lets the groups fall apart without a word.
        pytest.exit(
            f"{len(scattered)} tests would each start servers of their own, such as {scattered[0].nodeid}", 1
        )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reason = reason.removeprefix("Skipped: ")
        reasons[reason] = reasons.get(reason, 0) + 1
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"not run, {count}: {reason}")


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """A folder for servers, in a place that PostgreSQL's own user may walk to."""
    with tempfile.TemporaryDirectory(prefix="exportlane-tests-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.fixture(scope="session")
def postgres_server(server_folder: Path) -> Iterator[PostgresServer]:
    """A real PostgreSQL with its default durability. Mark the test ``postgres``. It may be killed and started again."""
    server = PostgresServer(server_folder / "postgres")
    server.start()
    yield server
    server.remove()


@pytest.fixture
def postgres_database(postgres_server: PostgresServer) -> Iterator[str]:
    """The SQLAlchemy address of a new, empty database."""
    postgres_server.start()
    name = f"test_{secrets.token_hex(6)}"
    yield postgres_server.create_database(name)
    postgres_server.start()
    postgres_server.drop_database(name)


@pytest.fixture(scope="session")
def kafka_broker(server_folder: Path) -> Iterator[KafkaBroker]:
    """A real Apache Kafka. Mark the test ``kafka``. Topics are shared: use names of your own. It may be killed."""
    broker = KafkaBroker(server_folder / "kafka")
    broker.start()
    yield broker
    broker.remove()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium's program. Mark the test ``chromium``."""
    return chromium_program()
