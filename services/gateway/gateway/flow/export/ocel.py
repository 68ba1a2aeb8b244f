"""Cases as an object-centric event log (OCEL 2.0, JSON): facts as events, and what they are about as objects.

A licence, a declaration and a claim stand for many vehicles, a batch and a firm for many cases; in a log of traces that
is lost. Objects go out first, each once, so of shared objects the ids are remembered: some bytes for each, no more.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any, Final

import orjson

from exportlane.contracts import ALL_FACTS
from gateway.flow.export.source import Case, Fact, Source
from gateway.portal.words import of_fact

CASE: Final = (
    "profile", "destination", "port", "contract_no", "ended_as", "opened_on", "ended_on", "variant",
)  # fmt: skip
VEHICLE: Final = ("vin", "brand", "model_code")
SHARED: Final[Mapping[str, tuple[str, str]]] = {
    "enterprise": ("exporter_uscc", "exported by"),
    "batch": ("batch_id", "handed in with"),
    "licence": ("licence_no", "licensed by"),
    "declaration": ("declaration_no", "declared by"),
    "claim": ("claim_no", "claimed by"),
}
"""The kind of a shared object, the column of its number, and how a case is tied to it."""
ABOUT: Final = {"licensing": "licence", "customs": "declaration", "tax-rebate": "claim"}
"""Which paper the facts of an agency are about, once it has a number."""
_EVENT: Final = (("agency", "string"), ("sequence", "integer"), ("received_at", "time"), ("words", "string"))
Document = dict[str, Any]


async def as_ocel(source: Source, *, is_cut: bool) -> AsyncIterator[bytes]:
    """The log: types, objects, then events. A log that is cut says so in the answer's header alone."""
    del is_cut
    yield b'{"objectTypes":' + orjson.dumps(list(_object_types()))
    yield b',"eventTypes":' + orjson.dumps(list(_event_types())) + b',"objects":['
    known: set[str] = set()
    comma = b""
    async for cases in source.cases():
        for piece in _joined([made for case in cases for made in _objects(case, known)], comma):
            comma = b","
            yield piece
    yield b'],"events":['
    comma = b""
    async for cases in source.cases(with_facts=True):
        told = [_event(fact, case) for case in cases for fact in case.facts]
        for piece in _joined(told, comma):
            comma = b","
            yield piece
    yield b"]}\n"


def _joined(made: list[Document], comma: bytes) -> Iterator[bytes]:
    if made:
        yield comma + b",".join(orjson.dumps(one) for one in made)


def _object_types() -> Iterator[Document]:
    attributes = {"case": CASE, "vehicle": VEHICLE, "enterprise": ("name",)}
    for kind in ("case", "vehicle", *SHARED):
        named = [{"name": name, "type": "string"} for name in attributes.get(kind, ())]
        yield {"name": kind, "attributes": named}


def _event_types() -> Iterator[Document]:
    for type_ in sorted(ALL_FACTS):
        yield {"name": type_, "attributes": [{"name": name, "type": kind} for name, kind in _EVENT]}


def _objects(case: Case, known: set[str]) -> Iterator[Document]:
    """The objects of a case that did not stand in the log yet."""
    ties = [{"objectId": _vehicle(case), "qualifier": "is about"}]
    for kind, (column, qualifier) in SHARED.items():
        if not case[column]:
            continue
        name = f"{kind}:{case[column]}"
        ties.append({"objectId": name, "qualifier": qualifier})
        if name not in known:
            known.add(name)
            firm = {"name": case["exporter_name"]} if kind == "enterprise" else {}
            yield {"id": name, "type": kind, "attributes": _said(firm, case), "relationships": []}
    vehicle = {name: case[name] for name in VEHICLE}
    yield {"id": _vehicle(case), "type": "vehicle", "attributes": _said(vehicle, case), "relationships": []}
    own = {name: case[name] for name in CASE}
    yield {"id": _case(case), "type": "case", "attributes": _said(own, case), "relationships": ties}


def _said(values: Mapping[str, Any], case: Case) -> list[Document]:
    """Attributes of an object: each has a moment from which it holds."""
    return [
        {"name": name, "time": case["opened_at"], "value": str(value)}
        for name, value in values.items()
        if value
    ]


def _event(fact: Fact, case: Case) -> Document:
    ties = [
        {"objectId": _case(case), "qualifier": "of case"},
        {"objectId": _vehicle(case), "qualifier": "of vehicle"},
        {"objectId": f"enterprise:{case['exporter_uscc']}", "qualifier": "of enterprise"},
    ]
    paper = ABOUT.get(fact.agency)
    if paper and case[SHARED[paper][0]]:
        ties.append({"objectId": f"{paper}:{case[SHARED[paper][0]]}", "qualifier": "on paper"})
    told = {"agency": fact.agency, "sequence": fact.sequence, "received_at": fact.received_at}
    told["words"] = of_fact(fact.type).zh
    return {
        "id": fact.id,
        "type": fact.type,
        "time": fact.occurred_at,
        "attributes": [{"name": name, "value": value} for name, value in told.items()],
        "relationships": ties,
    }


def _case(case: Case) -> str:
    return f"case:{case['case_id']}"


def _vehicle(case: Case) -> str:
    # The number of the vehicle may be hidden from the reader; what tells vehicles apart must be whole.
    return f"vehicle:{case['case_id']}"
