"""Every hop of a case can be reached from its id, and each names the hop that caused it."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from exportlane.runtime.spans import Hop, SpanStore
from exportlane.runtime.testing import System, system, until
from tests.runtime.test_flow import open_everywhere, paper, tell
from tests.runtime.toy import RESTORED, two_agencies

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
