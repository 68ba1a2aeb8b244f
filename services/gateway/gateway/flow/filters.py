"""What a page of all cases is asked to show: read from its address, written back into addresses, turned into SQL.

Who asks is part of every question: an exporter asks of its own cases, and a guest of the conference may have counts
and no single case.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Literal, Self
from urllib.parse import urlencode

from exportlane.runtime.auth import ENTERPRISE, Caller
from gateway.conference.members import members
from gateway.disclosure import eyes_of

RUNNING: Final = "running"
ENDED: Final = "ended"
LONGEST: Final = 64
MOST_DAYS: Final = 366
Table = Literal["case_flow", "case_steps"]
Parameters = dict[str, Any]

_EQUAL: Final = {
    "profile": "profile",
    "exporter": "exporter_uscc",
    "destination": "destination",
    "port": "port",
    "batch": "batch_id",
}
_EQUAL_OF_CASE: Final = {
    "step": "step",
    "state": "step_state",
    "matter": "waiting_matter",
    "variant": "variant",
    "opened_week": "opened_week",
    "waiting": "waiting_kind",
}
_DAYS: Final = frozenset(
    {"since", "until", "ended_on", "ended_since", "due_on", "waited_since", "waited_until"}
)
_EQUAL_OF_STEP: Final = {"step": "step", "agency": "agency", "state": "state", "ended_week": "ended_week"}


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose cases somebody asks about. `uscc` limits to one exporter; without `rows` there are only counts."""

    uscc: str | None
    masked: bool
    rows: bool = True

    @classmethod
    def of(cls, caller: Caller) -> Self:
        """The scope of a caller, as `disclosure` decides it."""
        eyes = eyes_of(caller)
        member = members().get(caller.member) if caller.member is not None else None
        if member is not None and not member.cases:
            return cls(uscc=None, masked=True, rows=False)
        return cls(uscc=eyes.uscc, masked=eyes.masked)

    def where(self) -> tuple[list[str], Parameters]:
        """What limits every query of this reader."""
        return ([], {}) if self.uscc is None else (["exporter_uscc = :own"], {"own": self.uscc})


