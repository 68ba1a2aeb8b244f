"""Insurance policies (保单): applied for, quoted, issued, amended, ended. PURE.

```
 applied ──quote──► quoted ──issue──► issued ──end──► ended
    │ withdraw, refuse │                 └─by time──► expired
    ▼                  ▼
 withdrawn, refused
```

Short-term export insurance covers shipments to buyers within limits; a policy on a specific contract covers that
contract; overseas investment insures a shop, a warehouse or a service point abroad; medium and long term as short term.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from credit_insurance.domain.amounts import NOTHING
from credit_insurance.domain.articles import INSURED_SUM, TJ_8
from credit_insurance.domain.refusals import not_allowed
from credit_insurance.domain.terms import Terms
from exportlane.contracts.decision import Refused
from exportlane.law.rules import rule


class Product(StrEnum):
    """The products of the insurer (天津措施 第八条)."""

    SHORT_TERM_EXPORT = "short_term_export"
    SPECIFIC_CONTRACT = "specific_contract"
    OVERSEAS_INVESTMENT = "overseas_investment"
    MEDIUM_LONG_TERM = "medium_long_term"


class PolicyStatus(StrEnum):
    """Where a policy stands."""

    APPLIED = "applied"
    QUOTED = "quoted"
    ISSUED = "issued"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    EXPIRED = "expired"


class PolicyVerb(StrEnum):
    """What can be done to a policy."""

    QUOTE = "quote"
    ISSUE = "issue"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    AMEND = "amend"
    LIMIT = "limit"
    END = "end"
    EXPIRE = "expire"
    INDEMNIFY = "indemnify"
    ASSIGN = "assign"


_S, _V = PolicyStatus, PolicyVerb
# What was insured while the policy stood is indemnified after its end, and the rights to it can be assigned.
_ALWAYS: Final = (_V.INDEMNIFY, _V.ASSIGN)
POLICY_MOVES: Final[Mapping[PolicyStatus, Mapping[PolicyVerb, PolicyStatus]]] = MappingProxyType(
    {
        _S.APPLIED: {_V.QUOTE: _S.QUOTED, _V.REFUSE: _S.REFUSED, _V.WITHDRAW: _S.WITHDRAWN},
        _S.QUOTED: {
            _V.QUOTE: _S.QUOTED, _V.ISSUE: _S.ISSUED, _V.REFUSE: _S.REFUSED, _V.WITHDRAW: _S.WITHDRAWN,
        },
        _S.ISSUED: {
            _V.AMEND: _S.ISSUED, _V.LIMIT: _S.ISSUED, _V.END: _S.ENDED, _V.EXPIRE: _S.EXPIRED,
            **dict.fromkeys(_ALWAYS, _S.ISSUED),
        },
        _S.REFUSED: {},
        _S.WITHDRAWN: {},
        _S.ENDED: dict.fromkeys(_ALWAYS, _S.ENDED),
        _S.EXPIRED: dict.fromkeys(_ALWAYS, _S.EXPIRED),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ended:
    """Why something ended: a code, a sentence and the article."""

    code: str
    sentence: str
    article: str | None = None


@dataclass(frozen=True, slots=True)
class BuyerLimit:
    """How much may be owed by one buyer at a time, and the report that it rests on."""

    buyer_id: str
    amount: Decimal
    report_id: str


@dataclass(frozen=True, slots=True)
class Amendment:
    """What was changed, when and why."""

    on: date
    reason: str
    insured_amount: Decimal
    valid_to: date


@dataclass(frozen=True, slots=True, kw_only=True)
class InsurancePolicy:
    """One policy. `facility` and `country`: what an investment policy insures; `assignee` the bank with its rights."""

    id: str
    uscc: str
    insurer: str
    product: Product
    insured_amount: Decimal
    currency: str
    valid_from: date
    valid_to: date
    contract_no: str | None = None
    facility: str | None = None
    country: str | None = None
    status: PolicyStatus = PolicyStatus.APPLIED
    applied_on: date | None = None
    policy_no: str | None = None
    premium_cny: Decimal | None = None
    issued_on: date | None = None
    limits: tuple[BuyerLimit, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    indemnified: Decimal = NOTHING
    assignee: str | None = None
    ended: Ended | None = None

    @property
    def exporter_uscc(self) -> str:
        """Whose it is, for who may see it."""
        return self.uscc

    def limit_of(self, buyer_id: str) -> BuyerLimit | None:
        """The limit that stands for this buyer."""
        return next((limit for limit in self.limits if limit.buyer_id == buyer_id), None)


def forbidden(policy: InsurancePolicy, verb: PolicyVerb) -> Refused | None:
    """None when the table has this move."""
    if verb in POLICY_MOVES[policy.status]:
        return None
    return not_allowed("policy", policy.status, verb, TJ_8)


def moved(policy: InsurancePolicy, verb: PolicyVerb, **changes: Any) -> InsurancePolicy:
    """The policy after a move that the table has. Raises KeyError for any other."""
    return replace(policy, status=POLICY_MOVES[policy.status][verb], **changes)


@rule(
    "INS-INSURER",
    zh="保险人应为经批准经营出口信用保险的公司",
    en="A policy is one of an insurer that may insure exports",
    article=TJ_8,
    slug="insurer_unknown",
)
def unknown_insurer(insurer: str, terms: Terms) -> Refused | None:
    """A refusal of a company that insures no exports."""
    if insurer in terms.insurers:
        return None
    sentence = f"{insurer} is no insurer of exports here; there are {', '.join(sorted(terms.insurers))}."
    return Refused("insurer_unknown", sentence, TJ_8, "/insurer", 422)


@rule(
    "INS-PERIOD",
    zh="保险期间的止期不得早于起期",
    en="A period of insurance ends after it begins",
    article=INSURED_SUM,
    slug="period_backwards",
)
def backwards(begins: date, ends: date) -> Refused | None:
    """A refusal of a period that ends before it begins."""
    if ends >= begins:
        return None
    return Refused(
        "period_backwards", f"The period would end on {ends}, before {begins}.", INSURED_SUM, "/valid_to", 422
    )


@rule(
    "INS-OBJECT",
    zh="特定合同保险须有合同号；海外投资保险须指明海外网点及所在国",
    en="A policy on a contract names it; one on an investment names the place abroad and its country",
    article=TJ_8,
    slug="object_missing",
)
def object_missing(policy: InsurancePolicy) -> Refused | None:
    """A refusal of a policy that does not say what it insures."""
    if policy.product is Product.SPECIFIC_CONTRACT and policy.contract_no is None:
        sentence = "Insurance of a specific contract needs the contract's number."
        return Refused("object_missing", sentence, TJ_8, "/contract_no", 422)
    if policy.product is Product.OVERSEAS_INVESTMENT and None in {policy.facility, policy.country}:
        sentence = "Insurance of an investment abroad names the place and its country."
        return Refused("object_missing", sentence, TJ_8, "/facility", 422)
    return None
