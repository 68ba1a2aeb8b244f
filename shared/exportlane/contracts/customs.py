"""What customs announces about an export declaration (报关单).

One declaration uses one licence, whole and in one go. `released` (放行) comes first; `cleared` (结关, the departure is
confirmed) is what the tax office matches on (增值税法 第三十三条). Readers: licensing, the registry, the tax office and
the gateway. The declared value stays at customs.
"""

from __future__ import annotations

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
    Vin,
)


class _OfDeclaration(FactData):
    declaration_id: Id
    vin: Vin


class CustomsAccepted(_OfDeclaration):
    """The declaration has its number; from here it is cancelled, never silently changed (海关法 第二十六条)."""

    declaration_no: DeclarationNo
    customs_port: CustomsPort
    licence_no: LicenceNo


class CustomsReturnedForCorrection(_OfDeclaration):
    """The papers went back to the declarant before acceptance (退单), with all items at once."""

    items: Items
    by: Actor


class CustomsResubmitted(_OfDeclaration):
    """The declarant handed the corrected papers in again."""

    items: ItemCodes


class CustomsRejected(_OfDeclaration):
    """Not released for good, such as a licence that does not cover the goods (海关法 第二十四条)."""

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


class CustomsCancelled(_OfDeclaration):
    """The undo of a release: released but not loaded (退关), the declaration is cancelled."""

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


FACTS: dict[str, type[FactData]] = {
    "customs.accepted.v1": CustomsAccepted,
    "customs.returned_for_correction.v1": CustomsReturnedForCorrection,
    "customs.resubmitted.v1": CustomsResubmitted,
    "customs.rejected.v1": CustomsRejected,
    "customs.released.v1": CustomsReleased,
    "customs.cleared.v1": CustomsCleared,
    "customs.cancelled.v1": CustomsCancelled,
    "customs.lapsed.v1": CustomsLapsed,
    "customs.returned.v1": CustomsReturned,
}
