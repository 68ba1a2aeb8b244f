"""What the commerce authority announces about an enterprise: its filing (备案) and the lists it stands on.

These are facts of a register and not of a case: their subject is the entry's own id. Nobody needs them to move a case;
they stand in the ledger for whoever asks later why a firm could, or could not, apply (公告2024年第6号).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from exportlane.contracts.decision import FactData
from exportlane.contracts.fields import Actor, Article, Code, Day, Id, ItemCodes, Items, Name, Sentence, Uscc

EnterpriseKind = Literal["manufacturer", "circulation"]
"""生产企业 exports its own products only; 流通企业 has premises, trade experience and three appraisers."""

ListName = Literal["negative", "serious_dishonesty"]
"""二手车出口不诚信行为负面清单, and the lists of serious dishonesty (严重失信)."""


class _OfFiling(FactData):
    filing_id: Id
    uscc: Uscc


class EnterpriseFilingSubmitted(_OfFiling):
    """A firm asked to be filed. `unmet` are the codes of the conditions that its papers do not meet."""

    kind: EnterpriseKind
    name: Name
    profile: Code
    profile_version: Name
    unmet: ItemCodes = ()


class EnterpriseFilingCorrectionRequested(_OfFiling):
    """One notice of all that is missing (行政许可法 第三十二条)."""

    items: Items
    by: Actor


class EnterpriseFilingCorrectionSupplied(_OfFiling):
    """Every item of the notice was answered."""

    items: ItemCodes


class EnterpriseFilingAccepted(_OfFiling):
    """The papers are complete; the fifteen working days of the review run."""

    accepted_on: Day
    deemed: bool = False


class EnterpriseFiled(_OfFiling):
    """The firm may apply for licences, for a year. `imported` when the national platform had the filing already.

    `first_filed_on` is the day of its first filing ever, where that is known: rules on new firms ask for it.
    """

    kind: EnterpriseKind
    valid_from: Day
    valid_to: Day
    article: Article
    imported: bool = False
    first_filed_on: Day | None = None


class EnterpriseFilingRejected(_OfFiling):
    """A condition is not met, with the remedy (行政许可法 第三十八条)."""

    code: Code
    reason: Sentence
    article: Article
    remedy: Sentence


class EnterpriseFilingRenewed(_OfFiling):
    """Renewed before it ran out: the year starts again."""

    valid_from: Day
    valid_to: Day
    article: Article


class _Grounded(_OfFiling):
    code: Code
    reason: Sentence
    article: Article
    by: Actor


class EnterpriseFilingSuspended(_Grounded):
    """The firm may not apply until it is resumed; its unused licences are revoked."""


class EnterpriseFilingResumed(_OfFiling):
    """The ground of the suspension is gone."""

    reason: Sentence
    by: Actor


class EnterpriseFilingRemoved(_Grounded):
    """Struck off for good (退出机制, 商贸函〔2025〕648号); the firm may ask to be filed anew."""


class EnterpriseFilingExpired(_OfFiling):
    """The year passed without a renewal."""

    valid_to: Day
    article: Article


class EnterpriseFilingWithdrawn(_OfFiling):
    """The firm took its filing back before a decision."""

    reason: Sentence


class EnterpriseListed(_Grounded):
    """The firm was put on a list, from a day and perhaps to one."""

    list: ListName
    valid_from: Day
    valid_to: Day | None = None


class EnterpriseDelisted(_OfFiling):
    """The firm was taken off a list."""

    list: ListName
    reason: Sentence
    on: Annotated[Day, Field(description="From this day it is off the list")]
    by: Actor


FILING_FACTS: dict[str, type[FactData]] = {
    "enterprise.filing_submitted.v1": EnterpriseFilingSubmitted,
    "enterprise.filing_correction_requested.v1": EnterpriseFilingCorrectionRequested,
    "enterprise.filing_correction_supplied.v1": EnterpriseFilingCorrectionSupplied,
    "enterprise.filing_accepted.v1": EnterpriseFilingAccepted,
    "enterprise.filed.v1": EnterpriseFiled,
    "enterprise.filing_rejected.v1": EnterpriseFilingRejected,
    "enterprise.filing_renewed.v1": EnterpriseFilingRenewed,
    "enterprise.filing_suspended.v1": EnterpriseFilingSuspended,
    "enterprise.filing_resumed.v1": EnterpriseFilingResumed,
    "enterprise.filing_removed.v1": EnterpriseFilingRemoved,
    "enterprise.filing_expired.v1": EnterpriseFilingExpired,
    "enterprise.filing_withdrawn.v1": EnterpriseFilingWithdrawn,
    "enterprise.listed.v1": EnterpriseListed,
    "enterprise.delisted.v1": EnterpriseDelisted,
}
