"""Who calls the registers, in whose name, and what they may see of them.

The agency in a token is the office that somebody writes for: commerce (`registers`, and `licensing`, which is the same
house), the tax office (`tax-rebate`), a district (`district-331004`), or a firm (`enterprise`, with its code). So a
district needs no settings here: its issuer says who it is, and it stands in the ledger with that name.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from exportlane.contracts.decision import Refused
from exportlane.runtime.auth import (
    ENTERPRISE,
    EXPORTER,
    OFFICER,
    SERVICE,
    SUPERVISOR,
    VIEWER,
    Caller,
    Demand,
    Requirement,
    demand,
    require_any,
)
from exportlane.runtime.problems import problem
from registers.domain.entry import Entry, Office, Register, Status, Writer
from registers.domain.particulars import Training
from registers.settings import shipped_policy

COMMERCE: Final = frozenset({"registers", "licensing"})
TAX: Final = frozenset({"tax-rebate"})
DISTRICT: Final = "district-"
DISTRICTS: Final = frozenset(f"{DISTRICT}{code}" for code in shipped_policy().districts)
GATEWAY: Final = frozenset({"gateway"})

_WRITES: Final[dict[Office, Demand]] = {
    Office.COMMERCE: demand(agencies=COMMERCE, roles={OFFICER}, scope="decide"),
    Office.TAX: demand(agencies=TAX, roles={OFFICER}, scope="decide"),
    Office.DISTRICT: demand(agencies=DISTRICTS, roles={OFFICER}, scope="decide"),
    Office.FIRM: demand(agencies={ENTERPRISE}, roles={EXPORTER}, scope="submit"),
}

READER: Final[Requirement] = require_any(
    demand(agencies=COMMERCE | TAX | DISTRICTS, roles={VIEWER}, scope="read"),
    demand(agencies=GATEWAY, roles={SERVICE}, scope="read"),
    demand(agencies={ENTERPRISE}, roles={EXPORTER}, scope="read"),
)
"""The offices, the gateway, and exporters; `may_read` says what of it an exporter sees."""
OFFICES: Final[Requirement] = require_any(
    demand(agencies=COMMERCE | TAX | DISTRICTS, roles={VIEWER}, scope="read"),
    demand(agencies=GATEWAY, roles={SERVICE}, scope="read"),
)
"""The offices and the gateway, for what is not for firms."""
SUPERVISES: Final[Requirement] = require_any(
    demand(agencies=COMMERCE, roles={SUPERVISOR}, scope="undo"),
)
"""Who takes a recognition back."""
TAX_OFFICERS: Final[Requirement] = require_any(_WRITES[Office.TAX])
TAGGERS: Final[Requirement] = require_any(
    _WRITES[Office.COMMERCE],
    _WRITES[Office.DISTRICT],
    demand(agencies=GATEWAY, roles={SERVICE}, scope="hand-over"),
)
"""Who says at which base a case is handled."""

OWN_ONLY: Final = frozenset(
    {
        Register.CENTRES, Register.FACILITIES, Register.PARTICIPATIONS, Register.GUIDANCE, Register.CONTACTS,
        Register.TRAININGS,
    }
)  # fmt: skip
"""Of these an exporter sees its own entries only."""


def writers(offices: Iterable[Office]) -> Requirement:
    """The demand of a route that these offices may call."""
    return require_any(*(_WRITES[office] for office in sorted(offices)))


def writer_of(caller: Caller, today: date) -> Writer:
    """In whose name this caller writes. Raises Problem forbidden for an agency that writes nothing here."""
    if caller.role == EXPORTER:
        return Writer(by=caller.actor, office=Office.FIRM, on=today, scope=caller.uscc)
    if caller.agency in DISTRICTS:
        code = caller.agency.removeprefix(DISTRICT)
        return Writer(by=caller.actor, office=Office.DISTRICT, on=today, scope=code)
    if caller.agency in TAX:
        return Writer(by=caller.actor, office=Office.TAX, on=today)
    if caller.agency in COMMERCE | GATEWAY:
        return Writer(by=caller.actor, office=Office.COMMERCE, on=today)
    raise problem("forbidden", f"{caller.agency} writes in no register.")


def may_read(entry: Entry, caller: Caller) -> bool:
    """Whether an entry exists for this caller: exporters see what is public, and their own."""
    if caller.role != EXPORTER:
        return True
    if entry.register is Register.POLICIES:
        return entry.status is Status.PUBLISHED
    if isinstance(entry.particulars, Training):
        return caller.uscc in entry.particulars.firms
    return entry.register not in OWN_ONLY or entry.uscc == caller.uscc


def held_back(refused: Refused | None) -> None:
    """Raise the problem of a refusal that is about the caller and not about what it says (403)."""
    if refused is not None:
        raise problem(
            "forbidden",
            refused.sentence,
            field=refused.field,
            article=refused.article,
            extra={"code": refused.slug},
        )
