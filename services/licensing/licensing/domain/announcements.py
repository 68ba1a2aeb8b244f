"""The facts that a decision about an application announces: always one per vehicle, each about its own case."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from exportlane.contracts import fields, licensing
from exportlane.contracts.decision import Announce, FactData
from licensing.domain.application import Application
from licensing.domain.articles import DEEMED_ACCEPTED, LAPSED, NOT_COMPETENT, ONE_NOTICE, REASONED_REFUSAL
from licensing.domain.articles import WRITE_OFF_LICENCE as WRITE_OFF
from licensing.domain.dossier import Item, LaneDecision, Licence, Line, Outcome, Standstill
from licensing.domain.policy import Policy

REMEDY = (
    "申请人不服本决定的，可以自收到决定之日起六十日内申请行政复议，或者六个月内向人民法院提起行政诉讼。"
    "(Within sixty days of receipt the applicant may ask for administrative reconsideration, or within six months sue "
    "in the people's court.)"
)
"""行政许可法 第三十八条: a refusal names the remedy. Periods: 行政复议法 第二十条, 行政诉讼法 第四十六条."""

Facts = tuple[Announce, ...]


def _each(
    state: Application, type_: str, make: Callable[[Line], FactData], lines: Iterable[Line] | None = None
) -> Facts:
    chosen = state.live if lines is None else lines
    return tuple(Announce(line.case_id, type_, make(line)) for line in chosen)


def submitted(state: Application, policy: Policy, *, complete: bool) -> Facts:
    """The application was handed in."""
    rules, live = policy.of(state), state.live
    return _each(
        state,
        "licence.application_submitted.v1",
        lambda line: licensing.LicenceApplicationSubmitted(
            application_id=state.id,
            vin=line.vin,
            exporter_uscc=state.exporter_uscc,
            profile=state.profile,
            profile_version=rules.version,
            process_version=policy.process_version,
            destination_country=state.destination_country,
            customs_port=state.customs_port,
            hs_code=state.hs_code,
            contract_no=state.contract_no,
            complete=complete,
            quantity=len(live),
        ),
    )


def accepted(state: Application, on: date) -> Facts:
    """The application was taken up (受理), by an officer, by rule, or because no notice came in time."""
    article = DEEMED_ACCEPTED if state.deemed else ONE_NOTICE
    return _each(
        state,
        "licence.accepted.v1",
        lambda line: licensing.LicenceAccepted(
            application_id=state.id, vin=line.vin, deemed=state.deemed, accepted_on=on, article=article
        ),
    )


def not_accepted(state: Application, outcome: Outcome) -> Facts:
    """It was not taken up, for a written reason."""
    return _each(
        state,
        "licence.not_accepted.v1",
        lambda line: licensing.LicenceNotAccepted(
            application_id=state.id,
            vin=line.vin,
            exporter_uscc=state.exporter_uscc,
            code=outcome.code,
            reason=outcome.reason,
            article=outcome.article or NOT_COMPETENT,
        ),
    )


def correction_requested(state: Application, by: str) -> Facts:
    """The whole notice goes to every line: none of them moves before all items are answered."""
    items = tuple(_item(item) for item in state.asked)
    return _each(
        state,
        "licence.correction_requested.v1",
        lambda line: licensing.LicenceCorrectionRequested(
            application_id=state.id, vin=line.vin, items=items, by=by
        ),
    )


def correction_supplied(state: Application, codes: tuple[str, ...]) -> Facts:
    """Every item was answered."""
    return _each(
        state,
        "licence.correction_supplied.v1",
        lambda line: licensing.LicenceCorrectionSupplied(application_id=state.id, vin=line.vin, items=codes),
    )


def lapsed(state: Application, outcome: Outcome) -> Facts:
    """The correction did not come in time."""
    return _each(
        state,
        "licence.lapsed.v1",
        lambda line: licensing.LicenceLapsed(
            application_id=state.id,
            vin=line.vin,
            exporter_uscc=state.exporter_uscc,
            code=outcome.code,
            reason=outcome.reason,
            article=outcome.article or LAPSED,
        ),
    )


def priority_set(state: Application, decision: LaneDecision) -> Facts:
    """Which lane it stands in from now on."""
    evidence = state.urgency.evidence if state.urgency else None
    return _each(
        state,
        "licence.priority_set.v1",
        lambda line: licensing.LicencePrioritySet(
            application_id=state.id,
            vin=line.vin,
            priority="urgent" if decision.urgent else "normal",
            code=decision.code,
            reason=decision.reason,
            evidence=evidence,
            by=decision.by,
        ),
    )


def clock_paused(state: Application, standstill: Standstill, article: str) -> Facts:
    """The limit stands still for a listed reason."""
    return _each(
        state,
        "licence.clock_paused.v1",
        lambda line: licensing.LicenceClockPaused(
            application_id=state.id,
            vin=line.vin,
            code=standstill.code,
            reason=standstill.reason,
            article=article,
            by=standstill.by,
            on=standstill.on,
        ),
    )


def clock_resumed(state: Application, on: date) -> Facts:
    """It runs again."""
    return _each(
        state,
        "licence.clock_resumed.v1",
        lambda line: licensing.LicenceClockResumed(application_id=state.id, vin=line.vin, on=on),
    )


def second_person_required(state: Application, flags: tuple[str, ...], by: str) -> Facts:
    """A first officer agrees; somebody else must too."""
    return _each(
        state,
        "licence.second_person_required.v1",
        lambda line: licensing.LicenceSecondPersonRequired(
            application_id=state.id, vin=line.vin, flags=flags, by=by
        ),
    )


def granted(state: Application, licence: Licence) -> Facts:
    """The licence, with each line's own row of the annex."""
    live = state.live
    vins = tuple(line.vin for line in live)
    return _each(
        state,
        "licence.granted.v1",
        lambda line: licensing.LicenceGranted(
            application_id=state.id,
            licence_no=licence.licence_no,
            vin=line.vin,
            exporter_uscc=state.exporter_uscc,
            issued_on=licence.issued_on,
            valid_to=licence.valid_to,
            customs_port=state.customs_port,
            destination_country=state.destination_country,
            hs_code=state.hs_code,
            contract_no=state.contract_no,
            quantity=len(vins),
            vins=vins,
            brand=line.brand,
            model_code=line.model_code,
            first_registration_date=line.first_registration_date,
            transfer_pending_export_date=_endorsed_on(line),
        ),
    )


