"""Supervising the districts' rebate work (对各区退税业务的指导、检查和监督): a sample, its findings, their end. PURE.

```
 drawn ──find──► drawn ──remedy──► drawn ──conclude──► concluded
```
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

from exportlane.contracts import promotion_work as told
from exportlane.contracts.decision import Announce, Decided, FactData, Refused
from exportlane.law.rules import rule
from registers.domain import articles
from registers.domain.checks import out_of_range
from registers.domain.days import future
from registers.domain.entry import Writer
from registers.domain.terms import Policy

MOST_DRAWN: Final = 500
Outcome = Literal["rectified", "explained", "unfounded"]


class SampleStatus(StrEnum):
    """Where the check of a sample stands."""

    DRAWN = "drawn"
    CONCLUDED = "concluded"


class SampleVerb(StrEnum):
    """What can be done to a sample."""

    FIND = "find"
    REMEDY = "remedy"
    CONCLUDE = "conclude"


SAMPLE_MOVES: Final[Mapping[SampleStatus, Mapping[SampleVerb, SampleStatus]]] = MappingProxyType(
    {
        SampleStatus.DRAWN: {
            SampleVerb.FIND: SampleStatus.DRAWN,
            SampleVerb.REMEDY: SampleStatus.DRAWN,
            SampleVerb.CONCLUDE: SampleStatus.CONCLUDED,
        },
        SampleStatus.CONCLUDED: {},
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A decided claim as it was heard: what one must know to go and look at it."""

    case_id: str
    claim_id: str
    uscc: str
    outcome: str
    decided_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was found on one claim, and how it ended."""

    number: int
    case_id: str
    code: str
    reason: str
    article: str
    due_on: date
    by: str
    on: date
    outcome: Outcome | None = None
    answer: str | None = None
    closed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """A sample of a district's decided claims. `seed` and `population` let anybody draw the same again."""

    id: str
    district: str
    from_on: date
    to_on: date
    size: int
    seed: str
    population: int
    population_digest: str
    drawn: tuple[Claim, ...]
    drawn_on: date
    by: str
    status: SampleStatus = SampleStatus.DRAWN
    findings: tuple[Finding, ...] = ()
    concluded_on: date | None = None


Answer = Decided[Sampling] | Refused


def digest_of(population: Sequence[Claim]) -> str:
    """A mark of the claims from which was drawn: another mark means that others have come since."""
    names = "\n".join(sorted(claim.case_id for claim in population))
    return hashlib.sha256(names.encode()).hexdigest()


@rule(
    "RGS-SAMPLE",
    zh="抽查名单按公开的种子随机抽取，可以复现",
    en="A sample is drawn by a seed that is written down, so that anybody can draw it again",
    article=articles.SUPERVISION,
    effect="compute",
)
def drawn_by(seed: str, population: Sequence[Claim], size: int) -> tuple[Claim, ...]:
    """The claims whose digests with the seed come first: the order in which they were heard makes no difference."""

    def lot(claim: Claim) -> str:
        return hashlib.sha256(f"{seed}\n{claim.case_id}".encode()).hexdigest()

    return tuple(sorted(population, key=lot)[:size])


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be drawn: so many of a district's claims that were decided in the period, both days included."""

    district: str
    from_on: date
    to_on: date
    size: int
    seed: str


def draw(
    sampling_id: str, order: Order, population: Sequence[Claim], *, writer: Writer, policy: Policy
) -> Answer:
    """Draw. `population` are the claims that meet the order, in any order of their own."""
    if refused := _may_draw(order, population, writer, policy):
        return refused
    chosen = drawn_by(order.seed, population, order.size)
    state = Sampling(
        id=sampling_id, district=order.district, from_on=order.from_on, to_on=order.to_on, size=order.size,
        seed=order.seed, population=len(population), population_digest=digest_of(population), drawn=chosen,
        drawn_on=writer.on, by=writer.by,
    )  # fmt: skip
    fact = _fact(
        state, told.SupervisionSampled, writer, from_on=order.from_on, to_on=order.to_on, seed=order.seed,
        population=len(population), drawn=len(chosen), on=writer.on,
    )  # fmt: skip
    return Decided(state, (fact,))


