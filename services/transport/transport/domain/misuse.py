"""A car on the quota was driven, or sold at home (C19): reported, investigated by one person, decided by another. PURE.

```
 open ──propose──► proposed ──confirm──► established | dismissed
  ▲                   └── send back ──┐
  └───────────────────────────────────┘
```

While it is open all grants of the firm are frozen. Established: the unit and the rest of its grant are revoked, the
registry locks the car, commerce suspends the firm's filing. Dismissed: the grants are free again. 天津措施 第二条.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.contracts.transport import (
    QuotaMisuseEstablished,
    QuotaUnitRevoked,
    QuotaUnitsFrozen,
    QuotaUnitsUnfrozen,
)
from exportlane.law import limits
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from transport.domain.articles import TIANJIN_2, TWO_PERSONS
from transport.domain.grant import Ended, Grant, GrantStatus, GrantVerb, forbidden, of_grant
from transport.domain.unit import Unit, UnitStatus, UnitVerb, of_unit, unit_forbidden

Result = Literal["established", "dismissed"]


class MisuseStatus(StrEnum):
    """Where a report stands."""

    OPEN = "open"
    PROPOSED = "proposed"
    ESTABLISHED = "established"
    DISMISSED = "dismissed"


class MisuseVerb(StrEnum):
    """What can be done to it."""

    PROPOSE = "propose"
    SEND_BACK = "send_back"
    CONFIRM = "confirm"
    ADD_REPORT = "add_report"


MISUSE_MOVES: Final[Mapping[MisuseStatus, frozenset[MisuseVerb]]] = MappingProxyType(
    {
        MisuseStatus.OPEN: frozenset({MisuseVerb.PROPOSE, MisuseVerb.ADD_REPORT}),
        MisuseStatus.PROPOSED: frozenset({MisuseVerb.CONFIRM, MisuseVerb.SEND_BACK, MisuseVerb.ADD_REPORT}),
        MisuseStatus.ESTABLISHED: frozenset(),
        MisuseStatus.DISMISSED: frozenset(),
    }
)


@dataclass(frozen=True, slots=True)
class Report:
    """What was reported, by whom: `code` such as road_use or domestic_sale."""

    id: str
    code: str
    reason: str
    on: date
    by: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the investigating officer proposes."""

    result: Result
    code: str
    reason: str
    article: str
    by: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Misuse:
    """The proceeding about one car. `case_id` is the case of its registration."""

    id: str
    unit_no: str
    grant_no: str
    uscc: str
    vin: str
    case_id: str
    opened_on: date
    reports: tuple[Report, ...]
    status: MisuseStatus = MisuseStatus.OPEN
    proposal: Proposal | None = None
    sent_back: tuple[str, ...] = ()
    decided_by: str | None = None
    decided_on: date | None = None

    @property
    def exporter_uscc(self) -> str:
        """Whose car it is."""
        return self.uscc

    @property
    def live(self) -> bool:
        """Whether it waits for a decision."""
        return self.status in {MisuseStatus.OPEN, MisuseStatus.PROPOSED}


def report(
    misuse_id: str, unit: Unit | None, said: Report, before: Misuse | None
) -> Decided[Misuse] | Refused:
    """Open a proceeding, or add to the one that runs (`before`). Only a car that is registered on a unit is misused."""
    if before is not None and before.live:
        if said.id in {one.id for one in before.reports}:
            return Decided(before)
        return Decided(replace(before, reports=(*before.reports, said)))
    if unit is None or unit.status is not UnitStatus.CONSUMED or unit.vin is None or unit.case_id is None:
        sentence = "No car is registered on such a unit; a reservation is released, not misused."
        return Refused("not_on_quota", sentence, TIANJIN_2, "/vin", 422)
    return Decided(
        Misuse(
            id=misuse_id,
            unit_no=unit.id,
            grant_no=unit.grant_no,
            uscc=unit.uscc,
            vin=unit.vin,
            case_id=unit.case_id,
            opened_on=said.on,
            reports=(said,),
        )
    )


@rule(
    "QTA-FROZEN",
    zh="指标车辆涉嫌改作他用的，企业其他指标在处理期间冻结",
    en="While a report of misuse is open the firm's other units are frozen",
    article=TIANJIN_2,
    slug="quota_frozen",
    effect="hold",
)
def freeze(grant: Grant, misuse: Misuse, *, on: date) -> Decided[Grant]:
    """Nothing of the grant is allocated, reserved or used until the report is decided."""
    if misuse.id in grant.frozen_for or forbidden(grant, GrantVerb.FREEZE):
        return Decided(grant)
    state = replace(grant, frozen_for=(*grant.frozen_for, misuse.id))
    if grant.frozen:
        return Decided(state)
    fact = of_grant(
        state, "units_frozen", QuotaUnitsFrozen, misuse_id=misuse.id, article=TIANJIN_2, frozen_on=on,
        reason=f"The misuse of {misuse.vin} is being looked into.",
    )  # fmt: skip
    return Decided(state, (fact,))


