"""What the carriers' desk goes by: the numbers of each profile, the ways to trade, and the calendar. PURE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from exportlane.law.calendar import WorkCalendar

LICENCE, DEREGISTRATION, CUSTOMS, GATE_IN = "licence", "deregistration", "customs_release", "gate_in"
DIRECT: Final = "direct"


@dataclass(frozen=True, slots=True)
class TradeMode:
    """One way to send a car: directly, or by train through a bonded zone (班列+二手车+综保区).

    `zone_before_rail`: the vehicle must be in the zone before it is loaded on a train. `declared_as` is the customs
    supervision mode (监管方式) under which it is declared in this profile.
    """

    name: str
    zh: str
    en: str
    zone_before_rail: bool
    declared_as: str
    article: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What one version of a profile lays down. `steps` are those before loading, each with its working days by law."""

    steps: tuple[tuple[str, int], ...]
    urgent_workdays: int
    soc_at_most_percent: int
    trade_modes: Mapping[str, TradeMode]
    near_margin: int = 1


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of every profile in every version, and the calendar of today."""

    book: Mapping[tuple[str, str], Rules]
    newest: Mapping[str, str]
    calendar: WorkCalendar

    def rules(self, profile: str, version: str) -> Rules:
        """The rules of this version; those in force where the version is none that is known here."""
        return self.book.get((profile, version)) or self.book[profile, self.newest[profile]]
