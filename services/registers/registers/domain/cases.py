"""What the registers know of a case: whose it is, where it goes, at which base it is handled, how it ended. PURE."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.contracts.registers import BaseCaseTagged
from exportlane.law.rules import rule
from registers.domain import articles
from registers.domain.entry import Entry, Register, Status, Writer
from registers.domain.particulars import Base
from registers.domain.telling import of


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case as it was heard. What is not heard yet is None: facts of different agencies come in any order."""

    case_id: str
    exporter_uscc: str | None = None
    destination_country: str | None = None
    profile: str | None = None
    cleared_on: date | None = None
    claim_id: str | None = None
    outcome: str | None = None
    decided_on: date | None = None
    paid_on: date | None = None
    base_id: str | None = None
    tagged_on: date | None = None

    @property
    def district(self) -> str | None:
        """The district that registered the firm: characters 3 to 8 of its code (GB 32100)."""
        return self.exporter_uscc[2:8] if self.exporter_uscc else None


def known(state: Case | None, case_id: str) -> Case:
    """The case, a new one when nothing was heard of it before."""
    return state or Case(case_id=case_id)


@rule(
    "RGS-BASE",
    zh="案件只能归入已登记的出口基地",
    en="A case is handled at a base that is registered",
    article=articles.TJ_6,
    slug="base_not_registered",
)
def tag(state: Case, base_id: str, base: Entry | None, *, writer: Writer) -> Decided[Case] | Refused:
    """Say at which base the case is handled; another base later takes its place."""
    if base is None or base.register is not Register.BASES or base.status is not Status.REGISTERED:
        sentence = f"There is no registered base {base_id}."
        return Refused("base_not_registered", sentence, articles.TJ_6, "/base_id", 422)
    if state.base_id == base_id:
        return Refused(
            "tagged_already", "The case is handled at this base already.", articles.TJ_6, "/base_id"
        )
    here: Base = of(base, Base)
    after = replace(state, base_id=base_id, tagged_on=writer.on)
    data = BaseCaseTagged(
        base_id=base_id, base_name=here.name, district=here.district, on=writer.on, by=writer.by
    )
    return Decided(after, (Announce(state.case_id, "base.case_tagged.v1", data),))
