"""The work of the vehicle registry: transfers, deregistrations, exits that are not confirmed, what was reported."""
# ruff: noqa: E501 - one verb, one line: a table is read across

from __future__ import annotations

from typing import Final

from gateway.portal.fact_words import Words
from gateway.portal.work.reasons import OTHER, of_law, own
from gateway.portal.work.shape import Bench, Column, Flag, Things, Verb, WorkList, at, clock, first
from gateway.portal.work.vocabulary.states import VEHICLES

_TRANSFER: Final = (*of_law("vehicle-registry", "refuse", ids=("REG-T-", "X11")), OTHER)
_BARRED: Final = (*of_law("vehicle-registry", "block", "hold", ids=("REG-D-",)), *of_law("vehicle-registry", "refuse", ids=("REG-39", "REG-80")), OTHER)  # fmt: skip
_ITEMS: Final = of_law("vehicle-registry", "correct", "waive", ids=("REG-", "MAT-"))
_LOCKS: Final = (*of_law("vehicle-registry", "block", ids=("REG-D-stolen", "REG-D-seizure", "REG-D-mortgage")), *of_law("vehicle-registry", "hold", ids=("C16", "C19")), own("court_order", "人民法院要求协助执行", "A court asks for it", "机动车登记规定 第四十二条"))  # fmt: skip
_RESTORING: Final = (
    own("exit_given_up", "不再出口，车辆未出境", "The export was given up, the vehicle did not leave", "机动车登记规定 第三十九条"),
    own("shut_out", "退关，货物未装运", "Shut out, not loaded", "海关法"),
    own("licence_void", "出口许可证失效", "The export licence is void", "公告2024年第6号"),
    OTHER,
)  # fmt: skip
_IN_TRANSFER: Final = frozenset(
    {"transfer_submitted", "transfer_correction_requested", "transfer_accepted", "transfer_checked"}
)
_UNDER_WAY: Final = frozenset({"deregistration_requested", "deregistration_blocked", "correction_requested"})
_AT_REST: Final = frozenset({"pending_export", "deregistration_overdue"})
_OUT: Final = frozenset({"deregistered_provisional", "exit_overdue"})
_STOPPED: Final = frozenset({"refused", "restored", "closed"})
_WATCHED: Final = _AT_REST | _UNDER_WAY | _OUT | _STOPPED
_BARS: Final = _IN_TRANSFER | _AT_REST | _UNDER_WAY | _OUT

