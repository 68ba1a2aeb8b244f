"""The words of the page of one case. PURE data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gateway.portal.fact_words import Words
from gateway.portal.facts import Item, Line, field_word, items, lines, purpose_word, resource_word, tongue_of

PAPERS: Final[Mapping[str, Words]] = {
    "required": Words("须提交", "Required"),
    "waived": Words("免予提交", "Waived"),
    "satisfied": Words("已具备", "On file"),
    "deferred": Words("暂缓", "Deferred"),
}
PAPER_TONES: Final[Mapping[str, str]] = {
    "required": "warn",
    "waived": "ok",
    "satisfied": "ok",
    "deferred": "off",
}
NOTICES: Final[Mapping[str, Words]] = {
    "licence": Words("许可申请材料", "Papers of the licence application"),
    "transfer": Words("转让登记材料", "Papers of the transfer registration"),
    "deregistration": Words("注销登记材料", "Papers of the deregistration"),
    "customs": Words("报关单", "Customs declaration"),
    "rebate": Words("退税申报", "Rebate claim"),
}
UNDOING: Final[Mapping[str, Words]] = {
    "owed": Words("待撤回", "To be taken back"),
    "late": Words("撤回逾期", "Overdue"),
    "beyond": Words("转专人处理", "With a named person"),
    "done": Words("已撤回", "Taken back"),
    "lapsed": Words("已终止", "Ended"),
}
UNDOING_TONES: Final[Mapping[str, str]] = {
    "owed": "warn", "late": "bad", "beyond": "bad", "done": "off", "lapsed": "off",
}  # fmt: skip
FAMILIES: Final[Mapping[str, Words]] = {
    "booking": Words("订舱与运输", "Booking and transport"),
    "zone": Words("综合保税区", "Bonded zone"),
    "insurance": Words("出口信用保险", "Export credit insurance"),
    "finance": Words("融资", "Finance"),
    "forex": Words("收汇", "Foreign exchange"),
    "quota": Words("出口指标", "Export quota"),
    "base": Words("出口基地", "Export base"),
}
DECIDED_BY: Final[Mapping[str, Words]] = {
    "rule": Words("按规则自动办理", "Handled by rule"),
    "viewer": Words("查阅人员", "Viewer"),
    "officer": Words("经办人办理", "Handled by an officer"),
    "supervisor": Words("负责人办理", "Handled by a supervisor"),
    "exporter": Words("企业经办人", "The exporter's agent"),
    "operator": Words("值班员", "An operator"),
    "service": Words("系统自动办理", "Handled by a system"),
}
DAYS: Final[Mapping[str, Words]] = {
    "start": Words("起算日，不计入", "first day, not counted"),
    "used": Words("已用", "used"),
    "rest": Words("休息日、节假日", "rest day or holiday"),
    "paused": Words("中止，不计入", "paused, not counted"),
    "over": Words("逾期", "overdue"),
    "ahead": Words("剩余", "left"),
    "after": Words("办结后", "after the decision"),
}
MARKS: Final[Mapping[str, Words]] = {
    "today": Words("今天", "today"),
    "due": Words("截止日", "due"),
    "ended": Words("办结", "decided"),
}
STAGE_TONES: Final[Mapping[str, str]] = {
    "waiting": "off", "active": "go", "correction": "warn", "held": "warn", "done": "ok", "refused": "bad",
    "undone": "bad", "lapsed": "off",
}  # fmt: skip
END_TONES: Final[Mapping[str, str]] = {
    "refund_paid": "ok", "exempt_no_refund": "ok", "closed_no_refund": "warn", "clawed_back": "warn", "refused": "bad",
    "withdrawn": "off", "cancelled": "bad", "revoked": "bad", "re_routed": "warn", "returned": "warn", "manual": "bad",
}  # fmt: skip
ALARMS: Final[Mapping[str, Words]] = {
    "due_soon": Words("部门提示期限将到", "The agency says it is due soon"),
    "breached": Words("部门确认已超期", "The agency says it has passed"),
    "recomputed": Words("部门按新通知重算", "Reckoned anew by the agency"),
}
EXPORTER: Final = Words("出口企业", "The exporter")
ALL: Final = Words("全部", "All")


def asked(notice: Mapping[str, object]) -> tuple[Item, ...]:
    """The items of a notice."""
    return tuple(items(notice))


def tongue(text: str) -> str:
    """The language in which somebody wrote."""
    return tongue_of(text)


def field(name: str) -> Words:
    """A field of shared data."""
    return field_word(name)


def purpose(name: str) -> Words:
    """What somebody looked for."""
    return purpose_word(name)


def resource(name: str) -> Words:
    """What somebody looked at."""
    return resource_word(name)


def particulars(found: Mapping[str, object]) -> tuple[Line, ...]:
    """What stands beside the process, line by line."""
    return tuple(lines(found))
