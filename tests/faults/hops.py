"""The proof that a case's whole way can be drawn from its id: every fact's hop, and the hop that caused it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from exportlane.runtime.testing import on_the_way, until
from tests.end_to_end.people import OPERATOR, Entrance
from tests.faults.proof import Proof

Hop = dict[str, Any]


async def every_hop_is_reachable(entrance: Entrance, proof: Proof) -> int:
    """Wait until the spans are written, and return how many hops there are. Raises AssertionError."""
    seen: dict[str, list[Hop]] = {}
    faults: list[str] = []

    async def complete() -> bool:
        # Spans are written a few times a second, behind the facts.
        seen.update({case_id: await _hops(entrance, case_id) for case_id in proof.by_case})
        faults[:] = _missing(seen, proof)
        return not faults

    try:
        await until(complete, limit=10, pause=0.2)
    except AssertionError:
        raise AssertionError("\n".join(faults[:40])) from None
    return sum(map(len, seen.values()))


def _missing(seen: Mapping[str, list[Hop]], proof: Proof) -> Iterator[str]:
    everything = {hop["span_id"]: hop for hops in seen.values() for hop in hops}
    for case_id, hops in seen.items():
        for fault in (*_unheard(hops, proof, case_id), *_broken_lines(hops, everything)):
            yield f"case {case_id}: {fault}"


async def _hops(entrance: Entrance, case_id: str) -> list[Hop]:
    found = await entrance.ask(OPERATOR, "GET", f"/v1/cases/{case_id}/trace")
    assert found.status_code == 200, found.text
    hops: list[Hop] = found.json()
    return hops


def _unheard(hops: list[Hop], proof: Proof, case_id: str) -> Iterator[str]:
    """Every fact of the case: the hop that announced it, and one hop of everybody who hears it, caused by the first."""
    by_span = {hop["span_id"]: hop for hop in hops}
    services = on_the_way()
    for agency, facts in proof.by_case[case_id].items():
        for fact in facts:
            yield from _not_announced(fact, agency, by_span)
            hearing = {name for name, service in services.items() if fact["type"] in service.hears}
            heard = [hop for hop in hops if hop["fact_id"] == fact["id"]]
            if {hop["agency"] for hop in heard} != hearing - {agency}:
                yield f"{fact['type']} is a hop of {[hop['agency'] for hop in heard]}, not of {sorted(hearing)}"
            for hop in heard:
                cause = by_span.get(hop["parent_span_id"])
                if cause is None or cause["agency"] != agency or fact["type"] not in cause["announced"]:
                    yield f"{hop['agency']} heard {fact['type']}, and what caused it is no hop of the case"


def _not_announced(fact: Mapping[str, Any], agency: str, by_span: Mapping[str, Hop]) -> Iterator[str]:
    """The span that a fact names is a hop of the case, of its own agency, that says that it announced it."""
    _, _, span_id, _ = fact["traceparent"].split("-")
    hop = by_span.get(span_id)
    if hop is None or hop["agency"] != agency or fact["type"] not in hop["announced"]:
        yield f"{fact['type']} was announced by a span that is no hop of the case"


def _broken_lines(hops: list[Hop], everything: Mapping[str, Hop]) -> Iterator[str]:
    """Every hop goes back to a request at an agency or at the gateway.

    The way may lead through another case of the lot: the last vehicle that is ready decides for all of them.
    """
    for hop in hops:
        last, steps = hop, 0
        while last["parent_span_id"] in everything and steps <= len(everything):
            last, steps = everything[last["parent_span_id"]], steps + 1
        if last["kind"] != "server":
            yield f"{hop['agency']} {hop['name']} does not go back to a request but to {last['name']}"
