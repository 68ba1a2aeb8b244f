"""What other agencies have told about firms, exports and papers: the ground on which a claim stands or falls. PURE.

A vehicle that left the country (`Exported`), a firm with its lists (`Firm`), and one entry for everything that proves
a line: a premium receipt, a buyer report, a hedge, a fair in the catalogue, a year of a service centre, a recognition,
a facility (`Entry`). Nothing is deleted: what fell away says when.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

EXPORTS_ARTICLE: Final = "进一步加强台州市二手车出口工作的若干意见（2025修订版）第二条"
DISHONESTY: Final = "serious_dishonesty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """One vehicle of one case, cleared by customs. `uscc` is the consignor, None where customs did not name it."""

    case_id: str
    vin: str
    uscc: str | None
    cleared_on: date
    fact_id: str
    as_of: datetime
    returned_on: date | None = None
    return_fact_id: str | None = None

    @property
    def counts(self) -> bool:
        """Whether it is still gone."""
        return self.returned_on is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A firm on a list, from a day and perhaps to one; `off_on` is the day on which it was taken off."""

    name: str
    code: str
    reason: str
    article: str
    valid_from: date
    valid_to: date | None
    fact_id: str
    as_of: datetime
    off_on: date | None = None

    def stands(self, on: date) -> bool:
        """Whether it holds on that day; the last day still counts."""
        if on < self.valid_from or (self.off_on is not None and on >= self.off_on):
            return False
        return self.valid_to is None or on <= self.valid_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """A firm as commerce knows it: the day of its first filing, and the lists that it stood or stands on."""

    uscc: str
    first_filed_on: date | None = None
    filed_fact_id: str | None = None
    filed_as_of: datetime | None = None
    listings: tuple[Listing, ...] = ()

    def dishonest(self, on: date) -> Listing | None:
        """The listing for serious dishonesty that holds on that day."""
        return next((one for one in self.listings if one.name == DISHONESTY and one.stands(on)), None)

    def filed(self, on: date, fact_id: str, as_of: datetime) -> Firm:
        """A filing was heard; the earliest counts."""
        if self.first_filed_on is not None and self.first_filed_on <= on:
            return self
        return replace(self, first_filed_on=on, filed_fact_id=fact_id, filed_as_of=as_of)

    def listed(self, listing: Listing) -> Firm:
        return replace(self, listings=(*self.listings, listing))

    def delisted(self, name: str, on: date) -> Firm:
        """All its listings of this name end on that day."""
        return replace(
            self,
            listings=tuple(
                replace(one, off_on=on) if one.name == name and one.off_on is None else one
                for one in self.listings
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that proves a line. `kind` and `key` name it; `values` are texts as the fact had them."""

    id: str
    kind: str
    key: str
    uscc: str | None
    on: date | None
    year: int | None
    values: dict[str, str] = field(default_factory=dict)
    fact_id: str
    as_of: datetime
    ended_on: date | None = None
    end_fact_id: str | None = None

    @property
    def stands(self) -> bool:
        return self.ended_on is None


def entry_id(kind: str, key: str) -> str:
    """The id of an entry: its kind and its number in the register that it comes from."""
    return f"{kind}:{key}"


@dataclass(frozen=True, slots=True)
class Count:
    """A firm's exports of one year by customs: how many, and what the last fact was."""

    vehicles: int
    returned: int
    fact_id: str | None = None
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known to judge one application: the firm, its count, the entries that its lines name, by id."""

    firm: Firm
    count: Count
    entries: dict[str, Entry]
    invoices: dict[str, str] = field(default_factory=dict)
    """By invoice id, the application and line that it serves."""
    served_in_year: int = 0
