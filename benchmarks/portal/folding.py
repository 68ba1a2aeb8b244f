"""From stories to rows: each is folded once by the gateway's own handlers, with its clock set to every moment."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from benchmarks.portal.telling import Story
from exportlane.contracts import AGENCY_OF_TYPE, ALL_FACTS
from exportlane.contracts.decision import Heard
from exportlane.law.instants import statutory_day
from exportlane.policies import profile
from exportlane.process import begin
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.ids import new_id
from gateway.domain import CaseView
from gateway.flow.row import Made, Row, case_row, step_row
from gateway.flow.spelling import words_of
from gateway.flow.steps import step_rows
from gateway.flow.walk import Said, walk
from gateway.handlers import GatewayPolicy, on_fact
from gateway.storage import CASES

SAMPLES: Final = Path(__file__).resolve().parents[2] / "tests/contracts/golden"
VIN: Final = "LSVAU033002221761"
USCC: Final = "91120118MA06ABCD1Y"
CASE: Final = "01931f2e-8c00-7a10-9b1e-6f3a2c4d5e6f"
BATCH: Final = "01931f2e-8bf0-7c44-8d2a-1b2c3d4e5f60"
LOT: Final = "01931f2e-8bf8-7d21-a0b1-c2d3e4f5a6b7"
FIRM: Final = "天津样本汽车出口有限公司"
YEARS: Final = 1.5


@dataclass(frozen=True, slots=True)
class Folded:
    """One story as rows. Whatever tells one case from another in them is a sample that a clone replaces."""

    view: CaseView
    case: Row
    facts: Sequence[Row]
    milestones: Sequence[Row]
    flow: Row
    steps: Sequence[Row]
    words: Sequence[tuple[str, str]]
    licence_no: str | None
    declaration_no: str | None
    claim_no: str | None


_read: dict[str, dict[str, Any]] = {}


def _sample(type_: str) -> dict[str, Any]:
    if type_ not in _read:
        message = json.loads((SAMPLES / f"{type_}.json").read_text(encoding="utf-8"))
        _read[type_] = json.loads(message["data"])
    return _read[type_]


def fold(story: Story, made: Made, chance: random.Random) -> Folded:
    """Fold a story that began some day of the last months; one that goes on began lately."""
    back = chance.uniform(0.2, 40) if not story.over else chance.uniform(1, YEARS * 365)
    moment = made.now - timedelta(days=story.days + back)
    policy = GatewayPolicy(made.counter.calendar)
    opened = _opened(story, moment)
    view, said = opened, Counter[str]()
    facts: list[Row] = []
    milestones: list[Row] = []
    for number, (name, days, changes) in enumerate(story.beats):
        type_ = f"{name}.v1"
        moment += timedelta(days=days, seconds=1)
        source = AGENCY_OF_TYPE[type_]
        said[source] += 1
        data = sample_of(type_, changes, moment)
        heard = Heard(
            new_id(), source, type_, CASE, said[source], moment, BATCH, ALL_FACTS[type_].model_validate(data)
        )
        decided = on_fact(view, heard, now=moment + timedelta(milliseconds=40 + number), policy=policy)
        view = decided.state  # type: ignore[union-attr]  # a case that is there never waits
        for write in decided.writes:  # type: ignore[union-attr]  # likewise
            (facts if write.table == "timeline" else milestones).append(dict(write.row))
    return _rows(opened, view, facts, milestones, made)


def _rows(opened: CaseView, view: CaseView, facts: list[Row], milestones: list[Row], made: Made) -> Folded:
    version = 1 + len(facts)
    told = [Said(str(f["id"]), str(f["agency"]), str(f["type"]), str(f["occurred_at"])) for f in facts]
    way = walk(view.profile, view.state.process_version, told)
    steps = step_rows(view, way.first, made.counter)
    case: Row = {
        "id": view.id,
        "version": version,
        "created_at": rfc3339(opened.opened_at),
        "updated_at": rfc3339(view.as_of),
        "doc": CASES.encode(view),
        **{name: column(view) for name, column in CASES.columns.items()},
    }
    numbers = view.numbers
    return Folded(
        view, case, facts, milestones, case_row(view, version, way, steps, made),
        [step_row(view, version, step) for step in steps], list(words_of(view, way.numbers)),
        numbers.licence_no, numbers.declaration_no, numbers.claim_no,
    )  # fmt: skip


def _opened(story: Story, moment: datetime) -> CaseView:
    rules = profile(story.profile)
    return CaseView(
        id=CASE, batch_id=BATCH, lot_id=LOT, vin=VIN, brand="大众", model_code="SVW71611BM", exporter_uscc=USCC,
        exporter_name=FIRM, profile=story.profile, profile_version=rules.version, destination_country="RUS",
        customs_port="0202", contract_no="HT-2026-0117", hs_code="8703234990", rebate_class=2,
        opened_at=moment.astimezone(UTC), state=begin(story.profile),
    )  # fmt: skip


def sample_of(type_: str, changes: dict[str, Any], moment: datetime) -> dict[str, Any]:
    """The sample of the type, with the days that depend on when it is said."""
    data = {**_sample(type_), **changes}
    day = statutory_day(moment)
    for name, later in (
        ("accepted_on", 0),
        ("on", 0),
        ("issued_on", 0),
        ("valid_to", 120),
        ("temp_plate_valid_to", 55),
    ):
        if name not in changes and isinstance(data.get(name), str) and len(data[name]) == 10:
            data[name] = (day + timedelta(days=later)).isoformat()
    return data
