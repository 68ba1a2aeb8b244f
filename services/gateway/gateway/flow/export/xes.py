"""Cases as an event log in XES (IEEE 1849-2016): a trace for each case, an event for each fact."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Final
from xml.sax.saxutils import quoteattr

from exportlane.law.instants import in_shanghai
from exportlane.runtime.clock import parse_rfc3339
from gateway.flow.export.sheet import xml_text
from gateway.flow.export.source import Case, Fact, Source
from gateway.flow.export.table import cut
from gateway.portal.words import of_fact

EXTENSIONS: Final = {
    "concept": ("Concept", "http://www.xes-standard.org/concept.xesext"),
    "time": ("Time", "http://www.xes-standard.org/time.xesext"),
    "org": ("Organizational", "http://www.xes-standard.org/org.xesext"),
    "lifecycle": ("Lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
    "identity": ("Identity", "http://www.xes-standard.org/identity.xesext"),
}
TRACE: Final = (
    "vin", "brand", "model_code", "exporter_uscc", "exporter_name", "profile", "destination", "port", "batch_id",
    "contract_no", "licence_no", "declaration_no", "claim_no", "proof_no", "ended_as", "variant",
)  # fmt: skip
NAME: Final = "concept:name"


async def as_xes(source: Source, *, is_cut: bool) -> AsyncIterator[bytes]:
    """The log, a piece for each page of cases."""
    yield "".join(_head(source, is_cut=is_cut)).encode()
    async for cases in source.cases(with_facts=True):
        yield "".join(_trace(case) for case in cases).encode()
    yield b"</log>\n"


def _head(source: Source, *, is_cut: bool) -> Iterator[str]:
    """Extensions, what every trace and event has, how events are told apart, and the log's own name; in this order."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1849-2016" xes.features="" '
    yield 'xmlns="http://www.xes-standard.org/">\n'
    for prefix, (name, address) in EXTENSIONS.items():
        yield f'<extension name="{name}" prefix="{prefix}" uri="{address}"/>\n'
    yield f'<global scope="trace">{_string(NAME, "case")}</global>\n'
    yield f'<global scope="event">{_string(NAME, "fact")}{_date("1970-01-01T00:00:00.000000Z")}'
    yield f"{_string('org:resource', 'agency')}{_string('lifecycle:transition', 'complete')}</global>\n"
    yield f'<classifier name="Fact" keys="{NAME}"/>\n'
    yield f'<classifier name="Fact and agency" keys="{NAME} org:resource"/>\n'
    yield _string(NAME, "exportlane")
    yield _string("lifecycle:model", "standard")
    if is_cut:
        yield _string("exportlane:cut", cut(source.most))


def _trace(case: Case) -> str:
    said = [_string(NAME, case["case_id"])]
    said += [_string(f"exportlane:{name}", str(case[name])) for name in TRACE if case[name]]
    for name in ("rework", "workdays"):
        if case[name] is not None:
            said.append(f'<int key="exportlane:{name}" value="{case[name]}"/>')
    return f"<trace>{''.join(said)}{''.join(_event(fact) for fact in case.facts)}</trace>\n"


def _event(fact: Fact) -> str:
    words = of_fact(fact.type)
    return (
        f"<event>{_string(NAME, fact.type)}{_date(fact.occurred_at)}{_string('org:resource', fact.agency)}"
        f"{_string('lifecycle:transition', 'complete')}"
        f'<id key="identity:id" value={quoteattr(fact.id)}/>'
        f'{_string("exportlane:words", words.zh)}<int key="exportlane:sequence" value="{fact.sequence}"/></event>'
    )


def _string(key: str, value: str) -> str:
    return f'<string key="{key}" value="{xml_text(value)}"/>'


def _date(instant: str) -> str:
    shown = in_shanghai(parse_rfc3339(instant)).isoformat(timespec="milliseconds")
    return f'<date key="time:timestamp" value="{shown}"/>'
