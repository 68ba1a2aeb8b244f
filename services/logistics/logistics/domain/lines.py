"""The register of lines: opened, closed, and the support of newly opened ones (天津措施 第十条). PURE.

```
 open ──close──► closed          support:  none ──request──► requested ──decide──► granted | refused
                                                                 ▲ request anew ─────────────┘ (refused)
```
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

from exportlane.contracts.decision import Announce, Decided, FactData, Refused
from exportlane.contracts.logistics import LineClosed, LineOpened, LineSupportDecided, LineSupportRequested
from exportlane.law.calendar import WorkCalendar
from exportlane.law.clock import add_months
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from logistics.domain.articles import NEW_LINES
from logistics.domain.calls import Carrying
from logistics.domain.numbers import wrong_locode

NEW_MONTHS: Final = 12


class LineStatus(StrEnum):
    """Whether it is run."""

    OPEN = "open"
    CLOSED = "closed"


class SupportStatus(StrEnum):
    """Where the application for support stands."""

    NONE = "none"
    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"


class LineVerb(StrEnum):
    """What can be done to a line."""

    CLOSE = "close"
    REQUEST_SUPPORT = "request_support"
    DECIDE_SUPPORT = "decide_support"


LINE_MOVES: Final[Mapping[tuple[LineStatus, SupportStatus], frozenset[LineVerb]]] = MappingProxyType(
    {
        (LineStatus.OPEN, SupportStatus.NONE): frozenset({LineVerb.CLOSE, LineVerb.REQUEST_SUPPORT}),
        (LineStatus.OPEN, SupportStatus.REQUESTED): frozenset({LineVerb.CLOSE, LineVerb.DECIDE_SUPPORT}),
        (LineStatus.OPEN, SupportStatus.GRANTED): frozenset({LineVerb.CLOSE}),
        (LineStatus.OPEN, SupportStatus.REFUSED): frozenset({LineVerb.CLOSE, LineVerb.REQUEST_SUPPORT}),
        (LineStatus.CLOSED, SupportStatus.NONE): frozenset(),
        # What was asked for while the line ran is still decided on.
        (LineStatus.CLOSED, SupportStatus.REQUESTED): frozenset({LineVerb.DECIDE_SUPPORT}),
        (LineStatus.CLOSED, SupportStatus.GRANTED): frozenset(),
        (LineStatus.CLOSED, SupportStatus.REFUSED): frozenset(),
    }
)


@dataclass(frozen=True, slots=True)
class Support:
    """An application for support and what became of it."""

    status: SupportStatus = SupportStatus.NONE
    requested_on: date | None = None
    grounds: str | None = None
    decided_on: date | None = None
    reason: str | None = None
    by: str | None = None


NO_SUPPORT: Final = Support()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line: its mode, its carrier, its ports in their order. `requires_zone` as in a call."""

    id: str
    name: str
    mode: Carrying
    carrier: str
    ports: tuple[str, ...]
    opened_on: date
    requires_zone: bool = False
    status: LineStatus = LineStatus.OPEN
    closed_on: date | None = None
    closed_because: str | None = None
    support: Support = NO_SUPPORT

    @property
    def transhipment(self) -> bool:
        """Whether it calls anywhere between its ends."""
        return len(self.ports) > 2

    @property
    def international_transhipment(self) -> bool:
        """Whether a port in between lies in a third country: neither that of the first nor of the last (国际中转)."""
        ends = {self.ports[0][:2], self.ports[-1][:2]}
        return any(port[:2] not in ends for port in self.ports[1:-1])


Answer = Decided[Line] | Refused