def unfreeze(grant: Grant, misuse: Misuse, *, on: date) -> Decided[Grant]:
    """This report is decided; the grant is free when no other one is open."""
    if misuse.id not in grant.frozen_for:
        return Decided(grant)
    state = replace(grant, frozen_for=tuple(one for one in grant.frozen_for if one != misuse.id))
    if state.frozen:
        return Decided(state)
    fact = of_grant(
        state, "units_unfrozen", QuotaUnitsUnfrozen, misuse_id=misuse.id, unfrozen_on=on,
        reason=f"The report about {misuse.vin} was decided.",
    )  # fmt: skip
    return Decided(state, (fact,))


def propose(misuse: Misuse, proposal: Proposal) -> Decided[Misuse] | Refused:
    """The officer who investigated says what he would decide, on which grounds."""
    return _closed(misuse, MisuseVerb.PROPOSE) or Decided(
        replace(misuse, status=MisuseStatus.PROPOSED, proposal=proposal)
    )


def send_back(misuse: Misuse, reason: str) -> Decided[Misuse] | Refused:
    """The supervisor wants more; the officer proposes anew."""
    return _closed(misuse, MisuseVerb.SEND_BACK) or Decided(
        replace(misuse, status=MisuseStatus.OPEN, proposal=None, sent_back=(*misuse.sent_back, reason))
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the confirmed decision does: to the proceeding, the firm's grants and the units of the misused grant."""

    misuse: Decided[Misuse]
    grants: tuple[Decided[Grant], ...]
    units: tuple[Decided[Unit], ...] = ()


@rule(
    "QTA-SECOND-PERSON",
    zh="调查人员不得单独作出处理决定",
    en="Whoever investigated a misuse does not decide it alone",
    article=TWO_PERSONS,
    slug="same_person",
)
def confirm(
    misuse: Misuse, grants: Sequence[Grant], units: Sequence[Unit], *, by: str, now: datetime
) -> Outcome | Refused:
    """The second person decides as was proposed. `grants` are all of the firm, `units` those of the misused grant."""
    refused, proposal = _closed(misuse, MisuseVerb.CONFIRM), misuse.proposal
    if refused or proposal is None:
        return refused or Refused("move-not-allowed", "Nothing is proposed.", TIANJIN_2)
    if proposal.by.rpartition("/")[2] == by.rpartition("/")[2]:
        return Refused("same_person", f"{by} proposed this; somebody else decides.", TWO_PERSONS)
    today = statutory_day(now)
    established = proposal.result == "established"
    status = MisuseStatus.ESTABLISHED if established else MisuseStatus.DISMISSED
    state = replace(misuse, status=status, decided_by=by, decided_on=today)
    freed = tuple(unfreeze(grant, misuse, on=today) for grant in grants)
    if not established:
        return Outcome(Decided(state), freed)
    because = Ended(proposal.code, proposal.reason, proposal.article)
    data = QuotaMisuseEstablished(
        unit_no=misuse.unit_no, grant_no=misuse.grant_no, uscc=misuse.uscc, vin=misuse.vin, on=today, by=by,
        code=because.code, reason=because.sentence, article=because.article,
    )  # fmt: skip
    told = (Announce(misuse.case_id, "quota.misuse_established.v1", data),)
    ends = tuple(_ended(one, misuse, because, on=today) for one in freed)
    return Outcome(Decided(state, told), ends, _revoked(units, misuse, because, on=today))


@rule(
    "QTA-MISUSE",
    zh="指标车辆改作他用的，撤销该指标及其所属额度的剩余指标",
    en="Misuse revokes the unit of the car and what is left of its grant; cars registered before keep theirs",
    article=TIANJIN_2,
    slug="grant_revoked",
)
def _revoked(units: Sequence[Unit], misuse: Misuse, because: Ended, *, on: date) -> tuple[Decided[Unit], ...]:
    return tuple(
        revoke(unit, because, on=on)
        for unit in units
        if unit_forbidden(unit, UnitVerb.REVOKE) is None
        and (unit.id == misuse.unit_no or unit.status is not UnitStatus.CONSUMED)
    )


def revoke(unit: Unit, because: Ended, *, on: date) -> Decided[Unit]:
    """The unit is gone for good; what it was used or reserved for stays readable."""
    state = replace(
        unit, status=UnitStatus.REVOKED, ended=because, clocks=limits.stop_all(unit.clocks, on=on)
    )
    fact = of_unit(
        unit, "unit_revoked", QuotaUnitRevoked, vin=unit.vin, code=because.code, reason=because.sentence,
        article=because.article, revoked_on=on,
    )  # fmt: skip
    return Decided(state, (fact,))


def _ended(freed: Decided[Grant], misuse: Misuse, because: Ended, *, on: date) -> Decided[Grant]:
    """The misused grant is revoked; the firm's others are only free again."""
    grant = freed.state
    if grant.id != misuse.grant_no or forbidden(grant, GrantVerb.REVOKE):
        return freed
    clocks = limits.stop_all(grant.clocks, on=on)
    return Decided(replace(grant, status=GrantStatus.REVOKED, ended=because, clocks=clocks), freed.facts)


def _closed(misuse: Misuse, verb: MisuseVerb) -> Refused | None:
    if verb in MISUSE_MOVES[misuse.status]:
        return None
    return Refused("move-not-allowed", f"To {verb} is not possible while it is {misuse.status}.", TIANJIN_2)