def _may_draw(order: Order, population: Sequence[Claim], writer: Writer, policy: Policy) -> Refused | None:
    if order.district not in policy.districts:
        sentence = f"There is no district {order.district} in the registers."
        return Refused("unknown_district", sentence, articles.DISTRICT_CODES, "/district", 422)
    if order.to_on < order.from_on:
        sentence = f"The period would end on {order.to_on}, before it begins on {order.from_on}."
        return Refused("ends_before_it_begins", sentence, articles.SUPERVISION, "/to_on", 422)
    if order.to_on > writer.on:
        return future("/to_on", order.to_on, writer.on)
    if not 1 <= order.size <= MOST_DRAWN:
        return out_of_range("/size", order.size, 1, MOST_DRAWN)
    if not population:
        sentence = f"No claim of {order.district} was decided from {order.from_on} to {order.to_on}."
        return Refused("nothing_to_draw", sentence, articles.SUPERVISION, None, 422)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with the work on a claim, by which article, and the day by which it is to be put right."""

    case_id: str
    code: str
    reason: str
    article: str
    due_on: date | None = None


def find(state: Sampling, fault: Fault, *, writer: Writer, policy: Policy) -> Answer:
    """Write down what was found on one claim of the sample."""
    if refused := _forbidden(state, SampleVerb.FIND):
        return refused
    if fault.case_id not in {claim.case_id for claim in state.drawn}:
        sentence = f"The case {fault.case_id} is not in this sample."
        return Refused("not_in_sample", sentence, articles.SUPERVISION, "/case_id", 422)
    last = fault.due_on or writer.on + timedelta(days=policy.rebate_supervision_days)
    if last < writer.on:
        sentence = f"{last} has passed; the district needs a day by which it can still act."
        return Refused("day_in_past", sentence, articles.SUPERVISION, "/due_on", 422)
    finding = Finding(
        number=len(state.findings) + 1, case_id=fault.case_id, code=fault.code, reason=fault.reason,
        article=fault.article, due_on=last, by=writer.by, on=writer.on,
    )  # fmt: skip
    after = replace(state, findings=(*state.findings, finding))
    fact = _fact(
        after, told.SupervisionFound, writer, finding=finding.number, case_id=fault.case_id, code=fault.code,
        reason=fault.reason, article=fault.article, due_on=last,
    )  # fmt: skip
    return Decided(after, (fact,))


def remedy(state: Sampling, number: int, outcome: Outcome, answer: str, *, writer: Writer) -> Answer:
    """The finding is closed: put right, explained, or unfounded."""
    if refused := _forbidden(state, SampleVerb.REMEDY):
        return refused
    found = next((each for each in state.findings if each.number == number), None)
    if found is None:
        sentence = f"There is no finding {number} in this sample."
        return Refused("no_such_finding", sentence, articles.SUPERVISION, None, 422)
    if found.outcome is not None:
        sentence = f"Finding {number} was closed on {found.closed_on}: {found.outcome}."
        return Refused("finding_closed", sentence, articles.SUPERVISION)
    closed = replace(found, outcome=outcome, answer=answer, closed_on=writer.on)
    after = replace(state, findings=tuple(closed if each is found else each for each in state.findings))
    data = {"outcome": outcome, "reason": answer, "on": writer.on}
    return Decided(after, (_fact(after, told.SupervisionRemedied, writer, finding=number, **data),))


@rule(
    "RGS-OPEN",
    zh="检查发现的问题未办结的，检查不得结束",
    en="A check does not end before its findings",
    article=articles.SUPERVISION,
    slug="findings_open",
)
def conclude(state: Sampling, *, writer: Writer) -> Answer:
    """The check is over."""
    if refused := _forbidden(state, SampleVerb.CONCLUDE):
        return refused
    left = [str(each.number) for each in state.findings if each.outcome is None]
    if left:
        sentence = f"Findings are open: {', '.join(left)}."
        return Refused("findings_open", sentence, articles.SUPERVISION)
    after = replace(state, status=SampleStatus.CONCLUDED, concluded_on=writer.on)
    data = {"findings": len(after.findings), "on": writer.on}
    return Decided(after, (_fact(after, told.SupervisionConcluded, writer, **data),))


def _forbidden(state: Sampling, verb: SampleVerb) -> Refused | None:
    if verb in SAMPLE_MOVES[state.status]:
        return None
    sentence = f"The check of this sample is {state.status}; to {verb} is not possible now."
    return Refused("move-not-allowed", sentence, articles.SUPERVISION)


_TYPES: Final = {model: type_ for type_, model in told.WORK_FACTS.items()}


def _fact(state: Sampling, model: type[FactData], writer: Writer, **data: object) -> Announce:
    told_of = {"sampling_id": state.id, "district": state.district, "by": writer.by, **data}
    return Announce(state.id, _TYPES[model], model.model_validate(told_of))
