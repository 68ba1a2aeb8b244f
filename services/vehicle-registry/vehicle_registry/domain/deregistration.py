"""What the registry decides about a vehicle that is to be deregistered for export. PURE.

Law: 机动车登记规定 第三条 (one notice of all items), 第三十七条 (who applies, when), 第三十九条 (papers, one
working day), 第四十二条 (bars). Every function answers `Decided` with the next state and the facts that follow, or
`Refused`, which changes nothing. Where the profile lets the rules decide, nothing waits, and the request itself is not
announced.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.contracts.fields import Item
from exportlane.contracts.vehicle_registry import (
    VehicleDeregistered,
    VehicleDeregistrationCorrectionRequested,
    VehicleDeregistrationCorrectionSupplied,
    VehicleDeregistrationRequested,
)
from exportlane.law import limits
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from vehicle_registry.domain.banning import refused_for
from vehicle_registry.domain.materials import Material as Paper
from vehicle_registry.domain.materials import missing, papers, stale, waived
from vehicle_registry.domain.notices import NOTICE, answer_notice
from vehicle_registry.domain.prohibitions import BAR_ARTICLE
from vehicle_registry.domain.refreshing import spared, told
from vehicle_registry.domain.status import AT_REST, UNDER_WAY, Status, Verb
from vehicle_registry.domain.vehicle import (
    AUTOMATIC_DEREGISTER,
    RULE,
    Answer,
    Asked,
    Document,
    Ended,
    Policy,
    Rules,
    Vehicle,
    after,
    announce,
    forbidden,
    wrong,
)
from vehicle_registry.domain.waiting import (
    awaiting_papers,
    blocked,
    held,
    hindrances,
    papers_came,
    refuse_with,
    resumed,
)

EXIT_ARTICLE: Final = "机动车登记规定 第三十九条"


def proof_number(vehicle: Vehicle, on: date) -> str:
    """The number of the deregistration proof (注销证明): a vehicle leaves the register finally only once."""
    return f"ZX{on.year}-{vehicle.vin}"


def begin_if_ready(vehicle: Vehicle, *, now: datetime, policy: Policy) -> Decided[Vehicle]:
    """Start the deregistration when every fact that it rests on has been heard, in whichever order they came.

    Two-phase: the licence. After customs: the licence and the exit record. The limit of one working day begins.
    """
    rules = policy.rules(vehicle.profile, vehicle.profile_version)
    # Whoever applied before the licence was heard of waits for nothing else now.
    if vehicle.status not in AT_REST | {Status.REQUESTED} or vehicle.licence is None:
        return Decided(vehicle)
    # After customs the licence has done its duty, whatever became of it; before, it must still be good for something.
    if vehicle.licence.status != "granted" if rules.two_phase else vehicle.exit_record is None:
        return Decided(vehicle)
    return examine(vehicle, by=RULE, now=now, policy=policy)


def request_deregistration(vehicle: Vehicle, *, by: str, now: datetime, policy: Policy) -> Answer:
    """The enterprise applies, or an officer for it (第三十七条)."""
    if refused := forbidden(vehicle, Verb.REQUEST):
        return refused
    return examine(vehicle, by=by, now=now, policy=policy)


@rule(
    "REG-39.exit",
    zh="办理注销登记前核查机动车出境记录；无共享记录的，由民警书面核查",
    en="The exit record is checked before the proof is issued; without a shared record an officer decides on paper",
    article=EXIT_ARTICLE,
    slug="exit_record",
    effect="hold",
)
def decided_alone(vehicle: Vehicle, rules: Rules) -> bool:
    """Whether the rules may decide: the profile lets them, and what they rest on is shared."""
    shared = vehicle.licence if rules.two_phase else vehicle.exit_record
    return AUTOMATIC_DEREGISTER in rules.automatic and shared is not None


def examine(
    vehicle: Vehicle, *, by: str, now: datetime, policy: Policy, before: tuple[Announce, ...] = ()
) -> Decided[Vehicle]:
    """Decide at once if the profile lets the rules decide; otherwise somebody finds it in the work list."""
    rules, today = policy.rules(vehicle.profile, vehicle.profile_version), statutory_day(now)
    if vehicle.customs_ended is not None:
        # Nobody needs to weigh this: customs have ended the export, so nothing may leave the register for it.
        return after(before, refuse_with(vehicle, vehicle.customs_ended, on=today))
    hindered = hindrances(vehicle)
    asked: tuple[Asked, ...] = ()
    if not hindered and not stale(needed := papers(vehicle, rules, now=now)):
        asked = missing(needed, vehicle.vin)
        if not asked and decided_alone(vehicle, rules):
            return after(before, deregistered(vehicle, needed, now=now, policy=policy))
    waiting = _waiting(vehicle, by, now, policy)
    if hindered:
        return after(before + waiting.facts, blocked(waiting.state, hindered[0], on=today))
    if asked and AUTOMATIC_DEREGISTER in rules.automatic:
        return after(before + waiting.facts, _asked(waiting.state, asked, by=RULE, on=today, policy=policy))
    return after(before, waiting)


def request_correction(
    vehicle: Vehicle, items: tuple[Asked, ...], *, by: str, now: datetime, policy: Policy
) -> Answer:
    """An officer asks for papers, all at once (第三条): the enterprise is waited for."""
    if refused := forbidden(vehicle, Verb.REQUEST_CORRECTION):
        return refused
    most = policy.rules(vehicle.profile, vehicle.profile_version).max_corrections
    if vehicle.notices >= most:
        sentence = f"papers were asked for {vehicle.notices} times; all items belong in one notice"
        return wrong("items", sentence, NOTICE, code="too_many_notices")
    return _asked(vehicle, items, by=by, on=statutory_day(now), policy=policy)


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
    supplied = answer_notice(vehicle, certificate_no=certificate_no, documents=documents)
    if isinstance(supplied, Refused):
        return supplied
    items = tuple(dict.fromkeys(item.code for item in vehicle.asked))
    fact = VehicleDeregistrationCorrectionSupplied(vin=vehicle.vin, items=items)
    heard = (announce(vehicle, "deregistration_correction_supplied", fact),)
    going = resumed(papers_came(supplied, on=statutory_day(now)), now=now, policy=policy)
    return examine(going, by=RULE, now=now, policy=policy, before=heard)


@rule(
    "REG-39.papers",
    zh="材料不齐全的，不予办理注销登记",
    en="Nothing is deregistered while a paper is missing",
    article=EXIT_ARTICLE,
    slug="papers_missing",
)
def deregister(vehicle: Vehicle, *, now: datetime, policy: Policy) -> Answer:
    """An officer deregisters: nothing may stand against it, and no paper may be missing."""
    if refused := forbidden(vehicle, Verb.DEREGISTER):
        return refused
    if found := hindrances(vehicle):
        sentence = "; ".join(ground.sentence for ground in found)
        return Refused(found[0].code, f"a bar stands against it: {sentence}", found[0].article, status=422)
    rules = policy.rules(vehicle.profile, vehicle.profile_version)
    needed = papers(vehicle, rules, now=now)
    if asked := missing(needed, vehicle.vin):
        codes = ", ".join(item.code for item in asked)
        return Refused("papers_missing", f"papers are missing: {codes}", asked[0].article, status=422)
    return deregistered(vehicle, needed, now=now, policy=policy)


def refuse(vehicle: Vehicle, *, code: str, reason: str, article: str | None, now: datetime) -> Answer:
    """An officer refuses to deregister, with the reason and the article; article 42 when none is named."""
    if refused := forbidden(vehicle, Verb.REFUSE):
        return refused
    ended = Ended(code, reason, refused_for(code, article) or BAR_ARTICLE)
    return refuse_with(vehicle, ended, on=statutory_day(now))


def deregistered(
    vehicle: Vehicle, needed: tuple[Paper, ...], *, now: datetime, policy: Policy
) -> Decided[Vehicle]:
    """Out of the register: provisionally, with the clock of the exit confirmation, or for good with the proof."""
    rules, today = policy.rules(vehicle.profile, vehicle.profile_version), statutory_day(now)
    proof_no = None if rules.two_phase else proof_number(vehicle, today)
    data = VehicleDeregistered(
        vin=vehicle.vin,
        phase="provisional" if rules.two_phase else "final",
        on=today,
        materials=told(needed),
        proof_no=proof_no,
    )
    clocks = limits.stop_all(vehicle.clocks, on=today) if vehicle.clocks else ()
    if rules.two_phase and (exit_limit := rules.limits.get("exit_confirmation")) is not None:
        clocks = (*clocks, limits.start(exit_limit, on=today, calendar=policy.calendar))
    state = replace(
        vehicle,
        status=Status.PROVISIONAL if rules.two_phase else Status.DEREGISTERED,
        requested_on=vehicle.requested_on or today,
        deregistered_on=today,
        proof_no=proof_no,
        due_on=None,
        clocks=clocks,
    )
    return Decided(state, (announce(vehicle, "deregistered", data),))


def _waiting(vehicle: Vehicle, by: str, now: datetime, policy: Policy) -> Decided[Vehicle]:
    """The request in the work list, with its clock; announced unless it was before."""
    if vehicle.status in UNDER_WAY:
        return Decided(vehicle)
    rules, today = policy.rules(vehicle.profile, vehicle.profile_version), statutory_day(now)
    clock = limits.start(rules.limits["deregistration"], on=today, calendar=policy.calendar)
    clocks = limits.stop_all(vehicle.clocks, on=today, matter="deregistration_application")
    state = replace(
        vehicle,
        status=Status.REQUESTED,
        requested_on=today,
        due_on=clock.due_on,
        clocks=limits.put(clocks, clock),
    )
    said = [
        announce(vehicle, "deregistration_requested", VehicleDeregistrationRequested(vin=vehicle.vin, by=by))
    ]
    if without := waived(papers(vehicle, rules, now=now)):
        said.append(announce(vehicle, "materials_waived", spared(vehicle, without)))
    return Decided(state, tuple(said))


def _asked(
    vehicle: Vehicle, items: tuple[Asked, ...], *, by: str, on: date, policy: Policy
) -> Decided[Vehicle]:
    data = VehicleDeregistrationCorrectionRequested(
        vin=vehicle.vin,
        items=tuple(Item(code=i.code, sentence=i.sentence, article=i.article, vin=i.vin) for i in items),
        by=by,
    )
    waiting = awaiting_papers(held(vehicle, Status.CORRECTION, on=on), on=on, policy=policy)
    state = replace(waiting, asked=items, notices=vehicle.notices + 1)
    return Decided(state, (announce(vehicle, "deregistration_correction_requested", data),))
