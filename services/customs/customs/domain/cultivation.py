"""The cultivation list (培育库): firms that customs coaches towards AEO advanced certification (天津措施 第五条).

candidate ─> coached ─> applied ─> certified
                ^          └── not passed: coached again
whoever gives up, or is given up, is dropped
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from customs.domain.articles import AEO_STANDARD, CULTIVATION
from exportlane.contracts import customs as contract
from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule


class Stage(StrEnum):
    """Where a firm stands on the list."""

    CANDIDATE = "candidate"
    COACHED = "coached"
    APPLIED = "applied"
    CERTIFIED = "certified"
    DROPPED = "dropped"


class Act(StrEnum):
    """What is done about a firm on the list."""

    COACH = "coach"
    APPLY = "apply"
    RETURN_TO_COACHING = "return_to_coaching"
    CERTIFY = "certify"
    DROP = "drop"


STAGES: Final[Mapping[Stage, Mapping[Act, Stage]]] = MappingProxyType(
    {
        Stage.CANDIDATE: {Act.COACH: Stage.COACHED, Act.DROP: Stage.DROPPED},
        Stage.COACHED: {Act.COACH: Stage.COACHED, Act.APPLY: Stage.APPLIED, Act.DROP: Stage.DROPPED},
        Stage.APPLIED: {
            Act.CERTIFY: Stage.CERTIFIED,
            Act.RETURN_TO_COACHING: Stage.COACHED,
            Act.DROP: Stage.DROPPED,
        },
        # A certificate can be lost; the firm then leaves the list and may be listed anew.
        Stage.CERTIFIED: {Act.DROP: Stage.DROPPED},
        Stage.DROPPED: {},
    }
)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of the standard, by the part of it in which it stands."""

    code: str
    part: str
    zh: str
    en: str


CRITERIA: Final = (
    Criterion("organisation", "内部控制", "内部组织架构和岗位职责明确", "Organisation and duties are settled"),
    Criterion("records", "内部控制", "进出口单证归档齐全、可追溯", "Papers are complete and can be traced"),
    Criterion("information_system", "内部控制", "信息系统真实、安全、可核查", "The system is open to audit"),
    Criterion("internal_audit", "内部控制", "每年实施内部审计并改进", "There is a yearly internal audit"),
    Criterion("solvency", "财务状况", "财务状况良好，具备偿付能力", "Finances are sound"),
    Criterion("no_violations", "守法规范", "无走私、重大违规记录", "No smuggling and no grave violation on record"),
    Criterion("declaration_errors", "守法规范", "报关差错率低于标准", "Errors in declarations are few"),
    Criterion("taxes_paid", "守法规范", "无拖欠税款、罚款", "No taxes or fines are overdue"),
    Criterion("premises", "贸易安全", "经营场所和监管区域安全", "Premises are secure"),
    Criterion("people", "贸易安全", "人员安全管理和培训", "People are vetted and trained"),
    Criterion("partners", "贸易安全", "商业伙伴安全管理", "Partners in trade are looked at"),
    Criterion("transport", "贸易安全", "货物、集装箱和运输工具安全", "Goods, containers and vehicles are secure"),
)  # fmt: skip
CODES: Final = frozenset(one.code for one in CRITERIA)


@dataclass(frozen=True, slots=True)
class Cultivation:
    """A firm on the list. `met` are the codes of the criteria that it meets; `notes` what was said, oldest first."""

    id: str
    exporter_uscc: str
    exporter_name: str
    contact: str
    stage: Stage = Stage.CANDIDATE
    met: tuple[str, ...] = ()
    listed_on: date | None = None
    coached_on: date | None = None
    applied_on: date | None = None
    certified_on: date | None = None
    certificate_no: str | None = None
    notes: tuple[str, ...] = ()
    dropped: str | None = None

    @property
    def open_criteria(self) -> tuple[str, ...]:
        """What the firm does not meet yet, in the order of the standard."""
        return tuple(one.code for one in CRITERIA if one.code not in self.met)


Answer = Decided[Cultivation] | Refused


def decide_listing(entry: Cultivation, *, now: datetime) -> Decided[Cultivation]:
    """Put a firm on the list."""
    after = replace(entry, listed_on=statutory_day(now))
    return Decided(after, (_said(after, "candidate_listed"),))


def decide_coaching(entry: Cultivation, met: frozenset[str], *, note: str | None, now: datetime) -> Answer:
    """Coach the firm, and say which criteria it meets now; those that it no longer meets are left out."""
    if unknown := met - CODES:
        sentence = f"The standard has no criterion {min(unknown)}."
        return Refused("unknown_criterion", sentence, AEO_STANDARD, "/met", 422)
    today = statutory_day(now)
    ordered = tuple(one.code for one in CRITERIA if one.code in met)
    return _moved(
        entry, Act.COACH, "coached", {"on": today, "open_criteria": [c for c in _codes() if c not in met]},
        met=ordered, coached_on=today, notes=_noted(entry, note),
    )  # fmt: skip


@rule(
    "CUS-AEO", zh="认证标准各项达标后方可申请高级认证",
    en="A firm applies for certification when it meets every criterion",
    article=AEO_STANDARD, slug="criteria_open",
)  # fmt: skip
def decide_application(entry: Cultivation, *, now: datetime) -> Answer:
    """The firm applied; before it meets everything there is no use in applying."""
    if Act.APPLY in STAGES[entry.stage] and entry.open_criteria:
        sentence = f"Not met yet: {', '.join(entry.open_criteria)}."
        return Refused("criteria_open", sentence, AEO_STANDARD, "/met", 422)
    today = statutory_day(now)
    return _moved(entry, Act.APPLY, "applied", {"on": today}, applied_on=today)


def decide_not_certified(entry: Cultivation, *, reason: str, now: datetime) -> Answer:
    """The certification was not passed: the firm is coached again."""
    told = {"on": statutory_day(now), "open_criteria": list(entry.open_criteria)}
    return _moved(
        entry, Act.RETURN_TO_COACHING, "coached", told, applied_on=None, notes=_noted(entry, reason)
    )


def decide_certification(entry: Cultivation, *, certificate_no: str, now: datetime) -> Answer:
    """The firm is certified (高级认证企业)."""
    today = statutory_day(now)
    told = {"certificate_no": certificate_no, "on": today}
    return _moved(entry, Act.CERTIFY, "certified", told, certified_on=today, certificate_no=certificate_no)


def decide_dropping(entry: Cultivation, *, code: str, reason: str) -> Answer:
    """Take the firm off the list."""
    return _moved(entry, Act.DROP, "dropped", {"code": code, "reason": reason}, dropped=reason)


def _moved(entry: Cultivation, act: Act, what: str, told: Mapping[str, object], **changes: Any) -> Answer:
    target = STAGES[entry.stage].get(act)
    if target is None:
        sentence = f"The firm is {entry.stage}; {act.replace('_', ' ')} is not possible now."
        return Refused("move-not-allowed", sentence, CULTIVATION)
    after = replace(entry, stage=target, **changes)
    return Decided(after, (_said(after, what, **told),))


def _said(entry: Cultivation, what: str, **told: object) -> Announce:
    model = contract.FACTS[f"aeo.{what}.v1"]
    return Announce(
        entry.id, f"aeo.{what}.v1", model.model_validate({"exporter_uscc": entry.exporter_uscc, **told})
    )


def _noted(entry: Cultivation, note: str | None) -> tuple[str, ...]:
    return entry.notes if note is None else (*entry.notes, note)


def _codes() -> tuple[str, ...]:
    return tuple(one.code for one in CRITERIA)
