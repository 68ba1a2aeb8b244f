"""The view of a case: what the gateway knows of it from the facts it heard. PURE.

Nothing here is decided for an agency. The stages come from the fold that everybody shares (`exportlane.process`), the
numbers from the facts of the agency that issued them, and every part says which fact it rests on and how old that is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from exportlane.contracts.decision import FactData, Heard
from exportlane.contracts.vehicle_registry import Material
from exportlane.law.calendar import WorkCalendar
from exportlane.law.errors import CalendarOutOfRange
from exportlane.law.instants import statutory_day
from exportlane.law.limits import start
from exportlane.policies import Profile, profile
from exportlane.process import (
    CaseState,
    CaseStatus,
    End,
    Matter,
    Order,
    Wait,
    apply,
    clocks,
    order_of,
    status,
)
from gateway.alarms import Alarm, Dispute, alarmed, disputed
from gateway.deadlines import Measure, Period, next_due_of, periods
from gateway.risks import Dates, Risk, risks

NUMBERS: Mapping[str, Mapping[str, str]] = {
    "licensing": {"licence_no": "licence_no", "valid_to": "licence_valid_to"},
    "vehicle-registry": {
        "proof_no": "proof_no",
        "temp_plate_valid_to": "temp_plate_valid_to",
        "valid_to": "temp_plate_valid_to",
    },
    "customs": {"declaration_no": "declaration_no"},
    "logistics": {"cargo_cutoff": "cargo_cutoff"},
    "tax-rebate": {
        "claim_no": "claim_no",
        "amount": "amount",
        "currency": "currency",
    },
}
"""Which numbers are taken from whose facts: only the agency that gives a number is believed about it."""


LICENCE_COPY = "M6"
"""The paper copy of the licence, which the registry does not ask for when it rests on the grant itself."""
GRANTED = "licence.granted.v1"
UNDOING = frozenset({Matter.UNDO, Matter.LAPSE})
"""What an agency owes the others once a step has failed. Late, it is the matter of the step's named person."""
_LIMIT_OF_WAIT: Mapping[Matter, str] = {
    Matter.UNDO: "undo",
    Matter.LAPSE: "undo",
    Matter.RENEWAL: "reapply",
    Matter.REBOOKING: "shut_out",
    Matter.CORRECTION: "correction_supply",
}


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest fact of one agency: `as_of` is when it happened, `received_at` when it came to be seen here."""

    fact_id: str
    fact_type: str
    sequence: int
    as_of: dt.datetime
    received_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the agencies issued in the course of the case."""

    licence_no: str | None = None
    licence_valid_to: dt.date | None = None
    declaration_no: str | None = None
    claim_no: str | None = None
    proof_no: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    temp_plate_valid_to: dt.date | None = None
    cargo_cutoff: dt.datetime | None = None


