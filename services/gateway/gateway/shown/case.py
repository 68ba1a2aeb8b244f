"""A case in a list, a case with everything, a fact of its timeline. PURE."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from exportlane.process import StepName, Wait
from gateway.deadlines import Period, next_due
from gateway.delivery.table import Shown
from gateway.disclosure import Eyes, disclose, veiled
from gateway.domain import UNDOING, CaseView
from gateway.reading import TimelineFact
from gateway.risks import Risk
from gateway.routing.circuits import Reached
from gateway.shown.beside import beside, waiting_since
from gateway.shown.look import Document, Look, seconds
from gateway.shown.offices import port
from gateway.shown.papers import papers
from gateway.shown.stages import ended_on, in_whose_hands, stages
from gateway.shown.undoing import undoing

OPERATOR = {"zh": "平台值班员", "en": "Operator on duty at the gateway"}
REFUSED_PAPER = {
    "zh": "材料被部门拒收：核对后重新送达",
    "en": "An agency refused a paper: look at its sentence and send it again",
}


def listed(view: CaseView, look: Look) -> Document:
    """A case in a list: the header, the stages, who is waited for, how old."""
    found = view.periods(on=look.today, calendar=look.calendar)
    return {
        **_header(view, look.eyes),
        "status": _status(view, found, look),
        "stages": stages(view, found, look.calendar, look.today),
        "overdue": view.status.end is None
        and any(period.overdue and period.until is None for period in found),
        "due_on": None if view.status.end is not None else next_due(found),
        "parked": sum(len(one.parked) for one in view.state.slices.values()),
        "as_of": view.as_of,
        "age_seconds": seconds(look.now - view.as_of),
    }


def whole(
    view: CaseView,
    look: Look,
    *,
    reached: Mapping[str, Reached],
    timeline: Sequence[TimelineFact],
    deliveries: Sequence[Shown],
) -> Document:
    """A case with everything that is known about it here. `reached` says what is known of each agency's reach."""
    document = listed(view, look)
    refused = [each for each in deliveries if each.status == "refused"]
    if refused and view.status.end is None:
        document["status"] = _in_the_hands_of_the_operator(view, refused[0], look)
    found = view.periods(on=look.today, calendar=look.calendar)
    return document | {
        "customs_office": port(view.customs_port),
        "temp_plate_valid_to": view.numbers.temp_plate_valid_to,
        "stages": [
            stage | in_whose_hands(stage, view, timeline, look)
            for stage in stages(view, found, look.calendar, look.today)
        ],
        "papers": papers(view, timeline, found, look),
        "undoing": undoing(view, timeline, look),
        "beside": beside(view, timeline, look),
        "risks": [_risk(risk) for risk in view.risks(found, on=look.today)],
        "alarms": [asdict(alarm) for alarm in view.alarms],
        "disputes": [asdict(dispute) for dispute in view.disputes],
        "slices": [_slice(agency, view, look, reached.get(agency)) for agency in _agencies(view)],
        "parked": parked_messages(timeline, look.eyes, view.exporter_uscc),
        # An exporter is not told how our messengers fare; that is between the gateway and the agencies.
        "deliveries": [veiled(asdict(each), look.eyes) for each in deliveries]
        if look.eyes.uscc is None
        else [],
    }


def fact(found: TimelineFact, look: Look, exporter_uscc: str) -> Document:
    """One fact of the timeline. Whatever stands in it was verified before it was taken in: signature and chain."""
    return {
        "id": found.id,
        "case_id": found.case_id,
        "agency": found.agency,
        "type": found.type,
        "sequence": found.sequence,
        "occurred_at": found.occurred_at,
        "received_at": found.received_at,
        "verified": True,
        "data": disclose(json.loads(found.data), look.eyes, exporter_uscc),
    }


def parked_messages(timeline: Sequence[TimelineFact], eyes: Eyes, exporter_uscc: str) -> list[Document]:
    """Messages of the case that an agency could not handle and that nobody has dealt with since."""
    held: dict[tuple[str, str], Document] = {}
    for found in timeline:
        if not found.type.startswith("message."):
            continue
        data = json.loads(found.data)
        key = (found.agency, str(data.get("fact_id")))
        if found.type == "message.parked.v1":
            held[key] = {
                "agency": found.agency,
                "since": found.occurred_at,
                **disclose(data, eyes, exporter_uscc),
            }
        else:
            held.pop(key, None)
    return list(held.values())


