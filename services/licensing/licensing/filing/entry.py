"""An enterprise's filing (备案) as an exporter of used vehicles: what it holds, where it stands, which moves there are.

    draft ──> submitted ──> accepted ──> filed ──┬─> suspended ──> filed
                ^  └──> correction_requested     ├─> removed
                └───────────┘ └──> lapsed        └─> expired
    submitted, accepted ──> rejected;  draft … accepted ──> withdrawn

A firm has one living filing. An ended one stays, and the firm may ask to be filed anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Literal

from exportlane.law.limits import Running
from licensing.domain.dossier import Item, Outcome
from licensing.domain.standing import Standing

EnterpriseKind = Literal["manufacturer", "circulation"]
ListName = Literal["negative", "serious_dishonesty"]


class FilingStatus(StrEnum):
    """Where a filing stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CORRECTION_REQUESTED = "correction_requested"
    ACCEPTED = "accepted"
    FILED = "filed"
    SUSPENDED = "suspended"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    REMOVED = "removed"
    EXPIRED = "expired"


class FilingVerb(StrEnum):
    """What can be done to a filing."""

    SUBMIT = "submit"
    REQUEST_CORRECTION = "request_correction"
    SUPPLY_CORRECTION = "supply_correction"
    LAPSE = "lapse"
    ACCEPT = "accept"
    FILE = "file"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    RENEW = "renew"
    SUSPEND = "suspend"
    RESUME = "resume"
    REMOVE = "remove"
    EXPIRE = "expire"
    ENLIST = "enlist"
    DELIST = "delist"


_LISTS: Final = (FilingVerb.ENLIST, FilingVerb.DELIST)

FILING_MOVES: Final[Mapping[FilingStatus, Mapping[FilingVerb, FilingStatus]]] = MappingProxyType(
    {
        FilingStatus.DRAFT: {
            FilingVerb.SUBMIT: FilingStatus.SUBMITTED,
            FilingVerb.WITHDRAW: FilingStatus.WITHDRAWN,
        },
        FilingStatus.SUBMITTED: {
            FilingVerb.REQUEST_CORRECTION: FilingStatus.CORRECTION_REQUESTED,
            FilingVerb.ACCEPT: FilingStatus.ACCEPTED,
            FilingVerb.REJECT: FilingStatus.REJECTED,
            FilingVerb.WITHDRAW: FilingStatus.WITHDRAWN,
            **dict.fromkeys(_LISTS, FilingStatus.SUBMITTED),
        },
        FilingStatus.CORRECTION_REQUESTED: {
            FilingVerb.SUPPLY_CORRECTION: FilingStatus.SUBMITTED,
            FilingVerb.LAPSE: FilingStatus.LAPSED,
            FilingVerb.WITHDRAW: FilingStatus.WITHDRAWN,
            **dict.fromkeys(_LISTS, FilingStatus.CORRECTION_REQUESTED),
        },
        FilingStatus.ACCEPTED: {
            FilingVerb.FILE: FilingStatus.FILED,
            FilingVerb.REJECT: FilingStatus.REJECTED,
            FilingVerb.WITHDRAW: FilingStatus.WITHDRAWN,
            **dict.fromkeys(_LISTS, FilingStatus.ACCEPTED),
        },
        FilingStatus.FILED: {
            FilingVerb.RENEW: FilingStatus.FILED,
            FilingVerb.SUSPEND: FilingStatus.SUSPENDED,
            FilingVerb.REMOVE: FilingStatus.REMOVED,
            FilingVerb.EXPIRE: FilingStatus.EXPIRED,
            **dict.fromkeys(_LISTS, FilingStatus.FILED),
        },
        FilingStatus.SUSPENDED: {
            FilingVerb.RESUME: FilingStatus.FILED,
            FilingVerb.REMOVE: FilingStatus.REMOVED,
            FilingVerb.EXPIRE: FilingStatus.EXPIRED,
            **dict.fromkeys(_LISTS, FilingStatus.SUSPENDED),
        },
        FilingStatus.REJECTED: {},
        FilingStatus.WITHDRAWN: {},
        FilingStatus.LAPSED: {},
        FilingStatus.REMOVED: {},
        FilingStatus.EXPIRED: {},
    }
)

ENDED: Final = frozenset(status for status, moves in FILING_MOVES.items() if not moves)
ON_REGISTER: Final = frozenset({FilingStatus.FILED, FilingStatus.SUSPENDED})