@dataclass(frozen=True, slots=True)
class Filters:
    """Everything that may stand in an address. Empty texts are no filter.

    `step` and `state` are where a case stands now, `agency` is the one that is waited for (of a step: the one whose
    step it is). `status` is running, ended, or one way of ending. `since` and `until` are the day on which a case was
    opened, or a step ended. `due` is in how many days, at most, something falls due.

    What figures lead to: `waiting` is who is waited for (agency, enterprise, person), `waited_since` and `waited_until`
    the day since which; `done` is a step that was decided, `done_week` the week of that decision.
    """

    q: str = ""
    profile: str = ""
    agency: str = ""
    step: str = ""
    state: str = ""
    matter: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    destination: str = ""
    exporter: str = ""
    batch: str = ""
    port: str = ""
    status: str = ""
    overdue: bool = False
    person: bool = False
    due: int | None = None
    risk: str = ""
    variant: str = ""
    opened_week: str = ""
    ended_week: str = ""
    ended_on: dt.date | None = None
    ended_since: dt.date | None = None
    due_on: dt.date | None = None
    waiting: str = ""
    waited_since: dt.date | None = None
    waited_until: dt.date | None = None
    done: str = ""
    done_week: str = ""
    rework: bool = False

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Self:
        """Read an address. What makes no sense there is as good as absent: an old link still shows something."""
        found: dict[str, Any] = {}
        for one in fields(cls):
            text = asked.get(one.name, "").strip()
            if text:
                found[one.name] = _read(one.name, text)
        return cls(**{name: value for name, value in found.items() if value is not None})

    def address(self, **changes: Any) -> str:
        """The query string of this view with some of it changed; what is empty does not stand in it.

        Names that are no filter (sort, cursor, view) are taken as they are.
        """
        own = {one.name for one in fields(self)}
        mine = replace(self, **{name: value for name, value in changes.items() if name in own})
        said = {one.name: _written(getattr(mine, one.name)) for one in fields(self)}
        said |= {name: _written(value) for name, value in changes.items() if name not in own}
        return urlencode({name: value for name, value in said.items() if value})

    @property
    def narrow(self) -> int:
        """How many filters are set, the search not counted."""
        # Due within no day at all is a filter too.
        return sum(bool(_written(getattr(self, one.name))) for one in fields(self)[1:])

    def where(self, scope: Scope, *, table: Table = "case_flow", today: dt.date) -> tuple[str, Parameters]:
        """The condition on a table and its parameters; `1=1` when nothing is asked. `q` is looked up by `searching`."""
        parts, given = scope.where()
        equal = _EQUAL | (_EQUAL_OF_CASE if table == "case_flow" else _EQUAL_OF_STEP)
        for name, column in equal.items():
            if value := getattr(self, name):
                parts.append(f"{column} = :{name}")
                given[name] = value
        day = "opened_on" if table == "case_flow" else "ended_on"
        for name, sign in (("since", ">="), ("until", "<=")):
            if value := getattr(self, name):
                parts.append(f"{day} {sign} :{name}")
                given[name] = value.isoformat()
        more = self._of_cases(today) if table == "case_flow" else self._of_steps(scope, today)
        for condition, parameters in more:
            parts.append(condition)
            given |= parameters
        return " and ".join(parts) or "1=1", given

    def _of_cases(self, today: dt.date) -> Iterator[tuple[str, Parameters]]:
        yield from self._of_status()
        yield from self._of_figures()
        if self.agency == ENTERPRISE:
            yield "waiting_kind = 'enterprise'", {}
        elif self.agency:
            yield "waiting_agency = :agency and waiting_kind <> 'enterprise'", {"agency": self.agency}
        if self.person:
            yield "waiting_agency is not null and waiting_kind = 'person'", {}
        if self.overdue:
            yield "due_on < :today", {"today": today.isoformat()}
        if self.due is not None:
            until = today + dt.timedelta(days=self.due)
            yield "due_on <= :due_until", {"due_until": until.isoformat()}
        if self.risk:
            yield (
                "risks <> '' and ' ' || risks || ' ' like :risk escape '!'",
                {"risk": f"% {_plain(self.risk)} %"},
            )

    def _of_status(self) -> Iterator[tuple[str, Parameters]]:
        if self.status == RUNNING:
            yield "live = '1'", {}
        elif self.status == ENDED:
            yield "ended_as is not null and live is null", {}
        elif self.status:
            yield "ended_as = :status", {"status": self.status}
        if self.ended_on is not None:
            yield "ended_as is not null and ended_on = :ended_on", {"ended_on": self.ended_on.isoformat()}
        if self.ended_week:
            yield "ended_week = :ended_week", {"ended_week": self.ended_week}

    def _of_figures(self) -> Iterator[tuple[str, Parameters]]:
        for name, condition in _BEHIND_FIGURES.items():
            if (value := getattr(self, name)) is not None:
                yield condition, {name: value.isoformat()}
        if self.done and self.done_week:
            yield _DECIDED_IN_WEEK, {"done": self.done, "done_week": self.done_week}
        elif self.done:
            yield "' ' || stages || ' ' like :done escape '!'", {"done": f"% {_plain(self.done)}:done %"}
        if self.rework:
            yield "rework > 0", {}

    def _of_steps(self, scope: Scope, today: dt.date) -> Iterator[tuple[str, Parameters]]:
        """Steps of cases that are asked for by something that only the case knows."""
        asked = Filters(
            status=self.status, matter=self.matter, overdue=self.overdue, person=self.person, due=self.due,
            risk=self.risk, variant=self.variant, opened_week=self.opened_week,
        )  # fmt: skip
        if asked.narrow:
            inner, given = asked.where(scope, today=today)
            yield f"case_id in (select case_id from case_flow where {inner})", given  # noqa: S608  # names from the code


_BEHIND_FIGURES: Final = {
    "ended_since": "ended_as is not null and live is null and ended_on >= :ended_since",
    "due_on": "due_on = :due_on",
    "waited_since": "waiting_since >= :waited_since",
    "waited_until": "waiting_since <= :waited_until",
}
_DECIDED_IN_WEEK: Final = (
    "case_id in (select case_id from case_steps where step = :done and ended_week = :done_week and outcome = 'done' "
    "and ended_on is not null)"
)


def _plain(text: str) -> str:
    """Text in which nothing is a wildcard."""
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _read(name: str, text: str) -> object:
    if name in _DAYS:
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            return None
    if name in {"overdue", "person", "rework"}:
        return text.lower() in {"1", "true", "on", "yes"} or None
    if name == "due":
        return (
            int(text)
            if text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= MOST_DAYS
            else None
        )
    return text[: 1000 if name == "variant" else LONGEST].replace("\0", "")


def _written(value: object) -> str:
    if value is None or value is False:
        return ""
    return "true" if value is True else str(value)
