"""The words of the pages: Chinese first, English second, in the terms of the law. PURE data."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.conference.members import members
from gateway.portal.fact_words import FACTS, Words

__all__ = [
    "AGENCIES", "DELIVERIES", "ENDS", "FACTS", "PROFILES", "REACH", "ROLES", "STAGES", "STEPS", "WAITING_ON", "Words",
    "of", "of_fact", "of_issue", "of_member",
]  # fmt: skip


AGENCIES: Mapping[str, Words] = {
    "licensing": Words("商务主管部门", "Commerce (licensing)"),
    "vehicle-registry": Words("公安车管所", "Vehicle registry"),
    "customs": Words("海关", "Customs"),
    "tax-rebate": Words("税务机关", "Tax office"),
    "gateway": Words("联网办理平台", "Gateway"),
    "transport": Words("交通运输委（出口指标）", "Transport commission"),
    "incentives": Words("扶持资金受理处", "Support funds office"),
    "credit-insurance": Words("出口信用保险与融资", "Credit insurance and finance"),
    "logistics": Words("港口、铁路与承运人", "Ports, railways, carriers"),
    "registers": Words("促进工作登记册", "Registers of promotion"),
    "enterprise": Words("出口企业", "Exporter"),
    "conference": Words("联席会议", "Joint conference"),
}

STEPS: Mapping[str, Words] = {
    "licence": Words("出口许可", "Export licence"),
    "deregistration": Words("注销登记", "Deregistration"),
    "customs": Words("报关放行", "Customs"),
    "rebate": Words("出口退税", "Tax rebate"),
}

STAGES: Mapping[str, Words] = {
    "waiting": Words("未开始", "Not started"),
    "active": Words("办理中", "In hand"),
    "correction": Words("待补正", "Correction asked"),
    "held": Words("暂停", "Held up"),
    "done": Words("已办结", "Decided"),
    "refused": Words("不予办理", "Refused"),
    "undone": Words("已撤回", "Undone"),
    "lapsed": Words("已终止", "Lapsed"),
}

ENDS: Mapping[str, Words] = {
    "refund_paid": Words("退税已到账", "Refund paid"),
    "exempt_no_refund": Words("免税不退税", "Exempt, no refund"),
    "closed_no_refund": Words("结案，未予退税", "Closed without refund"),
    "clawed_back": Words("结案，退税款已追回", "Closed, refund clawed back"),
    "refused": Words("不予许可", "Refused"),
    "withdrawn": Words("已撤回申请", "Withdrawn"),
    "cancelled": Words("已全部撤销", "Cancelled, all undone"),
    "revoked": Words("许可已撤销，全部撤回", "Licence revoked, all undone"),
    "re_routed": Words("已恢复，可另行出口", "Restored, may go another way"),
    "returned": Words("已退运", "Goods returned"),
    "manual": Words("转专人处理", "With a named person"),
}

WAITING_ON: Mapping[str, Words] = {
    "agency": Words("部门", "Agency"),
    "enterprise": Words("企业", "Exporter"),
    "person": Words("专人", "Named person"),
}

PROFILES: Mapping[str, Words] = {
    "tianjin": Words("天津", "Tianjin"),
    "taizhou": Words("台州", "Taizhou"),
    "national": Words("全国", "National"),
}

REACH: Mapping[str, Words] = {
    "reachable": Words("可连通", "Reachable"),
    "unreachable": Words("暂不可连通", "Not reachable"),
    "unknown": Words("未探测", "Not asked yet"),
}

ROLES: Mapping[str, Words] = {
    "viewer": Words("查阅人员", "Viewer"),
    "officer": Words("经办人", "Officer"),
    "supervisor": Words("负责人", "Supervisor"),
    "exporter": Words("企业经办人", "Exporter"),
    "service": Words("系统账号", "Service"),
    "operator": Words("值班员", "Operator"),
    "conference": Words("联席会议成员", "Conference member"),
}

DELIVERIES: Mapping[str, Words] = {
    "pending": Words("待送达", "On the way"),
    "delivered": Words("已送达", "Delivered"),
    "refused": Words("被拒收", "Refused"),
}


ISSUES: Mapping[str, Words] = {
    "raised": Words("待交办", "Raised"),
    "assigned": Words("成员单位办理中", "With a member"),
    "answered": Words("已答复，待销号", "Answered"),
    "escalated": Words("已升级至召集人", "With the convener"),
    "closed": Words("已销号", "Closed"),
}


def of_issue(status: str) -> Words:
    """Where a ticket of the joint conference stands."""
    return of(ISSUES, status)


def of_member(member: str) -> Words:
    """A member of the joint conference."""
    found = members().get(member)
    return Words(found.name.zh, found.name.en) if found else Words(member, "")


def of(table: Mapping[str, Words], key: str | None) -> Words:
    """The words of a key; a key without words is shown as it is, never hidden."""
    return table.get(key or "") or Words(key or "—", "")


def of_fact(fact_type: str) -> Words:
    """The words of a fact's type, whichever its version."""
    name, _, version = fact_type.rpartition(".")
    return of(FACTS, name if version.startswith("v") else fact_type)
