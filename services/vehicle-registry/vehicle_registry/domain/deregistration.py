"""What the registry decides about a vehicle that is to be deregistered for export. PURE.

Law: 机动车登记规定 第三条 (one notice of all items), 第二十八条 (endorsement), 第三十九条 (papers, one working day),
第四十二条 (bars). Every function answers `Decided` with the next state and the facts that follow, or `Refused`, which
changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from exportlane.contracts.decision import Announce, Decided, FactData, Refused
from exportlane.contracts.fields import Item
from exportlane.contracts.vehicle_registry import (
    Material,
    VehicleDeregistered,
    VehicleDeregistrationCorrectionRequested,
    VehicleDeregistrationCorrectionSupplied,
    VehicleDeregistrationRefused,
    VehicleTransferPendingExport,
)
from exportlane.law.instants import statutory_day
from vehicle_registry.domain.materials import checklist, missing, well_formed_certificate
from vehicle_registry.domain.vehicle import (
    AUTOMATIC_DEREGISTER,
    BAR_ARTICLE,
    BARS,
    Asked,
    Document,
    Ended,
    Policy,
    Rules,
    Status,
    Vehicle,
    Verb,
    forbidden,
)

RULE: Final = "rule"
"""Who asked for a correction when no officer did."""

_NOTICE: Final = "机动车登记规定 第三条"
_ENDORSEMENT: Final = "机动车登记规定 第二十八条"
_PAPERS: Final = "机动车登记规定 第三十九条"
_CERTIFICATE: Final = "registration_certificate"

Answer = Decided[Vehicle] | Refused


def announce(vehicle: Vehicle, name: str, data: FactData) -> Announce:
    """A fact about this vehicle's case, version 1."""
    return Announce(case_id=vehicle.id, type=f"vehicle.{name}.v1", data=data)


def proof_number(vehicle: Vehicle, on: date) -> str:
    """The number of the deregistration proof (注销证明): a vehicle leaves the register finally only once."""
    return f"ZX{on.year}-{vehicle.vin}"


def endorse(vehicle: Vehicle, *, now: datetime) -> Answer:
    """Receive a vehicle whose certificate is endorsed 转让待出口, and say so to the others."""
    endorsed = vehicle.transfer_pending_export_date
    if endorsed < vehicle.first_registration_date:
        return _wrong("transfer_pending_export_date", "it is before the first registration", _ENDORSEMENT)
    if endorsed > statutory_day(now):
        return _wrong("transfer_pending_export_date", "it lies in the future", _ENDORSEMENT)
    data = VehicleTransferPendingExport(
        vin=vehicle.vin,
        owner_uscc=vehicle.exporter_uscc,
        brand=vehicle.brand,
        model_code=vehicle.model_code,
        vehicle_class=vehicle.vehicle_class,
        energy_type=vehicle.energy_type,
        first_registration_date=vehicle.first_registration_date,
        transfer_pending_export_date=endorsed,
        temp_plate_valid_to=vehicle.temp_plate_valid_to,
        scrapping_due_date=vehicle.scrapping_due_date,
    )
    return Decided(vehicle, (announce(vehicle, "transfer_pending_export", data),))


def begin_if_ready(vehicle: Vehicle, *, now: datetime, policy: Policy) -> Decided[Vehicle]:
    """Start the deregistration when every fact that it rests on has been heard, in whichever order they came.

    Two-phase: the licence. After customs: the licence and the exit record. The limit of one working day begins.
    """
    rules = policy.rules[vehicle.profile]
    if vehicle.licence is None or (vehicle.exit_record is None and not rules.two_phase):
        return Decided(vehicle)
    today = statutory_day(now)
    return _examined_by_rule(_requested(vehicle, today, rules, policy), today, rules, ())


def request_correction(vehicle: Vehicle, items: tuple[Asked, ...], *, by: str) -> Answer:
    """An officer asks for papers, all at once (第三条): the enterprise is waited for."""
    if refused := forbidden(vehicle, Verb.REQUEST_CORRECTION):
        return refused
    return _asked(vehicle, items, by=by)


def supply_correction(
    vehicle: Vehicle,
    *,
    certificate_no: str | None,
    documents: tuple[Document, ...],
    now: datetime,
    policy: Policy,
) -> Answer:
    """The enterprise answers the notice: every item of it, or nothing is accepted. Then the rules look again."""
    if refused := forbidden(vehicle, Verb.SUPPLY_CORRECTION):
        return refused
    answered = {paper.code for paper in documents}
    if certificate_no is not None:
        if not well_formed_certificate(certificate_no):
            return _wrong(
                "registration_cert_no", "a registration certificate's number has 12 digits", _PAPERS
            )
        answered.add(_CERTIFICATE)
    asked = tuple(item.code for item in vehicle.asked)
    if open_items := sorted(set(asked) - answered):
        return _wrong("documents", f"these items are not answered: {', '.join(open_items)}", _NOTICE)
    kept = tuple(paper for paper in vehicle.documents if paper.code not in answered)
    supplied = replace(
        vehicle,
        registration_cert_no=certificate_no or vehicle.registration_cert_no,
        documents=kept + documents,
        asked=(),
    )
    fact = VehicleDeregistrationCorrectionSupplied(vin=vehicle.vin, items=tuple(dict.fromkeys(asked)))
    rules, today = policy.rules[vehicle.profile], statutory_day(now)
    heard = (announce(vehicle, "deregistration_correction_supplied", fact),)
    return _examined_by_rule(_requested(supplied, today, rules, policy), today, rules, heard)