@dataclass(frozen=True)
class CaseView:
    """One case as seen from the entrance: who and what it is about, the fold of its facts, how fresh each part is."""

    id: str
    batch_id: str
    lot_id: str
    vin: str
    brand: str
    model_code: str
    exporter_uscc: str
    exporter_name: str
    profile: str
    profile_version: str
    destination_country: str
    customs_port: str
    contract_no: str
    hs_code: str
    rebate_class: int
    opened_at: dt.datetime
    state: CaseState
    newest: Mapping[str, Newest] = field(default_factory=dict)
    numbers: Numbers = Numbers()
    alarms: tuple[Alarm, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    relied: Mapping[str, dt.datetime] = field(default_factory=dict)
    """When the registry first rested on a grant, by the grant's id; the grant itself may be heard here later."""
    granted: Mapping[str, dt.datetime] = field(default_factory=dict)
    """When each licence was granted, by the grant's id; who rests on it may be heard here much later."""

    @cached_property
    def status(self) -> CaseStatus:
        """Stages, who is waited for, and the end."""
        return status(self.state)

    @cached_property
    def order(self) -> Order:
        """The steps in the order of the case's profile, of the version under which it started."""
        return order_of(self.state.profile, self.state.process_version)

    @property
    def rules(self) -> Profile:
        """The version of the profile to which the case is pinned."""
        return profile(self.profile, self.profile_version)

    @property
    def live(self) -> bool:
        """Whether the case still goes on: one that lies in a person's hands does."""
        return self.status.end is None or self.status.end is End.MANUAL

    @property
    def as_of(self) -> dt.datetime:
        """When the newest fact of all happened."""
        return max((newest.as_of for newest in self.newest.values()), default=self.opened_at)

    def due_on(self, calendar: WorkCalendar) -> dt.date | None:
        """The earliest day on which something of the case falls due."""
        if self.status.end is not None:
            return None
        return next_due_of(clocks(self.state), measure=self._measure(calendar))

    def reckoned_by(self, calendar: WorkCalendar) -> CaseView:
        """The same view, whose row is written with days of this calendar. The calendar is no part of the state."""
        self.__dict__["_reckoned_by"] = calendar
        return self

    @property
    def earliest_due(self) -> dt.date | None:
        """`due_on` by the calendar that was named last; None before one was."""
        calendar = self.__dict__.get("_reckoned_by")
        return None if calendar is None else self.due_on(calendar)

    def periods(self, *, on: dt.date, calendar: WorkCalendar) -> tuple[Period, ...]:
        """Every statutory period that has begun, as it stands at the end of the day `on`."""
        return periods(clocks(self.state), on=on, measure=self._measure(calendar))

    def _measure(self, calendar: WorkCalendar) -> Measure:
        alarms = {alarm.matter: alarm for alarm in self.alarms}
        return Measure(self.rules, self.rebate_class, calendar, alarms)

    def due_of(self, wait: Wait, calendar: WorkCalendar) -> dt.date | None:
        """Until when somebody is waited for, where it came up on a day and a limit says how long it may take."""
        matter = "manual_decision" if wait.kind == "person" else _LIMIT_OF_WAIT.get(wait.matter)
        limit = self.rules.time_limits.get(matter or "")
        if wait.since is None or limit is None:
            return None
        try:
            return start(limit, on=wait.since, calendar=calendar).due_on
        except CalendarOutOfRange:
            return None

    def risks(self, found: Sequence[Period], *, on: dt.date) -> tuple[Risk, ...]:
        """What may go wrong soon, or has, on the day `on`; none once the case has ended."""
        if not self.live:
            return ()
        numbers = self.numbers
        warning = self.rules.licensing.short_validity_warning_days
        cutoff = None if numbers.cargo_cutoff is None else statutory_day(numbers.cargo_cutoff)
        dates = Dates(numbers.licence_valid_to, numbers.temp_plate_valid_to, warning, cutoff)
        return risks(self.state, found, dates, on=on)


def hear(view: CaseView, heard: Heard, *, now: dt.datetime) -> CaseView:
    """The view after one more fact. What follows from the fold (status, periods) is worked out when it is asked for."""
    newest = Newest(heard.id, heard.type, heard.sequence, heard.occurred_at, now)
    return replace(
        view,
        state=apply(view.state, heard),
        newest={**view.newest, heard.source: newest},
        numbers=_numbered(view.numbers, heard.source, heard.data),
        alarms=alarmed(view.alarms, heard),
        disputes=disputed(view.disputes, heard),
        relied=_relied(view.relied, heard),
        granted={**view.granted, heard.id: heard.occurred_at} if heard.type == GRANTED else view.granted,
    )


def _relied(relied: Mapping[str, dt.datetime], heard: Heard) -> Mapping[str, dt.datetime]:
    materials: Sequence[Material] = vars(heard.data).get("materials", ())
    found = {one.fact_id for one in materials if one.status == "waived" and one.code == LICENCE_COPY}
    first = {grant: heard.occurred_at for grant in found if grant is not None and grant not in relied}
    return {**relied, **first} if first else relied


def _numbered(numbers: Numbers, source: str, data: FactData) -> Numbers:
    said = vars(data)
    found = {
        mine: said[theirs] for theirs, mine in NUMBERS.get(source, {}).items() if said.get(theirs) is not None
    }
    return replace(numbers, **found) if found else numbers
