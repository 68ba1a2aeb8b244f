"""What the API shows of each thing, as the OpenAPI document names it: the state, its id and its version."""

from __future__ import annotations

from datetime import date
from typing import Any, get_type_hints

from pydantic import BaseModel, create_model

from exportlane.runtime.paging import Page

_MADE: dict[str, type[BaseModel]] = {}


def document_of(state: type[Any]) -> type[BaseModel]:
    """The document of a kind of thing, made of the fields of its state."""
    name = f"{state.__name__}Document"
    if name not in _MADE:
        fields: dict[str, Any] = {field: (hint, ...) for field, hint in get_type_hints(state).items()}
        fields |= {"version": (int, ...), "created_at": (str | None, None), "updated_at": (str | None, None)}
        _MADE[name] = create_model(name, **fields)
    return _MADE[name]


def page_of(state: type[Any]) -> Any:
    """A page of such things."""
    return Page[document_of(state)]  # type: ignore[misc]  # a model that is made when the routes are


class ReceivableDocument(BaseModel):
    """One receivable. Sums are in its currency; `financeable` is the most that a bank may advance on it now."""

    case_id: str
    uscc: str
    contract_no: str
    buyer_id: str | None
    policy_no: str | None
    currency: str | None
    value: str | None
    received: str
    indemnified: str
    owed: str
    financed: str
    financeable: str
    cleared_on: date | None
    due_on: date | None
    age_days: int
    age: str
    overdue_days: int
    overdue: bool
    deemed: str | None


class ReceivablePage(BaseModel):
    """A page of receivables."""

    items: list[ReceivableDocument]
    next: str | None = None


class EvidenceDocument(BaseModel):
    """What a bank is shown of a case under a consent. Days come with the facts by which they were heard."""

    look_id: str
    case_id: str
    bank_id: str
    consent_id: str
    valid_to: date
    fields: dict[str, Any]
