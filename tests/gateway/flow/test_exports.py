"""Cases as files: what stands in them, who sees what of it, and that the tools for which they are meant take them."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from exportlane.contracts import ALL_FACTS
from exportlane.runtime.testing import System, until
from gateway.flow.export.source import Source
from gateway.flow.export.table import HEADS, safe
from gateway.flow.filters import Filters
from tests.gateway.batches import OTHER_USCC, USCC, batch, vehicle, vin
from tests.gateway.conftest import Alone

XES = "{http://www.xes-standard.org/}"
FORMATS = ("csv", "xlsx", "xes", "ocel")


async def exported(client: Any, form: str, count: int | None = None, **asked: str) -> Any:
    """The file; with a count, once so many cases are in it."""

    async def there() -> Any:
        answer = await client.get("/v1/cases/export", format=form, **asked)
        assert answer.status_code == 200, answer.text
        return answer if count is None or int(answer.headers["x-export-cases"]) == count else None

    return await until(there)


@pytest.fixture
async def lane(everything: System) -> System:
    """Three cases that ended, one that waits for its firm, one of another firm."""
    client = everything.client("gateway", "gateway", "officer")
    await client.post("/v1/batches", batch(3))
    await client.post("/v1/batches", batch(0, vehicles=[vehicle(9, inspection_report=None)]))
    other = {"exporter_uscc": OTHER_USCC, "exporter_name": '=HYPERLINK("http://x";"上海")'}
    await client.post("/v1/batches", batch(1, first=20, **other))
    await exported(client, "csv", 4, status="refund_paid")
    return everything


def operator(lane: System) -> Any:
    return lane.client("gateway", "gateway", "operator")


async def test_a_table_has_a_line_for_each_case_and_runs_nothing(lane: System) -> None:
    answer = await exported(operator(lane), "csv", 5)

    assert answer.content.startswith(b"\xef\xbb\xbf")
    head, *lines = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert head == list(HEADS.values())
    assert len(lines) == 5
    assert {len(line) for line in lines} == {len(HEADS)}
    by_vin = {line[1]: dict(zip(HEADS, line, strict=True)) for line in lines}
    assert by_vin[vin(1)]["ended_as"] == "退税已到账"
    assert by_vin[vin(9)]["waiting_agency"] == "出口企业"
    assert by_vin[vin(20)]["exporter_name"].startswith("'=HYPERLINK")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "|cmd", "＝1", "%x"])
def test_what_looks_like_a_formula_is_text(text: str) -> None:
    assert safe(text) == "'" + text


async def test_a_spreadsheet_says_the_same_as_the_table(lane: System) -> None:
    table = (await exported(operator(lane), "csv", 5)).content.decode("utf-8-sig")
    answer = await exported(operator(lane), "xlsx", 5)

    book = openpyxl.load_workbook(io.BytesIO(answer.content), read_only=True)
    rows = [
        ["" if cell is None else str(cell) for cell in row] for row in book.active.iter_rows(values_only=True)
    ]

    assert rows == list(csv.reader(io.StringIO(table)))


async def test_an_event_log_keeps_the_rules_of_xes(lane: System) -> None:
    log = ET.fromstring((await exported(operator(lane), "xes", 5)).content)  # noqa: S314  # our own file

    assert log.tag == f"{XES}log"
    assert (log.get("xes.version"), log.get("xes.features")) == ("1849-2016", "")
    order = [child.tag.removeprefix(XES) for child in log]
    kinds = ("extension", "global", "classifier", "string", "trace")
    assert order == sorted(order, key=kinds.index)
    known = {one.get("prefix") for one in log.iter(f"{XES}extension")}
    for one in log.iter():
        prefix, colon, _ = (one.get("key") or "").partition(":")
        assert not colon or prefix in known | {"exportlane"}
    scopes = {one.get("scope"): {child.get("key") for child in one} for one in log.iter(f"{XES}global")}
    traces = log.findall(f"{XES}trace")
    assert len(traces) == 5
    for trace in traces:
        assert scopes["trace"] <= {child.get("key") for child in trace}
        events = trace.findall(f"{XES}event")
        assert events
        moments = []
        for event in events:
            said = {child.get("key"): (child.tag.removeprefix(XES), child.get("value")) for child in event}
            assert scopes["event"] <= set(said)
            assert said["time:timestamp"][0] == "date"
            assert str(said["time:timestamp"][1]).endswith("+08:00")
            assert said["lifecycle:transition"] == ("string", "complete")
            assert said["identity:id"][0] == "id"
            moments.append(said["time:timestamp"][1])
        assert moments == sorted(moments)
        assert events[0].find(f"{XES}string[@key='concept:name']").get("value") == "case.opened.v1"  # type: ignore[union-attr]


async def test_an_object_centric_log_keeps_the_rules_of_ocel(lane: System) -> None:
    log = json.loads((await exported(operator(lane), "ocel", 5)).content)

    assert set(log) == {"objectTypes", "eventTypes", "objects", "events"}
    for kinds, things in (("objectTypes", "objects"), ("eventTypes", "events")):
        attributes = {
            one["name"]: {each["name"]: each["type"] for each in one["attributes"]} for one in log[kinds]
        }
        assert len(attributes) == len(log[kinds])
        ids = [one["id"] for one in log[things]]
        assert len(ids) == len(set(ids))
        for one in log[things]:
            assert one["type"] in attributes
            assert {each["name"] for each in one["attributes"]} <= set(attributes[one["type"]])
            assert {"string", "integer", "float", "boolean", "time"} >= set(attributes[one["type"]].values())
            wanted = {"name", "value"} | ({"time"} if things == "objects" else set())
            assert all(set(each) == wanted for each in one["attributes"])
    objects = {one["id"] for one in log["objects"]}
    for one in [*log["objects"], *log["events"]]:
        assert all(tie["objectId"] in objects and tie["qualifier"] for tie in one["relationships"])
    counted = Counter(one["type"] for one in log["objects"])
    assert (counted["case"], counted["vehicle"], counted["enterprise"]) == (5, 5, 2)
    assert counted["licence"] == 2
    assert {one["type"] for one in log["events"]} <= set(ALL_FACTS)
    granted = next(one for one in log["events"] if one["type"] == "licence.granted.v1")
    assert granted["time"].endswith("Z")
    assert any(tie["objectId"].startswith("licence:") for tie in granted["relationships"])


async def test_a_file_is_seen_by_the_eyes_of_its_reader(lane: System) -> None:
    owner = lane.client("gateway", "enterprise", "exporter", uscc=USCC)
    masked = lane.client("gateway", "conference", "conference")

    for form in FORMATS:
        own = await exported(owner, form, 4)
        hidden = await exported(masked, form, 5)
        if form != "xlsx":
            assert vin(1) in own.text
            assert vin(20) not in own.text
            assert OTHER_USCC not in own.text
            assert not any(vin(number) in hidden.text for number in (1, 2, 3, 9, 20)), form
            assert "6500.00" not in own.text


async def test_who_sees_no_single_case_gets_no_file(alone: Alone) -> None:
    guest = alone.client("conference", "conference", member="tianjin.conf_guest")

    answer = await guest.get("/v1/cases/export", format="csv")

    assert (answer.status_code, answer.json()["slug"]) == (403, "forbidden")


@pytest.mark.parametrize(
    ("asked", "slug"),
    [
        ({"format": "pdf"}, "validation-failed"),
        ({}, "validation-failed"),
        ({"format": "csv", "colour": "red"}, "validation-failed"),
        ({"format": "csv", "since": "yesterday"}, "validation-failed"),
    ],
)
async def test_a_file_that_is_asked_for_wrongly_says_so(
    alone: Alone, asked: dict[str, str], slug: str
) -> None:
    answer = await alone.client().get("/v1/cases/export", **asked)

    assert (answer.status_code, answer.json()["slug"]) == (422, slug)


async def test_filters_narrow_a_file(lane: System) -> None:
    client = operator(lane)

    for asked, count in (
        ({"exporter": OTHER_USCC}, 1),
        ({"agency": "enterprise"}, 1),
        ({"q": vin(2)}, 1),
        ({"status": "running"}, 1),
        ({"profile": "taizhou"}, 0),
    ):
        for form in FORMATS:
            await exported(client, form, count, **asked)


async def test_a_file_that_does_not_hold_everything_says_so(
    lane: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Source.__init__

    def small(self: Source, *arguments: Any, **named: Any) -> None:
        whole(self, *arguments, **{**named, "most": 2})

    monkeypatch.setattr(Source, "__init__", small)

    for form in FORMATS:
        answer = await exported(operator(lane), form, 2)
        assert answer.headers["x-export-cut"] == "true"
        if form in {"csv", "xes"}:
            assert "只含前 2 件案件" in answer.text
    monkeypatch.undo()
    assert (await exported(operator(lane), "csv", 5)).headers["x-export-cut"] == "false"


def test_filters_are_read_from_an_address_and_written_back() -> None:
    asked = {"q": " x ", "due": "5", "overdue": "on", "since": "2026-02-30", "until": "2026-03-01",
             "profile": "tianjin", "status": "", "colour": "red", "person": "no"}  # fmt: skip

    filters = Filters.of(asked)

    assert filters == Filters.of(
        {"q": "x", "due": "5", "overdue": "true", "until": "2026-03-01", "profile": "tianjin"}
    )
    assert filters.address() == "q=x&profile=tianjin&until=2026-03-01&overdue=true&due=5"
    assert filters.address(q=None, profile="", sort="due") == "until=2026-03-01&overdue=true&due=5&sort=due"
    assert Filters.of({"due": "0"}).address() == "due=0"
    assert Filters().narrow == 0
    assert filters.narrow == 4
