"""The same on real servers: a mixed load through PostgreSQL and Kafka, one process for each service."""

from __future__ import annotations

import pytest

from tests.end_to_end.papers import batch, inspection, invoice, vehicle
from tests.end_to_end.people import EXPORTER
from tests.end_to_end.stories import TIANJIN
from tests.faults.hops import every_hop_is_reachable
from tests.faults.standing import RealLane, platform
from tests.faults.standing import lane as real

__all__ = ["platform", "real"]

pytestmark = [pytest.mark.kafka, pytest.mark.postgres, pytest.mark.timeout(180)]

CORRECTED = TIANJIN.but(
    licensing=(
        "licence.application_submitted", "licence.correction_requested", "licence.correction_supplied",
        "licence.granted", "licence.used",
    ),
    tax_rebate=(
        "rebate.claim_accepted", "rebate.correction_requested", "rebate.correction_supplied", "rebate.approved",
        "rebate.paid",
    ),
)  # fmt: skip


async def test_a_mixed_load_ends_as_it_must_and_every_hop_of_it_can_be_drawn(real: RealLane) -> None:
    lacking = vehicle(inspection_report=None, invoice=invoice(gross_amount="65500.00"))
    corrected = await real.load.hand_in((lambda: batch(lacking), CORRECTED))
    await real.load.rounds(3)

    vin, people = lacking["vin"], real.entrance
    await people.reaches("licensing", corrected.lot, "correction_requested")
    report = {"lines": [{"vin": vin, "inspection_report": inspection()}]}
    await people.act(EXPORTER, "licensing", corrected.lot, "supply-correction", report)
    await people.reaches("tax-rebate", corrected.lot, "correction_requested")
    right = {"invoices": [{"vin": vin, "invoice": invoice()}]}
    await people.act(EXPORTER, "tax-rebate", corrected.lot, "supply-correction", right)

    proof = await real.load.proven()
    assert len(proof.by_case) == 25
    assert await every_hop_is_reachable(people, proof) > proof.facts