@rule(
    "LOG-LINE",
    zh="航线、班列登记起讫港站，至少两处且不重复，开行日不晚于今日",
    en="A line has its ports in order, each once, and was opened today or before",
    article=NEW_LINES,
    slug="line_inconsistent",
)
def open_line(line: Line, *, now: datetime) -> Answer:
    """Enter a line in the register."""
    for number, port in enumerate(line.ports):
        if refused := wrong_locode(port, f"/ports/{number}"):
            return refused
    if len(set(line.ports)) < len(line.ports):
        return Refused("line_inconsistent", "A port stands twice on the line.", NEW_LINES, "/ports", 422)
    if line.opened_on > statutory_day(now):
        sentence = f"It is opened on {line.opened_on}, and today is {statutory_day(now)}."
        return Refused("line_inconsistent", sentence, NEW_LINES, "/opened_on", 422)
    fact = LineOpened(
        line_id=line.id, line_name=line.name, mode=line.mode.value, carrier=line.carrier, ports=line.ports,
        international_transhipment=line.international_transhipment, opened_on=line.opened_on,
    )  # fmt: skip
    return _told(line, "opened", fact)


def close_line(line: Line, reason: str, *, on: date, now: datetime) -> Answer:
    """The line is not run any more."""
    if refused := _forbidden(line, LineVerb.CLOSE):
        return refused
    if not line.opened_on <= on <= statutory_day(now):
        sentence = (
            f"It cannot be closed on {on}: it was opened on {line.opened_on}, today is {statutory_day(now)}."
        )
        return Refused("line_inconsistent", sentence, NEW_LINES, "/on", 422)
    after = replace(line, status=LineStatus.CLOSED, closed_on=on, closed_because=reason)
    return _told(after, "closed", LineClosed(line_id=line.id, reason=reason, closed_on=on))


def is_new(line: Line, *, on: date, calendar: WorkCalendar) -> bool:
    """Whether it was opened within the last 12 months, the last day included."""
    return on <= add_months(line.opened_on, NEW_MONTHS, calendar).date


@rule(
    "LOG-NEW-LINE",
    zh="新开航线支持仅限开行12个月内的滚装、班列线路",
    en="Support is for lines opened within twelve months",
    article=NEW_LINES,
    slug="line_not_new",
)
def request_support(line: Line, grounds: str, *, now: datetime, calendar: WorkCalendar) -> Answer:
    """The carrier asks for the support of new lines."""
    if refused := _forbidden(line, LineVerb.REQUEST_SUPPORT):
        return refused
    today = statutory_day(now)
    if not is_new(line, on=today, calendar=calendar):
        sentence = (
            f"{line.name} was opened on {line.opened_on}, more than {NEW_MONTHS} months before {today}."
        )
        return Refused("line_not_new", sentence, NEW_LINES, None, 422)
    after = replace(line, support=Support(SupportStatus.REQUESTED, today, grounds))
    fact = LineSupportRequested(line_id=line.id, requested_on=today, reason=grounds)
    return _told(after, "support_requested", fact)


def decide_support(
    line: Line, *, verdict: Literal["grant", "refuse"], reason: str, by: str, now: datetime
) -> Answer:
    """Commerce or transport decides; a refusal is a decision, and the carrier may ask anew."""
    if refused := _forbidden(line, LineVerb.DECIDE_SUPPORT):
        return refused
    status = SupportStatus.GRANTED if verdict == "grant" else SupportStatus.REFUSED
    today = statutory_day(now)
    after = replace(
        line, support=replace(line.support, status=status, decided_on=today, reason=reason, by=by)
    )
    fact = LineSupportDecided(
        line_id=line.id, granted=verdict == "grant", reason=reason, article=NEW_LINES, decided_on=today, by=by
    )
    return _told(after, "support_decided", fact)


def _forbidden(line: Line, verb: LineVerb) -> Refused | None:
    if verb in LINE_MOVES[line.status, line.support.status]:
        return None
    sentence = (
        f"To {verb} is not possible while the line is {line.status} and its support is {line.support.status}."
    )
    return Refused("move_not_allowed", sentence, NEW_LINES)


def _told(line: Line, what: str, fact: FactData) -> Decided[Line]:
    return Decided(line, (Announce(line.id, f"line.{what}.v1", fact),))
