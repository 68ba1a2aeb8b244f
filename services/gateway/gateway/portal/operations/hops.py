"""What a hop is and how long it lasted, in the words of whoever looks. PURE."""

from __future__ import annotations

from datetime import timedelta

from exportlane.operations.finding import Words
from exportlane.operations.seen import length
from exportlane.runtime.spans import Hop


def kind_of(hop: Hop) -> str:
    """What a hop is, in the words of whoever looks: a request, or the handling of a fact."""
    if hop.kind == "consumer":
        return "handle" if hop.fact_type else "consume"
    return {"server": "request", "client": "call", "producer": "produce"}.get(hop.kind, "inside")


def millis(value: float | None) -> Words | None:
    """Milliseconds as a service measured them."""
    return None if value is None else lasted(timedelta(milliseconds=value))


def lasted(length_of: timedelta) -> Words:
    """A length of time, down to milliseconds."""
    seconds = length_of.total_seconds()
    if seconds >= 1:
        return length(seconds)
    return Words(f"{seconds * 1000:.3g} 毫秒", f"{seconds * 1000:.3g} ms")
