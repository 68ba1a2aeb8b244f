"""What the commerce authority announces about an export licence (出口许可证).

One licence stands for one batch (一批一证, 公告2024年第6号): up to twenty vehicles of one HS code, one customs port
and one country. Facts are per case, so a licence for twenty vehicles is twenty facts that name the same licence.
Readers: the vehicle registry, customs and the gateway; none of the facts carries a price or a former owner.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from exportlane.contracts.decision import FactData
from exportlane.contracts.fields import (
    Actor,
    Article,
    Code,
    ContractNo,
    Country,
    CustomsPort,
    Day,
    DeclarationNo,
    HsCode,
    Id,
    ItemCodes,
    Items,
    LicenceNo,
    Name,
    Sentence,
    Uscc,
    Vin,
)
from exportlane.contracts.filings import FILING_FACTS

Quantity = Annotated[int, Field(ge=1, le=20)]
"""At most twenty vehicles per HS line (公告2024年第6号)."""


class _OfApplication(FactData):
    application_id: Id
    vin: Vin


class ApplicationOver(_OfApplication):
    """The application is over without a licence, and whose it was; facts of earlier versions do not say whose."""

    exporter_uscc: Uscc | None = None


class LicenceApplicationSubmitted(_OfApplication):
    """The application was handed in. `complete` says whether the three working days start with it.

    "自收到材料齐备的申请": the limit counts from a complete application (货物出口许可证管理办法; 公告2024年第6号).
    """

    exporter_uscc: Uscc
    profile: Code
    profile_version: Name
    process_version: Name
    destination_country: Country
    customs_port: CustomsPort
    hs_code: HsCode
    contract_no: ContractNo
    complete: bool
    quantity: Quantity


class LicenceCorrectionRequested(_OfApplication):
    """One notice of all that is missing, for all lines at once (行政许可法 第三十二条)."""

    items: Items
    by: Actor


class LicenceCorrectionSupplied(_OfApplication):
    """The enterprise answered every item of the notice; a new limit starts."""

    items: ItemCodes


class LicenceGranted(_OfApplication):
    """The licence was issued. The annex is equal to the registration certificate (商贸函〔2025〕648号).

    `valid_to` is six months from issue and never later than 31 December of that year. The registry waives the paper
    copy on the strength of this fact, and customs compares port, country, HS code, quantity and the set of VINs.
    """

    licence_no: LicenceNo
    exporter_uscc: Uscc
    issued_on: Day
    valid_to: Day
    customs_port: CustomsPort
    destination_country: Country
    hs_code: HsCode
    contract_no: ContractNo
    quantity: Quantity
    vins: Annotated[tuple[Vin, ...], Field(min_length=1, max_length=20)]
    brand: Name
    model_code: Name
    first_registration_date: Day
    transfer_pending_export_date: Day


class LicenceRefused(ApplicationOver):
    """The application was refused as a whole, with the notice of remedy (行政许可法 第三十八条)."""

    code: Code
    reason: Sentence
    article: Article
    remedy: Sentence


class LicenceWithdrawn(ApplicationOver):
    """The enterprise took its application back before a decision."""

    reason: Sentence


class LicenceCancelled(_OfApplication):
    """The undo of a grant: the licence is void for every vehicle on it."""

    licence_no: LicenceNo
    code: Code
    reason: Sentence
    article: Article


class LicenceUsed(_OfApplication):
    """Customs released against the licence, so it was written off (核注)."""

    licence_no: LicenceNo
    declaration_no: DeclarationNo


class LicenceReinstated(_OfApplication):
    """The write-off was taken back after the declaration was cancelled inside the licence's validity."""

    licence_no: LicenceNo


class LicenceAccepted(_OfApplication):
    """The application was accepted (受理); `deemed` when no notice came in five working days (行政许可法 第三十二条).

    A grant that follows at once stands for both. Deemed acceptance counts from the day of receipt.
    """

    deemed: bool
    accepted_on: Day
    article: Article


class LicenceNotAccepted(ApplicationOver):
    """Not taken up, with the reason in writing: not in competence, or a firm that may not apply."""

    code: Code
    reason: Sentence
    article: Article


class LicenceLapsed(ApplicationOver):
    """The correction did not come in time, so the application is over without a decision."""

    code: Code
    reason: Sentence
    article: Article


class LicencePrioritySet(_OfApplication):
    """Which lane the application stands in, and why. The limit stays the same; only its place in the queue changes."""

    priority: Literal["normal", "urgent"]
    code: Code
    reason: Sentence
    evidence: Sentence | None = None
    by: Actor


class LicenceClockPaused(_OfApplication):
    """The three working days stand still for a listed reason (行政许可法 第四十五条)."""

    code: Code
    reason: Sentence
    article: Article
    by: Actor
    on: Day


class LicenceClockResumed(_OfApplication):
    """They run again."""

    on: Day


class LicenceSecondPersonRequired(_OfApplication):
    """A first officer would grant; the case carries flags, so a second one must agree."""

    flags: ItemCodes
    by: Actor | None = None


class LicenceSuperseded(_OfApplication):
    """The old licence is void and another takes its place: the content of a licence is never edited."""

    licence_no: LicenceNo
    reason: Sentence


class LicenceRevoked(_OfApplication):
    """The licence was taken back: for deceit it must be, for an officer's error it may be (行政许可法 第六十九条)."""

    licence_no: LicenceNo
    code: Code
    reason: Sentence
    article: Article


class LicenceExpired(_OfApplication):
    """Its last day passed unused; the case waits for a new licence."""

    licence_no: LicenceNo
    valid_to: Day


class LicenceSurrendered(_OfApplication):
    """The holder handed an unused licence back; the case waits for a new one."""

    licence_no: LicenceNo
    code: Code
    reason: Sentence


class LicenceReapplied(_OfApplication):
    """The enterprise asked for a new licence in place of one that expired or was handed back."""

    round: Annotated[int, Field(ge=2, le=99)]


class LicenceLineLeftOut(_OfApplication):
    """This vehicle is not on the new licence: its case ends here, the others go on."""

    reason: Sentence


FACTS: dict[str, type[FactData]] = {
    "licence.application_submitted.v1": LicenceApplicationSubmitted,
    "licence.correction_requested.v1": LicenceCorrectionRequested,
    "licence.correction_supplied.v1": LicenceCorrectionSupplied,
    "licence.granted.v1": LicenceGranted,
    "licence.refused.v1": LicenceRefused,
    "licence.withdrawn.v1": LicenceWithdrawn,
    "licence.cancelled.v1": LicenceCancelled,
    "licence.used.v1": LicenceUsed,
    "licence.reinstated.v1": LicenceReinstated,
    "licence.accepted.v1": LicenceAccepted,
    "licence.not_accepted.v1": LicenceNotAccepted,
    "licence.lapsed.v1": LicenceLapsed,
    "licence.priority_set.v1": LicencePrioritySet,
    "licence.clock_paused.v1": LicenceClockPaused,
    "licence.clock_resumed.v1": LicenceClockResumed,
    "licence.second_person_required.v1": LicenceSecondPersonRequired,
    "licence.superseded.v1": LicenceSuperseded,
    "licence.revoked.v1": LicenceRevoked,
    "licence.expired.v1": LicenceExpired,
    "licence.surrendered.v1": LicenceSurrendered,
    "licence.reapplied.v1": LicenceReapplied,
    "licence.line_left_out.v1": LicenceLineLeftOut,
    **FILING_FACTS,
}

REGISTER_FACTS: frozenset[str] = frozenset(FILING_FACTS)
"""Facts whose subject is an entry of the register of enterprises; no case follows them."""
