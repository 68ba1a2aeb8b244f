"""What a fact means for a figure: the narrow rows beside the timeline, from which promises are measured. PURE.

The timeline keeps every fact as it came, which is far too wide to count a year of cases in a second. So a fact that
begins, ends or holds up something that was promised also writes one narrow row, in the same transaction: whose matter
it is (an application, a claim, a vehicle), on which statutory day, since when the clock ran and which days it stood
still. Days are counted when a figure is asked for, because a holiday notice that is loaded later moves them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from exportlane.contracts.decision import Heard, Write
from exportlane.contracts.licensing import LicenceApplicationSubmitted
from exportlane.contracts.tax_rebate import RebateClaimAccepted
from exportlane.contracts.vehicle_registry import Material
from exportlane.law.instants import statutory_day
from exportlane.law.pauses import Pause
from exportlane.process import CaseState, clocks
from exportlane.process.case import Slice
from gateway.domain import GRANTED, CaseView

TABLE: Final = "milestones"
BEGUN: Final = "begun"
DECIDED: Final = "decided"
OVER: Final = frozenset({DECIDED, "refused", "ended"})
"""What ends the clock of a matter: a decision, a refusal, or that it was taken back, lapsed or must be corrected."""
STOOD_STILL: Final = 1
"""The amount of a row whose clock stood still on some days; these few are counted one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """One row. `what` is begun, decided, refused, ended, paused, suspected, cleared, or a mark.

    `since` and `pauses` are those of the clock as the fact leaves it; `amount` counts papers, milliseconds or vehicles.
    """

    matter: str
    what: str
    thing: str
    day: date
    since: date | None = None
    pauses: tuple[Pause, ...] = ()
    of_class: int | None = None
    amount: int | None = None
    note: str | None = None


def milestones(view: CaseView, heard: Heard) -> tuple[Write, ...]:
    """The rows of a fact about a case, given the view that has heard it."""
    found = _FROM.get(heard.type)
    noted = () if found is None else found(view.state, heard)
    return tuple(_row(milestone, view, heard) for milestone in (*noted, *_reached(view, heard)))


def _reached(view: CaseView, heard: Heard) -> Iterator[Milestone]:
    """That the registry rests on a grant, once for each grant: how many milliseconds after it.

    Facts of two agencies keep no order between them, so that the grant may be heard after what rests on it.
    """
    if heard.type == GRANTED:
        if relied := view.relied.get(heard.id):
            yield _reach(heard.id, granted=heard.occurred_at, relied=relied)
        return
    for grant, relied in view.relied.items():
        if relied == heard.occurred_at and (granted := _granted_at(view, grant)):
            yield _reach(grant, granted=granted, relied=relied)


def _granted_at(view: CaseView, grant: str) -> datetime | None:
    """When this licence was granted; None before that is heard. Views of before know their newest grant only."""
    newest = view.newest.get("licensing")
    return view.granted.get(grant) or (newest.as_of if newest and newest.fact_id == grant else None)


