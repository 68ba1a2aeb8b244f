"""The provider's own tables: the looks that others took, the disputes that they raised.

They are an own branch of each service's migrations (`sharing_0001`), so that they come and go beside the agency's own
tables. The facts of both stand in the ledger of the case, the states here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from exportlane.runtime.clock import rfc3339
from exportlane.runtime.migrations import thing_table
from exportlane.runtime.storage import Kind
from exportlane.sharing.disputes import Dispute, next_alarm, on_calendar, on_time
from exportlane.sharing.looks import Look

LOOKS: Final[Kind[Look]] = Kind(
    name="look",
    table="looks",
    state=Look,
    thing_id=lambda look: look.id,
    # A look is found by its own id: many looks are about one case.
    case_ids=lambda look: (look.id,),
    columns={
        "about_case": lambda look: look.case_id,
        "resource": lambda look: look.resource,
        "by_agency": lambda look: look.by_agency,
        "at": lambda look: rfc3339(look.at),
    },
    correlation=lambda look: look.case_id,
)

DISPUTES: Final[Kind[Dispute]] = Kind(
    name="dispute",
    table="disputes",
    state=Dispute,
    thing_id=lambda dispute: dispute.id,
    case_ids=lambda dispute: (dispute.id,),
    columns={
        "about_case": lambda dispute: dispute.case_id,
        "by_agency": lambda dispute: dispute.by_agency,
        "status": lambda dispute: dispute.status.value,
        "deadline": lambda dispute: dispute.due_on.isoformat(),
    },
    correlation=lambda dispute: dispute.case_id,
    view=lambda dispute: shown(dispute),  # noqa: PLW0108  # it needs the codec of this very kind
    wake=next_alarm,
    on_time=on_time,
    on_calendar=on_calendar,
)

SHARING_KINDS: Final[tuple[Kind[Any], ...]] = (LOOKS, DISPUTES)
"""What a service that shares adds to its `kinds`."""


def sharing_tables(op: Any) -> None:
    """Create both tables. `op` is alembic's module of that name."""
    looks = {"about_case": "text", "resource": "text", "by_agency": "text", "at": "text"}
    thing_table(op, "looks", looks, index=("about_case",))
    disputes = {"about_case": "text", "by_agency": "text", "status": "text", "deadline": "text"}
    thing_table(op, "disputes", disputes, index=("about_case", ("status", "deadline")))


def shown(dispute: Dispute) -> Mapping[str, object]:
    """A dispute as the API shows it: both versions, and the last day for the answer."""
    state: dict[str, object] = DISPUTES.codec.dump_python(dispute, mode="json")
    return {**state, "due_on": dispute.due_on.isoformat(), "provisional": dispute.clock.provisional}
