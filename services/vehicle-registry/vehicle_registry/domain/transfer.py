"""The transfer registration pending export (转让待出口), from the papers to the endorsement or the refusal. PURE.

机动车登记规定 第二十五条 (apply within thirty days, violations settled), 第二十八条 (three working days, plates
and driving licence taken back, temporary plate), 第二十九条 (refusals). Every function answers `Decided` or `Refused`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final, Literal

from exportlane.contracts.decision import Decided, Refused
from exportlane.contracts.fields import Item
from exportlane.contracts.vehicle_registry import (
    VehicleTransferAccepted,
    VehicleTransferChecked,
    VehicleTransferCorrectionRequested,
    VehicleTransferCorrectionSupplied,
    VehicleTransferRefused,
    VehicleTransferSubmitted,
)
from exportlane.law import limits
from exportlane.law.instants import statutory_day
from vehicle_registry.domain.banning import refused_for
from vehicle_registry.domain.deregistration import begin_if_ready
from vehicle_registry.domain.endorsement import endorsed_elsewhere, endorsement
from vehicle_registry.domain.notices import answer_notice
from vehicle_registry.domain.plates import PLATE_ARTICLE, plate_valid_to, took_back
from vehicle_registry.domain.prohibitions import article_of
from vehicle_registry.domain.status import Status, Verb
from vehicle_registry.domain.transfer_grounds import TRANSFER, Look, grounds, lacking, quota_needed
from vehicle_registry.domain.vehicle import (
    Answer,
    Asked,
    Document,
    Ended,
    Policy,
    Vehicle,
    after,
    announce,
    forbidden,
    wrong,
)
from vehicle_registry.domain.waiting import awaiting_papers, papers_came

_NOTICE: Final = "机动车登记规定 第三条"


def take_in(vehicle: Vehicle, *, now: datetime, policy: Policy, banned: Ended | None = None) -> Answer:
    """Receive the papers: a certificate that is endorsed elsewhere, or a transfer that the registry itself does."""
    if vehicle.transfer_pending_export_date is None:
        return submit_transfer(vehicle, now=now, banned=banned)
    if vehicle.transfer is not None:
        sentence = (
            "the certificate is endorsed already, so no transfer is to be done here: name one of the two"
        )
        return wrong("transfer", sentence, PLATE_ARTICLE, code="endorsed_already")
    days = policy.rules(vehicle.profile, vehicle.profile_version).temp_plate_days
    return endorsed_elsewhere(vehicle, plate_days=days, now=now)


def submit_transfer(vehicle: Vehicle, *, now: datetime, banned: Ended | None) -> Answer:
    """The application for the transfer registration. Whoever is banned is refused at once, by the rules."""
    if vehicle.transfer is None:
        sentence = "name the day of the endorsement, or the papers of a transfer that is to be done here"
        return wrong("transfer", sentence, PLATE_ARTICLE, code="transfer_papers_missing")
    if vehicle.transfer.delivered_on > statutory_day(now):
        return wrong("transfer/delivered_on", "it lies in the future", TRANSFER, code="date_in_future")
    if vehicle.transfer.delivered_on < vehicle.first_registration_date:
        # This one cannot lie in the future either: it is not after the delivery.
        sentence = "a used vehicle is delivered after its first registration, or on that day"
        return wrong("transfer/delivered_on", sentence, TRANSFER, code="dates_out_of_order")
    state = replace(
        vehicle,
        status=Status.TRANSFER_SUBMITTED,
        insurance_valid_to=vehicle.transfer.insurance_valid_to,
        temp_plate_valid_to=None,
    )
    submitted = announce(state, "transfer_submitted", VehicleTransferSubmitted(vin=vehicle.vin))
    if banned is not None:
        return after((submitted,), refused_with(state, banned, now=now))
    return Decided(state, (submitted,))


def request_transfer_correction(
    vehicle: Vehicle, items: tuple[Asked, ...], *, by: str, now: datetime, policy: Policy
) -> Answer:
    """One notice of all items (第三条): what the officer names and what the rules find missing."""
    if refused := forbidden(vehicle, Verb.REQUEST_TRANSFER_CORRECTION):
        return refused
    rules = policy.rules(vehicle.profile, vehicle.profile_version)
    if vehicle.notices >= rules.max_corrections:
        sentence = f"papers were asked for {vehicle.notices} times; all items belong in one notice"
        return wrong("items", sentence, _NOTICE, code="too_many_notices")
    named = {item.code for item in items}
    whole = items + tuple(item for item in lacking(_look(vehicle, now, policy)) if item.code not in named)
    if not whole:
        return wrong(
            "items", "nothing is missing, so there is nothing to ask for", _NOTICE, code="nothing_to_ask"
        )
    fact = VehicleTransferCorrectionRequested(
        vin=vehicle.vin,
        items=tuple(Item(code=i.code, sentence=i.sentence, article=i.article, vin=i.vin) for i in whole),
        by=by,
    )
    waiting = awaiting_papers(vehicle, on=statutory_day(now), policy=policy)
    state = replace(waiting, status=Status.TRANSFER_CORRECTION, asked=whole, notices=vehicle.notices + 1)
    return Decided(state, (announce(vehicle, "transfer_correction_requested", fact),))


def supply_transfer_correction(
    vehicle: Vehicle,
    *,
    certificate_no: str | None,
    documents: tuple[Document, ...],
    insured_to: date | None = None,
    quota_unit_no: str | None = None,
    now: datetime,
) -> Answer:
    """The enterprise answers every item of the notice, or nothing is accepted."""
    if refused := forbidden(vehicle, Verb.SUPPLY_TRANSFER_CORRECTION):
        return refused
    told = {"compulsory_insurance": insured_to, "quota_unit": quota_unit_no}
    also = frozenset(code for code, value in told.items() if value is not None)
    supplied = answer_notice(vehicle, certificate_no=certificate_no, documents=documents, also=also)
    if isinstance(supplied, Refused):
        return supplied
    if (papers := supplied.transfer) is not None:
        papers = replace(
            papers,
            insurance_valid_to=insured_to or papers.insurance_valid_to,
            quota_unit_no=quota_unit_no or papers.quota_unit_no,
        )
        supplied = replace(supplied, transfer=papers, insurance_valid_to=papers.insurance_valid_to)
    items = tuple(dict.fromkeys(item.code for item in vehicle.asked))
    fact = VehicleTransferCorrectionSupplied(vin=vehicle.vin, items=items)
    state = replace(papers_came(supplied, on=statutory_day(now)), status=Status.TRANSFER_SUBMITTED)
    return Decided(state, (announce(vehicle, "transfer_correction_supplied", fact),))


def accept_transfer(vehicle: Vehicle, *, now: datetime, policy: Policy) -> Answer:
    """Accept complete papers: the limit of three working days begins (第二十八条)."""
    if refused := forbidden(vehicle, Verb.ACCEPT_TRANSFER):
        return refused
    if asked := lacking(_look(vehicle, now, policy)):
        codes = ", ".join(item.code for item in asked)
        return Refused(asked[0].code, f"papers are missing: {codes}", asked[0].article, status=422)
    today = statutory_day(now)
    rules = policy.rules(vehicle.profile, vehicle.profile_version)
    clock = limits.start(rules.limits["transfer"], on=today, calendar=policy.calendar)
    state = replace(
        vehicle,
        status=Status.TRANSFER_ACCEPTED,
        transfer_accepted_on=today,
        clocks=limits.put(vehicle.clocks, clock),
        due_on=clock.due_on,
    )
    fact = VehicleTransferAccepted(vin=vehicle.vin, accepted_on=today)
    return Decided(state, (announce(vehicle, "transfer_accepted", fact),))


def check_transfer(vehicle: Vehicle, how: Literal["rubbing", "electronic"], *, now: datetime) -> Answer:
    """The vehicle itself was looked at and its VIN compared with the file."""
    if refused := forbidden(vehicle, Verb.CHECK_TRANSFER):
        return refused
    today = statutory_day(now)
    state = replace(
        vehicle, status=Status.TRANSFER_CHECKED, transfer_checked_on=today, transfer_checked_how=how
    )
    fact = VehicleTransferChecked(vin=vehicle.vin, on=today, how=how)
    return Decided(state, (announce(vehicle, "transfer_checked", fact),))


def endorse(vehicle: Vehicle, *, temp_plate_no: str | None, now: datetime, policy: Policy) -> Answer:
    """Endorse the certificate in the exporter's name, take plates and driving licence back, give a temporary plate."""
    if refused := forbidden(vehicle, Verb.ENDORSE):
        return refused
    if found := grounds(_look(vehicle, now, policy)):
        sentence = "; ".join(ground.sentence for ground in found)
        return Refused(found[0].code, sentence, found[0].article, status=422)
    today = statutory_day(now)
    rules = policy.rules(vehicle.profile, vehicle.profile_version)
    valid_to = plate_valid_to(today, vehicle.insurance_valid_to, days=rules.temp_plate_days)
    papers = vehicle.transfer
    needed = papers is not None and quota_needed(vehicle, papers, rules)
    unit = papers.quota_unit_no if papers is not None and needed else None
    state = replace(
        took_back(vehicle, today),
        status=Status.PENDING_EXPORT,
        transfer_pending_export_date=today,
        temp_plate_no=temp_plate_no if valid_to else None,
        temp_plate_valid_to=valid_to,
        quota_unit_no=unit,
        quota_as_of=policy.quota_units.as_of(unit) if unit is not None else None,
        clocks=limits.stop_all(vehicle.clocks, on=today, matter="transfer"),
        due_on=None,
    )
    return after((endorsement(state),), begin_if_ready(state, now=now, policy=policy))


