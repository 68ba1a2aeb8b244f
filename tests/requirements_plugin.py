"""A complete run proves every requirement of the policies, or fails and says which it did not prove.

`--requirements` (``make test-all``) demands for each id of `exportlane.policies.requirements` a test that is marked
with it and has passed; one that was skipped, failed or left out proves nothing. A run of a part is not judged.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable

import pytest

PROPERTY = "requirement"
"""Under this name the ids of a test travel with its report, also from the workers of pytest-xdist."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--requirements",
        action="store_true",
        help="fail a complete run in which a requirement of the policies has no test that passed",
    )


def pytest_configure(config: pytest.Config) -> None:
    from exportlane.policies.requirements import requirements  # noqa: PLC0415 - coverage has begun by now

    config.pluginmanager.register(Proofs(config, [one.id for one in requirements()]), "requirements")


class Proofs:
    """Notes which requirements passed tests have proved."""

    def __init__(self, config: pytest.Config, ids: Iterable[str]) -> None:
        self._config = config
        self._ids = tuple(ids)
        self._proved: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if report.when == "call" and report.passed:
            ids = sorted({id_ for mark in item.iter_markers(PROPERTY) for id_ in mark.args})
            report.user_properties += [(PROPERTY, id_) for id_ in ids]
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            self._proved |= {str(value) for name, value in report.user_properties if name == PROPERTY}

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.judged and self.unproved:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self._config.getoption("requirements"):
            return
        if not is_complete(self._config):
            terminalreporter.write_line(
                "requirements: only a part of the tests was run, so nothing is judged"
            )
            return
        proved = len(self._ids) - len(self.unproved)
        terminalreporter.write_line(f"requirements: {proved} of {len(self._ids)} have a test that passed")
        for id_ in self.unproved:
            terminalreporter.write_line(
                f"requirement {id_}: no test that is marked with it has passed", red=True
            )

    @property
    def judged(self) -> bool:
        """Whether this process sees the whole run: not a worker, and not a part of the tests."""
        wanted = bool(self._config.getoption("requirements"))
        return wanted and not hasattr(self._config, "workerinput") and is_complete(self._config)

    @property
    def unproved(self) -> Collection[str]:
        """The ids that nothing has proved, in the order of the policies."""
        return [id_ for id_ in self._ids if id_ not in self._proved]


def is_complete(config: pytest.Config) -> bool:
    """Whether every test was asked for: no folder, no expression, no mark, no stop in between."""
    chosen = config.option
    named = [each for each in chosen.file_or_dir if each.rstrip("/") != "tests"]
    parts = (chosen.keyword, chosen.markexpr, chosen.collectonly, getattr(chosen, "lf", False))
    return not named and not any(parts)
