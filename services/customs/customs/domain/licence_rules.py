"""The rules that compare a declaration with its licence (许可证核验): one function each, asked in this order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from customs.domain.articles import EXPORT_BARRED, NO_RELEASE_WITHOUT_LICENCE, ONE_LICENCE
from customs.domain.examined import Fault, Seen, at
from exportlane.law.rules import rule

MISMATCH: Final = "licence_mismatch"
NOT_VALID: Final = "licence_not_valid"
FEWER: Final = "fewer_than_licensed"
LOCKED: Final = "vehicle_locked"
COMPARED: Final = (
    ("vin", "车辆识别代号", "VIN"),
    ("brand", "品牌", "brand"),
    ("model_code", "型号", "model"),
)
"""What must be equal on a line and on its row of the annex."""


@rule(
    "CUS-24", zh="无出口许可证不予放行", en="Without an export licence nothing is released",
    article=NO_RELEASE_WITHOUT_LICENCE, slug="licence_missing",
)  # fmt: skip
def a_licence_was_granted(seen: Seen) -> Iterator[Fault]:
    """No licence, no release (海关法 第二十四条)."""
    if seen.state.licence is None:
        yield Fault(
            "该批货物没有出口许可证。", "No licence has been announced for these goods.", "/licence_no"
        )


@rule(
    "X06", zh="许可证在海关接受申报之日有效", en="The licence is valid on the day of acceptance",
    article=ONE_LICENCE, slug=NOT_VALID, effect="hold",
)  # fmt: skip
def the_licence_is_valid(seen: Seen) -> Iterator[Fault]:
    """Valid on the acceptance day; else a new licence is waited for (C2, C7)."""
    known = seen.state.licence
    if known is None:
        return
    if seen.licence is None:
        yield Fault(
            f"许可证{known.licence_no}已不再有效，须等待新的许可证。",
            f"Licence {known.licence_no} is no longer in force; a new licence is waited for.",
            "/licence_no",
        )
    elif not known.issued_on <= seen.day <= known.valid_to:
        span = f"{known.issued_on} to {known.valid_to}"
        yield Fault(
            f"许可证{known.licence_no}有效期为{known.issued_on}至{known.valid_to}，不含{seen.day}，须申领新的许可证。",
            f"The validity of licence {known.licence_no} is {span}, and the day is {seen.day}; a new one is needed.",
            "/licence_no",
        )


@rule(
    "X06-PORT", zh="口岸、商品编码、合同号与许可证一致",
    en="Customs port, HS code and contract number are those of the licence", article=ONE_LICENCE, slug=MISMATCH,
)  # fmt: skip
def the_head_is_the_licences(seen: Seen) -> Iterator[Fault]:
    """一证一关: one port, one HS code, one contract (X06)."""
    yield from _unequal(
        seen,
        ("customs_port", "关区", "customs port"),
        ("hs_code", "商品编码", "HS code"),
        ("contract_no", "合同号", "contract number"),
    )


@rule(
    "CUS-X13", zh="目的国与许可证一致", en="The destination is that of the licence",
    article=ONE_LICENCE, slug=MISMATCH,
)  # fmt: skip
def the_destination_is_the_licences(seen: Seen) -> Iterator[Fault]:
    """One country on the licence, the same on the declaration (X13)."""
    yield from _unequal(seen, ("destination_country", "目的国", "destination country"))


@rule(
    "CUS-X02", zh="发货人即许可证的出口商（谁出口谁申领）", en="The consignor is the exporter on the licence",
    article=ONE_LICENCE, slug=MISMATCH,
)  # fmt: skip
def the_consignor_holds_the_licence(seen: Seen) -> Iterator[Fault]:
    """Owner, applicant and consignor are one enterprise (X02)."""
    yield from _unequal(seen, ("exporter_uscc", "出口商", "exporter"))
    consignor = seen.state.particulars.consignor_uscc
    if seen.licence and consignor is not None and consignor != seen.licence.exporter_uscc:
        yield Fault(
            f"发货人为{consignor}，许可证{seen.licence.licence_no}的出口商为{seen.licence.exporter_uscc}。",
            f"The consignor declared is {consignor}; licence {seen.licence.licence_no} is held by "
            f"{seen.licence.exporter_uscc}.",
            "/consignor_uscc",
        )


@rule(
    "X07", zh="申报的车辆都在许可证上，数量一致",
    en="Every vehicle declared is on the licence, and its quantity is that of its annex",
    article=ONE_LICENCE, slug=MISMATCH,
)  # fmt: skip
def every_vehicle_is_licensed(seen: Seen) -> Iterator[Fault]:
    """The licence counts as many vehicles as it names, and names all that are declared (X07)."""
    licence = seen.licence
    if licence is None:
        return
    licensed = set(licence.vins)
    if len(licensed) != licence.quantity:
        yield Fault(
            f"许可证{licence.licence_no}数量为{licence.quantity}，附表车辆为{len(licensed)}辆。",
            f"The quantity of licence {licence.licence_no} is {licence.quantity}, and its annex names {len(licensed)}.",
            "/lines",
        )
    unlicensed, missing = _apart(seen, licensed)
    for vin in unlicensed:
        yield Fault(
            f"车辆{vin}已申报，但不在许可证{licence.licence_no}上。",
            f"The VIN {vin} is declared but not on licence {licence.licence_no}.",
            "/lines",
            vin,
        )
    for vin in missing if unlicensed else ():
        yield Fault(
            f"车辆{vin}在许可证{licence.licence_no}上，但未申报。",
            f"The VIN {vin} is not declared but on licence {licence.licence_no}.",
            "/lines",
            vin,
        )


@rule(
    "X07-FEWER", zh="申报的车辆少于许可证所列：须重新申领许可证（一批一证）",
    en="Fewer vehicles are declared than licensed: a new licence is needed",
    article=ONE_LICENCE, slug=FEWER, effect="hold",
)  # fmt: skip
def no_fewer_than_licensed(seen: Seen) -> Iterator[Fault]:
    """The whole quantity in one go; for fewer a new licence is applied for (C8)."""
    licence = seen.licence
    if licence is None:
        return
    unlicensed, missing = _apart(seen, set(licence.vins))
    if missing and not unlicensed:
        count = f"{len(seen.state.declared)} of {len(licence.vins)}"
        yield Fault(
            f"许可证{licence.licence_no}上的{'、'.join(missing)}未申报；数量不符，不予放行，须申领新的许可证。",
            f"Declared are {count} vehicles of licence {licence.licence_no}, without {', '.join(missing)}; "
            "nothing is released, a new licence is needed.",
            "/lines",
        )


@rule(
    "CUS-X01", zh="车辆识别代号、品牌、型号与许可证附表一致",
    en="VIN, brand and model are those in the annex of the licence", article=ONE_LICENCE, slug=MISMATCH,
)  # fmt: skip
def each_vehicle_is_the_annexs(seen: Seen) -> Iterator[Fault]:
    """Each line is one row of the annex (X01, X03)."""
    if seen.licence is None:
        return
    for number, line in enumerate(seen.state.lines):
        if line.left_out is not None or line.withheld:
            continue
        if line.annex is None or line.annex.licence_no not in {"", seen.licence.licence_no}:
            yield Fault(
                f"尚未收到{line.vin}的许可证附表。",
                f"The annex of the licence has not been announced for {line.vin}.",
                at(number, "vin"),
                line.vin,
            )
            continue
        for name, zh, en in COMPARED:
            declared, licensed = getattr(line, name), getattr(line.annex, name)
            if declared != licensed:
                yield Fault(
                    f"申报的{zh}为{declared}，许可证附表为{licensed}。",
                    f"The {en} declared is {declared}; the annex of the licence says {licensed}.",
                    at(number, name),
                    line.vin,
                )


@rule(
    "CUS-X08", zh="车辆被锁定（查封、抵押、盗抢等）的不予放行",
    en="While a vehicle is locked, nothing is released", article=EXPORT_BARRED, slug=LOCKED, effect="hold",
)  # fmt: skip
def no_vehicle_is_locked(seen: Seen) -> Iterator[Fault]:
    """No encumbrance, looked at again at release (X08, C16)."""
    for held in seen.state.holds:
        if held.code == LOCKED and held.case_id is not None:
            vin = seen.state.line(held.case_id).vin
            yield Fault(f"车辆{vin}已被锁定：{held.reason}", f"{vin} is locked: {held.reason}", "/lines", vin)


def _apart(seen: Seen, licensed: set[str]) -> tuple[list[str], list[str]]:
    """The VINs that are declared and not licensed, and those that are licensed and not declared."""
    declared = {line.vin for line in seen.state.declared}
    return sorted(declared - licensed), sorted(licensed - declared)


def _unequal(seen: Seen, *fields: tuple[str, str, str]) -> Iterator[Fault]:
    licence = seen.licence
    if licence is None:
        return
    for name, zh, en in fields:
        declared, licensed = getattr(seen.state, name), getattr(licence, name)
        if declared != licensed:
            yield Fault(
                f"申报的{zh}为{declared}，许可证{licence.licence_no}为{licensed}。",
                f"The {en} declared is {declared}; licence {licence.licence_no} says {licensed}.",
                f"/{name}",
            )
