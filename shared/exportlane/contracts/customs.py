"""What customs announces about an export declaration (报关单).

One declaration uses one licence, whole and in one go. `released` (放行) comes first; `cleared` (结关, the departure is
confirmed) is what the tax office matches on (增值税法 第三十三条). Readers: licensing, the registry, the tax office and
the gateway. The declared value stays at customs.

What an officer does by himself (the check of the documents, an inspection, the check of the licence) is announced as he
does it; where the rules pass a declaration alone, acceptance, release and clearance stand for all of it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from exportlane.contracts.decision import FactData
from exportlane.contracts.fields import (
    Actor,
    Article,
    Code,
    CustomsPort,
    Day,
    DeclarationNo,
    Id,
    ItemCodes,
    Items,
    LicenceNo,
    Name,
    Sentence,
    Uscc,
    Vin,
)

FieldNames = Annotated[tuple[Name, ...], Field(min_length=1, max_length=400)]
"""Names of fields of a declaration that are amended; the values stay at customs."""


class _OfDeclaration(FactData):
    declaration_id: Id
    vin: Vin


class CustomsSubmitted(_OfDeclaration):
    """The declaration lies on an officer's desk: the step before it is done for every vehicle."""


class CustomsAccepted(_OfDeclaration):
    """The declaration has its number; from here it is cancelled, never silently changed (海关法 第二十六条)."""

    declaration_no: DeclarationNo
    customs_port: CustomsPort
    licence_no: LicenceNo


class CustomsDocumentChecked(_OfDeclaration):
    """An officer has checked the documents (审单)."""


class CustomsInspectionOrdered(_OfDeclaration):
    """The goods are to be looked at (布控查验, 海关法 第二十八条); until then nothing is amended or cancelled."""

    reason: Sentence


class CustomsInspected(_OfDeclaration):
    """The goods were looked at: they are as declared, or they are not."""

    result: Literal["as_declared", "differs"]


class CustomsLicenceVerified(_OfDeclaration):
    """The licence covers the goods: the same vehicles, quantity, port, country, HS code and exporter, and valid."""

    licence_no: LicenceNo


class CustomsHeld(_OfDeclaration):
    """Not released while something stands against it: a locked vehicle, no valid licence, fewer vehicles than licensed.

    A hold of one vehicle holds the whole declaration, so every case hears it.
    """

    code: Code
    reason: Sentence


class CustomsHoldLifted(_OfDeclaration):
    """What `code` named does not stand against the declaration any more."""

    code: Code


class CustomsReturnedForCorrection(_OfDeclaration):
    """The papers went back to the declarant before acceptance (退单), with all items at once."""

    items: Items
    by: Actor


class CustomsResubmitted(_OfDeclaration):
    """The declarant handed the corrected papers in again, or declares goods anew that were shut out (no items then)."""

    items: ItemCodes


class CustomsRejected(_OfDeclaration):
    """Not released for good, such as a licence that does not cover the goods (海关法 第二十四条).

    A declaration that is cancelled before any release ends so too: nothing was released that could be taken back.
    """

    declaration_no: DeclarationNo | None = None
    code: Code
    reason: Sentence
    article: Article


class CustomsReleased(_OfDeclaration):
    """Released (放行): the goods may be loaded, and the licence counts as used."""

    declaration_no: DeclarationNo
    licence_no: LicenceNo
    customs_port: CustomsPort
    released_on: Day


class CustomsCleared(_OfDeclaration):
    """Departure confirmed (结关): the goods are gone. Nothing before this can be undone any more."""

    declaration_no: DeclarationNo
    licence_no: LicenceNo
    cleared_on: Day
    transport_mode: Name
    vessel: Name | None = None
    consignor_uscc: Uscc | None = None


class CustomsDepartedOriginPort(_OfDeclaration):
    """The goods left the port of departure for the port of exit (启运港退税, 财税〔2024〕31号)."""

    departure_port: CustomsPort
    exit_port: CustomsPort
    on: Day
    consignor_uscc: Uscc | None = None


class CustomsDepartureReversed(_OfDeclaration):
    """The goods left the port of departure and will not leave the country after all; they are shut out from here."""

    reason: Sentence
    on: Day


class CustomsDeparted(_OfDeclaration):
    """The vessel or train has left the country with the goods; the confirmation (结关) follows."""

    on: Day


class CustomsAmendRequested(_OfDeclaration):
    """The declarant asks to amend an accepted declaration (海关法 第二十六条)."""

    fields: FieldNames
    reason: Sentence


