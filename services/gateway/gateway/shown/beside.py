"""What agencies beside the process say of a case: space on a ship or train, insurance, the quota, bonded zones. PURE.

None of it moves a step. Each group carries its age and the newest value of what people ask for first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from exportlane.process import StepName
from gateway.disclosure import disclose
from gateway.domain import CaseView
from gateway.reading import TimelineFact
from gateway.shown.look import Document, Look, data_of

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "logistics": ("booking", "zone"),
    "credit-insurance": ("insurance", "finance", "forex"),
    "transport": ("quota",),
    "registers": ("base",),
}
"""Whose facts stand beside the process, and with what their types begin."""
PARTICULARS: Final = (
    "booking_no", "mode", "carrier", "vessel_or_train", "voyage", "pol", "pod", "etd", "cargo_cutoff", "place",
    "container_no", "transport_document_no", "departed_on", "arrived_on", "zone", "policy_no", "insurer", "buyer_id",
    "level", "due_on", "loss_no", "cause", "decision", "amount", "currency", "received_on", "receipt_no", "bank",
    "unit_no", "grant_no", "base_id", "base_name",
)  # fmt: skip


def beside(view: CaseView, timeline: Sequence[TimelineFact], look: Look) -> list[Document]:
    """One document for each group of which something was heard."""
    found = []
    steps = {step.agency for step in view.order.steps}
    for agency, families in GROUPS.items():
        if agency in steps:
            continue
        for family in families:
            facts = [one for one in timeline if one.agency == agency and one.type.split(".", 1)[0] == family]
            if facts:
                found.append(_group(agency, family, facts, view, look))
    return found


def _group(agency: str, family: str, facts: Sequence[TimelineFact], view: CaseView, look: Look) -> Document:
    newest = facts[-1]
    said: dict[str, Any] = {}
    for fact in facts:
        data = disclose(data_of(fact), look.eyes, view.exporter_uscc)
        said |= {name: value for name, value in data.items() if value is not None}
    return {
        "agency": agency,
        "family": family,
        "as_of": newest.occurred_at,
        "newest": {"id": newest.id, "type": newest.type},
        "facts": len(facts),
        "particulars": {name: said[name] for name in PARTICULARS if name in said},
    }


def waiting_since(step: StepName, view: CaseView) -> Any:
    """The day on which a step came to be somebody's turn: when the step before it was done; None when not known."""
    order = view.order
    starts = order.starts(order.step(step))
    return max(
        (
            one.reached[type_]
            for one in view.state.slices.values()
            for type_ in starts
            if type_ in one.reached and type_ not in one.lost
        ),
        default=None,
    )
