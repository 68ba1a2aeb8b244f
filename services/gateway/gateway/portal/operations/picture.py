"""The picture of what stands on what: services, their databases, the broker, the issuer. PURE layout.

From left to right: the gateway, the agencies that it calls, each one's database, the broker that all of them share.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from exportlane.operations.findings import BROKER, GATEWAY, Finding
from gateway.portal.fact_words import Words
from gateway.portal.operations.state import Row
from gateway.portal.operations.words import DEPENDENCIES

WIDTH: Final = 1120
ROW: Final = 44
TOP: Final = 14
BOX: Final = (246, 34)
AGENCY_X, DATABASE_X, BROKER_X, BROKER_WIDTH = 400, 740, 980, 120


@dataclass(frozen=True, slots=True)
class Node:
    """A box, or a drum for a database. `y` is its middle."""

    kind: str
    words: Words
    x: float
    y: float
    width: float
    height: float
    tone: str
    service: str | None = None
    write_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from whoever stands on something to what he stands on."""

    path: str
    tone: str
    words: Words


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything with its place."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def draw(rows: Sequence[Row], found: Sequence[Finding]) -> Picture:
    """The picture of these services."""
    agencies = [row for row in rows if row.name != GATEWAY]
    gateway = next((row for row in rows if row.name == GATEWAY), None)
    height = TOP * 2 + ROW * max(len(agencies), 4 if gateway else 1) + (ROW // 2 if gateway else 0)
    nodes = [_broker(rows, found, height)]
    edges: list[Edge] = []
    places = {row.name: TOP + ROW * number + ROW / 2 for number, row in enumerate(agencies)}
    for row in agencies:
        nodes += _with_database(row, AGENCY_X, places[row.name])
        edges += _stands_on(row, places[row.name])
    if gateway:
        middle = TOP + ROW * max(len(agencies), 4) / 2
        nodes += _of_gateway(gateway, middle, found)
        edges += _of_gateway_edges(gateway, agencies, places, middle, height)
    return Picture(WIDTH, height, tuple(nodes), tuple(edges))


def tone_of(row: Row, check: str) -> str:
    """How a service fares with one thing that it stands on; `off` where that is not known."""
    if not row.told:
        return "off"
    one = next((each for each in row.checks if each.name == check), None)
    if one is None:
        return "off"
    if not one.ok:
        return "bad"
    return row.write_tone or "ok" if check == "database" else "ok"


def _broker(rows: Sequence[Row], found: Sequence[Finding], height: int) -> Node:
    tones = {tone_of(row, "bus") for row in rows}
    lost = any(each.service == BROKER and each.severity == "critical" for each in found)
    tone = "bad" if lost else "warn" if "bad" in tones else "ok" if "ok" in tones else "off"
    return Node("broker", DEPENDENCIES["broker"], BROKER_X, height / 2, BROKER_WIDTH, height - 2 * TOP, tone)


def _with_database(row: Row, x: float, y: float) -> Iterator[Node]:
    yield Node("service", row.words, x, y, *BOX, row.tone, service=row.name)
    yield _drum(row, DATABASE_X, y - 8)


def _drum(row: Row, x: float, y: float) -> Node:
    tone = tone_of(row, "database")
    return Node(
        "database", DEPENDENCIES["database"], x, y, 24, 20, tone, service=row.name, write_ms=row.write_ms
    )


def _stands_on(row: Row, y: float) -> Iterator[Edge]:
    right = AGENCY_X + BOX[0]
    yield Edge(
        f"M{right} {y - 8} H{DATABASE_X}", tone_of(row, "database"), _joined(row, DEPENDENCIES["database"])
    )
    yield Edge(f"M{right} {y + 9} H{BROKER_X}", tone_of(row, "bus"), _joined(row, DEPENDENCIES["broker"]))


def _joined(row: Row, other: Words) -> Words:
    return Words(f"{row.words.zh} → {other.zh}", f"{row.words.en} → {other.en}")


def _of_gateway(row: Row, y: float, found: Sequence[Finding]) -> Iterator[Node]:
    yield Node("service", row.words, 10, y, 200, 44, row.tone, service=row.name)
    yield _drum(row, 24, y + 46)
    tone = (
        "warn" if any(each.code == "issuer-unreachable" for each in found) else (row.told and "ok") or "off"
    )
    yield Node("issuer", DEPENDENCIES["issuer"], 10, y - 76, 200, BOX[1], tone)


def _of_gateway_edges(
    row: Row, agencies: Sequence[Row], places: dict[str, float], y: float, height: int
) -> Iterator[Edge]:
    yield Edge(f"M110 {y - 22} V{y - 59}", "ok" if row.told else "off", _joined(row, DEPENDENCIES["issuer"]))
    yield Edge(f"M36 {y + 22} V{y + 36}", tone_of(row, "database"), _joined(row, DEPENDENCIES["database"]))
    bottom = height - TOP - 4
    yield Edge(
        f"M180 {y + 22} V{bottom - 12} Q180 {bottom} 192 {bottom} H{BROKER_X}", tone_of(row, "bus"),
        _joined(row, DEPENDENCIES["broker"]),
    )  # fmt: skip
    called = {name for kind, name in row.depends_on if kind == "service"}
    for agency in agencies:
        if called and agency.name not in called:
            continue
        end = places[agency.name]
        tone = "ok" if agency.told else "bad"
        yield Edge(f"M210 {y} C300 {y} 310 {end} {AGENCY_X} {end}", tone, _joined(row, agency.words))
