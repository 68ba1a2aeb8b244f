"""Where a thing can stand, in the words of each agency's law. PURE data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gateway.portal.fact_words import Words

APPLICATIONS: Final[Mapping[str, Words]] = {
    "draft": Words("草稿", "Draft"),
    "submitted": Words("已提交", "Submitted"),
    "correction_requested": Words("待补正", "Correction requested"),
    "accepted": Words("已受理", "Accepted"),
    "granted": Words("准予许可", "Granted"),
    "used": Words("已核注", "Used"),
    "expired": Words("已过期", "Expired"),
    "surrendered": Words("已交回", "Handed back"),
    "refused": Words("不予许可", "Refused"),
    "not_accepted": Words("不予受理", "Not accepted"),
    "lapsed": Words("已终止", "Lapsed"),
    "withdrawn": Words("已撤回", "Withdrawn"),
    "revoked": Words("已撤销", "Revoked"),
    "cancelled": Words("已注销", "Cancelled"),
}
FILINGS: Final[Mapping[str, Words]] = {
    "draft": Words("草稿", "Draft"),
    "submitted": Words("已提交", "Submitted"),
    "correction_requested": Words("待补正", "Correction requested"),
    "accepted": Words("已受理", "Accepted"),
    "filed": Words("已备案", "Filed"),
    "suspended": Words("已暂停", "Suspended"),
    "rejected": Words("不予备案", "Not filed"),
    "withdrawn": Words("已撤回", "Withdrawn"),
    "lapsed": Words("已终止", "Lapsed"),
    "removed": Words("已移出", "Struck off"),
    "expired": Words("已过期", "Expired"),
}
VEHICLES: Final[Mapping[str, Words]] = {
    "transfer_submitted": Words("转让登记已提交", "Transfer submitted"),
    "transfer_correction_requested": Words("转让登记待补正", "Transfer: correction requested"),
    "transfer_accepted": Words("转让登记已受理", "Transfer accepted"),
    "transfer_checked": Words("已查验", "Checked"),
    "transfer_refused": Words("不予转让登记", "Transfer refused"),
    "pending_export": Words("转让待出口", "Pending export"),
    "deregistration_overdue": Words("逾期未申请注销", "Deregistration overdue"),
    "deregistration_requested": Words("申请注销登记", "Deregistration requested"),
    "deregistration_blocked": Words("注销登记受阻", "Deregistration blocked"),
    "correction_requested": Words("待补正", "Correction requested"),
    "deregistered_provisional": Words("临时注销", "Provisionally deregistered"),
    "exit_overdue": Words("逾期未确认出境", "Exit overdue"),
    "restoration_asked": Words("待恢复登记", "Restoration asked"),
    "deregistered": Words("已注销", "Deregistered"),
    "refused": Words("不予注销登记", "Refused"),
    "restored": Words("已恢复登记", "Restored"),
    "registration_revoked": Words("登记已撤销", "Registration revoked"),
    "transfer_lifted": Words("签注已取消", "Endorsement lifted"),
    "closed": Words("已结束", "Closed"),
}
DECLARATIONS: Final[Mapping[str, Words]] = {
    "draft": Words("草稿", "Draft"),
    "submitted": Words("已申报", "Submitted"),
    "returned_for_correction": Words("退单补正", "Returned for correction"),
    "accepted": Words("已接受申报", "Accepted"),
    "document_checked": Words("审单完成", "Documents checked"),
    "inspection_ordered": Words("待查验", "Inspection ordered"),
    "inspected": Words("查验完毕", "Inspected"),
    "licence_verified": Words("许可证已核验", "Licence verified"),
    "released": Words("已放行", "Released"),
    "departed_origin_port": Words("已离启运港", "Left the port of departure"),
    "departed": Words("已离境", "Left the country"),
    "cleared": Words("已结关", "Cleared"),
    "amendment_requested": Words("申请修改", "Amendment requested"),
    "cancellation_requested": Words("申请撤销", "Cancellation requested"),
    "shut_out": Words("退关", "Shut out"),
    "detained": Words("已扣留", "Detained"),
    "rejected": Words("不予放行", "Not released"),
    "confiscated": Words("已没收", "Confiscated"),
    "cancelled": Words("已撤销", "Cancelled"),
    "lapsed": Words("已终止", "Lapsed"),
    "returned": Words("已退运", "Returned"),
}
CULTIVATION: Final[Mapping[str, Words]] = {
    "candidate": Words("候选", "Candidate"),
    "coached": Words("培育中", "Being coached"),
    "applied": Words("已申请认证", "Applied"),
    "certified": Words("已认证", "Certified"),
    "dropped": Words("已移出", "Off the list"),
}
CLAIMS: Final[Mapping[str, Words]] = {
    "received": Words("未离境草稿", "Draft, not exported yet"),
    "submitted": Words("已提交", "Submitted"),
    "correction_requested": Words("待补正", "Correction requested"),
    "accepted": Words("已受理", "Accepted"),
    "auto_checked": Words("已比对", "Checked by rule"),
    "under_investigation": Words("疑点核查中", "Under investigation"),
    "approved": Words("已核准", "Approved"),
    "treasury_sent": Words("已送国库", "Sent to the treasury"),
    "paid": Words("已退库", "Paid"),
    "exempted": Words("免税不退税", "Exempt, no refund"),
    "taxed": Words("视同内销征税", "Taxed"),
    "rejected": Words("不予退税", "Rejected"),
    "withdrawn": Words("已撤回", "Withdrawn"),
    "lapsed": Words("已终止", "Lapsed"),
    "clawback_ordered": Words("责令追回", "Claw-back ordered"),
    "clawed_back": Words("已追回", "Clawed back"),
    "offset": Words("已抵减", "Set off"),
}
GRANTS: Final[Mapping[str, Words]] = {
    "applied": Words("已申请", "Applied for"),
    "refused": Words("不予额度", "Refused"),
    "withdrawn": Words("已撤回", "Withdrawn"),
    "determined": Words("额度已确定", "Determined"),
    "allocated": Words("指标已配置", "Allocated"),
    "expired": Words("已到期", "Expired"),
    "revoked": Words("已撤销", "Revoked"),
}
UNITS: Final[Mapping[str, Words]] = {
    "available": Words("可用", "Available"),
    "reserved": Words("已预留", "Reserved"),
    "consumed": Words("已使用", "Consumed"),
    "expired": Words("已到期", "Expired"),
    "revoked": Words("已撤销", "Revoked"),
    "withdrawn": Words("已收回", "Taken back"),
}
FINDINGS: Final[Mapping[str, Words]] = {
    "open": Words("待核查", "Open"),
    "counted": Words("已核定", "Counted"),
    "noted": Words("已备注", "Noted"),
}
MISUSES: Final[Mapping[str, Words]] = {
    "open": Words("待处理", "Open"),
    "proposed": Words("待审定", "Decision proposed"),
    "established": Words("已成立", "Established"),
    "dismissed": Words("不成立", "Dismissed"),
}
BOOKINGS: Final[Mapping[str, Words]] = {
    "requested": Words("申请订舱", "Requested"),
    "confirmed": Words("舱位已确认", "Confirmed"),
    "gated_in": Words("已进闸", "Gated in"),
    "loaded": Words("已装载", "Loaded"),
    "departed": Words("已离港", "Departed"),
    "arrived": Words("已抵达", "Arrived"),
    "rolled": Words("被甩", "Rolled"),
    "cancelled": Words("已退舱", "Cancelled"),
}
SAILINGS: Final[Mapping[str, Words]] = {
    "scheduled": Words("计划中", "Scheduled"),
    "rolled": Words("甩港停航", "Left out"),
    "departed": Words("已开航", "Departed"),
    "arrived": Words("已抵达", "Arrived"),
}
LINES: Final[Mapping[str, Words]] = {
    "open": Words("在开", "Running"),
    "closed": Words("停开", "Closed"),
}
CARGOS: Final[Mapping[str, Words]] = {}
SUBSIDIES: Final[Mapping[str, Words]] = {
    "draft": Words("草稿", "Draft"),
    "submitted": Words("已提交", "Submitted"),
    "correction": Words("待补正", "Correction requested"),
    "accepted": Words("已受理", "Accepted"),
    "reviewed": Words("已审核", "Reviewed"),
    "publicised": Words("公示中", "Shown to the public"),
    "approved": Words("已批准", "Approved"),
    "paid": Words("已拨付", "Paid"),
    "refused": Words("不予补助", "Refused"),
    "withdrawn": Words("已撤回", "Withdrawn"),
    "recovery_ordered": Words("责令追回", "Recovery ordered"),
    "recovered": Words("已追回", "Recovered"),
}
POLICIES: Final[Mapping[str, Words]] = {
    "applied": Words("已投保", "Applied for"),
    "quoted": Words("已报价", "Quoted"),
    "issued": Words("已签发", "Issued"),
    "refused": Words("拒保", "Refused"),
    "withdrawn": Words("已撤回", "Withdrawn"),
    "ended": Words("已解除", "Ended"),
    "expired": Words("已到期", "Expired"),
}
REPORTS: Final[Mapping[str, Words]] = {
    "requested": Words("已申请", "Requested"),
    "answered": Words("已答复", "Answered"),
    "issued": Words("已出具", "Issued"),
    "refused": Words("不予出具", "Refused"),
    "withdrawn": Words("已撤回", "Withdrawn"),
    "expired": Words("已过期", "Expired"),
}
LOSSES: Final[Mapping[str, Words]] = {
    "reported": Words("已报损", "Reported"),
    "investigated": Words("已定损", "Investigated"),
    "accepted": Words("已核定", "Accepted"),
    "paid": Words("已赔付", "Paid"),
    "refused": Words("拒赔", "Refused"),
    "withdrawn": Words("已撤回", "Withdrawn"),
}
FINANCES: Final[Mapping[str, Words]] = {
    "requested": Words("已申请", "Requested"),
    "granted": Words("已同意", "Granted"),
    "drawn": Words("已放款", "Paid out"),
    "repaid": Words("已还清", "Repaid"),
    "refused": Words("不予融资", "Refused"),
    "withdrawn": Words("已撤回", "Withdrawn"),
    "released": Words("额度已解除", "Given up"),
}
PREMIUMS: Final[Mapping[str, Words]] = {
    "invoiced": Words("待缴", "Invoiced"),
    "paid": Words("已缴", "Paid"),
    "cancelled": Words("已撤销", "Cancelled"),
}
ENTRIES: Final[Mapping[str, Words]] = {
    "entered": Words("待确认", "Entered"),
    "registered": Words("已登记", "Registered"),
    "returned": Words("已退回", "Sent back"),
    "closed": Words("已关闭", "Closed"),
    "withdrawn": Words("已撤回", "Withdrawn"),
    "proposed": Words("提请认定", "Proposed"),
    "recognised": Words("已认定", "Recognised"),
    "drafted": Words("草案", "Drafted"),
    "reviewed": Words("已审查", "Reviewed"),
    "published": Words("已发布", "Published"),
    "scheduled": Words("计划中", "Scheduled"),
    "held": Words("已举办", "Held"),
    "called_off": Words("已取消", "Called off"),
    "listed": Words("在目录", "Listed"),
    "struck": Words("已划去", "Struck"),
    "recorded": Words("已记录", "Recorded"),
    "assessed": Words("已评估", "Assessed"),
    "named": Words("已列入", "Named"),
    "dropped": Words("已移出", "Dropped"),
    "given": Words("已辅导", "Given"),
    "assigned": Words("已指定", "Assigned"),
    "relieved": Words("已解除", "Relieved"),
}
