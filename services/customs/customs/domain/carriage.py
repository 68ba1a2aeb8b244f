"""What the carrier tells of the goods: loaded, departed, left behind. It is noted and shown; it undoes nothing.

The confirmation of departure (结关) rests on the carrier's manifest being checked against what was tallied. So where a
carrier has told of vehicles here, it comes after he has told that they left, unless customs recorded the departure
(离境) by themselves. Where no carrier ever told anything, nothing is waited for. Goods that were left behind after a
release are a *matter* for the officer: to shut them out (退关) is for him, never for a fact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from customs.domain.articles import CARRIER, ORDER_OF_STEPS, UNDER_CUSTOMS
from customs.domain.declaration import Carriage, Declaration, may
from customs.domain.moves import GONE, UNDONE, Status, Verb
from customs.domain.outcomes import clear, clears_alone
from customs.domain.parts import Item
from customs.domain.policy import Policy
from exportlane.contracts.decision import Decided, Refused
from exportlane.law.rules import rule


def hear_loaded(
    state: Declaration, case_id: str, *, booking_no: str, vessel: str, on: date
) -> Decided[Declaration]:
    """It is on board (装船、装车)."""
    return Decided(_noted(state, Carriage(case_id, booking_no, vessel, loaded_on=on)))


def hear_left_behind(
    state: Declaration, case_id: str, *, booking_no: str, vessel: str, reason: str, on: date
) -> Decided[Declaration]:
    """It was not carried by this vessel or train (甩货)."""
    behind = Carriage(case_id, booking_no, vessel, not_carried=reason, not_carried_on=on)
    return Decided(_noted(state, behind))


def hear_given_up(state: Declaration, case_id: str, *, booking_no: str) -> Decided[Declaration]:
    """The booking was cancelled (退舱): what it told of the vehicle is forgotten, as if no carrier had told of it.

    Whatever another booking told of it stands, and so does a departure: what has left is not called back by a booking.
    """
    known = _of(state, case_id)
    if known is None or known.booking_no != booking_no or known.departed_on is not None:
        return Decided(state)
    return Decided(replace(state, carriage=tuple(each for each in state.carriage if each is not known)))


def hear_departed(
    state: Declaration, left: Carriage, *, now: datetime, policy: Policy
) -> Decided[Declaration]:
    """The carrier left with it. Where customs confirm departures by rule, they do so with the last vehicle."""
    known = _of(state, left.case_id)
    noted = _noted(state, replace(left, loaded_on=known.loaded_on if known else None))
    told = {each.case_id for each in noted.carriage if each.departed_on is not None}
    every = all(line.case_id in told for line in noted.remaining)
    if not (every and may(noted, Verb.CLEAR) and clears_alone(noted, policy)):
        return Decided(noted)
    return clear(replace(noted, vessel=left.vessel), now=now)


@rule(
    "CUS-CARRIER",
    zh="承运人已报装载未报离境的，未经海关登记离境不得结关",
    en="While the carrier has not told that the goods left, their departure is not confirmed",
    article=CARRIER,
    slug="carrier_not_departed",
)
def not_departed(state: Declaration) -> Refused | None:
    """A refusal as long as a carrier has vehicles here, and customs have not recorded the departure themselves."""
    if state.status is Status.DEPARTED or not state.with_the_carrier:
        return None
    said = "; ".join(_said(state, each) for each in state.with_the_carrier)
    sentence = (
        f"{said}. The departure is confirmed after the carrier's word, or after customs recorded it (depart)."
    )
    return Refused("carrier_not_departed", sentence, CARRIER)


@rule(
    "CUS-NOT-LOADED",
    zh="放行后承运人报未装载的，提示办理退关或者改配",
    en="Goods that were released and left behind are shown to the officer: shut them out, or wait for the next vessel",
    article=UNDER_CUSTOMS,
    slug="not_loaded",
    effect="flag",
)
def matters(state: Declaration) -> Iterator[Item]:
    """What the carrier's word and the declaration say differently: each with its vehicle, its article, and the hint."""
    if state.status in UNDONE:
        return
    for each in state.carriage:
        vin = state.line(each.case_id).vin
        if each.not_carried is not None and state.let_go:
            sentence = f"{_said(state, each)}. Record it as shut out (退关), unless the next vessel takes it."
            yield Item("not_loaded", sentence, UNDER_CUSTOMS, vin)
        elif each.departed_on is not None and not (state.let_go or state.status in GONE):
            yield Item(
                "left_without_release", f"{_said(state, each)}, without a release.", ORDER_OF_STEPS, vin
            )
        elif each.loaded_on is not None and not (state.let_go or state.status in GONE):
            yield Item(
                "loaded_without_release", f"{_said(state, each)}, without a release.", ORDER_OF_STEPS, vin
            )


def summary(state: Declaration) -> dict[str, object]:
    """The carrier's days of the declaration: those on which the last of its vehicles was loaded, and left."""
    remaining = [_of(state, line.case_id) for line in state.remaining]
    told = [each for each in remaining if each is not None]
    loaded = [each.loaded_on for each in told if each.loaded_on is not None]
    departed = [each.departed_on for each in told if each.departed_on is not None]
    every = len(remaining)
    return {
        "carrier_loaded_on": max(loaded).isoformat() if loaded and len(loaded) == every else None,
        "carrier_departed_on": max(departed).isoformat() if departed and len(departed) == every else None,
        "carrier_vessel": told[-1].vessel if told else None,
    }


def _of(state: Declaration, case_id: str) -> Carriage | None:
    return next((each for each in state.carriage if each.case_id == case_id), None)


def _noted(state: Declaration, carriage: Carriage) -> Declaration:
    others = tuple(each for each in state.carriage if each.case_id != carriage.case_id)
    return replace(state, carriage=(*others, carriage))


def _said(state: Declaration, each: Carriage) -> str:
    vin = state.line(each.case_id).vin
    if each.not_carried is not None:
        return f"{vin} was left behind by {each.vessel} on {each.not_carried_on} ({each.not_carried})"
    if each.departed_on is not None:
        return f"{vin} left with {each.vessel} on {each.departed_on}"
    return f"{vin} is on {each.vessel} since {each.loaded_on}, which has not left"