def _header(view: CaseView, eyes: Eyes) -> Document:
    numbers = view.numbers
    amounts = numbers.amount is not None and eyes.sees_amounts(view.exporter_uscc)
    return {
        "id": view.id,
        "vin": eyes.vin(view.vin),
        "brand": view.brand,
        "model_code": view.model_code,
        "exporter": {"uscc": view.exporter_uscc, "name": view.exporter_name},
        "profile": {"name": view.profile, "version": view.profile_version},
        "process_version": view.state.process_version,
        "batch_id": view.batch_id,
        "lot_id": view.lot_id,
        "destination_country": view.destination_country,
        "customs_port": view.customs_port,
        "contract_no": view.contract_no,
        "hs_code": view.hs_code,
        "licence_no": numbers.licence_no,
        "licence_valid_to": numbers.licence_valid_to,
        "declaration_no": numbers.declaration_no,
        "claim_no": numbers.claim_no,
        # Some offices number their proofs by the vehicle.
        "proof_no": veiled(numbers.proof_no, eyes),
        "rebate": {"amount": str(numbers.amount), "currency": numbers.currency} if amounts else None,
        "opened_at": view.opened_at,
    }


def _status(view: CaseView, periods: Sequence[Period], look: Look) -> Document:
    found = view.status
    waits = [_wait(wait, view, periods, look) for wait in found.waits]
    first = waits[0] if waits else None
    return {
        "end": found.end,
        "ended_on": None if found.end is None else ended_on(view),
        "waiting_on": first,
        "next_action": first["next_action"] if first else None,
        "waits": waits,
    }


def _wait(wait: Wait, view: CaseView, periods: Sequence[Period], look: Look) -> Document:
    """Who is waited for, until when; what was not undone in time is its named person's matter (`late`)."""
    since, due = wait.since, view.due_of(wait, look.calendar)
    if since is None and wait.step is not None:
        # Simply a step's turn: it runs since the step before was done, until its own period falls due.
        since, due = waiting_since(wait.step, view), due or _due_of_turn(wait.step, periods)
    late = due is not None and look.today > due
    who = wait.person if late and wait.matter in UNDOING else wait.who
    return {
        "kind": "person" if late and wait.matter in UNDOING else wait.kind,
        "agency": wait.agency,
        "step": wait.step,
        "matter": wait.matter,
        "who": {"zh": who.zh, "en": who.en},
        "next_action": {"zh": wait.next_action.zh, "en": wait.next_action.en},
        "since": since,
        "due_on": due,
        "late": late,
    }


def _due_of_turn(step: StepName, periods: Sequence[Period]) -> dt.date | None:
    """When the decision falls due that a step owes; a target for the mean binds no single case."""
    return min(
        (
            one.due
            for one in periods
            if one.step == step and one.until is None and one.due and not one.average
        ),
        default=None,
    )


def _risk(risk: Risk) -> Document:
    words = {"zh": risk.words.zh, "en": risk.words.en}
    return {"code": risk.code, "words": words, "article": risk.article, "on": risk.on, "passed": risk.passed}


def _in_the_hands_of_the_operator(view: CaseView, refused: Shown, look: Look) -> Document:
    """A refused paper comes before all else: the agency cannot act on what it has not."""
    wait: Document = {
        "kind": "person", "agency": "gateway", "step": None, "matter": "paper_refused", "who": OPERATOR,
        "next_action": REFUSED_PAPER, "delivery_id": refused.id, "since": None, "due_on": None, "late": False,
    }  # fmt: skip
    found = view.periods(on=look.today, calendar=look.calendar)
    waits = [wait, *(_wait(other, view, found, look) for other in view.status.waits)]
    return {"end": None, "ended_on": None, "waiting_on": wait, "next_action": REFUSED_PAPER, "waits": waits}


def _slice(agency: str, view: CaseView, look: Look, reached: Reached | None) -> Document:
    newest = view.newest.get(agency)
    document: Document = {"agency": agency, "stage": view.state.slices[agency].stage, "as_of": None}
    if newest is not None:
        document |= {
            "as_of": newest.as_of,
            "fact_id": newest.fact_id,
            "fact_type": newest.fact_type,
            "sequence": newest.sequence,
            "received_at": newest.received_at,
            "lag_seconds": seconds(newest.received_at - newest.as_of),
            "age_seconds": seconds(look.now - newest.as_of),
        }
    return document | {"reach": None if reached is None else asdict(reached)}


def _agencies(view: CaseView) -> list[str]:
    return [step.agency for step in view.order.steps]
