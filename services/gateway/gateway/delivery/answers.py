"""What an agency's answer to a paper means, and when to come again. PURE."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 60.0
LONGEST_ERROR = 500
TRY_LATER = frozenset({401, 408, 425, 429})
"""Refusals that say nothing about the paper: our token, the hour, the crowd."""
IN_PROGRESS = "idempotency-key-in-progress"


@dataclass(frozen=True, slots=True)
class Delivered:
    """The agency has the paper; a repeat by the same key changes nothing there."""


@dataclass(frozen=True, slots=True)
class RefusedByAgency:
    """The agency will not take this paper, however often it comes: a person must look."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing is known about the paper yet.

    `counts` is false when the agency was not even asked; `seconds` is how long to stay away, where that is known.
    """

    sentence: str
    counts: bool = True
    seconds: float | None = None


Outcome = Delivered | RefusedByAgency | Later


def meaning(status: int, slug: str | None, detail: str | None) -> Outcome:
    """The outcome of an answer; `slug` and `detail` are those of its problem document, if it is one."""
    if 200 <= status < 300:
        return Delivered()
    sentence = f"{status} {slug}: {detail}" if slug else f"The answer had the status {status}."
    sentence = sentence[:LONGEST_ERROR]
    passing = status >= 500 or status in TRY_LATER or slug == IN_PROGRESS
    # A redirect is no answer to a paper, and following one would send it to another host.
    return Later(sentence) if passing or status < 400 else RefusedByAgency(sentence)


def pause_after(attempts: int, chance: random.Random) -> timedelta:
    """How long to wait after this many attempts: doubled each time up to a cap, spread so that not all come at once."""
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(attempts, 16))
    return timedelta(seconds=longest * chance.uniform(0.5, 1.0))