def _reach(grant: str, *, granted: datetime, relied: datetime) -> Milestone:
    passed = milliseconds(relied) - milliseconds(granted)
    day = statutory_day(relied)
    return Milestone(matter="reach", what="relied", thing=grant, day=day, amount=-(-passed // 10))


def _row(milestone: Milestone, view: CaseView, heard: Heard) -> Write:
    since = milestone.since
    row: dict[str, str | int | bool | None] = {
        "profile": view.profile,
        "matter": milestone.matter,
        "thing": milestone.thing,
        "what": milestone.what,
        "at": milliseconds(heard.occurred_at),
        "day": milestone.day.isoformat(),
        "fact_id": heard.id,
        "since": None if since is None else since.isoformat(),
        "pauses": written(milestone.pauses),
        "note": milestone.note,
        "of_class": milestone.of_class,
        "amount": milestone.amount,
    }
    # What is decided for a lot is said of each of its vehicles, at the same instant: it is one decision.
    return Write(TABLE, row, once=True)


def milliseconds(instant: datetime) -> int:
    """An instant as it stands in a row."""
    return int(instant.timestamp() * 1000)


def written(pauses: Sequence[Pause]) -> str | None:
    """Pauses as a text that compares; None for none, so that most rows hold nothing here."""
    found = [[one.start.isoformat(), None if one.end is None else one.end.isoformat()] for one in pauses]
    return json.dumps(found, separators=(",", ":")) if found else None


def pauses_read(text: str | None) -> tuple[Pause, ...]:
    """The pauses that `written` wrote."""
    return tuple(
        Pause(date.fromisoformat(start), None if end is None else date.fromisoformat(end))
        for start, end in json.loads(text or "[]")
    )


Found = Iterator[Milestone]


def _clocked(matter: str, agency: str, named: str, what: str) -> Callable[[CaseState, Heard], Found]:
    """A row with the clock of `matter` as it stands now; none before that clock has ever run."""

    def found(state: CaseState, heard: Heard) -> Found:
        clock = next((one for one in clocks(state, matter) if one.agency == agency), None)
        if clock is None:
            return
        day = statutory_day(heard.occurred_at)
        yield Milestone(
            matter=matter,
            what=what,
            thing=str(getattr(heard.data, named)),
            day=clock.since if what == BEGUN else (clock.stopped if what in OVER else None) or day,
            since=clock.since,
            pauses=clock.pauses,
            of_class=clock.rebate_class,
            amount=STOOD_STILL if clock.pauses else None,
        )

    return found


def _licence(what: str) -> Callable[[CaseState, Heard], Found]:
    return _clocked("licence", "licensing", "application_id", what)


def _rebate(what: str) -> Callable[[CaseState, Heard], Found]:
    return _clocked("rebate", "tax-rebate", "claim_id", what)


def _applied(state: CaseState, heard: Heard) -> Found:
    yield from _licence(BEGUN)(state, heard)
    if isinstance(heard.data, LicenceApplicationSubmitted):
        yield Milestone(
            matter="application",
            what="submitted",
            thing=heard.data.application_id,
            day=statutory_day(heard.occurred_at),
            amount=heard.data.quantity,
        )


def _incomplete(_state: CaseState, heard: Heard) -> Found:
    """The papers are incomplete: no period runs until they are supplied (行政许可法 第三十二条)."""
    thing = str(getattr(heard.data, "application_id", ""))
    yield Milestone(matter="licence", what="ended", thing=thing, day=statutory_day(heard.occurred_at))


def _lane(_state: CaseState, heard: Heard) -> Found:
    what = str(getattr(heard.data, "priority", "normal"))
    thing = str(getattr(heard.data, "application_id", ""))
    yield Milestone(matter="application", what=what, thing=thing, day=statutory_day(heard.occurred_at))


def _claimed(state: CaseState, heard: Heard) -> Found:
    if isinstance(heard.data, RebateClaimAccepted):
        yield from _rebate("begun")(state, heard)


def _registered(matter: str, began: str, what: str) -> Callable[[CaseState, Heard], Found]:
    """A decision of the registry about one vehicle: since its own acceptance, or on the day itself without one."""

    def found(state: CaseState, heard: Heard) -> Found:
        own = state.slices.get("vehicle-registry", Slice())
        day = statutory_day(heard.occurred_at)
        since = own.reached.get(began, day)
        pauses = (
            tuple(pause for pause in own.pauses if pause.start >= since) if matter == "deregistration" else ()
        )
        yield Milestone(
            matter=matter,
            what=what,
            thing=heard.case_id,
            day=day,
            since=min(since, day),
            pauses=pauses,
            amount=STOOD_STILL if pauses else None,
        )

    return found


def _deregistered(state: CaseState, heard: Heard) -> Found:
    yield from _registered("deregistration", _ASKED, DECIDED)(state, heard)
    materials: tuple[Material, ...] = getattr(heard.data, "materials", ())
    waived = sorted((one.code for one in materials if one.status == "waived"), key=lambda code: int(code[1:]))
    day = statutory_day(heard.occurred_at)
    yield Milestone(
        matter="papers",
        what="spared",
        thing=heard.case_id,
        day=day,
        note=",".join(waived) or None,
        amount=len(waived),
    )


def _mark(matter: str, what: str) -> Callable[[CaseState, Heard], Found]:
    """That it happened to this vehicle: once for each booking of it, where it was booked."""

    def found(_state: CaseState, heard: Heard) -> Found:
        at = getattr(heard.data, "at", None) or heard.occurred_at
        booking = getattr(heard.data, "booking_no", None)
        yield Milestone(
            matter=matter,
            what=what,
            thing=heard.case_id if booking is None else f"{heard.case_id}/{booking}",
            day=statutory_day(at),
            amount=milliseconds(at) if matter == "terminal" else None,
            note=getattr(heard.data, "mode", None) or getattr(heard.data, "currency", None),
        )

    return found


def _loaded(state: CaseState, heard: Heard) -> Found:
    # The checklist is gone through for vehicles with a traction battery, and for no other.
    checked = getattr(heard.data, "checklist_passed", None) is not None
    yield from _mark("terminal", "loaded_new_energy" if checked else "loaded")(state, heard)


def _declared(state: CaseState, heard: Heard) -> Found:
    insured = getattr(heard.data, "policy_no", None) is not None
    yield from _mark("shipment", "insured" if insured else "uninsured")(state, heard)


_TRANSFER: Final = "vehicle.transfer_accepted.v1"
_ASKED: Final = "vehicle.deregistration_requested.v1"

_FROM: Final[Mapping[str, Callable[[CaseState, Heard], Found]]] = MappingProxyType(
    {
        "licence.application_submitted.v1": _applied,
        "licence.correction_supplied.v1": _licence("begun"),
        "licence.accepted.v1": _licence("begun"),
        "licence.reapplied.v1": _licence("begun"),
        "licence.superseded.v1": _licence("begun"),
        "licence.correction_requested.v1": _incomplete,
        "licence.clock_paused.v1": _licence("paused"),
        "licence.clock_resumed.v1": _licence("paused"),
        "licence.priority_set.v1": _lane,
        GRANTED: _licence(DECIDED),
        "licence.refused.v1": _licence("refused"),
        "licence.withdrawn.v1": _licence("ended"),
        "licence.lapsed.v1": _licence("ended"),
        "licence.not_accepted.v1": _licence("ended"),
        "vehicle.transfer_accepted.v1": _registered("transfer", _TRANSFER, "begun"),
        "vehicle.transfer_pending_export.v1": _registered("transfer", _TRANSFER, "decided"),
        "vehicle.transfer_refused.v1": _registered("transfer", _TRANSFER, "refused"),
        "vehicle.deregistration_requested.v1": _registered("deregistration", _ASKED, "begun"),
        "vehicle.deregistered.v1": _deregistered,
        "vehicle.deregistration_refused.v1": _registered("deregistration", _ASKED, "refused"),
        "vehicle.deregistration_withdrawn.v1": _registered("deregistration", _ASKED, "ended"),
        "customs.departed_origin_port.v1": _mark("customs", "departure_port"),
        "customs.departure_reversed.v1": _mark("customs", "departure_reversed"),
        "customs.cleared.v1": _mark("customs", "cleared"),
        "rebate.claim_accepted.v1": _claimed,
        "rebate.correction_requested.v1": _rebate("paused"),
        "rebate.correction_supplied.v1": _rebate("paused"),
        "rebate.suspicion_raised.v1": _rebate("suspected"),
        "rebate.suspicion_cleared.v1": _rebate("cleared"),
        "rebate.approved.v1": _rebate("decided"),
        "rebate.exempted.v1": _rebate("decided"),
        "rebate.rejected.v1": _rebate("refused"),
        "rebate.taxed.v1": _rebate("refused"),
        "rebate.withdrawn.v1": _rebate("ended"),
        "rebate.lapsed.v1": _rebate("ended"),
        "booking.gated_in.v1": _mark("terminal", "gated_in"),
        "booking.loaded.v1": _loaded,
        "booking.departed.v1": _mark("carriage", "departed"),
        "quota.unit_consumed.v1": _mark("quota", "consumed"),
        "quota.misuse_established.v1": _mark("quota", "misused"),
        "insurance.shipment_declared.v1": _declared,
        "insurance.shipment_withdrawn.v1": _mark("shipment", "uninsured"),
        "forex.received.v1": _mark("forex", "received"),
    }
)
"""The facts that are measured. What an agency beside the process says is measured from its first fact on."""
