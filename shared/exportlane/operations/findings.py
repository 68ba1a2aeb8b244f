"""What is wrong, from what was seen: each fault once, by the part that is broken, and what follows from it last. PURE.

Who asks: `exportlane doctor`, the gateway's `/v1/operations/findings`, the console's pages. When the broker is down,
every service lags; told is one finding about the broker, and the lags stand behind it with `because`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from exportlane.operations import ending, grounds, kinds, waiting
from exportlane.operations.finding import (
    CONSEQUENCE,
    CRITICAL,
    WARNING,
    Finding,
    Severity,
    Words,
    read_finding,
)
from exportlane.operations.grounds import BROKER, GATEWAY, SKEW_SECONDS, SLOW_MS
from exportlane.operations.seen import Seen, offset_of, skews_of

__all__ = [
    "BROKER", "CONSEQUENCE", "CRITICAL", "GATEWAY", "SKEW_SECONDS", "SLOW_MS", "WARNING", "Finding", "Seen", "Severity",
    "findings", "offset_of", "read_finding", "skews_of",
]  # fmt: skip

OF_A_TIMER = "The timer of "
_ORDER = {CRITICAL: 0, WARNING: 1, CONSEQUENCE: 2}
_OF_A_SERVICE = frozenset(
    {
        kinds.DATABASE_UNREACHABLE.code, kinds.DATABASE_SLOW.code, kinds.DISK_FULL.code, kinds.TASK_DEAD.code,
        kinds.KEY_UNUSABLE.code, kinds.BROKER_UNREACHABLE.code, kinds.CLOCK_SKEW.code,
    }
)  # fmt: skip
"""What explains every trouble of its service."""


def findings(seen: Seen) -> tuple[Finding, ...]:
    """Everything that a person should know now, the gravest first; causes before what follows from them."""
    causes = [
        *grounds.broker(seen), *grounds.disks(seen), *_databases(seen), *grounds.reach(seen), *ending.keys(seen),
        *grounds.clocks(seen), *ending.expiries(seen), *grounds.relays(seen), *waiting.parked(seen),
        *waiting.timers(seen), *ending.calendars(seen), *ending.issuer(seen),
    ]  # fmt: skip
    effects = [*waiting.lags(seen), *waiting.papers(seen), *_troubles(seen)]
    told = [*_with_causes(causes, causes), *_with_causes(effects, causes)]
    return tuple(sorted(told, key=lambda finding: _ORDER[finding.severity]))


def _databases(seen: Seen) -> Iterator[Finding]:
    """A database that fails on a volume which is full is no second fault."""
    full = {
        service
        for finding in grounds.disks(seen)
        if finding.code == kinds.DISK_FULL.code
        for service in seen.statuses
        if finding.part == "disk" or finding.service == service
    }
    for finding in grounds.databases(seen):
        if finding.service not in full:
            yield finding


def _troubles(seen: Seen) -> Iterator[Finding]:
    for service, troubles in seen.each("troubles"):
        known = seen.statuses[service].get("dead_tasks") or ()
        # Dead tasks and timers that are set aside are findings of their own.
        told = [str(text) for text in troubles if text not in known and not str(text).startswith(OF_A_TIMER)]
        if told:
            sentence = told[0] if len(told) == 1 else f"{told[0]} (+{len(told) - 1})"
            yield kinds.SERVICE_TROUBLE.found(service, Words(sentence, sentence))


def _with_causes(found: Iterable[Finding], causes: Iterable[Finding]) -> Iterator[Finding]:
    known = tuple(causes)
    for finding in found:
        cause = _cause_of(finding, known)
        yield finding if cause is None else replace(finding, severity=CONSEQUENCE, because=cause.id)


def _cause_of(finding: Finding, causes: tuple[Finding, ...]) -> Finding | None:
    """The finding that this one follows from, None when it stands for itself."""
    match finding.code:
        case kinds.FACTS_LATE.code | kinds.MESSAGES_LATE.code | kinds.SERVICE_TROUBLE.code:
            return _first(causes, lambda each: _explains(each, finding))
        case kinds.RELAY_STUCK.code:
            return _first(causes, lambda each: each.service == finding.service and each.code in _OF_A_SERVICE)
        case kinds.PAPERS_LATE.code:
            reasons = {kinds.TOKEN_EXPIRED.code, kinds.AGENCY_UNREACHABLE.code, kinds.CLOCK_SKEW.code}
            return _first(causes, lambda each: each.code in reasons or _explains(each, finding))
        case kinds.SERVICE_REFUSES.code:
            return _first(
                causes, lambda each: each.code == kinds.CLOCK_SKEW.code and each.service == finding.service
            )
        case _:
            return None


def _explains(cause: Finding, effect: Finding) -> bool:
    if cause.service == BROKER or (cause.code == kinds.DISK_FULL.code and cause.part == "disk"):
        return True
    if cause.service != effect.service:
        return False
    stuck = cause.code == kinds.RELAY_STUCK.code and effect.code != kinds.MESSAGES_LATE.code
    return stuck or cause.code in _OF_A_SERVICE


def _first(causes: tuple[Finding, ...], fits: Callable[[Finding], bool]) -> Finding | None:
    return next((each for each in causes if fits(each)), None)
