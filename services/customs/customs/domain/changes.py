"""Corrected and amended fields of a declaration: which may be changed when, and the declaration with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from customs.domain.articles import AMEND_LISTED, AMEND_OR_CANCEL
from customs.domain.declaration import Declaration
from customs.domain.parts import Amendment, Goods, HeadCorrection, Line, LineCorrection, Particulars
from exportlane.contracts.decision import Refused
from exportlane.law.rules import rule

_PARTICULARS: Final = frozenset(one.name for one in fields(Particulars))
_GOODS: Final = frozenset(one.name for one in fields(Goods))

TRANSPORT: Final = frozenset(
    {
        "transport_mode", "vessel", "voyage", "bill_no", "arrived_on", "loading_at", "departure_port", "port_of_exit",
        "port_of_discharge", "departure_port_scheme", "container_no", "loading",
    }
)  # fmt: skip
PRICE: Final = frozenset({"fob_amount", "currency", "incoterm", "freight", "insurance"})
WORDING: Final = frozenset(
    {
        "declared_vin", "goods_name", "displacement_ml", "goods_condition", "unit", "supervision_mode", "levy_nature",
        "final_destination", "producer_seller_uscc", "declarant_uscc", "pre_entry_no",
    }
)  # fmt: skip
LISTED: Final = TRANSPORT | PRICE | WORDING
"""All that is amended after acceptance. What the licence fixes (exporter, port, country, contract) is declared anew."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A case in which a declaration is amended: its words, its article, and the fields that it reaches.

    `after_release` says that the case only comes up once the goods were released.
    """

    code: str
    zh: str
    en: str
    article: str
    reaches: frozenset[str]
    after_release: bool = False


GROUNDS: Final[Mapping[str, Ground]] = {
    one.code: one
    for one in (
        Ground("transport_changed", "放行后因装运、配载等原因退关、变更运输工具", "Shut out, or on another vessel",
               f"{AMEND_LISTED}（一）", TRANSPORT, after_release=True),
        Ground("loss", "装载、运输、存储中溢短装或者因不可抗力灭失、短损", "Surplus, shortage or loss on the way",
               f"{AMEND_LISTED}（二）", PRICE),
        Ground("other_formalities", "办理其他海关手续需要修改", "Other customs formalities require it",
               f"{AMEND_LISTED}（三）", LISTED),
        Ground("provisional_price", "先以暂时价格成交、按实际价格结算", "Sold at a provisional price",
               f"{AMEND_LISTED}（四）", PRICE),
        Ground("system_error", "计算机、网络等技术原因导致数据申报错误", "The data went wrong for a technical reason",
               f"{AMEND_LISTED}（六）", LISTED),
        Ground("clerical_error", "操作或者书写失误", "A slip of hand or pen", AMEND_OR_CANCEL, LISTED),
    )
}  # fmt: skip
"""The cases of the measures on amending and cancelling declarations, by code."""


def names_of(head: HeadCorrection, lines: Iterable[LineCorrection]) -> tuple[str, ...]:
    """The fields that a change carries, each once, the head's first."""
    carried = [one.name for one in fields(head) if getattr(head, one.name) is not None]
    for line in lines:
        carried += [
            one.name for one in fields(line) if one.name != "vin" and getattr(line, one.name) is not None
        ]
    return tuple(dict.fromkeys(carried))


@rule(
    "CUS-AMEND", zh="接受申报后只能按所列情形修改所列项目",
    en="After acceptance only listed fields are amended, in listed cases",
    article=AMEND_LISTED, slug="not_amendable",
)  # fmt: skip
def amendable(state: Declaration, wanted: Amendment) -> Refused | None:
    """None when the ground is one of the listed cases, has come up, and reaches every field that is to change."""
    ground = GROUNDS.get(wanted.ground)
    if ground is None:
        known = ", ".join(sorted(GROUNDS))
        sentence = f"{wanted.ground} is no case in which a declaration is amended; the cases are {known}."
        return Refused("not_amendable", sentence, AMEND_LISTED, "/ground", 422)
    if ground.after_release and not state.was_released:
        sentence = "This case comes up once the goods were released; they were not."
        return Refused("not_amendable", sentence, ground.article, "/ground", 422)
    names = names_of(wanted.head, wanted.lines)
    if not names:
        return Refused("not_amendable", "The request changes nothing.", AMEND_LISTED, None, 422)
    for name in names:
        if name not in ground.reaches:
            sentence = (
                f"{name} is not amended in the case {ground.code}; declare anew where the licence fixes it."
            )
            return Refused("not_amendable", sentence, ground.article, f"/{name}", 422)
    return unknown_vehicle(state, wanted.lines) or _vin_off_the_licence(state, wanted.lines)


@rule(
    "CUS-AMEND-VIN", zh="车辆识别代号只能改为许可证附表所列",
    en="A VIN is amended to that of the licence's annex, and no other",
    article=AMEND_OR_CANCEL, slug="vin_not_on_licence",
)  # fmt: skip
def _vin_off_the_licence(state: Declaration, lines: Iterable[LineCorrection]) -> Refused | None:
    """A slip in a VIN: the licence is reissued first, then the declaration follows it (C18)."""
    of_vin = {line.vin: line for line in state.lines}
    for change in lines:
        annex = of_vin[change.vin].annex
        if change.declared_vin is not None and (annex is None or annex.vin != change.declared_vin):
            sentence = f"{change.declared_vin} is not the VIN that the licence names for this vehicle."
            return Refused("vin_not_on_licence", sentence, AMEND_OR_CANCEL, "/lines", 422)
    return None


def unknown_vehicle(state: Declaration, lines: Iterable[LineCorrection]) -> Refused | None:
    """A refusal when a change is about a vehicle that is not on the declaration."""
    declared = {line.vin for line in state.remaining}
    unknown = sorted({line.vin for line in lines} - declared)
    if not unknown:
        return None
    return Refused("rule-violated", f"The declaration has no vehicle {unknown[0]}.", None, "/lines", 422)


def corrected(state: Declaration, head: HeadCorrection, lines: Iterable[LineCorrection]) -> Declaration:
    """The declaration with everything that the change carries."""
    given = _carried(head)
    own = {name: value for name, value in given.items() if name not in _PARTICULARS}
    rest = {name: value for name, value in given.items() if name in _PARTICULARS}
    by_vin = {line.vin: line for line in lines}
    after = replace(state, lines=tuple(_corrected(line, by_vin.get(line.vin)) for line in state.lines), **own)
    return replace(after, particulars=replace(state.particulars, **rest)) if rest else after


def _corrected(line: Line, change: LineCorrection | None) -> Line:
    if change is None:
        return line
    given = {name: value for name, value in _carried(change).items() if name != "vin"}
    goods = {name: given.pop(name) for name in tuple(given) if name in _GOODS}
    if (vin := given.pop("declared_vin", None)) is not None:
        given["vin"] = vin
    return replace(line, goods=replace(line.stated, **goods) if goods else line.goods, **given)


def _carried(change: HeadCorrection | LineCorrection) -> dict[str, Any]:
    return {one.name: value for one in fields(change) if (value := getattr(change, one.name)) is not None}
