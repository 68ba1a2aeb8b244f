"""What the subsidy office announces: applications for support and what became of them (奖补).

The subject is the application's id, never a case: an application stands for the expenses of a year and not for a
vehicle. Readers: the joint conference, which asks how much of the money reached whom. Invoices, sellers and the names
of those who object stay with the office.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from exportlane.contracts.decision import FactData
from exportlane.contracts.fields import Actor, Amount, Article, Day, Id, Name, Sentence, Uscc

Ground = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]{1,64}$")]
"""A reason for machines: a code of the calculator (`CAP_G1`) or one of the office (`export-count-differs`)."""

ItemCode = Annotated[str, Field(min_length=1, max_length=8, pattern=r"^[A-Z][A-Z0-9]{0,7}$")]
"""An item of the policy, such as `E1`."""

District = Annotated[str, Field(min_length=6, max_length=6, pattern=r"^[0-9]{6}$")]
"""县（市、区）by GB/T 2260."""


class ItemAmount(BaseModel):
    """So much under one item."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    item: ItemCode
    amount: Amount


ItemAmounts = Annotated[tuple[ItemAmount, ...], Field(max_length=40)]
Year = Annotated[int, Field(ge=2000, le=2100)]


class _OfApplication(FactData):
    application_no: Id
    uscc: Uscc
    policy: Name
    year: Year
    district: District


class SubsidySubmitted(_OfApplication):
    """A firm asked for support. `item_amounts` are the costs that it claims, before any rate or cap."""

    item_amounts: ItemAmounts
    submitted_on: Day


class SubsidyAccepted(_OfApplication):
    """The papers are complete; the review runs."""

    accepted_on: Day
    by: Actor


class SubsidyCorrectionRequested(_OfApplication):
    """One notice of all that is missing; `codes` name the points."""

    codes: Annotated[tuple[Ground, ...], Field(min_length=1, max_length=100)]
    by: Actor


class SubsidyCorrectionSupplied(_OfApplication):
    """The firm answered the notice."""

    supplied_on: Day


class SubsidyReviewed(_OfApplication):
    """Looked at line by line. `item_amounts` is what the rules give for what was found eligible."""

    item_amounts: ItemAmounts
    total: Amount
    by: Actor


class SubsidyPublicised(_OfApplication):
    """Shown to the public (公示) from a day to a day; whoever objects does so in these days."""

    item_amounts: ItemAmounts
    total: Amount
    publicised_from: Day
    publicised_to: Day


class SubsidyObjected(_OfApplication):
    """Somebody objects; it must be answered before approval."""

    objection_no: Id
    objected_on: Day


class SubsidyObjectionAnswered(_OfApplication):
    """An objection was answered. One that is upheld sends the application back to the review."""

    objection_no: Id
    upheld: bool
    answered_on: Day
    by: Actor


class SubsidyApproved(_OfApplication):
    """Granted, out of the caps of the firm. `out_of_turn` when an earlier application still stood undecided."""

    item_amounts: ItemAmounts
    total: Amount
    approved_on: Day
    by: Actor
    out_of_turn: bool = False


class SubsidyPaid(_OfApplication):
    """Paid, in whole or in part, shared by the fiscal system (现行财政体制). The sums are this payment's."""

    item_amounts: ItemAmounts
    total: Amount
    city_share: Amount
    county_share: Amount
    paid_on: Day
    treasury_reference: Id
    complete: bool


class SubsidyRefused(_OfApplication):
    """Not granted, or granted and taken back before any payment; with the remedy."""

    code: Ground
    reason: Sentence
    article: Article
    remedy: Sentence
    by: Actor


class SubsidyWithdrawn(_OfApplication):
    """Taken back by the firm."""

    reason: Sentence


class SubsidyRestReleased(_OfApplication):
    """What was approved and is not paid any more goes back; what was paid stays."""

    total: Amount
    reason: Sentence
    by: Actor


class SubsidyRecoveryOrdered(_OfApplication):
    """Money that was paid must come back: the export fell away, or the claim was not true."""

    total: Amount
    code: Ground
    reason: Sentence
    article: Article
    recovery_due_on: Day
    by: Actor


class SubsidyRecovered(_OfApplication):
    """Money came back: in cash, or set off against another application of the firm."""

    total: Amount
    way: Literal["cash", "offset"]
    recovered_on: Day
    complete: bool


class SubsidyRecoveryLifted(_OfApplication):
    """The order was wrong; what has come back by then is to be paid again."""

    reason: Sentence
    by: Actor


FACTS: dict[str, type[FactData]] = {
    "subsidy.submitted.v1": SubsidySubmitted,
    "subsidy.accepted.v1": SubsidyAccepted,
    "subsidy.correction_requested.v1": SubsidyCorrectionRequested,
    "subsidy.correction_supplied.v1": SubsidyCorrectionSupplied,
    "subsidy.reviewed.v1": SubsidyReviewed,
    "subsidy.publicised.v1": SubsidyPublicised,
    "subsidy.objected.v1": SubsidyObjected,
    "subsidy.objection_answered.v1": SubsidyObjectionAnswered,
    "subsidy.approved.v1": SubsidyApproved,
    "subsidy.paid.v1": SubsidyPaid,
    "subsidy.refused.v1": SubsidyRefused,
    "subsidy.withdrawn.v1": SubsidyWithdrawn,
    "subsidy.rest_released.v1": SubsidyRestReleased,
    "subsidy.recovery_ordered.v1": SubsidyRecoveryOrdered,
    "subsidy.recovered.v1": SubsidyRecovered,
    "subsidy.recovery_lifted.v1": SubsidyRecoveryLifted,
}

REGISTER_FACTS: Final[frozenset[str]] = frozenset(FACTS)
"""All of them: their subject is the application, never a case."""
