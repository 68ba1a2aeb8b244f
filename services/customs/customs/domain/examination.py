"""The examination of a declaration: all rules, in order, and what follows from those that do not hold.

A *refusing* finding ends the declaration: no release without a licence that covers the goods (海关法 第二十四条).
A *holding* one keeps it waiting, for a new licence or until a lock is lifted. A *correctable* one sends the papers
back (退单), all items in one notice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from customs.domain import licence_rules, loading, paper_rules
from customs.domain.declaration import Declaration
from customs.domain.examined import Fault, Seen
from customs.domain.parts import Item, Licence
from customs.domain.policy import Rules
from exportlane.law.rules import Rule

Check = Callable[[Seen], Iterator[Fault]]

CHECKS: Final[tuple[Check, ...]] = (
    licence_rules.a_licence_was_granted,
    licence_rules.the_consignor_holds_the_licence,
    licence_rules.the_head_is_the_licences,
    licence_rules.the_destination_is_the_licences,
    licence_rules.every_vehicle_is_licensed,
    licence_rules.each_vehicle_is_the_annexs,
    licence_rules.the_licence_is_valid,
    licence_rules.no_fewer_than_licensed,
    licence_rules.no_vehicle_is_locked,
    paper_rules.inspected_goods_agree,
    paper_rules.nothing_is_held_by_hand,
    paper_rules.goods_are_named_used,
    paper_rules.goods_are_named_fully,
    paper_rules.the_regime_is_general_trade,
    paper_rules.price_terms_agree,
    paper_rules.goods_have_arrived,
    paper_rules.declared_before_loading,
    paper_rules.the_scheme_has_its_ports,
    loading.containers_are_checked,
)
NEED_LICENCE: Final = frozenset(CHECKS[:8])
"""Of these nothing can be said before the licence is known."""


def rule_of(check: Check) -> Rule:
    """The rule that a function decides."""
    marked: Any = check
    named: Rule = marked.__rules__[0]
    return named


_RULES: Final[tuple[tuple[Rule, Check], ...]] = tuple((rule_of(check), check) for check in CHECKS)


@dataclass(frozen=True, slots=True)
class Findings:
    """What an examination found. Nothing at all means that the goods may be accepted and released."""

    refusing: tuple[Item, ...]
    holding: tuple[Item, ...]
    correctable: tuple[Item, ...]

    @property
    def all(self) -> tuple[Item, ...]:
        return self.refusing + self.holding + self.correctable


def in_force(state: Declaration) -> Licence | None:
    """The licence of a declaration, None where there is none or it is no longer one."""
    known = state.licence
    return None if known is None or known.licence_no in state.void_licences else known


def examine(state: Declaration, *, on: date, rules: Rules) -> Findings:
    """Ask every rule about the declaration on the day `on`."""
    seen = Seen(state, in_force(state), on, rules)
    found: dict[str, list[Item]] = {"refuse": [], "hold": [], "correct": []}
    for named, check in _RULES:
        for fault in check(seen):
            found[named.effect].append(
                Item(named.slug or named.id, fault.en, named.article, fault.vin, fault.field or None)
            )
    return Findings(tuple(found["refuse"]), tuple(found["hold"]), tuple(found["correct"]))


@dataclass(frozen=True, slots=True)
class Explained:
    """One rule and whether it holds: None where nothing can be said yet. `article` and `field` are where to look."""

    rule: str
    code: str | None
    holds: bool | None
    sentence_zh: str
    sentence_en: str
    article: str
    field: str | None = None
    vin: str | None = None


def explain(state: Declaration, *, on: date, rules: Rules) -> tuple[Explained, ...]:
    """Every rule in order, one row for each fault, or one that says that it holds (申报前校验)."""
    seen = Seen(state, in_force(state), on, rules)
    return tuple(row for named, check in _RULES for row in _explained(named, check, seen))


def _explained(named: Rule, check: Check, seen: Seen) -> Iterator[Explained]:
    if seen.licence is None and check in NEED_LICENCE:
        zh, en = "许可证数据未提供，暂不能判断。", "This cannot be said before the licence is known."
        yield Explained(named.id, named.slug, None, f"{named.zh}：{zh}", f"{named.en}: {en}", named.article)
        return
    faults = tuple(check(seen))
    for fault in faults:
        yield Explained(
            named.id, named.slug, holds=False, sentence_zh=fault.zh, sentence_en=fault.en, article=named.article,
            field=fault.field, vin=fault.vin,
        )  # fmt: skip
    if not faults:
        yield Explained(named.id, named.slug, holds=True, sentence_zh=f"{named.zh}。", sentence_en=f"{named.en}.",
                        article=named.article)  # fmt: skip
