"""The tables of the subsidy office: applications, the ledger of caps, invoices, and what other agencies have told.

The columns are what the work lists and the budget are filtered and added up by; amounts stand in them as whole fen,
so that the database can add them exactly. Days are ISO texts, so that text order is time order.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from pydantic import TypeAdapter

from exportlane.runtime.storage import Kind
from incentives import timing
from incentives.domain.account import Account
from incentives.domain.application import Application, Objection
from incentives.domain.budget import BudgetLine
from incentives.domain.invoices import InvoiceUse
from incentives.domain.registers import Entry, Exported, Firm


def fen(amount: Decimal) -> int:
    """Yuan as whole fen."""
    return int(amount * 100)


def _due(state: Application) -> str | None:
    running = [clock.due_on for clock in state.clocks if clock.running and clock.due_on is not None]
    return min(running).isoformat() if running else None


def shown(state: Application) -> Mapping[str, object]:
    """An application as the API shows it, with its sums. Who objected stays with the office."""
    whole: dict[str, object] = _CODEC.dump_python(state, mode="json")
    whole["objections"] = [
        {name: value for name, value in _OBJECTION.dump_python(each, mode="json").items() if name != "by"}
        for each in state.objections
    ]
    sums = {
        "granted": state.granted,
        "paid": state.paid,
        "unpaid": state.unpaid,
        "recovered": state.recovered,
    }
    return {**whole, **{name: str(amount) for name, amount in sums.items()}, "due_on": _due(state)}


_CODEC: Final = TypeAdapter(Application)
_OBJECTION: Final = TypeAdapter(Objection)

APPLICATIONS: Final[Kind[Application]] = Kind(
    name="application",
    table="applications",
    state=Application,
    thing_id=lambda state: state.id,
    case_ids=lambda state: (state.id,),
    columns={
        "status": lambda state: state.status.value,
        "uscc": lambda state: state.uscc,
        "number": lambda state: state.number,
        "policy": lambda state: state.policy,
        "year": lambda state: str(state.year),
        "district": lambda state: state.district,
        "due": _due,
        "publicised_to": lambda state: state.publication.last.isoformat() if state.publication else None,
        "exports": lambda state: state.exports,
        "unpaid_fen": lambda state: fen(state.unpaid),
    },
    numbers=frozenset({"exports", "unpaid_fen"}),
    correlation=lambda state: state.number,
    view=shown,
    wake=timing.wakes,
    on_time=timing.on_time,
    on_calendar=timing.on_calendar,
)

ACCOUNTS: Final[Kind[Account]] = Kind(
    name="account",
    table="accounts",
    state=Account,
    thing_id=lambda state: state.id,
    case_ids=lambda _state: (),
    columns={
        "uscc": lambda state: state.uscc,
        "policy": lambda state: state.policy,
        "year": lambda state: str(state.year),
    },
)

INVOICES: Final[Kind[InvoiceUse]] = Kind(
    name="invoice",
    table="invoices",
    state=InvoiceUse,
    thing_id=lambda state: state.id,
    case_ids=lambda _state: (),
    columns={"application_id": lambda state: state.application_id, "uscc": lambda state: state.uscc},
)

FIRMS: Final[Kind[Firm]] = Kind(
    name="firm",
    table="firms",
    state=Firm,
    thing_id=lambda state: state.uscc,
    case_ids=lambda _state: (),
    columns={"first_filed_on": lambda s: s.first_filed_on.isoformat() if s.first_filed_on else None},
)

EXPORTS: Final[Kind[Exported]] = Kind(
    name="export",
    table="exports",
    state=Exported,
    thing_id=lambda state: state.case_id,
    case_ids=lambda state: (state.case_id,),
    keyed_by_case=True,
    columns={
        "uscc": lambda state: state.uscc,
        "year": lambda state: str(state.cleared_on.year),
        "returned": lambda state: state.returned_on.isoformat() if state.returned_on else None,
        "fact_id": lambda state: state.fact_id,
        "as_of": lambda state: state.as_of.isoformat(),
    },
)

ENTRIES: Final[Kind[Entry]] = Kind(
    name="evidence",
    table="evidence",
    state=Entry,
    thing_id=lambda state: state.id,
    case_ids=lambda _state: (),
    columns={
        "kind": lambda state: state.kind,
        "uscc": lambda state: state.uscc,
        "year": lambda state: None if state.year is None else str(state.year),
        "ended": lambda state: state.ended_on.isoformat() if state.ended_on else None,
    },
)

BUDGETS: Final[Kind[BudgetLine]] = Kind(
    name="budget",
    table="budgets",
    state=BudgetLine,
    thing_id=lambda state: state.id,
    case_ids=lambda _state: (),
    columns={
        "policy": lambda state: state.policy,
        "year": lambda state: str(state.year),
        "district": lambda state: state.district,
        "item": lambda state: state.item,
    },
)

KINDS: Final = (APPLICATIONS, ACCOUNTS, INVOICES, FIRMS, EXPORTS, ENTRIES, BUDGETS)