class FilingMoveNotAllowed(Exception):
    """The table has no such move. Nothing was changed."""

    def __init__(self, status: FilingStatus, verb: FilingVerb) -> None:
        super().__init__(f"a filing that is {status} cannot {verb}")
        self.status, self.verb = status, verb


@dataclass(frozen=True, slots=True)
class Premises:
    """One place of the firm: its office, or where it shows and sells."""

    kind: Literal["office", "display"]
    address: str


@dataclass(frozen=True, slots=True)
class Compliance:
    """What the authorities say of the firm: False where a violation stands and is not rectified."""

    work_safety: bool = True
    environment: bool = True
    tax: bool = True
    customs: bool = True
    forex: bool = True


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a firm hands in. `appraisers` are the numbers of their certificates; `brands` a manufacturer's own.

    `trade_experience` says in words in which trade of cars the firm has been, and since when.
    """

    legal_person: bool = True
    registered_district: str | None = None
    miit_announcement_no: str | None = None
    brands: tuple[str, ...] = ()
    premises: tuple[Premises, ...] = ()
    trade_experience: str | None = None
    appraisers: tuple[str, ...] = ()
    compliance: Compliance = Compliance()
    unrectified_violation: bool = False
    customs_reg_code: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The firm on a list, from a day and perhaps to one. `off_on` is the day on which it was taken off."""

    list: ListName
    code: str
    reason: str
    article: str
    valid_from: date
    valid_to: date | None = None
    off_on: date | None = None

    def turns(self) -> tuple[date, ...]:
        """The days on which the firm comes on the list and leaves it by time alone."""
        off = self.off_on
        begins = () if off is not None and off <= self.valid_from else (self.valid_from,)
        if self.valid_to is None or (off is not None and off <= self.valid_to):
            return begins
        return (*begins, self.valid_to + timedelta(1))

    def stands(self, on: date) -> bool:
        """Whether the firm is on the list on that day; both ends count."""
        if on < self.valid_from or (self.off_on is not None and on >= self.off_on):
            return False
        return self.valid_to is None or on <= self.valid_to


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the filing: met or not, in both languages, with its article."""

    code: str
    met: bool
    zh: str
    en: str
    article: str


@dataclass(frozen=True, slots=True)
class Filing:
    """The whole of it. `conditions` is the newest check of all conditions, one by one.

    `resumed` says that it was suspended in its present year; `imported` that the national platform had it already.
    `looked_on` is the day of the newest look at the lists; `untold` says that time alone has changed how the firm
    stands, and that its open applications do not carry it yet.
    """

    id: str
    uscc: str
    name: str
    kind: EnterpriseKind
    profile: str
    particulars: Particulars
    profile_version: str | None = None
    status: FilingStatus = FilingStatus.DRAFT
    received_on: date | None = None
    accepted_on: date | None = None
    deemed: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    due_on: date | None = None
    clocks: tuple[Running, ...] = ()
    conditions: tuple[Condition, ...] = ()
    asked: tuple[Item, ...] = ()
    corrections: int = 0
    listings: tuple[Listing, ...] = field(default=())
    suspended: Outcome | None = None
    resumed: bool = False
    renewals: int = 0
    imported: bool = False
    first_filed_on: date | None = None
    outcome: Outcome | None = None
    looked_on: date | None = None
    untold: bool = False

    @property
    def exporter_uscc(self) -> str:
        """Whose it is, for who may see it."""
        return self.uscc

    def listed(self, name: ListName, *, on: date) -> bool:
        """Whether the firm stands on this list on that day."""
        return any(listing.list == name and listing.stands(on) for listing in self.listings)

    def standing(self, *, on: date) -> Standing:
        """The filing as an application carries it."""
        return Standing(
            uscc=self.uscc,
            status=self.status.value,
            filing_id=self.id,
            kind=self.kind,
            name=self.name,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            brands=self.particulars.brands,
            resumed=self.resumed,
            negative=self.listed("negative", on=on),
            dishonest=self.listed("serious_dishonesty", on=on),
        )


def filing_may(state: Filing, verb: FilingVerb) -> bool:
    """Whether the table has this move."""
    return verb in FILING_MOVES[state.status]


def filing_moved(state: Filing, verb: FilingVerb, **changes: Any) -> Filing:
    """The filing after the move, with `changes` to its other fields. Raises FilingMoveNotAllowed."""
    target = FILING_MOVES[state.status].get(verb)
    if target is None:
        raise FilingMoveNotAllowed(state.status, verb)
    return replace(state, status=target, **changes)
