"""Tells a case in a line: `tell("tianjin", "licence.granted", "customs.held?vehicle_locked")`."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from exportlane.contracts import AGENCY_OF_TYPE
from exportlane.contracts.decision import Heard
from exportlane.process import CaseState, apply, begin
from tests.process.choreography import Said

FIRST_DAY = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)

PREPARED = ("case.opened", "vehicle.transfer_pending_export", "licence.application_submitted")
TO_CUSTOMS = (*PREPARED, "licence.granted", "vehicle.deregistered", "customs.accepted", "customs.released")
CLEARED = (*TO_CUSTOMS, "licence.used", "customs.cleared")
EXPORTED = (*CLEARED, "vehicle.exit_confirmed", "rebate.claim_accepted")


def fact(type_: str, *, sequence: int, day: int = 0, source: str | None = None, **data: object) -> Heard:
    name = f"{type_}.v1"
    said = Said.model_validate({"rebate_class": 2, "fact_id": "message-1"} | data)
    return Heard(
        id=f"{type_}-{sequence}",
        source=source or AGENCY_OF_TYPE.get(name, "customs"),
        type=name,
        case_id="case-1",
        sequence=sequence,
        occurred_at=FIRST_DAY + timedelta(days=day),
        correlation_id="batch-1",
        data=said,
    )


def tell(profile: str, *types: str, **data: object) -> CaseState:
    """One fact a day, in the order given. `agency:type` says who speaks where many may, `type?code` its code."""
    state, spoken = begin(profile), Counter[str]()
    phase = "provisional" if profile == "tianjin" else "final"
    for day, type_ in enumerate(types):
        source, _, coded = type_.rpartition(":")
        name, _, code = coded.partition("?")
        speaker = source or AGENCY_OF_TYPE.get(f"{name}.v1", "customs")
        spoken[speaker] += 1
        heard = fact(
            name,
            sequence=spoken[speaker],
            day=day,
            source=speaker,
            **({"phase": phase, "code": code or None} | data),
        )
        state = apply(state, heard)
    return state