def deregister(vehicle: Vehicle, *, now: datetime, policy: Policy) -> Answer:
    """An officer deregisters: nothing may stand against it, and no paper may be missing."""
    if refused := forbidden(vehicle, Verb.DEREGISTER):
        return refused
    if vehicle.bars:
        sentence = "; ".join(BARS[bar] for bar in vehicle.bars)
        return Refused("rule-violated", f"a bar stands against it: {sentence}", BAR_ARTICLE, status=422)
    rules, today = policy.rules[vehicle.profile], statutory_day(now)
    if asked := missing(checklist(vehicle, on=today, provisional=rules.two_phase), vehicle.vin):
        codes = ", ".join(item.code for item in asked)
        return Refused("rule-violated", f"papers are missing: {codes}", asked[0].article, status=422)
    return _deregistered(vehicle, today, rules, ())


def refuse(vehicle: Vehicle, *, code: str, reason: str, article: str | None) -> Answer:
    """An officer refuses to deregister, with the reason and the article; article 42 when none is named."""
    if refused := forbidden(vehicle, Verb.REFUSE):
        return refused
    return refuse_with(vehicle, Ended(code, reason, article or BAR_ARTICLE))


def refuse_with(vehicle: Vehicle, ended: Ended) -> Decided[Vehicle]:
    """Refuse a deregistration that is under way; the others hear it."""
    data = VehicleDeregistrationRefused(
        vin=vehicle.vin, code=ended.code, reason=ended.sentence, article=ended.article or BAR_ARTICLE
    )
    state = replace(vehicle, status=Status.REFUSED, ended=ended, asked=(), due_on=None)
    return Decided(state, (announce(vehicle, "deregistration_refused", data),))


def add_bar(vehicle: Vehicle, bar: str) -> Answer:
    """Register what stands in the way (第四十二条). It counts when the deregistration is decided."""
    if refused := forbidden(vehicle, Verb.ADD_BAR):
        return refused
    if bar not in BARS:
        return _wrong("bar", f"{bar!r} is none of the bars: {', '.join(BARS)}", BAR_ARTICLE)
    if bar in vehicle.bars:
        return Refused("move-not-allowed", f"the bar {bar} is already registered for {vehicle.vin}")
    return Decided(replace(vehicle, bars=(*vehicle.bars, bar)))


def lift_bar(vehicle: Vehicle, bar: str) -> Answer:
    """Take a bar out again, because the court, the bank or the police said that it is gone."""
    if refused := forbidden(vehicle, Verb.LIFT_BAR):
        return refused
    if bar not in vehicle.bars:
        return Refused("move-not-allowed", f"there is no bar {bar} registered for {vehicle.vin}")
    return Decided(replace(vehicle, bars=tuple(other for other in vehicle.bars if other != bar)))


def _requested(vehicle: Vehicle, today: date, rules: Rules, policy: Policy) -> Vehicle:
    due_on = policy.due(today, rules.limit_workdays)
    return replace(vehicle, status=Status.REQUESTED, requested_on=today, due_on=due_on)


def _examined_by_rule(
    vehicle: Vehicle, today: date, rules: Rules, before: tuple[Announce, ...]
) -> Decided[Vehicle]:
    """Decide at once if the profile lets the rules decide; otherwise an officer finds it in the work list."""
    if vehicle.customs_ended is not None:
        # Nobody needs to weigh this: customs have ended the export, so nothing may leave the register for it.
        return _after(before, refuse_with(vehicle, vehicle.customs_ended))
    if AUTOMATIC_DEREGISTER not in rules.automatic:
        return Decided(vehicle, before)
    if vehicle.bars:
        sentence = "; ".join(BARS[bar] for bar in vehicle.bars)
        return _after(before, refuse_with(vehicle, Ended(vehicle.bars[0], sentence, BAR_ARTICLE)))
    if asked := missing(checklist(vehicle, on=today, provisional=rules.two_phase), vehicle.vin):
        return _after(before, _asked(vehicle, asked, by=RULE))
    return _deregistered(vehicle, today, rules, before)


def _asked(vehicle: Vehicle, items: tuple[Asked, ...], *, by: str) -> Decided[Vehicle]:
    data = VehicleDeregistrationCorrectionRequested(
        vin=vehicle.vin,
        items=tuple(Item(code=i.code, sentence=i.sentence, article=i.article, vin=i.vin) for i in items),
        by=by,
    )
    state = replace(vehicle, status=Status.CORRECTION, asked=items, due_on=None)
    return Decided(state, (announce(vehicle, "deregistration_correction_requested", data),))


def _deregistered(
    vehicle: Vehicle, today: date, rules: Rules, before: tuple[Announce, ...]
) -> Decided[Vehicle]:
    provisional = rules.two_phase
    proof_no = None if provisional else proof_number(vehicle, today)
    data = VehicleDeregistered(
        vin=vehicle.vin,
        phase="provisional" if provisional else "final",
        on=today,
        materials=tuple(
            Material(code=m.code, status=m.status, reason=m.reason, fact_id=m.fact_id, as_of=m.as_of)
            for m in checklist(vehicle, on=today, provisional=provisional)
        ),
        proof_no=proof_no,
    )
    state = replace(
        vehicle,
        status=Status.PROVISIONAL if provisional else Status.DEREGISTERED,
        deregistered_on=today,
        proof_no=proof_no,
        due_on=None,
    )
    return Decided(state, (*before, announce(vehicle, "deregistered", data)))


def _after(before: tuple[Announce, ...], decided: Decided[Vehicle]) -> Decided[Vehicle]:
    return Decided(decided.state, before + decided.facts)


def _wrong(field: str, sentence: str, article: str) -> Refused:
    return Refused("rule-violated", sentence, article, field=f"/{field}", status=422)
