"""What spares the applicant each material, M1 to M12, or why it is asked for: one function for each. PURE.

Law: 机动车登记规定 第四条 (what is shared or checked online), 第九条 (registered agents), 第二十八、三十七、三十九条.
What was shared too long ago spares nothing until it has been asked again; after customs the exit record stands for the
licence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Literal

from vehicle_registry.domain.materials_table import BY_CODE
from vehicle_registry.domain.vehicle import Vehicle

MaterialStatus = Literal["required", "waived", "satisfied", "deferred"]

_CERTIFICATE: Final = re.compile(r"[0-9]{12}")


@dataclass(frozen=True, slots=True)
class Material:
    """One line of the checklist, with the reason in both languages.

    `fact_id`, `as_of` and `seen_at` say on which shared fact a waiver rests and how old it is; `ask_again` that it was
    shared too long ago and has not been asked for since.
    """

    code: str
    status: MaterialStatus
    reason: str
    reason_zh: str
    fact_id: str | None = None
    as_of: date | None = None
    seen_at: datetime | None = None
    ask_again: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """The moment at which the checklist is made up. `now` None: nothing ages (a list of the past)."""

    on: date
    provisional: bool
    now: datetime | None
    max_age: timedelta

    def fresh(self, seen_at: datetime | None) -> bool:
        """Whether something seen then may still be relied on. What was seen before ages were kept is of that day."""
        return self.now is None or seen_at is None or self.now - seen_at <= self.max_age


def well_formed_certificate(number: str | None) -> bool:
    """Whether a registration certificate's number has its 12 digits."""
    return number is not None and _CERTIFICATE.fullmatch(number) is not None


def _confirmation(_vehicle: Vehicle, _look: Look) -> Material:
    return Material(
        "M1", "satisfied", "the application is confirmed electronically (电子确认)", "已电子确认申请信息"
    )


def _identity(vehicle: Vehicle, look: Look) -> Material:
    otherwise = ("the owner's identity proof is needed (第三十九条)", "需提交所有人身份证明")
    if not vehicle.identity_verified or vehicle.licence is None:
        return _supplied(vehicle, "M2", *otherwise)
    said = (
        "the owner is the exporter whom the licence names; its identity is shared (第四条)",
        "所有人即许可证载明的出口企业，身份信息已共享",
    )
    return _by_licence(vehicle, look, "M2", *said)


def _power_of_attorney(vehicle: Vehicle, _look: Look) -> Material:
    if vehicle.agent_registered:
        said = ("the agent is registered and seals electronically (第九条)", "代理人已备案并使用电子印章")
        return Material("M3", "waived", *said)
    said = (
        "the agent is not registered: power of attorney needed (第八十六条)",
        "代理人未备案，需提交委托书",
    )
    return _supplied(vehicle, "M3", *said)


def _certificate(vehicle: Vehicle, _look: Look) -> Material:
    if well_formed_certificate(vehicle.registration_cert_no):
        said = (
            "the certificate's data are the registry's own; the paper is surrendered",
            "登记信息为本机关所有，纸质证书交回",
        )
        return Material("M4", "waived", *said)
    missing = "the certificate's number of 12 digits is missing (第三十九条)"
    return _supplied(vehicle, "M4", missing, "缺少12位登记证书编号")


def _export_proof(vehicle: Vehicle, look: Look) -> Material:
    record = vehicle.exit_record
    said = ("customs shared the export proof", "海关已共享出口数据")
    if record is not None and not look.provisional:
        return Material("M5", "waived", *said, record.fact_id, record.cleared_on)
    if look.provisional:
        said = ("the export proof follows when customs have cleared the vehicle", "出口证明待海关结关后补核")
        return Material("M5", "deferred", *said)
    if vehicle.released_on is not None:
        return Material("M5", "waived", *said, vehicle.release_fact_id, vehicle.released_on)
    return _supplied(vehicle, "M5", "customs have not shared the export proof", "海关尚未共享出口数据")


def _licence(vehicle: Vehicle, look: Look) -> Material:
    licence = vehicle.licence
    otherwise = (
        "the shared licence does not cover this vehicle on this day",
        "共享的许可证数据未覆盖本车或已失效",
    )
    if licence is None or not licence.covers_vin:
        return _supplied(vehicle, "M6", *otherwise)
    # After customs the licence has done its duty: what counts is that it was valid when the vehicle left.
    day = look.on if vehicle.exit_record is None else vehicle.exit_record.cleared_on
    gone = licence.status not in {"granted", "used"} and vehicle.exit_record is None
    if gone or day > licence.valid_to:
        return _supplied(vehicle, "M6", *otherwise)
    said = (f"licence {licence.licence_no} is shared", f"许可证{licence.licence_no}数据已共享")
    return _by_licence(vehicle, look, "M6", *said)


