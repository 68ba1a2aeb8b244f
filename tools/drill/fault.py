"""A fault: what breaks, what must be said of it; and how one is run through."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

FIND_SECONDS = 60.0
MEND_SECONDS = 60.0
PAUSE_SECONDS = 0.5

Findings = Mapping[str, Mapping[str, Any]]
"""Findings as JSON, by their id."""


class Eyes(Protocol):
    """Those who must name it."""

    async def doctor(self) -> Findings:
        """What the command says."""

    async def console(self) -> Findings:
        """What the console's data say."""

    async def page_shows(self, finding: Mapping[str, Any]) -> str | None:
        """None when the console's page shows the finding and leads to its section; else what is missing."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`part` and `code` of the finding that must name it, and the heading of the runbook that must stand beside it."""

    name: str
    code: str
    part: str
    section: str
    inject: Callable[[], Awaitable[None]]
    mend: Callable[[], Awaitable[None]]

    @property
    def finding(self) -> str:
        """The id of the finding."""
        return f"{self.code}:{self.part}"


@dataclass(slots=True)
class Outcome:
    """What came of one. Seconds from the injection until both named it, and from the mending until neither did."""

    fault: Fault
    found_after: float | None = None
    mended_after: float | None = None
    trouble: str = ""

    @property
    def named(self) -> bool:
        return self.found_after is not None and not self.trouble

    @property
    def mended(self) -> bool:
        return self.mended_after is not None


async def run_through(fault: Fault, eyes: Eyes, *, standing: Collection[str]) -> Outcome:
    """Break, wait until both name it, mend, wait until neither does. `standing` are findings that stood before."""
    outcome = Outcome(fault)
    try:
        await fault.inject()
        outcome.found_after, outcome.trouble = await _named(fault, eyes, standing)
    except Exception as error:  # noqa: BLE001  # a fault that cannot be injected is told, and the next one is tried
        outcome.trouble = f"It could not be injected: {type(error).__name__}: {error}"[:300]
    try:
        await fault.mend()
        outcome.mended_after = await _gone(fault, eyes, standing)
    except Exception as error:  # noqa: BLE001  # likewise
        outcome.trouble = outcome.trouble or f"It could not be mended: {type(error).__name__}: {error}"[:300]
    return outcome


async def _named(fault: Fault, eyes: Eyes, standing: Collection[str]) -> tuple[float | None, str]:
    """When both named it; and what they said wrongly, or that they said nothing."""
    started = time.monotonic()
    seen: Findings = {}
    missing: str | None = "neither doctor nor console named it"
    while time.monotonic() - started < FIND_SECONDS:
        try:
            seen, shown = await asyncio.gather(eyes.doctor(), eyes.console())
        except Exception as error:  # noqa: BLE001  # who looks while things break may be cut off; he looks again
            missing = f"a look failed: {type(error).__name__}: {error}"[:200]
            await asyncio.sleep(PAUSE_SECONDS)
            continue
        if fault.finding in seen and fault.finding in shown:
            after = time.monotonic() - started
            missing = _wrong(seen[fault.finding], fault) or await eyes.page_shows(shown[fault.finding])
            if missing is None:
                return after, _beside(seen, fault, standing)
        await asyncio.sleep(PAUSE_SECONDS)
    return None, f"{missing}; doctor said {sorted(set(seen) - set(standing)) or 'nothing'}"


def _wrong(finding: Mapping[str, Any], fault: Fault) -> str | None:
    if finding["severity"] == "consequence":
        return f"it was told as a consequence of {finding['because']}"
    if finding["section"] != fault.section:
        return f"it led to «{finding['section']}»"
    return None


def _beside(seen: Findings, fault: Fault, standing: Collection[str]) -> str:
    """What was blamed beside the part that is broken: a victim must be told as one."""
    blamed = [
        name
        for name, each in seen.items()
        if name != fault.finding and name not in standing and each["severity"] == "critical"
    ]
    return f"also blamed: {', '.join(sorted(blamed))}" if blamed else ""


async def _gone(fault: Fault, eyes: Eyes, standing: Collection[str]) -> float | None:
    """When neither names it any more, and nothing else is wrong either that was not before."""
    started = time.monotonic()
    while time.monotonic() - started < MEND_SECONDS:
        try:
            seen, shown = await asyncio.gather(eyes.doctor(), eyes.console())
        except Exception:  # noqa: BLE001  # likewise: while things come back
            await asyncio.sleep(PAUSE_SECONDS)
            continue
        if not (seen.keys() | shown.keys()) - set(standing) - {fault.finding} and (
            fault.finding not in seen and fault.finding not in shown
        ):
            return time.monotonic() - started
        await asyncio.sleep(PAUSE_SECONDS)
    return None
