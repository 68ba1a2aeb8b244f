"""What must be true of the services' databases when all is over, each rule by itself; a fault is a sentence."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from exportlane.contracts import topic_of
from exportlane.contracts.envelope import GENESIS, digest
from exportlane.runtime.ledger import read_row
from exportlane.runtime.service import ServiceDefinition, discover
from exportlane.runtime.signing import KeyRing, SignatureRefused
from tests.end_to_end.stories import Story
from tests.faults.books import Row

REPEATABLE = ("correction", "returned_for_correction", "resubmitted", "message.")
"""Facts that may stand more than once in a case: to ask and to answer has no end."""
OPEN = frozenset({"failed", "blocked", "early", "waiting", "untrusted"})
TABLES = {
    "gateway": "cases",
    "licensing": "applications",
    "vehicle-registry": "vehicles",
    "customs": "declarations",
    "tax-rebate": "claims",
}


@dataclass(frozen=True)
class Expected:
    """What the proof holds the platform to.

    `stories` by case; `lots` the cases of each lot; `parked` how many messages lie open, by (service, state, cause):
    none unless a test put them there. `operations` admits `message.…` facts in the ledgers, `untrusted` messages that
    nobody may believe among the parked ones.
    """

    stories: Mapping[str, Story]
    lots: Mapping[str, tuple[str, ...]]
    parked: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    operations: bool = False
    untrusted: bool = False


@dataclass(frozen=True)
class Shelf:
    """One service's tables, the rows of the expected cases only."""

    ledger: list[Row]
    inbox: list[Row]
    parked: list[Row]
    things: list[Row]
    timeline: list[Row]
    """What the gateway has shown of the agencies' facts; empty for an agency."""


def in_the_books(shelves: Mapping[str, Shelf], ring: KeyRing, expected: Expected) -> Iterator[str]:
    for service, shelf in shelves.items():
        yield from _chains(service, shelf.ledger, ring)
        yield from _unheard(service, shelf.inbox, shelves)
        yield from _things(service, shelf, expected)
    yield from _taken_in(shelves)
    yield from _parked(shelves, expected)
    yield from _stories(shelves, expected)
    yield from _causes(shelves)
    yield from _numbers(shelves, expected)


def _chains(service: str, ledger: list[Row], ring: KeyRing) -> Iterator[str]:
    """Sequences without gaps, each fact chained to the one before, hashed and signed as announced, published."""
    heads: dict[str, tuple[int, str]] = {}
    for row in ledger:
        where = f"{service}, case {row['case_id']}, fact {row['sequence']} ({row['type']})"
        envelope = read_row(_Named(row), service)
        statement = envelope.statement()
        sequence, previous = heads.get(envelope.subject, (0, GENESIS))
        if envelope.sequence != sequence + 1:
            yield f"{where}: follows number {sequence}"
        if envelope.prevhash != previous:
            yield f"{where}: is not chained to the fact before it"
        if digest(statement) != row["digest"]:
            yield f"{where}: is not what was hashed"
        try:
            ring.verify(envelope.signature, statement, source=service)
        except SignatureRefused as refused:
            yield f"{where}: {refused}"
        if not row["published"]:
            yield f"{where}: is not published"
        heads[envelope.subject] = (envelope.sequence, digest(statement))


def _unheard(service: str, inbox: list[Row], shelves: Mapping[str, Shelf]) -> Iterator[str]:
    """Every fact on a topic that a service hears has its place in the inbox, and nothing else has."""
    hearing = _definitions()[service].topics()
    told = {
        (source, row["case_id"], row["sequence"]): (row["id"], row["digest"])
        for source, shelf in shelves.items()
        if topic_of(source) in hearing
        for row in shelf.ledger
    }
    heard = {
        (row["source"], row["case_id"], row["sequence"]): (row["fact_id"], row["digest"]) for row in inbox
    }
    for place in sorted(told.keys() - heard.keys()):
        yield f"{service} has not heard {place}"
    for place in sorted(heard.keys() - told.keys()):
        yield f"{service} has heard {place}, which was never announced"
    for place in sorted(told.keys() & heard.keys()):
        if told[place] != heard[place]:
            yield f"{service} has heard another fact as {place} than was announced"


def _taken_in(shelves: Mapping[str, Shelf]) -> Iterator[str]:
    """The gateway noted each fact of each agency once, with the data as they were announced."""
    noted = Counter((row["agency"], row["case_id"], row["sequence"]) for row in shelves["gateway"].timeline)
    data = {row["id"]: _full(json.loads(row["data"])) for row in shelves["gateway"].timeline}
    for service, shelf in shelves.items():
        if service == "gateway":
            continue
        for row in shelf.ledger:
            place = (service, row["case_id"], row["sequence"])
            if noted.pop(place, 0) != 1 or data.get(row["id"]) != _full(json.loads(row["data"])):
                yield f"the gateway has not noted {place} once and as it was announced"
    for place in noted:
        yield f"the gateway has noted {place}, which was never announced"


