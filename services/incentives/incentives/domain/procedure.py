"""The office's own rules about the way of an application: limits, publication, shares, switches. Data, never code.

The policy says what is granted; it says nothing about how long the office takes, how the public is told, or how city
and county share the money beyond «by the present fiscal system» (第十二条). What stands here for that is a rule of
this office, says so in its article, and is another file for another city.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from exportlane.law.limits import TimeLimit

ACCEPTANCE: Final = "subsidy_acceptance"
CORRECTION: Final = "subsidy_correction"
REVIEW: Final = "subsidy_review"
APPROVAL: Final = "subsidy_approval"
PAYMENT: Final = "subsidy_payment"
REPAYMENT: Final = "subsidy_repayment"
MATTERS: Final = (ACCEPTANCE, CORRECTION, REVIEW, APPROVAL, PAYMENT, REPAYMENT)


@dataclass(frozen=True, slots=True)
class Share:
    """What the city bears of a payment in one district, as a fraction; the county bears the rest."""

    city: Decimal
    article: str


@dataclass(frozen=True, slots=True)
class ItemNeeds:
    """What a line of this item must bring: the register that proves it, and whether it rests on an invoice."""

    evidence: str | None
    invoice: bool


NEEDS_NOTHING_ELSE: Final = ItemNeeds(None, invoice=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """The way of applications under one policy.

    `publication_workdays` is the least length of the publication; `recovered_cap_returns` says whether money that came
    back may be granted again under its cap; `most_corrections` bounds the notices. `district_prefix` is the city whose
    district must also stand in the firm's own code, unless somebody accepts a paper about its seat.
    """

    publication_workdays: int
    publication_article: str
    limits: Mapping[str, TimeLimit]
    share: Share
    items: Mapping[str, ItemNeeds] = field(default_factory=dict)
    shares: Mapping[str, Share] = field(default_factory=dict)
    recovered_cap_returns: bool = False
    most_corrections: int = 2
    article: str = ""

    def needs(self, item: str) -> ItemNeeds:
        """What a line of this item must bring; an item that nobody described rests on its invoice alone."""
        return self.items.get(item, NEEDS_NOTHING_ELSE)

    def share_of(self, district: str) -> Share:
        """How city and county share what is paid in this district."""
        return self.shares.get(district, self.share)