def refuse_transfer(
    vehicle: Vehicle, *, code: str, reason: str, article: str | None, now: datetime
) -> Answer:
    """An officer refuses the endorsement, with the article of the code, or the one that he names."""
    if refused := forbidden(vehicle, Verb.REFUSE_TRANSFER):
        return refused
    named = refused_for(code, article) or article_of(code, "transfer")
    return refused_with(vehicle, Ended(code, reason, named), now=now)


def refused_with(vehicle: Vehicle, ended: Ended, *, now: datetime) -> Decided[Vehicle]:
    """The transfer registration ends with a refusal; the others hear it."""
    article = ended.article or article_of(ended.code, "transfer")
    fact = VehicleTransferRefused(vin=vehicle.vin, code=ended.code, reason=ended.sentence, article=article)
    state = replace(
        vehicle,
        status=Status.TRANSFER_REFUSED,
        ended=replace(ended, article=article),
        asked=(),
        clocks=limits.stop_all(vehicle.clocks, on=statutory_day(now)),
        due_on=None,
    )
    return Decided(state, (announce(vehicle, "transfer_refused", fact),))


def _look(vehicle: Vehicle, now: datetime, policy: Policy) -> Look:
    papers = vehicle.transfer
    if papers is None:
        raise ValueError(f"{vehicle.id} has no papers of a transfer")
    rules = policy.rules(vehicle.profile, vehicle.profile_version)
    return Look(vehicle, papers, statutory_day(now), rules, policy.quota_units)