def _things(service: str, shelf: Shelf, expected: Expected) -> Iterator[str]:
    keyed = service in {"gateway", "vehicle-registry"}
    wanted = set(expected.stories if keyed else expected.lots)
    if missing := wanted - {row["id"] for row in shelf.things}:
        yield f"{service} lacks {len(missing)} of {TABLES[service]}: {sorted(missing)[:3]}"


def _parked(shelves: Mapping[str, Shelf], expected: Expected) -> Iterator[str]:
    lying = Counter(
        (service, row["state"], row["cause"])
        for service, shelf in shelves.items()
        for row in shelf.parked
        if not (expected.untrusted and row["state"] == "untrusted")
    )
    for key in sorted(lying.keys() | expected.parked.keys()):
        if lying[key] != expected.parked.get(key, 0):
            yield f"{lying[key]} messages are parked as {key}, not {expected.parked.get(key, 0)}"


def _stories(shelves: Mapping[str, Shelf], expected: Expected) -> Iterator[str]:
    """Each agency announced of each case what its story says, in this order, once."""
    for service, shelf in shelves.items():
        told: dict[str, list[str]] = defaultdict(list)
        for row in shelf.ledger:
            if not (expected.operations and bare(row).startswith("message.")):
                told[row["case_id"]].append(bare(row))
        for case_id, story in expected.stories.items():
            if tuple(told[case_id]) not in story.told_by(service):
                yield f"case {case_id} ({story.end}): {service} announced {told[case_id]}, not {story.facts[service]}"
            for type_, times in Counter(told[case_id]).items():
                if times > 1 and not any(word in type_ for word in REPEATABLE):
                    yield f"case {case_id}: {service} announced {type_} {times} times"


def _causes(shelves: Mapping[str, Shelf]) -> Iterator[str]:
    """What follows by rule follows from a fact that this agency hears, announced before, of the same batch; once."""
    announced = {row["id"]: (source, row) for source, shelf in shelves.items() for row in shelf.ledger}
    for service, shelf in shelves.items():
        effects = Counter((row["causationid"], row["case_id"], row["type"]) for row in shelf.ledger)
        for (cause, case_id, type_), times in effects.items():
            if times > 1:
                yield f"{service}: {cause} led to {type_} of case {case_id} {times} times"
        for row in shelf.ledger:
            where = f"{service}, case {row['case_id']}, {row['type']}"
            source, cause = announced.get(row["causationid"], (None, None))
            if row["actor"] == "rule" and cause is None:
                yield f"{where}: its cause {row['causationid']} is nowhere in the ledgers"
            elif cause is not None and row["actor"] == "rule":
                if cause["type"] not in _definitions()[service].hears:
                    yield f"{where}: follows from {cause['type']}, which is not heard there"
                if cause["correlationid"] != row["correlationid"]:
                    yield f"{where}: belongs to another batch than its cause"
                if cause["recordedtime"] > row["recordedtime"]:
                    yield f"{where}: stands before its cause ({source}, {cause['type']})"


ISSUED = {
    "licensing": ("licence_no", "licence"),
    "customs": ("declaration_no", "declaration"),
    "tax-rebate": ("claim_no", "claim"),
}


def _numbers(shelves: Mapping[str, Shelf], expected: Expected) -> Iterator[str]:
    """One licence, one declaration, one claim for a lot, however often something was tried; and nobody else has it."""
    lot_of = {case: lot for lot, cases in expected.lots.items() for case in cases}
    for service, (name, word) in ISSUED.items():
        given: dict[str, set[str]] = defaultdict(set)
        for row in shelves[service].ledger:
            if number := json.loads(row["data"]).get(name):
                given[lot_of[row["case_id"]]].add(number)
        for lot, numbers in given.items():
            if len(numbers) > 1:
                yield f"lot {lot} has {len(numbers)} {word} numbers: {sorted(numbers)}"
        for number, times in Counter(number for numbers in given.values() for number in numbers).items():
            if times > 1:
                yield f"the {word} number {number} was given to {times} lots"


def bare(row: Row) -> str:
    return str(row["type"]).removesuffix(".v1")


def _full(data: Any) -> Any:
    """Without members that say nothing: the one writes them, the other leaves them out."""
    if isinstance(data, dict):
        return {name: _full(value) for name, value in data.items() if value is not None}
    return [_full(each) for each in data] if isinstance(data, list) else data


@cache
def _definitions() -> Mapping[str, ServiceDefinition]:
    return discover()


class _Named:
    """A row whose columns are attributes, as the ledger's own reading wants it."""

    def __init__(self, row: Row) -> None:
        self.__dict__.update(row)
