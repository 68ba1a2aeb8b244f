"""The proof that nothing was lost, doubled, altered or left lying: one checker for every test that runs the platform.

It reads the services' databases past all of our own queries, recomputes every chain and signature from the public keys,
and compares what stands there with the story that each case must have and with what the gateway shows. What it finds is
a list of sentences; an empty list is the proof.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from exportlane.runtime.signing import read_key_ring
from tests.end_to_end.people import OPERATOR, SERVICES, Entrance
from tests.faults.audit import OPEN, TABLES, Expected, Shelf, bare, in_the_books
from tests.faults.books import Books, Row


@dataclass(frozen=True)
class Proof:
    """What was proven: how many facts, and those of each case by agency, in the order of its ledger."""

    facts: int
    by_case: Mapping[str, Mapping[str, tuple[Row, ...]]]
    parked: Mapping[str, list[Row]]

    def fact(self, case_id: str, type_: str) -> Row:
        """The one fact of this type (without version) of a case."""
        rows = [row for told in self.by_case[case_id].values() for row in told if bare(row) == type_]
        (only,) = rows
        return only


async def prove(entrance: Entrance, books: Books, expected: Expected, *, limit: float = 60.0) -> Proof:
    """Wait until every case has its end and all is quiet, then prove it. Raises AssertionError with what is wrong."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + limit
    while True:
        shelves = {service: await _shelf(books, service, expected) for service in SERVICES}
        found = list(in_the_books(shelves, read_key_ring(books.keys / "trusted.jwks.json"), expected))
        found += await _deliveries(books, expected)
        if not found:
            found = await _at_the_entrance(entrance, shelves, expected)
        if not found:
            return _proof(shelves)
        if loop.time() > deadline:
            raise AssertionError(
                f"{len(found)} faults, still after {limit} s:\n" + "\n".join(sorted(set(found))[:40])
            )
        await asyncio.sleep(0.3)


async def _shelf(books: Books, service: str, expected: Expected) -> Shelf:
    async def of_cases(table: str, column: str = "case_id") -> list[Row]:
        return [row for row in await books.read(service, table) if row[column] in expected.stories]

    keyed = service in {"gateway", "vehicle-registry"}
    wanted: Iterable[str] = expected.stories if keyed else expected.lots
    return Shelf(
        ledger=sorted(await of_cases("ledger"), key=lambda row: row["position"]),
        inbox=await of_cases("inbox"),
        parked=[
            row
            for row in await books.read(service, "parked")
            if row["state"] in OPEN and row["case_id"] in {"", *expected.stories}
        ],
        things=[row for row in await books.read(service, TABLES[service]) if row["id"] in set(wanted)],
        timeline=await of_cases("timeline") if service == "gateway" else [],
    )


async def _deliveries(books: Books, expected: Expected) -> list[str]:
    rows = [row for row in await books.read("gateway", "deliveries") if row["lot_id"] in expected.lots]
    found = [f"the paper for {row['agency']} is {row['status']}: {row['last_error']}" for row in rows
             if row["status"] != "delivered"]  # fmt: skip
    if len(rows) != 4 * len(expected.lots):
        found.append(f"there are {len(rows)} papers for {len(expected.lots)} lots")
    known = {row["id"] for row in await books.read("gateway", "cases") if row["lot_id"] in expected.lots}
    if strange := known - expected.stories.keys():
        found.append(f"{len(strange)} cases were opened that nobody knows of")
    return found


async def _at_the_entrance(entrance: Entrance, shelves: Mapping[str, Shelf], expected: Expected) -> list[str]:
    """What the gateway shows is what the ledgers hold, and no service has anything left to do."""
    found: list[str] = []
    for service in SERVICES:
        prefix = "/v1" if service == "gateway" else f"/v1/{service}"
        vitals = await entrance.get(OPERATOR, f"{prefix}/operations/status")
        if vitals["unhandled"] or vitals["oldest_unpublished_seconds"] is not None or vitals["troubles"]:
            found.append(f"{service} is not at rest: {vitals}")
        verified = await entrance.get(OPERATOR, f"{prefix}/operations/ledger/verify")
        if not verified["ok"] or verified["facts"] < len(shelves[service].ledger):
            found.append(f"{service} verifies its own ledger otherwise: {verified}")
    if found:
        return found
    for case_id, story in expected.stories.items():
        shown = await entrance.case(case_id)
        if shown["status"]["end"] != story.end:
            found.append(f"case {case_id} is shown as {shown['status']}, not as {story.end}")
        if shown["parked"] and not expected.parked:
            found.append(f"case {case_id} is shown with parked messages: {shown['parked']}")
        found += _timeline(case_id, await entrance.timeline(case_id), shelves)
    return found


def _timeline(case_id: str, timeline: list[dict[str, Any]], shelves: Mapping[str, Shelf]) -> Iterator[str]:
    told = {
        (service, row["sequence"]): (row["id"], row["type"])
        for service, shelf in shelves.items()
        for row in shelf.ledger
        if row["case_id"] == case_id
    }
    shown = [(fact["agency"], fact["sequence"]) for fact in timeline]
    if Counter(shown) != Counter(told.keys()):
        yield f"case {case_id}: the timeline shows {sorted(shown)}, the ledgers hold {sorted(told)}"
        return
    for fact in timeline:
        if (fact["id"], fact["type"]) != told[fact["agency"], fact["sequence"]]:
            yield f"case {case_id}: {fact['agency']} {fact['sequence']} is shown otherwise than announced"


def _proof(shelves: Mapping[str, Shelf]) -> Proof:
    by_case: dict[str, dict[str, tuple[Row, ...]]] = defaultdict(lambda: dict.fromkeys(SERVICES, ()))
    for service, shelf in shelves.items():
        for row in shelf.ledger:
            by_case[row["case_id"]][service] += (row,)
    facts = sum(len(shelf.ledger) for shelf in shelves.values())
    return Proof(facts, by_case, {service: shelf.parked for service, shelf in shelves.items()})
