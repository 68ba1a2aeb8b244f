"""A case is found by any number that is printed on one of its papers, those of papers that were replaced too."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from exportlane.contracts import AGENCY_OF_TYPE, ALL_FACTS
from exportlane.contracts.decision import Heard
from gateway.flow.filters import Scope
from gateway.flow.searching import found_by
from tests.gateway.flow.histories import Kept, kept, opened, sample_of, sqlite

FACTS = (
    ("licence.granted.v1", {"licence_no": "26-AA-100001"}),
    ("licence.superseded.v1", {"licence_no": "26-AA-100001"}),
    ("licence.granted.v1", {"licence_no": "26-AA-100777"}),
    ("vehicle.transfer_pending_export.v1", {"temp_plate_no": "津临A1234"}),
    ("booking.confirmed.v1", {"booking_no": "COSU-6123"}),
    ("booking.gated_in.v1", {"booking_no": "COSU-6123", "container_no": "CSQU3054383", "seal_no": "SEAL-77"}),
    ("booking.departed.v1", {"booking_no": "COSU-6123", "transport_document_no": "BL-2026-0815"}),
    ("insurance.shipment_declared.v1", {"policy_no": "SCHF-2026-9"}),
)
PRINTED = [
    "26-aa-100001", "26AA100777", "津临A1234", "cosu 6123", "CSQU 305438 3", "seal-77", "bl20260815", "SCHF-2026-9",
]  # fmt: skip
ALL_SEEN = Scope(uscc=None, masked=False)
MASKED = Scope(uscc=None, masked=True)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Kept]:
    async with kept(sqlite(tmp_path)) as made:
        ours, other = opened(1), opened(2)
        for view in (ours, other):
            await made.open(view)
        for number, (type_, changes) in enumerate(FACTS, 1):
            moment = ours.opened_at + dt.timedelta(hours=number)
            data = ALL_FACTS[type_].model_validate(sample_of(type_, dict(changes), moment))
            source = AGENCY_OF_TYPE[type_]
            await made.hear(Heard(f"f-{number}", source, type_, ours.id, number, moment, ours.batch_id, data))
        await made.settled(made.keeper())
        yield made


async def cases(store: Kept, text: str, scope: Scope) -> list[str | None]:
    async with store.database.reading() as connection:
        found = await found_by(store.database, connection, text, scope)
    return [] if found.condition == "(1=0)" else [found.exact]


@pytest.mark.parametrize("text", PRINTED)
@pytest.mark.parametrize("scope", [ALL_SEEN, MASKED], ids=["officer", "masked"])
async def test_a_whole_number_finds_the_case(store: Kept, text: str, scope: Scope) -> None:
    assert await cases(store, text, scope) == [opened(1).id]


@pytest.mark.parametrize("text", ["CSQU305", "4383", "BL-2026", "SCHF"])
async def test_a_part_of_it_finds_the_case_only_for_who_may_read_it(store: Kept, text: str) -> None:
    assert await cases(store, text, ALL_SEEN) == [None]
    assert await cases(store, text, MASKED) == []


@pytest.mark.parametrize("text", ["CSQU3054384", "26-AA-100002"])
async def test_another_number_finds_nothing(store: Kept, text: str) -> None:
    assert await cases(store, text, ALL_SEEN) == []


async def test_another_exporter_finds_nothing_by_it(store: Kept) -> None:
    theirs = Scope(uscc="91310000MA1FL0XX3R", masked=False)

    assert await cases(store, "BL-2026-0815", theirs) == []
