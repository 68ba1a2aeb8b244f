"""A grant: the amount of one firm for one year, from its application to its end. PURE.

```
 applied ──determine──► determined ──allocate──► allocated ──(last day over)──► expired
   │  │                     ▲   └─(year over)──► expired        │   ▲
   │  └─withdraw─► withdrawn└────── cancel, nothing used ───────┘   └ determine, allocate, cancel
 refuse ──► refused                                       (misuse established) ──► revoked
```

Beside its status a grant may be *frozen* for reports of misuse that wait for a decision: nothing of it is allocated,
reserved or used meanwhile. What is known of its units is counted in a `Standing`, read in the same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from exportlane.contracts.decision import Announce, FactData, Refused
from exportlane.law.limits import Running
from transport.domain.articles import TIANJIN_2


class GrantStatus(StrEnum):
    """Where a grant stands."""

    APPLIED = "applied"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    DETERMINED = "determined"
    ALLOCATED = "allocated"
    EXPIRED = "expired"
    REVOKED = "revoked"


class GrantVerb(StrEnum):
    """What can be done to a grant: by commerce, by transport, by the firm, by a clock, or because of misuse."""

    DETERMINE = "determine"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    ALLOCATE = "allocate"
    RESERVE = "reserve"
    CANCEL = "cancel"
    FREEZE = "freeze"
    UNFREEZE = "unfreeze"
    EXPIRE = "expire"
    REVOKE = "revoke"


_V = GrantVerb
_LIVE: Final = frozenset({_V.DETERMINE, _V.ALLOCATE, _V.FREEZE, _V.UNFREEZE, _V.EXPIRE, _V.REVOKE})
GRANT_MOVES: Final[Mapping[GrantStatus, frozenset[GrantVerb]]] = MappingProxyType(
    {
        GrantStatus.APPLIED: frozenset({_V.DETERMINE, _V.REFUSE, _V.WITHDRAW}),
        GrantStatus.REFUSED: frozenset(),
        GrantStatus.WITHDRAWN: frozenset(),
        GrantStatus.DETERMINED: _LIVE,
        GrantStatus.ALLOCATED: _LIVE | {_V.RESERVE, _V.CANCEL},
        # A report that came before the end is decided after it all the same.
        GrantStatus.EXPIRED: frozenset({_V.FREEZE, _V.UNFREEZE, _V.REVOKE}),
        GrantStatus.REVOKED: frozenset({_V.UNFREEZE}),
    }
)
"""Every move there is; any other is refused and changes nothing."""
OVER: Final = frozenset(
    {GrantStatus.REFUSED, GrantStatus.WITHDRAWN, GrantStatus.EXPIRED, GrantStatus.REVOKED}
)
"""Where a firm may be given another grant for the same year."""


@dataclass(frozen=True, slots=True)
class Ended:
    """Why something ended: a code, a sentence and the article."""

    code: str
    sentence: str
    article: str


@dataclass(frozen=True, slots=True)
class Allocation:
    """One act of transport: so many units, numbered from `first` to `last`, valid until a day."""

    units: int
    first: int
    last: int
    valid_to: date
    on: date
    by: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How many units of a grant stand where. `standing` are those that the amount must cover."""

    available: int = 0
    reserved: int = 0
    consumed: int = 0
    revoked: int = 0
    expired: int = 0
    withdrawn: int = 0

    @property
    def bound(self) -> int:
        """Those that cannot be taken back: reserved, consumed, revoked."""
        return self.reserved + self.consumed + self.revoked

    @property
    def standing(self) -> int:
        """Every unit that counts against the amount."""
        return self.bound + self.available + self.expired


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """The whole of it. `id` is the number of the grant; dates are statutory days; units are cars.

    `asked` is what the firm applied for, None when commerce acted by itself; `frozen_for` the reports that are open.
    """

    id: str
    uscc: str
    year: int
    profile: str
    profile_version: str
    status: GrantStatus
    asked: int | None = None
    asked_for: str | None = None
    amount: int = 0
    grounds: str | None = None
    article: str | None = None
    determined_by: str | None = None
    determined_on: date | None = None
    allocations: tuple[Allocation, ...] = ()
    last_number: int = 0
    valid_to: date | None = None
    frozen_for: tuple[str, ...] = ()
    ended: Ended | None = None
    clocks: tuple[Running, ...] = ()

    @property
    def exporter_uscc(self) -> str:
        """Whose it is, for who may see it."""
        return self.uscc

    @property
    def frozen(self) -> bool:
        """Whether a report of misuse waits for a decision."""
        return bool(self.frozen_for)

    def unit_no(self, number: int) -> str:
        """The number of one of its units: counted within the grant, so that no two are equal."""
        return f"{self.id}-{number:05d}"


def forbidden(grant: Grant, verb: GrantVerb) -> Refused | None:
    """None when the verb is a move from here, otherwise the refusal that changes nothing."""
    if verb in GRANT_MOVES[grant.status]:
        return None
    sentence = f"To {verb} is not possible while the grant {grant.id} is {grant.status}."
    return Refused("move-not-allowed", sentence, TIANJIN_2)


def of_grant(grant: Grant, name: str, model: type[FactData], **data: object) -> Announce:
    """A fact about the grant, version 1."""
    whole = {"grant_no": grant.id, "uscc": grant.uscc, **data}
    return Announce(grant.id, f"quota.{name}.v1", model.model_validate(whole))
