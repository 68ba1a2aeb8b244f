"""From folded stories to many cases: lots of a few vehicles that share their papers, and all else their own."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.portal.folding import BATCH, CASE, FIRM, LOT, USCC, VIN, Folded
from benchmarks.vehicles import vin
from exportlane.runtime.writing import Value
from gateway.flow.row import Row
from gateway.flow.spelling import backwards, spelt

IN_A_LOT: Final = 5
FIRMS: Final = 240
DESTINATIONS: Final = (
    "RUS", "KAZ", "UZB", "KGZ", "ARE", "JOR", "GEO", "AZE", "NGA", "GHA", "KEN", "EGY", "MEX", "CHL", "PER", "VNM",
    "MMR", "KHM", "LAO", "MNG", "BLR", "TJK", "TKM", "SAU", "DZA", "AGO", "TZA", "ETH", "COL", "BOL",
)  # fmt: skip
PORTS: Final = ("0202", "0213", "2248", "2904", "3109", "5304", "9402", "9407", "0601", "6101")
BRANDS: Final = ("大众", "丰田", "本田", "比亚迪", "吉利", "长安", "奇瑞", "宝马", "奥迪", "日产")
AT_ONCE: Final = 2000
Tables = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Lot:
    """What the vehicles of a lot have in common."""

    number: int
    story: Folded
    uscc: str
    firm: str
    destination: str
    port: str
    brand: str

    def papers(self) -> Mapping[str, str | None]:
        """The numbers on its papers, as far as the story got."""
        story, number = self.story, self.number
        return {
            "licence_no": f"26-12-{number:06d}" if story.licence_no else None,
            "declaration_no": f"{self.port}20260{number:09d}" if story.declaration_no else None,
            "claim_no": f"TS2026{number:08d}" if story.claim_no else None,
            "contract_no": f"HT-2026-{number // 3:05d}",
            "batch_id": _id(8, number // 2),
            "lot_id": _id(9, number),
        }


def firms() -> Sequence[tuple[str, str]]:
    """Code and name of each firm."""
    return [(f"91120118MA{number:06d}1Y", f"天津第{number:03d}号汽车出口有限公司") for number in range(FIRMS)]


def cloned(stories: Sequence[Folded], count: int, chance: random.Random) -> Iterator[Tables]:
    """The rows of so many cases, some thousand cases at a time."""
    listed = firms()
    tables: Tables = defaultdict(list)
    for number in range(0, count, IN_A_LOT):
        uscc, firm = listed[min(int(chance.expovariate(1 / 40)), FIRMS - 1)]
        destination = DESTINATIONS[min(int(chance.expovariate(1 / 6)), len(DESTINATIONS) - 1)]
        lot = Lot(
            number // IN_A_LOT,
            chance.choice(stories),
            uscc,
            firm,
            destination,
            chance.choice(PORTS),
            chance.choice(BRANDS),
        )
        for case in range(number, min(number + IN_A_LOT, count)):
            _case(tables, lot, case)
        if len(tables["cases"]) >= AT_ONCE:
            yield tables
            tables = defaultdict(list)
    tables["flow_exporters"] = [{"uscc": code, "name": name} for code, name in listed]
    yield tables


def _case(tables: Tables, lot: Lot, number: int) -> None:
    story, papers = lot.story, lot.papers()
    own: Row = {
        "case_id": _id(7, number), "vin": vin(number), "exporter_uscc": lot.uscc, "exporter_name": lot.firm,
        "destination": lot.destination, "port": lot.port, "brand": lot.brand, **papers,
    }  # fmt: skip
    swaps = [
        (CASE, str(own["case_id"])), (VIN, str(own["vin"])), (LOT, str(papers["lot_id"])), (USCC, lot.uscc),
        (BATCH, str(papers["batch_id"])), (FIRM, lot.firm), ('"RUS"', f'"{lot.destination}"'),
    ]  # fmt: skip
    for name, sample in (
        ("licence_no", story.licence_no),
        ("declaration_no", story.declaration_no),
        ("claim_no", story.claim_no),
    ):
        if sample:
            swaps.append((sample, str(papers[name])))
    tables["cases"].append(
        _with(story.case, own | {"id": own["case_id"], "doc": _swapped(str(story.case["doc"]), swaps)})
    )
    _facts(tables, story, number, swaps, str(own["case_id"]))
    flow = _with(story.flow, own)
    if story.flow["proof_no"]:
        flow["proof_no"] = f"ZX2026{own['vin']}"
    tables["case_flow"].append(flow)
    tables["case_steps"] += [_with(step, own) for step in story.steps]
    tables["case_words"] += _words(flow)
    tables["milestones"] += [{**row, "thing": f"{row['thing']}/{number}"} for row in story.milestones]


def _facts(
    tables: Tables, story: Folded, number: int, swaps: Sequence[tuple[str, str]], case_id: str
) -> None:
    for place, fact in enumerate(story.facts):
        changes = {"id": _id(6, number * 100 + place), "case_id": case_id}
        tables["timeline"].append({**fact, **changes, "data": _swapped(str(fact["data"]), swaps)})
    opened = story.case["created_at"]
    tables["ledger"].append(
        {
            "id": _id(5, number), "case_id": case_id, "sequence": 1, "type": "case.opened.v1", "time": opened,
            "recordedtime": opened, "prevhash": "0" * 64, "digest": "0" * 64, "correlationid": "benchmark",
            "causationid": "benchmark", "actor": "gateway/benchmark", "traceparent": "", "tracestate": "",
            "data": "{}", "signature": "", "published": True,
        }
    )  # fmt: skip


def _words(flow: Row) -> Iterator[Row]:
    for column, kind in (
        ("vin", "vin"), ("contract_no", "contract"), ("licence_no", "licence"), ("declaration_no", "declaration"),
        ("claim_no", "claim"), ("proof_no", "proof"),
    ):  # fmt: skip
        if flow[column]:
            word = spelt(str(flow[column]))
            for spelling in (word, backwards(word)):
                yield {"word": spelling, "case_id": flow["case_id"], "kind": kind}


def _with(row: Row, own: Row) -> Row:
    """The row with everything of its own; a number that the story never reached stays away."""
    return {
        name: _plain(own[name]) if own.get(name) is not None else _plain(value) for name, value in row.items()
    }


def _plain(value: Value) -> Value:
    return str(value) if isinstance(value, str) else value


def _swapped(text: str, swaps: Sequence[tuple[str, str]]) -> str:
    for sample, own in swaps:
        text = text.replace(sample, own)
    return text


def _id(kind: int, number: int) -> str:
    return f"01930000-{kind:04x}-7000-8000-{number:012x}"
