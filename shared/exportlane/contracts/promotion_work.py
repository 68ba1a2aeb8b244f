"""What commerce, the tax office and the districts do for exporters: training, advice, policies, money, supervision.

Whom a firm may ask is told by office: the name of a contact stays in the register.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from exportlane.contracts.decision import FactData
from exportlane.contracts.fields import Actor, Amount, Article, Code, Country, Day, Id, Name, Sentence, Uscc
from exportlane.contracts.register_entries import Authority, Count, District, Ended, OfEntry


class TrainingHeld(OfEntry):
    """A training for exporters; `firms` counts who came."""

    training_id: Id
    authority: Authority
    topic: Name
    held_on: Day
    firms: Count


class GuidanceGiven(OfEntry):
    """A firm was advised on its own case (个性化服务)."""

    guidance_id: Id
    uscc: Uscc
    authority: Authority
    topic: Name
    given_on: Day


class ContactOfficerAssigned(OfEntry):
    """A firm has somebody to ask at this authority. The officer is named in the register only."""

    assignment_id: Id
    uscc: Uscc
    authority: Authority
    office: Name
    from_on: Day


class ContactOfficerRelieved(OfEntry):
    """Not that officer any more."""

    assignment_id: Id
    uscc: Uscc
    authority: Authority
    reason: Sentence
    on: Day


class _OfDistrictPolicy(OfEntry):
    policy_id: Id
    district: District


class DistrictPolicyDrafted(_OfDistrictPolicy):
    """A district wants to support exporters; the draft waits for the review by the rules of the WTO."""

    title: Name
    draft: Annotated[int, Field(ge=1, le=999)]


class DistrictPolicyReviewed(_OfDistrictPolicy):
    """The review: whether a subsidy hangs on exports or on domestic goods (补贴与反补贴措施协定 第三条)."""

    draft: Annotated[int, Field(ge=1, le=999)]
    export_contingent: bool
    import_substitution: bool
    article: Article


class DistrictPolicyPublished(_OfDistrictPolicy):
    """Published; it holds from `valid_from`."""

    title: Name
    document_no: Id
    valid_from: Day
    valid_to: Day | None = None


class DistrictPolicyWithdrawn(_OfDistrictPolicy):
    """Given up as a draft, or repealed."""

    reason: Sentence
    on: Day


class PaymentProviderRegistered(OfEntry):
    """A cross-border payment institution that settled in the free trade zone."""

    provider_id: Id
    uscc: Uscc
    name: Name
    district: District
    licence_no: Id


class PaymentProviderClosed(Ended):
    """It left."""

    provider_id: Id
    uscc: Uscc


class FundPoolRegistered(OfEntry):
    """A county's pool for exporters (资金池); `size_cny` in yuan."""

    pool_id: Id
    name: Name
    district: District
    size_cny: Amount


class FundPoolClosed(Ended):
    """The pool was wound up."""

    pool_id: Id
    district: District


class _OfPromotion(OfEntry):
    event_id: Id
    name: Name


class PromotionScheduled(_OfPromotion):
    """A summit, a fair of our own or a journey to a target country stands in the calendar."""

    kind: Literal["summit", "overseas_fair", "delegation", "matchmaking"]
    country: Country
    from_on: Day
    to_on: Day


class PromotionHeld(_OfPromotion):
    """It took place; `firms` counts who came."""

    firms: Count


class PromotionCalledOff(_OfPromotion):
    """It does not take place."""

    reason: Sentence


class _OfSampling(FactData):
    sampling_id: Id
    district: District
    by: Actor


class SupervisionSampled(_OfSampling):
    """Rebate claims of a district were drawn for checking; the seed lets anybody draw the same again."""

    from_on: Day
    to_on: Day
    population: Count
    drawn: Count
    seed: Id
    on: Day


class SupervisionFound(_OfSampling):
    """A finding about the district's work on one claim of the sample, with the day by which it is to be put right."""

    finding: Annotated[int, Field(ge=1, le=9999)]
    case_id: Id
    code: Code
    reason: Sentence
    article: Article
    due_on: Day


class SupervisionRemedied(_OfSampling):
    """The district put it right, or explained it, and the finding is closed."""

    finding: Annotated[int, Field(ge=1, le=9999)]
    outcome: Literal["rectified", "explained", "unfounded"]
    reason: Sentence
    on: Day


class SupervisionConcluded(_OfSampling):
    """The check of the sample is over."""

    findings: Count
    on: Day


WORK_FACTS: Final[dict[str, type[FactData]]] = {
    "training.held.v1": TrainingHeld,
    "guidance.given.v1": GuidanceGiven,
    "contact_officer.assigned.v1": ContactOfficerAssigned,
    "contact_officer.relieved.v1": ContactOfficerRelieved,
    "district_policy.drafted.v1": DistrictPolicyDrafted,
    "district_policy.reviewed.v1": DistrictPolicyReviewed,
    "district_policy.published.v1": DistrictPolicyPublished,
    "district_policy.withdrawn.v1": DistrictPolicyWithdrawn,
    "payment_provider.registered.v1": PaymentProviderRegistered,
    "payment_provider.closed.v1": PaymentProviderClosed,
    "fund_pool.registered.v1": FundPoolRegistered,
    "fund_pool.closed.v1": FundPoolClosed,
    "promotion.scheduled.v1": PromotionScheduled,
    "promotion.held.v1": PromotionHeld,
    "promotion.called_off.v1": PromotionCalledOff,
    "supervision.sampled.v1": SupervisionSampled,
    "supervision.found.v1": SupervisionFound,
    "supervision.remedied.v1": SupervisionRemedied,
    "supervision.concluded.v1": SupervisionConcluded,
}
