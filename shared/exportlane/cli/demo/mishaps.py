"""What goes wrong in the demo, and who does what about it: read from the file of batches, carried out step by step.

A batch may say what `happens`: who (`agency/role`) does which verb on which thing of its lot, once that thing stands at
a status. A step is done in the order of the list; the agencies do the rest by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from exportlane.cli.demo.office import Document, Office

AGENCY_OF: Final = {
    "applications": "licensing",
    "vehicles": "vehicle-registry",
    "declarations": "customs",
    "claims": "tax-rebate",
}


@dataclass
class Mishap:
    """One batch to which something happens: its lot, the case of its first vehicle, and what is still to come."""

    name: str
    rule: str
    note: Document
    profile: str
    exporter_uscc: str
    lot_id: str
    case_ids: tuple[str, ...]
    steps: list[Document] = field(default_factory=list)

    @classmethod
    def of(cls, batch: Document, answer: Document) -> Mishap:
        """The mishap of a batch that was taken in."""
        submission, lot = batch["submission"], answer["lots"][0]
        return cls(
            answer["batch_id"], batch["rule"], batch["note"], submission["profile"], submission["exporter_uscc"],
            lot["lot_id"], tuple(lot["case_ids"]), list(batch["happens"]),
        )  # fmt: skip


Due = Callable[[str, int], bool]
"""Whether so many working days have passed since a matter was first seen."""


async def carry_on(office: Office, mishaps: Sequence[Mishap], is_due: Due) -> int:
    """Do the next step of each mishap whose moment has come; how many were done."""
    done = 0
    for mishap in mishaps:
        if mishap.steps and await _moment_has_come(office, mishap, mishap.steps[0], is_due):
            await _do(office, mishap, mishap.steps.pop(0))
            done += 1
    return done


async def _moment_has_come(office: Office, mishap: Mishap, step: Document, is_due: Due) -> bool:
    wanted = {step["on"]: step["at"], **step.get("when", {})}
    for things, status in wanted.items():
        if (await _thing(office, mishap, things)).get("status") != status:
            return False
    return is_due(f"{mishap.name}/{len(mishap.steps)}", step.get("wait", 0))


async def _thing(office: Office, mishap: Mishap, things: str) -> Document:
    agency = AGENCY_OF[things]
    thing_id = mishap.case_ids[0] if things == "vehicles" else mishap.lot_id
    return await office.get((agency, "officer"), f"/v1/{agency}/{things}/{thing_id}")


async def _do(office: Office, mishap: Mishap, step: Document) -> None:
    agency, _, role = step["who"].partition("/")
    thing = await _thing(office, mishap, step["on"])
    path = f"/v1/{AGENCY_OF[step['on']]}/{step['on']}/{thing['id']}"
    method, _, verb = step["do"].rpartition(" ")
    await office.send(
        method or "POST", (agency, role), f"{path}/{verb}", step["body"], version=thing["version"],
        uscc=mishap.exporter_uscc if agency == "enterprise" else None,
    )  # fmt: skip
