"""Whether anything was lost or doubled: the agencies' ledgers beside what the gateway shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from exportlane.cli.demo.office import Document, Office

OPERATOR = ("gateway", "operator")
ONCE = (
    "licence.granted.v1",
    "vehicle.deregistered.v1",
    "customs.cleared.v1",
    "rebate.paid.v1",
    "rebate.exempted.v1",
)
"""Facts with an effect in the world: no case of the demo may have one of them twice."""
VOID = ("licence.expired.v1", "licence.surrendered.v1", "licence.superseded.v1")
REGISTERS = (
    (("licensing", "officer"), "/v1/licensing/filings"),
    (("registers", "officer"), "/v1/registers/exhibitions"),
    (("incentives", "officer"), "/v1/incentives/subsidy-applications"),
)
"""Where the demo enters something that is no case, and who may list it."""


@dataclass(frozen=True)
class Count:
    """`faults` are sentences about ledgers whose chain or signatures do not hold."""

    cases: int
    closed: int
    lost: int
    doubled: int
    faults: tuple[str, ...]

    @property
    def whole(self) -> bool:
        return self.closed == self.cases and not (self.lost or self.doubled or self.faults)

    def sentence(self) -> str:
        return f"demo: {self.cases} cases, {self.closed} closed, {self.lost} lost, {self.doubled} duplicated"


async def count_facts(
    office: Office, services: Sequence[str], cases: Sequence[Document], handed_in: int
) -> Count:
    """Compare every ledger with the timelines. What was handed in, or recorded, and is not shown is lost."""
    in_ledgers, faults = 0, []
    for service in services:
        prefix = "/v1" if service == "gateway" else f"/v1/{service}"
        proof = await office.get(OPERATOR, f"{prefix}/operations/ledger/verify")
        in_ledgers += proof["facts"]
        faults += [f"{service}: {fault}" for fault in proof["faults"]]
    shown, doubled = 0, 0
    for case in cases:
        facts = (await office.get(OPERATOR, f"/v1/cases/{case['id']}/timeline"))["facts"]
        places = Counter((fact["agency"], fact["sequence"]) for fact in facts)
        effects = Counter(fact["type"] for fact in facts if fact["type"] in ONCE)
        # A licence that expired or was handed back makes room for another one.
        effects["licence.granted.v1"] -= sum(fact["type"] in VOID for fact in facts)
        shown += len(places)
        doubled += sum(max(times - 1, 0) for times in (*places.values(), *effects.values()))
    closed = sum(case["status"]["end"] not in (None, "manual") for case in cases)
    lost = max(handed_in - len(cases), 0) + abs(in_ledgers - await _of_registers(office) - shown)
    return Count(handed_in, closed, lost, doubled, tuple(faults))


async def _of_registers(office: Office) -> int:
    """Facts about entries of registers (a firm's filing, a fair): they stand in a ledger and belong to no case."""
    shown = []
    for who, path in REGISTERS:
        shown += [await office.get(who, f"{path}/{entry['id']}") for entry in await office.pages(who, path)]
    return sum(len(entry["history"]) for entry in shown)
