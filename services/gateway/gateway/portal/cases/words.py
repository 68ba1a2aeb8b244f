"""The words of the section: what somebody is waited for, risks, orders of a list. PURE data, Chinese first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from exportlane.process import Matter, StepName, order_of
from exportlane.process.sentences import CONVENER, OPERATOR, WHO, sentence
from exportlane.process.shape import Words as ProcessWords
from gateway.flow.listing import Line
from gateway.flow.walk import SEPARATOR
from gateway.portal.words import STAGES, STEPS, Words, of

STATUSES: Final[Mapping[str, Words]] = {
    "running": Words("在办", "Running"),
    "ended": Words("已结", "Ended"),
}
SORTS: Final[Mapping[str, Words]] = {
    "-created": Words("新建在前", "Newest first"),
    "created": Words("早建在前", "Oldest first"),
    "-updated": Words("最近更新", "Latest fact first"),
    "updated": Words("久未更新", "Longest without a fact"),
    "due": Words("时限先到", "Due first"),
}
RISKS: Final[Mapping[str, Words]] = {
    "licence_expiry": Words("许可证即将到期或已过期", "Licence about to expire, or expired"),
    "temp_plate": Words("临时号牌即将到期或已过期", "Temporary plate about to expire, or expired"),
    "deregistration_application": Words(
        "申请注销登记期限将到", "Little time left to apply for deregistration"
    ),
    "rebate_window": Words("申报退税期限将到", "Little time left to claim the rebate"),
    "exit_overdue": Words("逾期未确认出境", "Exit not confirmed in time"),
    "deregistration_overdue": Words("逾期未申请注销登记", "Deregistration not applied for in time"),
    "misuse": Words("举报违规使用", "Misuse was reported"),
    "documents_overdue": Words("备案单证逾期", "Documents not filed in time"),
}
STANDING: Final[Mapping[str, Words]] = {**STAGES, "done": Words("已办待确认", "Awaiting confirmation")}
"""How the step at which a case stands is doing; a decided one is waited at for its confirmation."""
BEFELL: Final[Mapping[str, Words]] = {
    "transfer_correction": Words("转让补正", "transfer corrected"),
    "correction": Words("补正", "correction"),
    "second_person": Words("双人复核", "second officer"),
    "standstill": Words("期限中止", "standstill"),
    "renewal": Words("重新申领", "renewal"),
    "block": Words("障碍", "barred"),
    "request": Words("撤回重申请", "request withdrawn"),
    "lock": Words("锁定", "locked"),
    "exit": Words("逾期出境", "exit overdue"),
    "hold": Words("暂停放行", "held back"),
    "detention": Words("扣留", "detained"),
    "rebooking": Words("退关改配", "booked anew"),
    "suspicion": Words("疑点核查", "suspicion"),
    "enquiry": Words("函调", "enquiry"),
    "repayment": Words("追缴", "repayment"),
    "refused": Words("不予办理", "refused"),
    "withdrawn": Words("撤回", "withdrawn"),
    "undone": Words("撤销", "undone"),
    "struck_off": Words("除名", "struck off"),
    "returned": Words("退运", "returned"),
}
"""What can befall a case on its way, beside the steps."""
EVERYBODY: Final = ("licensing", "vehicle-registry", "customs", "tax-rebate", "enterprise")
"""Who may be waited for, in the order of the process."""


def way(variant: str) -> Words:
    """The way a case went, in words."""
    parts = [of({**STEPS, **BEFELL}, part) for part in variant.split(SEPARATOR)]
    return Words(" → ".join(part.zh for part in parts), " → ".join(part.en or part.zh for part in parts))


def who(line: Line) -> ProcessWords | None:
    """Who is waited for; None once the case has ended."""
    if line.waiting_kind is None or line.waiting_agency is None:
        return None
    if line.waiting_kind != "person":
        return WHO["enterprise" if line.waiting_kind == "enterprise" else line.waiting_agency]
    if line.waiting_matter == Matter.PARKED:
        return OPERATOR
    if line.waiting_step is None:
        return CONVENER
    return order_of(line.profile, line.process_version).step(StepName(line.waiting_step)).person


def action(line: Line) -> ProcessWords | None:
    """What comes next."""
    if line.waiting_matter is None:
        return None
    step = StepName(line.waiting_step) if line.waiting_step else None
    try:
        return sentence(step, Matter(line.waiting_matter))
    except KeyError:
        return None