def _by_licence(vehicle: Vehicle, look: Look, code: str, reason: str, reason_zh: str) -> Material:
    """Waived by the licence's data, as long as they are fresh; customs' check of the licence does not age."""
    licence, record = vehicle.licence, vehicle.exit_record
    if licence is None:
        raise ValueError("only a licence can carry such a waiver")
    if look.fresh(licence.seen_at):
        return Material(
            code, "waived", reason, reason_zh, licence.fact_id, licence.as_of, seen_at=licence.seen_at
        )
    if record is not None and record.licence_no in (None, licence.licence_no):
        return Material(code, "waived", reason, reason_zh, record.fact_id, record.cleared_on)
    return _aged(vehicle, look, code)


def _aged(vehicle: Vehicle, look: Look, code: str) -> Material:
    """What was shared too long ago: asked again; where sharing gave nothing, the paper takes its place."""
    hours = int(look.max_age.total_seconds() // 3600)
    down = vehicle.sharing_down
    if down is None:
        said = (
            f"the licence's data are older than {hours} h: sharing is asked again",
            f"许可证数据已超过{hours}小时，需重新核验",
        )
        return replace(_supplied(vehicle, code, *said), ask_again=not _has_paper(vehicle, code))
    at = down.at.isoformat(timespec="seconds")
    why = f"the licence's data are older than {hours} h, and sharing was unavailable at {at}: {down.reason}"
    zh = f"许可证数据已超过{hours}小时，{at}共享核验未成功（{down.zh}），改为提交纸质材料"
    return _supplied(vehicle, code, f"{why} Paper takes its place.", zh)


def _plates(_vehicle: Vehicle, _look: Look) -> Material:
    said = (
        "plates and driving licence were taken back at the endorsement (第二十八条)",
        "号牌、行驶证已在转让待出口时收回",
    )
    return Material("M7", "waived", *said)


def _temporary_plate(vehicle: Vehicle, look: Look) -> Material:
    if vehicle.temp_plate_valid_to is None or vehicle.temp_plate_valid_to < look.on:
        return Material(
            "M8",
            "waived",
            "the temporary plate has expired, or there never was one",
            "临时号牌已过期或未核发",
        )
    if look.provisional:
        said = (
            "the temporary plate is valid until the vehicle has left",
            "临时号牌在车辆出境前有效，暂缓交回",
        )
        return Material("M8", "deferred", *said)
    return Material(
        "M8", "waived", "the temporary plate left the country with the vehicle", "临时号牌已随车出境"
    )


def _customs_notice(vehicle: Vehicle, _look: Look) -> Material:
    said = ("customs supervise the vehicle: their notice is always needed", "海关监管车辆，必须提交通知书")
    return _supplied(vehicle, "M9", *said)


def _settled(_vehicle: Vehicle, _look: Look) -> Material:
    said = (
        "violations and accidents are checked in the police's own file (第三十七条)",
        "违法、事故由公安内部核查",
    )
    return Material("M10", "waived", *said)


def _exit_check(vehicle: Vehicle, look: Look) -> Material:
    record = vehicle.exit_record
    if record is not None and not look.provisional:
        said = ("customs' exit record was checked", "已核查海关出境记录")
        return Material("M11", "satisfied", *said, record.fact_id, record.cleared_on)
    if look.provisional:
        said = (
            "the exit record is checked when customs have cleared the vehicle",
            "出境记录待海关结关后核查",
        )
        return Material("M11", "deferred", *said)
    said = (
        "customs have not shared the exit record: they are asked in writing",
        "海关尚未共享出境记录，需书面核查",
    )
    return _supplied(vehicle, "M11", *said)


def _transport_document(vehicle: Vehicle, look: Look) -> Material:
    if (carried := vehicle.transport_document) is not None:
        return Material("M12", "waived", *carried.said, carried.fact_id, carried.departed_on, carried.seen_at)
    if look.provisional:
        return Material("M12", "deferred", "the vehicle has not been loaded yet", "车辆尚未装运")
    return _supplied(vehicle, "M12", "this city asks for the transport document", "本市要求提交运输单证")


def _has_paper(vehicle: Vehicle, code: str) -> bool:
    document = BY_CODE[code].document
    return document is not None and vehicle.document(document) is not None


def _supplied(vehicle: Vehicle, code: str, otherwise: str, otherwise_zh: str) -> Material:
    document = BY_CODE[code].document
    reference = vehicle.document(document) if document else None
    if reference is None:
        return Material(code, "required", otherwise, otherwise_zh)
    return Material(code, "satisfied", f"supplied: {reference}", f"已提交：{reference}")


SPARED_BY: Final[Mapping[str, Callable[[Vehicle, Look], Material]]] = {
    "M1": _confirmation,
    "M2": _identity,
    "M3": _power_of_attorney,
    "M4": _certificate,
    "M5": _export_proof,
    "M6": _licence,
    "M7": _plates,
    "M8": _temporary_plate,
    "M9": _customs_notice,
    "M10": _settled,
    "M11": _exit_check,
    "M12": _transport_document,
}
