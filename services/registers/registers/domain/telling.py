"""Which fact a move announces, register by register. PURE.

A fact says what its readers may know and no more: the name of a contact officer and the words of an advice stay here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final, TypeVar

from exportlane.contracts import promotion_work as work
from exportlane.contracts import registers as told
from exportlane.contracts.decision import Announce, FactData
from exportlane.contracts.register_entries import AccessStandard
from registers.domain.entry import Act, Entry, Register
from registers.domain.particulars import (
    Base,
    Centre,
    Contact,
    Destination,
    DistrictPolicy,
    Facility,
    Fair,
    Guidance,
    Participation,
    Pool,
    Promotion,
    Provider,
    Supplier,
    Target,
    Training,
)

F = TypeVar("F", bound=FactData)
_NAME_OF: Final = {model: type_ for type_, model in told.FACTS.items()}


def fact(entry: Entry, model: type[F], act: Act, **data: object) -> Announce:
    """A fact about an entry: its own data, and whose paper it rests on, for which day, by whom."""
    said = {"source": act.source or entry.source, "as_of": entry.as_of, "by": act.by, **data}
    return Announce(entry.id, _NAME_OF[model], model.model_validate(said))


def of(entry: Entry, kind: type[Any]) -> Any:
    """The particulars of an entry of this register. Raises TypeError when they are of another."""
    if not isinstance(entry.particulars, kind):
        raise TypeError(f"the entry {entry.id} is of {entry.register}")
    return entry.particulars


def _base(entry: Entry, act: Act) -> Announce:
    here: Base = of(entry, Base)
    return fact(
        entry,
        told.BaseRegistered,
        act,
        base_id=entry.id,
        name=here.name,
        district=here.district,
        services=here.services,
    )


def _supplier(entry: Entry, act: Act) -> Announce:
    here: Supplier = of(entry, Supplier)
    return fact(
        entry, told.SupplierRegistered, act, supplier_id=entry.id, uscc=here.uscc, name=here.name, kind=here.kind,
        district=here.district,
    )  # fmt: skip


def _centre(entry: Entry, act: Act) -> Announce:
    here: Centre = of(entry, Centre)
    return fact(
        entry, told.ServiceCentreRegistered, act, centre_id=entry.id, uscc=here.uscc, name=here.name,
        district=here.district,
    )  # fmt: skip


def _facility(entry: Entry, act: Act) -> Announce:
    here: Facility = of(entry, Facility)
    return fact(
        entry, told.FacilityRegistered, act, facility_id=entry.id, uscc=here.uscc, kind=here.kind,
        country=here.country, opened_on=here.opened_on, approval_no=here.approval_no,
    )  # fmt: skip


def _provider(entry: Entry, act: Act) -> Announce:
    here: Provider = of(entry, Provider)
    return fact(
        entry, work.PaymentProviderRegistered, act, provider_id=entry.id, uscc=here.uscc, name=here.name,
        district=here.district, licence_no=here.licence_no,
    )  # fmt: skip


def _pool(entry: Entry, act: Act) -> Announce:
    here: Pool = of(entry, Pool)
    return fact(
        entry, work.FundPoolRegistered, act, pool_id=entry.id, name=here.name, district=here.district,
        size_cny=here.size_cny,
    )  # fmt: skip


def _fair(entry: Entry, act: Act) -> Announce:
    here: Fair = of(entry, Fair)
    return fact(
        entry, told.ExhibitionListed, act, fair_id=here.fair_id, year=here.year, fair_kind=here.fair_kind,
        name=here.name, country=here.country,
    )  # fmt: skip


def _participation(entry: Entry, act: Act) -> Announce:
    here: Participation = of(entry, Participation)
    return fact(
        entry, told.ParticipationRecorded, act, participation_id=entry.id, uscc=here.uscc, fair_id=here.fair_id,
        year=here.year, booths=here.booths,
    )  # fmt: skip


def destination(entry: Entry, act: Act, *, score: int) -> Announce:
    """What was found of a destination, with its score. Memberships are settled when it is entered."""
    here: Destination = of(entry, Destination)
    demand = here.access_standard
    return fact(
        entry, told.DestinationAssessed, act, country=here.country, risk=here.risk, risk_as_of=here.risk_as_of,
        belt_and_road=bool(here.belt_and_road), rcep=bool(here.rcep), score=score,
        access_standard=AccessStandard(
            max_age_years=demand.max_age_years, emission=demand.emission, steering=demand.steering,
            inspection=demand.inspection, closed=demand.closed,
        ),
    )  # fmt: skip


def _target(entry: Entry, act: Act) -> Announce:
    here: Target = of(entry, Target)
    return fact(entry, told.TargetCountryNamed, act, country=here.country, year=here.year)


def _training(entry: Entry, act: Act) -> Announce:
    here: Training = of(entry, Training)
    return fact(
        entry, work.TrainingHeld, act, training_id=entry.id, authority=here.authority, topic=here.topic,
        held_on=here.held_on, firms=len(set(here.firms)),
    )  # fmt: skip


def _guidance(entry: Entry, act: Act) -> Announce:
    here: Guidance = of(entry, Guidance)
    return fact(
        entry, work.GuidanceGiven, act, guidance_id=entry.id, uscc=here.uscc, authority=here.authority,
        topic=here.topic, given_on=here.given_on,
    )  # fmt: skip


def _contact(entry: Entry, act: Act) -> Announce:
    here: Contact = of(entry, Contact)
    return fact(
        entry, work.ContactOfficerAssigned, act, assignment_id=entry.id, uscc=here.uscc, authority=here.authority,
        office=here.office, from_on=here.from_on,
    )  # fmt: skip


def drafted(entry: Entry, act: Act) -> Announce:
    """A draft, or the next one."""
    here: DistrictPolicy = of(entry, DistrictPolicy)
    number = entry.policy.draft if entry.policy else 1
    return fact(
        entry, work.DistrictPolicyDrafted, act, policy_id=entry.id, district=here.district, title=here.title,
        draft=number,
    )  # fmt: skip


def _promotion(entry: Entry, act: Act) -> Announce:
    here: Promotion = of(entry, Promotion)
    return fact(
        entry, work.PromotionScheduled, act, event_id=entry.id, name=here.name, kind=here.kind, country=here.country,
        from_on=here.from_on, to_on=here.to_on,
    )  # fmt: skip


STANDING: Final[Mapping[Register, Callable[[Entry, Act], Announce]]] = MappingProxyType(
    {
        Register.BASES: _base,
        Register.SUPPLIERS: _supplier,
        Register.CENTRES: _centre,
        Register.FACILITIES: _facility,
        Register.PROVIDERS: _provider,
        Register.POOLS: _pool,
        Register.EXHIBITIONS: _fair,
        Register.PARTICIPATIONS: _participation,
        Register.TARGETS: _target,
        Register.TRAININGS: _training,
        Register.GUIDANCE: _guidance,
        Register.CONTACTS: _contact,
        Register.POLICIES: drafted,
        Register.PROMOTIONS: _promotion,
    }
)
"""What is told of an entry that stands in its register; a destination is told with its score."""


def ended(entry: Entry, act: Act, on: date) -> Announce:
    """The fact of an end, with its reason. Raises TypeError for a register whose entries do not end."""
    ends = _ENDS.get(entry.register)
    if ends is None:
        raise TypeError(f"an entry of {entry.register} does not end")
    model, own, names = ends
    data: dict[str, object] = {own: entry.id} if own else {}
    data |= {name: getattr(entry.particulars, name) for name in names}
    data |= {"reason": act.reason} | ({"on": on} if "on" in model.model_fields else {})
    return fact(entry, model, act, **data)


_ENDS: Final[Mapping[Register, tuple[type[FactData], str | None, tuple[str, ...]]]] = MappingProxyType(
    {
        Register.BASES: (told.BaseClosed, "base_id", ()),
        Register.SUPPLIERS: (told.SupplierClosed, "supplier_id", ("uscc",)),
        Register.CENTRES: (told.ServiceCentreClosed, "centre_id", ("uscc",)),
        Register.FACILITIES: (told.FacilityClosed, "facility_id", ("uscc",)),
        Register.PROVIDERS: (work.PaymentProviderClosed, "provider_id", ("uscc",)),
        Register.POOLS: (work.FundPoolClosed, "pool_id", ("district",)),
        Register.EXHIBITIONS: (told.ExhibitionWithdrawn, None, ("fair_id", "year")),
        Register.PARTICIPATIONS: (told.ParticipationStruck, "participation_id", ("uscc", "fair_id", "year")),
        Register.TARGETS: (told.TargetCountryDropped, None, ("country", "year")),
        Register.CONTACTS: (work.ContactOfficerRelieved, "assignment_id", ("uscc", "authority")),
        Register.POLICIES: (work.DistrictPolicyWithdrawn, "policy_id", ("district",)),
        Register.PROMOTIONS: (work.PromotionCalledOff, "event_id", ("name",)),
    }
)
"""The fact of an end, the name under which it has the entry's own id, and what it takes from the particulars."""
