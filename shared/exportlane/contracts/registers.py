"""What commerce and the districts keep on record: bases, suppliers, centres, overseas facilities, exhibitions.

Each fact is about one entry of one register, and its subject is the entry; only `base.case_tagged` is about a case.
All say whose paper they rest on (`source`), for which day they hold (`as_of`) and who wrote them (`by`).
"""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from exportlane.contracts.decision import FactData
from exportlane.contracts.fields import Actor, Amount, Article, Code, Country, Day, Id, Name, Sentence, Uscc
from exportlane.contracts.promotion_work import WORK_FACTS
from exportlane.contracts.register_entries import (
    AccessStandard,
    BaseService,
    Count,
    District,
    Ended,
    FacilityKind,
    FairKind,
    OfEntry,
    Risk,
    SupplierKind,
    Year,
)


class _OfBase(OfEntry):
    base_id: Id


class BaseRegistered(_OfBase):
    """An export base, or the newest state of one. Reader: the figures of the joint conference."""

    name: Name
    district: District
    services: tuple[BaseService, ...]


class BaseServicesChanged(_OfBase):
    """What the base offers from this day."""

    services: tuple[BaseService, ...]
    on: Day


class BaseClosed(_OfBase, Ended):
    """The base takes no more cases."""


class BaseCaseTagged(FactData):
    """The case is handled at this base; a later one of the same case holds instead. Reader: the view of the case."""

    base_id: Id
    base_name: Name
    district: District
    on: Day
    by: Actor


class SupplierRegistered(OfEntry):
    """A leading firm, or a firm that works for exporters."""

    supplier_id: Id
    uscc: Uscc
    name: Name
    kind: SupplierKind
    district: District


class SupplierClosed(Ended):
    """Off the list."""

    supplier_id: Id
    uscc: Uscc


class _OfCentre(OfEntry):
    centre_id: Id
    uscc: Uscc


class ServiceCentreRegistered(_OfCentre):
    """A comprehensive service centre (综合服务中心)."""

    name: Name
    district: District


class ServiceCentreServed(_OfCentre):
    """Vehicles served in the confirmed months of a year, so far; a later one of the same year holds instead.

    Reader: incentives (P1).
    """

    year: Year
    vehicles: Count
    months: Annotated[int, Field(ge=0, le=12)]


class ServiceCentreRecognised(_OfCentre):
    """The leading group recognised the centre; `decided_amount` in yuan, None while not fixed. Once for a firm."""

    year: Year
    vehicles: Count
    decided_amount: Amount | None = None
    decision_no: Id
    decided_on: Day


class ServiceCentreRecognitionCancelled(_OfCentre):
    """The recognition was taken back; what rested on it falls with it."""

    year: Year
    decision_no: Id
    code: Code
    reason: Sentence
    article: Article


class ServiceCentreClosed(_OfCentre, Ended):
    """The centre works no more."""


class _OfFacility(OfEntry):
    facility_id: Id
    uscc: Uscc


class FacilityRegistered(_OfFacility):
    """A firm's place abroad, or a forward warehouse; confirmed by commerce. Reader: incentives (W1, A1).

    `approval_no`: the filing or approval of the investment abroad (境外投资备案、核准).
    """

    kind: FacilityKind
    country: Country
    opened_on: Day
    approval_no: Id | None = None


class FacilityInvested(_OfFacility):
    """What was actually invested in a year, confirmed by commerce; a later one of the same year holds instead."""

    year: Year
    country: Country
    investment_usd: Amount


class FacilityClosed(_OfFacility, Ended):
    """Closed from this day."""


class _OfFair(OfEntry):
    fair_id: Id
    year: Year


class ExhibitionListed(_OfFair):
    """The fair stands in the catalogue of this year. Reader: incentives (E1 to E3)."""

    fair_kind: FairKind
    name: Name
    country: Country


class ExhibitionWithdrawn(_OfFair):
    """The fair was taken off the catalogue of this year."""

    reason: Sentence
    on: Day


class _OfParticipation(OfEntry):
    participation_id: Id
    uscc: Uscc
    fair_id: Id
    year: Year


class ParticipationRecorded(_OfParticipation):
    """A firm was at a fair."""

    booths: Annotated[int, Field(ge=0, le=9999)]


class ParticipationStruck(_OfParticipation):
    """It was not there after all."""

    reason: Sentence


class DestinationAssessed(OfEntry):
    """What is known of a destination; the newest holds. Readers: incentives (A1), figures."""

    country: Country
    access_standard: AccessStandard
    risk: Risk
    risk_as_of: Day
    belt_and_road: bool
    rcep: bool
    score: Annotated[int, Field(ge=0, le=100)]


class TargetCountryNamed(OfEntry):
    """A country on which the trade is to work together in this year (重点目标国)."""

    country: Country
    year: Year


class TargetCountryDropped(OfEntry):
    """No longer one."""

    country: Country
    year: Year
    reason: Sentence


FACTS: dict[str, type[FactData]] = {
    "base.registered.v1": BaseRegistered,
    "base.services_changed.v1": BaseServicesChanged,
    "base.closed.v1": BaseClosed,
    "base.case_tagged.v1": BaseCaseTagged,
    "supplier.registered.v1": SupplierRegistered,
    "supplier.closed.v1": SupplierClosed,
    "service_centre.registered.v1": ServiceCentreRegistered,
    "service_centre.served.v1": ServiceCentreServed,
    "service_centre.recognised.v1": ServiceCentreRecognised,
    "service_centre.recognition_cancelled.v1": ServiceCentreRecognitionCancelled,
    "service_centre.closed.v1": ServiceCentreClosed,
    "facility.registered.v1": FacilityRegistered,
    "facility.invested.v1": FacilityInvested,
    "facility.closed.v1": FacilityClosed,
    "exhibition.listed.v1": ExhibitionListed,
    "exhibition.withdrawn.v1": ExhibitionWithdrawn,
    "participation.recorded.v1": ParticipationRecorded,
    "participation.struck.v1": ParticipationStruck,
    "destination.assessed.v1": DestinationAssessed,
    "target_country.named.v1": TargetCountryNamed,
    "target_country.dropped.v1": TargetCountryDropped,
    **WORK_FACTS,
}

REGISTER_FACTS: Final[frozenset[str]] = frozenset(FACTS) - {"base.case_tagged.v1"}
"""Facts about an entry of its own register: their subject is the entry, never a case."""