VEHICLE: Final = Things(
    agency="vehicle-registry",
    path="/v1/vehicles",
    words=Words("车辆", "Vehicle"),
    states=VEHICLES,
    title=("vin", "id"),
    firm="exporter_uscc",
    vin="vin",
    case="id",
    columns=(
        Column("model_code", "model_code", "text"),
        Column("registration_cert_no", "registration_cert_no", "mono"),
    ),
    due=first(at("due_on"), clock()),
    flags=(
        Flag(Words("有限制", "Barred"), "bad", lambda d: bool(d.get("bars"))),
        Flag(Words("已锁定", "Locked"), "bad", lambda d: bool(d.get("locks"))),
        Flag(Words("已补正", "Correction supplied"), "go", lambda d: bool(d.get("documents")) and not d.get("asked")),
        Flag(Words("临牌到期", "Plate expired"), "warn", lambda d: bool(d.get("temp_plate_expired"))),
        Flag(Words("被举报", "Misuse reported"), "warn", lambda d: bool(d.get("misuse"))),
        Flag(Words("一站式", "One stop"), "off", lambda d: bool(d.get("one_stop"))),
    ),
    good=frozenset({"deregistered"}),
    bad=frozenset({"exit_overdue", "deregistration_overdue", "refused", "transfer_refused", "registration_revoked"}),
    waiting=frozenset({"transfer_correction_requested", "correction_requested", "deregistration_blocked"}),
    hidden=frozenset({"moves", "plates_taken_back_on", "sharing_down", "release_fact_id", "quota_as_of"}),
    verbs=(
        Verb("accept-transfer", Words("受理转让登记", "Accept the transfer"), frozenset({"transfer_submitted"}), "main", together=True, key="a"),
        Verb("check-transfer", Words("登记查验结果", "Note the check"), frozenset({"transfer_accepted"}), "main", together=True, key="e"),
        Verb("endorse", Words("签注转让待出口", "Endorse"), frozenset({"transfer_checked"}), "main", together=True, key="g"),
        Verb("deregister", Words("办理注销登记", "Deregister"), frozenset({"deregistration_requested"}), "main", together=True, key="d"),
        Verb("restore", Words("恢复登记", "Restore the registration"), _OUT | {"restoration_asked"}, "danger", reasons=_RESTORING, undoes=True),
        Verb("request-transfer-correction", Words("转让登记告知补正", "Request a correction"), frozenset({"transfer_submitted"}), reasons=_ITEMS, key="c"),
        Verb("request-correction", Words("注销登记告知补正", "Request a correction"), frozenset({"deregistration_requested"}), reasons=_ITEMS, key="c"),
        Verb("refuse-transfer", Words("不予转让登记", "Refuse the transfer"), _IN_TRANSFER, "danger", reasons=_TRANSFER, key="r"),
        Verb("refuse", Words("不予注销登记", "Refuse to deregister"), _UNDER_WAY, "danger", reasons=_BARRED, key="r"),
        Verb("refresh-materials", Words("重新核验共享材料", "Ask shared data anew"), frozenset({"deregistration_requested", "deregistration_blocked"})),
        Verb("bars", Words("登记限制情形", "Register a bar"), _BARS),
        Verb("bars", Words("解除限制情形", "Lift a bar"), _BARS, method="DELETE", part="bars", name="lift-bar", if_=lambda d: bool(d.get("bars"))),
        Verb("locks", Words("锁定登记", "Lock the register"), _WATCHED | {"restoration_asked"}, reasons=_LOCKS),
        Verb("locks", Words("解除锁定", "Unlock the register"), _WATCHED | {"restoration_asked", "deregistered", "registration_revoked"}, method="DELETE", part="locks.code", name="unlock", if_=lambda d: bool(d.get("locks"))),
        Verb("reissue-plate", Words("补发临时号牌", "Give another plate"), _AT_REST | _UNDER_WAY | _OUT | _STOPPED, if_=lambda d: bool(d.get("temp_plate_expired"))),
        Verb("report-misuse", Words("登记违规使用", "Report misuse"), _WATCHED | {"restoration_asked", "deregistered"}),
        Verb("lift-transfer", Words("取消转让待出口", "Take the endorsement back"), _AT_REST | _STOPPED, "danger", undoes=True),
        Verb("revoke", Words("撤销登记", "Revoke the registration"), _WATCHED | {"restoration_asked", "deregistered"}, "danger", undoes=True),
    ),
)  # fmt: skip

_OF_TRANSFER, _OF_LEAVING, _AFTER = (
    Words("转让登记", "Transfer"),
    Words("注销登记", "Deregistration"),
    Words("出境核实", "Exit"),
)
_FILTERS: Final = ("exporter", "vin", "due_before")


def _list(slug: str, zh: str, en: str, status: str, group: Words, *, waits: bool = True) -> WorkList:
    words = Words(zh, en)
    return WorkList(
        slug, words, VEHICLE, {"status": status, "sort": "deadline"}, group, _FILTERS, waits=waits
    )


BENCH: Final = Bench(
    "vehicle-registry",
    (
        _list("transfers", "待受理", "To accept", "transfer_submitted", _OF_TRANSFER),
        _list("to-check", "待查验", "To check", "transfer_accepted", _OF_TRANSFER),
        _list("to-endorse", "待签注", "To endorse", "transfer_checked", _OF_TRANSFER),
        _list("transfer-correction", "待企业补正", "With the firm", "transfer_correction_requested", _OF_TRANSFER, waits=False),
        _list("deregistrations", "待注销", "To deregister", "deregistration_requested", _OF_LEAVING),
        _list("blocked", "受阻", "Blocked", "deregistration_blocked", _OF_LEAVING),
        _list("in-correction", "待企业补正", "With the firm", "correction_requested", _OF_LEAVING, waits=False),
        _list("not-applied", "逾期未申请", "Not applied for", "deregistration_overdue", _OF_LEAVING),
        _list("exit-overdue", "逾期未确认出境", "Exit overdue", "exit_overdue", _AFTER),
        _list("restorations", "待恢复登记", "To restore", "restoration_asked", _AFTER),
        _list("provisional", "待出境确认", "Waiting for exit", "deregistered_provisional", _AFTER, waits=False),
        _list("pending", "转让待出口", "Pending export", "pending_export", _AFTER, waits=False),
    ),
)  # fmt: skip
