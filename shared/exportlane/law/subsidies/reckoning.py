"""The state of one settlement: policy, year, firm, and what is used so far. Also the keys under which caps count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from typing import Final

from exportlane.law.money import CENT
from exportlane.law.rules import rule
from exportlane.law.subsidies.claims import NOTHING, Firm, Step, Used
from exportlane.law.subsidies.policy import Per, SubsidyPolicy

_EXACT: Final = Context(prec=60, rounding=ROUND_HALF_UP)
_YUAN: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Denial:
    """Why an expense earns nothing."""

    code: str
    zh: str
    en: str
    article: str


@dataclass(frozen=True, slots=True)
class Computed:
    """What an item comes to before any cap, or why to nothing. `sums` is what it adds to yearly bases."""

    amount: Decimal
    steps: tuple[Step, ...]
    denial: Denial | None = None
    sums: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies on the table while expenses are settled one after the other. The three tallies grow with each grant."""

    policy: SubsidyPolicy
    year: int
    firm: Firm
    amounts: dict[str, Decimal]
    sums: dict[str, Decimal]
    invoices: dict[str, str]

    @classmethod
    def opened(cls, policy: SubsidyPolicy, year: int, firm: Firm, used: Used) -> Desk:
        return cls(policy, year, firm, dict(used.amounts), dict(used.sums), dict(used.invoices))

    def used(self, key: str | None) -> Decimal:
        return NOTHING if key is None else self.amounts.get(key, NOTHING)

    def so_far(self, key: str) -> Decimal:
        return self.sums.get(key, NOTHING)

    def take(self, taken: Used) -> None:
        """Note what a grant uses."""
        for name, amount in taken.amounts.items():
            self.amounts[name] = self.used(name) + amount
        for name, amount in taken.sums.items():
            self.sums[name] = self.so_far(name) + amount
        self.invoices.update(taken.invoices)

    def cap_key(self, name: str, per: Per) -> str:
        """Under which key a cap of an item or a group counts."""
        return cap_key(self.policy, self.year, name, per)

    def unit_key(self, by: str, value: str) -> str:
        """Under which key one thing counts: every expense for one fair together, under whatever item."""
        return f"{self.policy.city}:{by}={value}:{self.year}"


def cap_key(policy: SubsidyPolicy, year: int, name: str, per: Per) -> str:
    """`3310:C2:2025`, `3310:I1:taizhou-2025`, `3310:P1:ever`. A cap on each expense counts its year, to be seen."""
    span = {"policy": policy.name, "lifetime": "ever", "once": "ever"}.get(per, str(year))
    return f"{policy.city}:{name}:{span}"


@rule(
    "SUB-ROUND",
    zh="每项金额在套用限额之前四舍五入到分（或按口径舍去到元）",
    en="Each item is rounded half up to 0.01 before caps, or down to the yuan where that reading is chosen",
    article="台州意见未作规定；按口径U20",
    effect="compute",
)
def rounded(amount: Decimal, *, whole_yuan: bool) -> Decimal:
    """An amount as it is granted: two decimals."""
    if whole_yuan:
        return _EXACT.quantize(amount.quantize(_YUAN, rounding=ROUND_DOWN, context=_EXACT), CENT)
    return _EXACT.quantize(amount, CENT)


def times(amount: Decimal, factor: Decimal | int) -> Decimal:
    """A product, not rounded."""
    return _EXACT.multiply(amount, Decimal(factor))


def over(amount: Decimal, divisor: Decimal | int) -> Decimal:
    """A quotient with sixty digits."""
    return _EXACT.divide(amount, Decimal(divisor))
