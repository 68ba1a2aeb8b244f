"""The words of the pages: Chinese first, English second, in the terms of the law. PURE data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Words(NamedTuple):
    """One term in both languages."""

    zh: str
    en: str


AGENCIES: Mapping[str, Words] = {
    "licensing": Words("商务主管部门", "Commerce (licensing)"),
    "vehicle-registry": Words("公安车管所", "Vehicle registry"),
    "customs": Words("海关", "Customs"),
    "tax-rebate": Words("税务机关", "Tax office"),
    "gateway": Words("联网办理平台", "Gateway"),
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
    "done": Words("已办结", "Decided"),
    "refused": Words("不予办理", "Refused"),
    "undone": Words("已撤回", "Undone"),
    "lapsed": Words("已终止", "Lapsed"),
}

ENDS: Mapping[str, Words] = {
    "refund_paid": Words("退税已到账", "Refund paid"),
    "exempt_no_refund": Words("免税不退税", "Exempt, no refund"),
    "closed_no_refund": Words("结案，未予退税", "Closed without refund"),
    "refused": Words("不予许可", "Refused"),
    "withdrawn": Words("已撤回申请", "Withdrawn"),
    "cancelled": Words("已全部撤销", "Cancelled, all undone"),
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

DELIVERIES: Mapping[str, Words] = {
    "pending": Words("待送达", "On the way"),
    "delivered": Words("已送达", "Delivered"),
    "refused": Words("被拒收", "Refused"),
}

FACTS: Mapping[str, Words] = {
    "case.opened": Words("受理企业申报，案件建立", "Case opened"),
    "case.withdrawal_requested": Words("企业请求撤回", "Withdrawal requested"),
    "licence.application_submitted": Words("许可申请已提交", "Licence application submitted"),
    "licence.correction_requested": Words("一次性告知补正", "Licence: correction requested"),
    "licence.correction_supplied": Words("许可材料已补正", "Licence: correction supplied"),
    "licence.granted": Words("准予许可，签发出口许可证", "Export licence granted"),
    "licence.refused": Words("不予许可", "Export licence refused"),
    "licence.withdrawn": Words("许可申请撤回", "Licence application withdrawn"),
    "licence.cancelled": Words("出口许可证注销", "Export licence cancelled"),
    "licence.used": Words("出口许可证已核注", "Export licence written off"),
    "licence.reinstated": Words("出口许可证恢复可用", "Export licence reinstated"),
    "vehicle.transfer_pending_export": Words("转让待出口签注", "Endorsed: transfer pending export"),
    "vehicle.deregistration_correction_requested": Words(
        "注销登记材料补正告知", "Deregistration: correction requested"
    ),
    "vehicle.deregistration_correction_supplied": Words(
        "注销登记材料已补正", "Deregistration: correction supplied"
    ),
    "vehicle.deregistered": Words("注销登记", "Vehicle deregistered"),
    "vehicle.deregistration_refused": Words("不予注销登记", "Deregistration refused"),
    "vehicle.exit_confirmed": Words("出境确认，出具注销证明", "Exit confirmed, deregistration final"),
    "vehicle.registration_restored": Words("恢复登记", "Registration restored"),
    "customs.accepted": Words("报关单接受申报", "Declaration accepted"),
    "customs.returned_for_correction": Words("退单补正", "Declaration returned for correction"),
    "customs.resubmitted": Words("重新申报", "Declaration resubmitted"),
    "customs.rejected": Words("不予放行", "Declaration rejected"),
    "customs.released": Words("放行", "Released"),
    "customs.cleared": Words("结关", "Cleared, departure confirmed"),
    "customs.cancelled": Words("退关", "Shut out, declaration cancelled"),
    "customs.lapsed": Words("报关草稿终止", "Draft declaration lapsed"),
    "customs.returned": Words("货物退运", "Goods returned"),
    "rebate.claim_accepted": Words("退税申报受理", "Rebate claim accepted"),
    "rebate.correction_requested": Words("退税申报补正告知", "Rebate: correction requested"),
    "rebate.correction_supplied": Words("退税申报已补正", "Rebate: correction supplied"),
    "rebate.approved": Words("退税核准办结", "Refund approved"),
    "rebate.paid": Words("退税款已支付", "Refund paid"),
    "rebate.exempted": Words("适用免税，不退税", "Exempt, no refund"),
    "rebate.rejected": Words("不予退税", "Rebate rejected"),
    "rebate.lapsed": Words("退税申报终止", "Rebate claim lapsed"),
    "rebate.clawed_back": Words("已退税款追回", "Refund clawed back"),
    "message.parked": Words("消息搁置，待人工处理", "Message parked for a person"),
    "message.retried": Words("搁置消息已重试", "Parked message retried"),
    "message.skipped": Words("搁置消息已跳过", "Parked message skipped"),
}


def of(table: Mapping[str, Words], key: str | None) -> Words:
    """The words of a key; a key without words is shown as it is, never hidden."""
    return table.get(key or "") or Words(key or "—", "")


def of_fact(fact_type: str) -> Words:
    """The words of a fact's type, whichever its version."""
    name, _, version = fact_type.rpartition(".")
    return of(FACTS, name if version.startswith("v") else fact_type)
