"""An entry of a register: what it says, where it stands, and every act that was done to it.

One mechanism for all registers. What differs is data: the particulars, the table of moves, who writes, which fact a
move announces; what the law itself demands of a centre, a policy or a fair stands in files of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from registers.domain.particulars import Particulars, said


class Register(StrEnum):
    """The registers, as they stand in a path."""

    BASES = "bases"
    SUPPLIERS = "suppliers"
    CENTRES = "service-centres"
    FACILITIES = "facilities"
    EXHIBITIONS = "exhibitions"
    PARTICIPATIONS = "participations"
    DESTINATIONS = "destinations"
    TARGETS = "target-countries"
    TRAININGS = "trainings"
    GUIDANCE = "guidance"
    CONTACTS = "contact-officers"
    POLICIES = "district-policies"
    PROVIDERS = "payment-providers"
    POOLS = "fund-pools"
    PROMOTIONS = "promotions"


class Status(StrEnum):
    """Where an entry stands; each register uses some of them."""

    ENTERED = "entered"
    RETURNED = "returned"
    REGISTERED = "registered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    PROPOSED = "proposed"
    RECOGNISED = "recognised"
    LISTED = "listed"
    RECORDED = "recorded"
    STRUCK = "struck"
    ASSESSED = "assessed"
    NAMED = "named"
    DROPPED = "dropped"
    HELD = "held"
    GIVEN = "given"
    ASSIGNED = "assigned"
    RELIEVED = "relieved"
    DRAFTED = "drafted"
    REVIEWED = "reviewed"
    PUBLISHED = "published"
    SCHEDULED = "scheduled"
    CALLED_OFF = "called_off"


class Verb(StrEnum):
    """What can be done to an entry."""

    ENTER = "enter"
    CONFIRM = "confirm"
    RETURN = "return"
    AMEND = "amend"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    CHANGE_SERVICES = "change-services"
    REPORT_MONTH = "report-month"
    CONFIRM_MONTH = "confirm-month"
    STRIKE_MONTH = "strike-month"
    PROPOSE = "propose"
    RECOGNISE = "recognise"
    DECLINE = "decline"
    FIX_AMOUNT = "fix-amount"
    CANCEL = "cancel"
    REPORT_INVESTMENT = "report-investment"
    CONFIRM_INVESTMENT = "confirm-investment"
    LIST_AGAIN = "list-again"
    STRIKE = "strike"
    REASSESS = "reassess"
    DROP = "drop"
    NAME_AGAIN = "name-again"
    RELIEVE = "relieve"
    REDRAFT = "redraft"
    REVIEW = "review"
    PUBLISH = "publish"
    HOLD = "hold"
    CALL_OFF = "call-off"


class Office(StrEnum):
    """In whose name somebody writes."""

    COMMERCE = "commerce"
    TAX = "tax"
    DISTRICT = "district"
    FIRM = "firm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who writes, on which day; `scope` is the code of the district, or of the firm, that may write its own only."""

    by: str
    office: Office
    on: date
    scope: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act: the verb, who, when, on which paper, why."""

    verb: Verb
    by: str
    on: date
    source: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthServed:
    """Vehicles that a centre says it served in a month; `evidence` is the number of the list behind it."""

    year: int
    month: int
    vehicles: int
    evidence: str
    reported_by: str
    reported_on: date
    confirmed_by: str | None = None
    struck: str | None = None

    @property
    def counts(self) -> bool:
        """Only what the district confirmed, and did not strike."""
        return self.confirmed_by is not None and self.struck is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """The leading group's decision on a centre. `cancelled` is the code of why it was taken back."""

    year: int
    vehicles: int
    decision_no: str
    decided_on: date
    decided_amount: Decimal | None = None
    cancelled: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreRecord:
    """What happened to a centre: its months, for which year it is proposed, its recognition."""

    months: tuple[MonthServed, ...] = ()
    proposed_year: int | None = None
    recognition: Recognition | None = None

    def served_in(self, year: int) -> int:
        """Vehicles in the confirmed months of a year."""
        return sum(each.vehicles for each in self.months if each.counts and each.year == year)


@dataclass(frozen=True, slots=True, kw_only=True)
class Investment:
    """What a firm says that it invested in a year, in USD, and its evidence."""

    year: int
    usd: Decimal
    evidence: str
    reported_by: str
    confirmed_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilityRecord:
    """What happened to a facility: what was invested, year by year."""

    investments: tuple[Investment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The review of a draft by the rules of the WTO."""

    draft: int
    by: str
    on: date
    export_contingent: bool
    import_substitution: bool
    opinion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRecord:
    """What happened to a district's policy: the number of its draft, who wrote it, its reviews, its publication."""

    draft: int = 1
    drafted_by: str = ""
    reviews: tuple[Review, ...] = ()
    document_no: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRecord:
    """Who came to what stood in the calendar."""

    firms: tuple[str, ...] = ()


Record = CentreRecord | FacilityRecord | PolicyRecord | HeldRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry. `source` and `as_of` say on which paper it rests and for which day it holds."""

    id: str
    register: Register
    particulars: Particulars
    status: Status
    source: str
    as_of: date
    acts: tuple[Act, ...] = ()
    centre: CentreRecord | None = None
    facility: FacilityRecord | None = None
    policy: PolicyRecord | None = None
    held: HeldRecord | None = None
    ended_on: date | None = None

    @property
    def district(self) -> str | None:
        """The district that answers for it."""
        return said(self.particulars, "district")

    @property
    def uscc(self) -> str | None:
        """The firm that it is about."""
        return said(self.particulars, "uscc")


def noted(entry: Entry, act: Act, **changes: object) -> Entry:
    """The entry after an act, with changes to its other fields."""
    return replace(entry, acts=(*entry.acts, act), **changes)  # type: ignore[arg-type]  # fields by name
