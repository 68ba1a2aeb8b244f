"""What the commerce authority announces about an export licence (出口许可证).

One licence stands for one batch (一批一证, 公告2024年第6号): up to twenty vehicles of one HS code, one customs port
and one country. Facts are per case, so a licence for twenty vehicles is twenty facts that name the same licence.
Readers: the vehicle registry, customs and the gateway; none of the facts carries a price or a former owner.
"""

from __future__ import annotations

from typing import Annotated

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

Quantity = Annotated[int, Field(ge=1, le=20)]
"""At most twenty vehicles per HS line (公告2024年第6号)."""


class _OfApplication(FactData):
    application_id: Id
    vin: Vin


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


class LicenceRefused(_OfApplication):
    """The application was refused as a whole, with the notice of remedy (行政许可法 第三十八条)."""

    code: Code
    reason: Sentence
    article: Article
    remedy: Sentence


class LicenceWithdrawn(_OfApplication):
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
}
