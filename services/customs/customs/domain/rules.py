"""The rules by which customs examines a declaration, and the policy they take their switches from.

A *refusing* finding ends the declaration: no release without a licence that covers the goods (海关法 第二十四条).
A *correctable* one sends the papers back (退单), all items in one notice. Codes X06, X07, X13 are those of the
consistency table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from customs.domain.declaration import Declaration, Item, Licence, Line

NO_RELEASE_WITHOUT_LICENCE = "海关法 第二十四条"
ONE_LICENCE = "海关法 第二十四条；商务部等五部门公告2024年第6号（一批一证）"
TRUE_DECLARATION = "海关法 第二十四条（如实申报）；公告2024年第6号（商品名称注明“旧”）"
AMEND_OR_CANCEL = "海关法 第二十六条；海关进出口货物报关单修改和撤销管理办法"
USED = "旧"
"""The first character of the name of used goods: 旧 + brand + displacement + type."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one city profile says to customs.

    `waits_for_deregistration`: the registry's step stands between licence and customs. `releases` and `clears`: what
    customs decides alone when all rules pass (accept and release; confirm the departure).
    """

    profile: str
    waits_for_deregistration: bool
    releases: bool
    clears: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """All profiles."""

    profiles: Mapping[str, Rules]


@dataclass(frozen=True, slots=True)
class Findings:
    """What an examination found. Nothing at all means that the goods may be accepted and released."""

    refusing: tuple[Item, ...]
    correctable: tuple[Item, ...]

    @property
    def all(self) -> tuple[Item, ...]:
        return self.refusing + self.correctable


def examine(state: Declaration, *, on: date) -> Findings:
    """Compare the declaration with the licence, and all lines with their rows of the annex, on the day `on`."""
    if state.licence is None:
        item = Item(
            "licence_missing", "No licence has been announced for these goods.", NO_RELEASE_WITHOUT_LICENCE
        )
        return Findings((item,), ())
    refusing = [*_unlike_the_licence(state, state.licence), *_out_of_validity(state.licence, on)]
    correctable: list[Item] = []
    for line in state.lines:
        refusing.extend(_unlike_the_annex(line))
        correctable.extend(_badly_named(line))
    return Findings(tuple(refusing), tuple(correctable))


COMPARED: Mapping[str, str] = {
    "exporter_uscc": "exporter",
    "customs_port": "customs port",
    "destination_country": "destination country",
    "hs_code": "HS code",
    "contract_no": "contract number",
}
"""Fields that must be equal on the declaration and on the licence (X02, X06, X13), and their words."""


def _unlike_the_licence(state: Declaration, licence: Licence) -> Iterator[Item]:
    for name, words in COMPARED.items():
        declared, licensed = getattr(state, name), getattr(licence, name)
        if declared != licensed:
            sentence = f"The {words} declared is {declared}; licence {licence.licence_no} says {licensed}."
            yield _mismatch(sentence)
    if len(state.lines) != licence.quantity:
        numbers = f"{len(state.lines)}; licence {licence.licence_no} is for {licence.quantity}"
        yield _mismatch(f"The quantity declared is {numbers}.")
    declared_vins = {line.vin for line in state.lines}
    for vin in sorted(declared_vins ^ set(licence.vins)):
        where = "declared but not on" if vin in declared_vins else "not declared but on"
        yield _mismatch(f"The VIN {vin} is {where} licence {licence.licence_no}.", vin)


def _out_of_validity(licence: Licence, on: date) -> Iterator[Item]:
    if not licence.issued_on <= on <= licence.valid_to:
        span = f"{licence.issued_on} to {licence.valid_to}"
        yield _mismatch(f"The validity of licence {licence.licence_no} is {span}, and today is {on}.")


def _unlike_the_annex(line: Line) -> Iterator[Item]:
    if line.annex is None:
        yield _mismatch(f"The annex of the licence has not been announced for {line.vin}.", line.vin)
        return
    for name, words in (("vin", "VIN"), ("brand", "brand"), ("model_code", "model")):
        declared, licensed = getattr(line, name), getattr(line.annex, name)
        if declared != licensed:
            yield _mismatch(
                f"The {words} declared is {declared}; the annex of the licence says {licensed}.", line.vin
            )


def _badly_named(line: Line) -> Iterator[Item]:
    if not line.goods_name.startswith(USED):
        sentence = f"The goods name must begin with {USED}; it is “{line.goods_name}”."
        yield Item("goods_name_not_used", sentence, TRUE_DECLARATION, line.vin)


def _mismatch(sentence: str, vin: str | None = None) -> Item:
    return Item("licence_mismatch", sentence, ONE_LICENCE, vin)
