"""Rights to indemnities are assigned to a bank (赔款权转让): of a whole policy, or of one case. PURE.

One assignee at a time: a case that is assigned alone and a policy that is assigned whole do not go to two banks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from credit_insurance.domain import telling
from credit_insurance.domain.articles import ASSIGNING, TJ_8
from credit_insurance.domain.exports import Export
from credit_insurance.domain.policies import InsurancePolicy, PolicyVerb, forbidden
from credit_insurance.domain.refusals import first, not_allowed
from credit_insurance.domain.shipments import another_firms
from exportlane.contracts.decision import Decided, Refused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule


class AssignmentStatus(StrEnum):
    """Whether the bank has the rights."""

    ASSIGNED = "assigned"
    RELEASED = "released"


class AssignmentVerb(StrEnum):
    """What can be done to an assignment."""

    RELEASE = "release"


ASSIGNMENT_MOVES: Final[Mapping[AssignmentStatus, Mapping[AssignmentVerb, AssignmentStatus]]] = (
    MappingProxyType(
        {
            AssignmentStatus.ASSIGNED: {AssignmentVerb.RELEASE: AssignmentStatus.RELEASED},
            AssignmentStatus.RELEASED: {},
        }
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """The rights of one policy, or of one case under it, at one bank."""

    id: str
    uscc: str
    policy_id: str
    policy_no: str
    bank_id: str
    case_id: str | None = None
    status: AssignmentStatus = AssignmentStatus.ASSIGNED
    assigned_on: date | None = None
    released_on: date | None = None
    reason: str | None = None

    @property
    def exporter_uscc(self) -> str:
        """Whose it is, for who may see it."""
        return self.uscc


@dataclass(frozen=True, slots=True)
class Assigned:
    """The assignment, and whichever of policy and case carries it."""

    assignment: Decided[Assignment]
    policy: Decided[InsurancePolicy] | None = None
    export: Decided[Export] | None = None


@rule(
    "INS-ONE-ASSIGNEE",
    zh="同一保单或同一出运的赔款权，同一时间只能转让给一家银行",
    en="The rights of a policy, and of a shipment under it, are with one bank at a time",
    article=ASSIGNING,
    slug="rights_assigned_already",
)
def another_bank(bank_id: str, holders: Sequence[str | None]) -> Refused | None:
    """A refusal when another bank has the rights, or some of them."""
    others = sorted({holder for holder in holders if holder is not None and holder != bank_id})
    if not others:
        return None
    sentence = f"The rights, or some of them, are with {', '.join(others)}."
    return Refused("rights_assigned_already", sentence, ASSIGNING, "/bank_id")


def assign_policy(
    assignment: Assignment, policy: InsurancePolicy, holders: Sequence[str | None], *, now: datetime
) -> Assigned | Refused:
    """All rights of a policy. `holders`: the banks that have those of single cases under it, or that financed them."""
    refused = first(
        _firms(policy, assignment.uscc),
        forbidden(policy, PolicyVerb.ASSIGN),
        _twice(policy.assignee, assignment.bank_id),
        another_bank(assignment.bank_id, (policy.assignee, *holders)),
    )
    if refused:
        return refused
    told = _told(assignment, policy, now)
    return Assigned(told, policy=Decided(replace(policy, assignee=assignment.bank_id)))


def assign_case(
    assignment: Assignment, policy: InsurancePolicy, export: Export, *, now: datetime
) -> Assigned | Refused:
    """The rights of one case."""
    pledged_to = export.pledge.bank_id if export.pledge is not None else None
    refused = first(
        another_firms(export, assignment.uscc),
        _not_of(export, policy),
        _twice(export.assignee, assignment.bank_id),
        another_bank(assignment.bank_id, (policy.assignee, export.assignee, pledged_to)),
    )
    if refused:
        return refused
    return Assigned(
        _told(assignment, policy, now), export=Decided(replace(export, assignee=assignment.bank_id))
    )


def release(
    assignment: Assignment, policy: InsurancePolicy, export: Export | None, reason: str, *, now: datetime
) -> Assigned | Refused:
    """The bank gives the rights back; they are the exporter's again."""
    if AssignmentVerb.RELEASE not in ASSIGNMENT_MOVES[assignment.status]:
        return not_allowed("assignment", assignment.status, AssignmentVerb.RELEASE, ASSIGNING)
    today = statutory_day(now)
    gone = replace(assignment, status=AssignmentStatus.RELEASED, released_on=today, reason=reason)
    told = Decided(gone, (telling.rights_released(gone, reason, today),))
    if export is not None:
        return Assigned(told, export=Decided(replace(export, assignee=None)))
    return Assigned(told, policy=Decided(replace(policy, assignee=None)))


def _told(assignment: Assignment, policy: InsurancePolicy, now: datetime) -> Decided[Assignment]:
    today = statutory_day(now)
    numbered = replace(assignment, policy_no=policy.policy_no or policy.id, assigned_on=today)
    return Decided(numbered, (telling.rights_assigned(numbered, today),))


def _firms(policy: InsurancePolicy, uscc: str) -> Refused | None:
    if policy.uscc == uscc:
        return None
    return Refused("policy_unknown", "This firm has no such policy.", TJ_8, "/policy_id", 422)


def _not_of(export: Export, policy: InsurancePolicy) -> Refused | None:
    if export.shipment is not None and export.shipment.policy_id == policy.id:
        return None
    sentence = f"The case {export.id} is not declared under this policy."
    return Refused("not_insured", sentence, TJ_8, "/case_id", 422)


def _twice(holder: str | None, bank_id: str) -> Refused | None:
    if holder != bank_id:
        return None
    return Refused("rights_assigned_already", f"{bank_id} has these rights already.", ASSIGNING, "/bank_id")
