"""The gateway's tables: the view of each case, the facts as they were heard, the papers on their way to the agencies.

Facts about entries of registers stand beside them in `register_facts`: they are about no case, and figures need them.

`cases` holds one row for each case, with at most one live row for a VIN: a partial unique index says so, and is what a
hundred racing submissions meet. `timeline` holds one row for each fact heard; `deliveries` one for each paper.
"""

from __future__ import annotations

from dataclasses import dataclass

from exportlane.contracts.decision import Heard, Write
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.storage import Kind
from gateway.domain import CaseView

ONE_LIVE_CASE = "ux_cases_one_live_case_of_a_vin"
LIVE = "1"


def _due_on(view: CaseView) -> str | None:
    """Worked out once for each row that is written, however many facts the view has heard since."""
    due = view.earliest_due
    return due.isoformat() if due else None


CASES: Kind[CaseView] = Kind(
    name="case",
    table="cases",
    state=CaseView,
    thing_id=lambda view: view.id,
    case_ids=lambda view: (view.id,),
    columns={
        "vin": lambda view: view.vin,
        "exporter_uscc": lambda view: view.exporter_uscc,
        "exporter_name": lambda view: view.exporter_name,
        "profile": lambda view: view.profile,
        "batch_id": lambda view: view.batch_id,
        "lot_id": lambda view: view.lot_id,
        "licence_no": lambda view: view.numbers.licence_no,
        "declaration_no": lambda view: view.numbers.declaration_no,
        "ended_as": lambda view: view.status.end,
        "live": lambda view: LIVE if view.live else None,
        "as_of": lambda view: rfc3339(view.as_of),
        "due_on": _due_on,
    },
    keyed_by_case=True,
)
"""`due_on` and `as_of` are what a list is filtered and sorted by; both are texts of fixed width."""


def timeline_row(heard: Heard, *, received_at: str) -> Write:
    """The row of a fact heard: the data as they came, so that nothing the view does not fold is lost."""
    return Write(
        "timeline",
        {
            "id": heard.id,
            "case_id": heard.case_id,
            "agency": heard.source,
            "type": heard.type,
            "sequence": heard.sequence,
            "occurred_at": rfc3339(heard.occurred_at),
            "received_at": received_at,
            "data": heard.data.model_dump_json(exclude_none=True),
        },
    )


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """An entry of some agency's register (a firm's filing, a unit of the quota), as far as it was heard of here."""

    id: str
    agency: str
    newest: str
    facts: int = 0


REGISTER_ENTRIES: Kind[RegisterEntry] = Kind(
    name="register_entry",
    table="register_entries",
    state=RegisterEntry,
    thing_id=lambda entry: entry.id,
    case_ids=lambda entry: (entry.id,),
    columns={"agency": lambda entry: entry.agency},
    keyed_by_case=True,
)


def register_row(heard: Heard, *, received_at: str) -> Write:
    """The row of a fact about an entry of a register: the data as they came."""
    row = timeline_row(heard, received_at=received_at).row
    return Write(
        "register_facts",
        {"subject": heard.case_id, **{name: value for name, value in row.items() if name != "case_id"}},
    )
