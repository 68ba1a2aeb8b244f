"""Status documents read into the rows of the console. What an older release does not tell stays empty. PURE."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from exportlane.operations.findings import CRITICAL, SKEW_SECONDS, SLOW_MS, WARNING, Finding, Seen
from exportlane.operations.grounds import FULL_RATIO, LOW_RATIO
from exportlane.operations.waiting import LATE_SECONDS
from gateway.portal.fact_words import Words
from gateway.portal.operations.state import Age, Check, Disk, Ending, Row
from gateway.portal.words import AGENCIES, of

SOON_DAYS: Final = 30
"""So many days before its end a calendar is shown as ending."""
GETTING_LATE: Final = LATE_SECONDS / 6


def rows(seen: Seen, found: Iterable[Finding]) -> tuple[Row, ...]:
    """Every service that was asked: the gateway first, then by name."""
    worst = _worst(found)
    made = [
        *(_told(name, status, seen) for name, status in seen.statuses.items()),
        *(_untold(name, "silent", sentence) for name, sentence in seen.silent.items()),
        *(_untold(name, "refuses", sentence) for name, sentence in seen.refused.items()),
    ]
    ordered = sorted(made, key=lambda row: (row.name != "gateway", _place(row.name)))
    return tuple(_toned(row, worst.get(row.name)) for row in ordered)


def _place(name: str) -> tuple[int, str]:
    known = list(AGENCIES)
    return (known.index(name) if name in known else len(known), name)


def _worst(found: Iterable[Finding]) -> dict[str, str]:
    order = {CRITICAL: 0, WARNING: 1}
    worst: dict[str, str] = {}
    for finding in found:
        if finding.severity in order:
            before = worst.get(finding.service)
            if before is None or order[finding.severity] < order[before]:  # type: ignore[index]
                worst[finding.service] = finding.severity
    return worst


def _toned(row: Row, severity: str | None) -> Row:
    """Red is what does not work; a service that works while something about it wants a person is amber."""
    if row.condition in {"silent", "troubled"}:
        return replace(row, tone="bad")
    return replace(row, tone="warn" if severity or row.condition == "refuses" else "ok")


def _untold(name: str, condition: str, sentence: str) -> Row:
    return Row(name=name, words=of(AGENCIES, name), condition=condition, sentence=sentence, told=False)


def _told(name: str, status: Mapping[str, Any], seen: Seen) -> Row:
    checks = tuple(
        Check(str(one["name"]), bool(one["ok"]), str(one["sentence"]), one.get("ms"))
        for one in status.get("checks") or ()
    )
    ready = status.get("ready", all(check.ok for check in checks) and not status.get("troubles"))
    database, relay = status.get("database") or {}, status.get("relay") or {}
    ahead = seen.skews.get(name)
    return Row(
        name=name,
        words=_title(name, status),
        condition="ready" if ready else "troubled",
        sentence="; ".join(check.sentence for check in checks if not check.ok),
        version=status.get("version"),
        mode=status.get("mode"),
        started_at=status.get("started_at"),
        host=(status.get("process") or {}).get("host"),
        checks=checks,
        depends_on=tuple((str(one["kind"]), str(one["name"])) for one in status.get("depends_on") or ()),
        unpublished=_age(status.get("oldest_unpublished_seconds")),
        unhandled=_age(status.get("oldest_unhandled_seconds")),
        messages=status.get("unhandled"),
        facts=relay.get("unpublished"),
        leading=relay.get("leading"),
        parked=dict(status.get("parked") or {}),
        timers=dict(status.get("timers") or {}),
        write_ms=database.get("median_ms"),
        slowest_ms=database.get("slowest_ms"),
        write_tone="warn" if (database.get("median_ms") or 0) >= SLOW_MS else "",
        disks=tuple(_disk(one) for one in status.get("disks") or ()),
        ahead=ahead,
        ahead_tone="bad" if ahead is not None and abs(ahead) > SKEW_SECONDS else "",
        calendar_ends_on=status.get("calendar_ends_on"),
        calendar_tone="warn" if (status.get("calendar_days_left") or SOON_DAYS) < SOON_DAYS else "",
        endings=tuple(_ending(one) for one in status.get("expiries") or ()),
        troubles=tuple(str(one) for one in status.get("troubles") or ()),
    )


def _title(name: str, status: Mapping[str, Any]) -> Words:
    title = status.get("title")
    if name in AGENCIES or not isinstance(title, Mapping):
        return of(AGENCIES, name)
    return Words(str(title.get("zh", name)), str(title.get("en", name)))


def _age(seconds: float | None) -> Age:
    if seconds is None:
        return Age(None, "")
    return Age(seconds, "bad" if seconds > LATE_SECONDS else "warn" if seconds > GETTING_LATE else "")


def _disk(one: Mapping[str, Any]) -> Disk:
    ratio = float(one["free_ratio"])
    tone = "bad" if ratio < FULL_RATIO else "warn" if ratio < LOW_RATIO else ""
    return Disk(str(one["path"]), ratio, int(one["free_bytes"]), int(one["total_bytes"]), tone)


def _ending(one: Mapping[str, Any]) -> Ending:
    left, warn = one.get("seconds_left"), float(one.get("warn_seconds") or 0)
    if one.get("sentence") or (left is not None and left <= 0):
        tone = "bad"
    else:
        tone = "warn" if left is not None and left <= warn else ""
    return Ending(str(one["kind"]), str(one["name"]), one.get("expires_at"), left, one.get("sentence"), tone)
