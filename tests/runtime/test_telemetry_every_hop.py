"""Every hop of a case can be reached from its id, and each names the hop that caused it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import repeat
from pathlib import Path

import sqlalchemy as sa

from exportlane.contracts.decision import Announce, Decided, Heard
from exportlane.contracts.licensing import LicenceWithdrawn
from exportlane.runtime.spans import Hop, SpanStore
from exportlane.runtime.storage import Hears
from exportlane.runtime.testing import System, system, until
from tests.runtime.test_flow import open_everywhere, paper, tell
from tests.runtime.toy import PAPERS, RESTORED, VIN, WITHDRAWN, Paper, Policy, two_agencies

CASES = ("a", "b", "c")


async def facts_of(run: System, service: str, case: str) -> dict[str, str]:
    """The ids and types of the facts that a service announced about a case."""
    async with run.services[service].database.reading() as connection:
        statement = sa.text("select id, type from ledger where case_id = :case")
        return {row.id: row.type for row in await connection.execute(statement, {"case": case})}


async def test_every_hop_of_a_case_is_reachable_from_its_id_and_knows_its_cause(tmp_path: Path) -> None:
    async with system(tmp_path, definitions=two_agencies()) as run:
        await open_everywhere(run, ",".join(CASES))
        for code in ("one", "two"):
            assert (await tell(run, code)).status_code == 200

        async def done() -> bool:
            return len((await paper(run, "vehicle-registry")).heard) == 2 * len(CASES)

        await until(done)
        for service in run.services.values():
            service.telemetry.flush()
        story = {case: SpanStore(tmp_path / "spans.db").hops(case) for case in CASES}
        announced = {
            (case, service): await facts_of(run, service, case) for case in CASES for service in run.services
        }

    for case in CASES:
        hops = story[case]
        heard = {(hop.agency, hop.fact_id) for hop in hops if hop.fact_id is not None}
        told = announced[case, "vehicle-registry"], announced[case, "licensing"]
        assert heard == {("licensing", fact) for fact in told[0]} | {
            ("vehicle-registry", fact) for fact in told[1]
        }
        assert len(told[0]) == len(told[1]) == 2
        assert causes_are_hops(hops)
        assert len(links_to_batches(hops)) >= 2


def on_restored_of_all(paper: Paper, heard: Heard, *, now: datetime, policy: Policy) -> Decided[Paper]:
    """The toy licensing answers for all its cases at once, when it has heard the last of them."""
    del now, policy
    noted = replace(paper, heard=(*paper.heard, heard.case_id))
    if set(noted.heard) != set(paper.cases):
        return Decided(noted)
    answers = (
        LicenceWithdrawn(application_id=paper.id, vin=VIN, reason="all were heard") for _ in paper.cases
    )
    return Decided(noted, tuple(map(Announce, paper.cases, repeat(WITHDRAWN), answers)))


async def test_what_was_decided_for_a_whole_lot_is_a_hop_of_each_of_its_cases(tmp_path: Path) -> None:
    agencies = two_agencies()
    agencies["licensing"] = replace(
        agencies["licensing"], hears={RESTORED: Hears(PAPERS, on_restored_of_all)}
    )
    async with system(tmp_path, definitions=agencies) as run:
        await open_everywhere(run, ",".join(CASES))
        assert (await tell(run, "one")).status_code == 200

        async def done() -> bool:
            return len((await paper(run, "vehicle-registry")).heard) == len(CASES)

        await until(done)
        for service in run.services.values():
            service.telemetry.flush()
        story = {case: SpanStore(tmp_path / "spans.db").hops(case) for case in CASES}

    for hops in story.values():
        assert causes_are_hops(hops)
        (deciding,) = [hop for hop in hops if WITHDRAWN in hop.announced]
        assert deciding.agency == "licensing"
        assert [hop.agency for hop in hops if hop.parent_span_id == deciding.span_id] == ["vehicle-registry"]


def causes_are_hops(hops: list[Hop]) -> bool:
    """Whoever heard a fact names the span of the request or of the message from which the fact came."""
    by_span = {hop.span_id: hop for hop in hops}
    for hop in hops:
        if hop.fact_type is None:
            continue
        cause = by_span[str(hop.parent_span_id)]
        assert hop.fact_type in cause.announced, (hop, cause)
        assert cause.kind == ("server" if hop.fact_type == RESTORED else "consumer")
        assert cause.trace_id == hop.trace_id
    return True


def links_to_batches(hops: list[Hop]) -> set[str]:
    return {link for hop in hops if hop.kind == "consumer" for link in hop.links}