def _endorsed_on(line: Line) -> date:
    """The annex carries the day of the endorsement. Raises ValueError: without one nothing is granted."""
    if line.transfer_pending_export_date is None:
        raise ValueError(f"{line.vin} was never endorsed 转让待出口")
    return line.transfer_pending_export_date


def refused(state: Application, outcome: Outcome) -> Facts:
    """The whole application was refused."""
    return _each(
        state,
        "licence.refused.v1",
        lambda line: licensing.LicenceRefused(
            application_id=state.id,
            vin=line.vin,
            exporter_uscc=state.exporter_uscc,
            code=outcome.code,
            reason=outcome.reason,
            article=outcome.article or REASONED_REFUSAL,
            remedy=REMEDY,
        ),
    )


def withdrawn(state: Application, reason: str) -> Facts:
    """The enterprise took it back."""
    return _each(
        state,
        "licence.withdrawn.v1",
        lambda line: licensing.LicenceWithdrawn(
            application_id=state.id, vin=line.vin, exporter_uscc=state.exporter_uscc, reason=reason
        ),
    )


def cancelled(state: Application, licence: Licence, outcome: Outcome) -> Facts:
    """The licence is void for every vehicle on it."""
    return _each(
        state,
        "licence.cancelled.v1",
        lambda line: licensing.LicenceCancelled(
            application_id=state.id,
            licence_no=licence.licence_no,
            vin=line.vin,
            code=outcome.code,
            reason=outcome.reason,
            article=outcome.article or WRITE_OFF,
        ),
    )


def _item(item: Item) -> fields.Item:
    return fields.Item(code=item.code, sentence=item.sentence, article=item.article, vin=item.vin)