class CustomsAmended(_OfDeclaration):
    """The declaration was amended and keeps its number."""

    fields: FieldNames


class CustomsCancelRequested(_OfDeclaration):
    """The declarant asks to cancel an accepted declaration (海关法 第二十六条)."""

    reason: Sentence


class CustomsDetained(_OfDeclaration):
    """The goods are detained (扣留, 海关法 第六条)."""

    code: Code
    reason: Sentence
    article: Article


class CustomsDetentionLifted(_OfDeclaration):
    """The goods are given back, and the declaration stands where it stood."""


class CustomsConfiscated(_OfDeclaration):
    """The goods were confiscated before any release. After one, `customs.cancelled` says so by its code."""

    code: Code
    reason: Sentence
    article: Article


class CustomsShutOut(_OfDeclaration):
    """Released and not loaded (退关): the write-off is taken back.

    The declarant books anew and the declaration is amended and released again, or he declares anew, or it is cancelled.
    """

    reason: Sentence
    on: Day


class CustomsCancelled(_OfDeclaration):
    """The final undo of a release: the goods were not loaded and will not be, so the declaration is cancelled."""

    declaration_no: DeclarationNo
    code: Code
    reason: Sentence


class CustomsLapsed(_OfDeclaration):
    """A draft that ended because the case ended before customs began."""

    code: Code
    reason: Sentence


class CustomsReturned(_OfDeclaration):
    """The goods came back after departure (退运); a refund that was paid must be paid back."""

    declaration_no: DeclarationNo
    reason: Sentence
    returned_on: Day


class _OfCultivation(FactData):
    """About a firm on the cultivation list for AEO advanced certification; the subject is the entry, not a case."""

    exporter_uscc: Uscc


class AeoCandidateListed(_OfCultivation):
    """Customs put a firm on the list."""


class AeoCoached(_OfCultivation):
    """Customs coached the firm; `open_criteria` are those that it does not meet yet."""

    on: Day
    open_criteria: Annotated[tuple[Code, ...], Field(max_length=60)]


class AeoApplied(_OfCultivation):
    """The firm applied for advanced certification."""

    on: Day


class AeoCertified(_OfCultivation):
    """The firm is certified (高级认证企业)."""

    certificate_no: Id
    on: Day


class AeoDropped(_OfCultivation):
    """The firm left the list without a certificate."""

    code: Code
    reason: Sentence


FACTS: dict[str, type[FactData]] = {
    "customs.submitted.v1": CustomsSubmitted,
    "customs.accepted.v1": CustomsAccepted,
    "customs.document_checked.v1": CustomsDocumentChecked,
    "customs.inspection_ordered.v1": CustomsInspectionOrdered,
    "customs.inspected.v1": CustomsInspected,
    "customs.licence_verified.v1": CustomsLicenceVerified,
    "customs.held.v1": CustomsHeld,
    "customs.hold_lifted.v1": CustomsHoldLifted,
    "customs.returned_for_correction.v1": CustomsReturnedForCorrection,
    "customs.resubmitted.v1": CustomsResubmitted,
    "customs.rejected.v1": CustomsRejected,
    "customs.released.v1": CustomsReleased,
    "customs.departed_origin_port.v1": CustomsDepartedOriginPort,
    "customs.departure_reversed.v1": CustomsDepartureReversed,
    "customs.departed.v1": CustomsDeparted,
    "customs.cleared.v1": CustomsCleared,
    "customs.amend_requested.v1": CustomsAmendRequested,
    "customs.amended.v1": CustomsAmended,
    "customs.cancel_requested.v1": CustomsCancelRequested,
    "customs.detained.v1": CustomsDetained,
    "customs.detention_lifted.v1": CustomsDetentionLifted,
    "customs.confiscated.v1": CustomsConfiscated,
    "customs.shut_out.v1": CustomsShutOut,
    "customs.cancelled.v1": CustomsCancelled,
    "customs.lapsed.v1": CustomsLapsed,
    "customs.returned.v1": CustomsReturned,
    "aeo.candidate_listed.v1": AeoCandidateListed,
    "aeo.coached.v1": AeoCoached,
    "aeo.applied.v1": AeoApplied,
    "aeo.certified.v1": AeoCertified,
    "aeo.dropped.v1": AeoDropped,
}

REGISTER_FACTS: frozenset[str] = frozenset(type_ for type_ in FACTS if type_.startswith("aeo."))
"""Facts about an entry of the cultivation list: their subject is no case."""
