"""The words of the overview: what befalls a case on its way, and how time is named on an axis. PURE data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gateway.portal.fact_words import Words

BEFELL: Final[Mapping[str, Words]] = {
    "correction": Words("补正", "Correction"),
    "transfer_correction": Words("转让登记补正", "Correction of the transfer"),
    "renewal": Words("许可证失效重办", "Licence applied for again"),
    "rebooking": Words("退关改配", "Shut out, booked again"),
    "returned": Words("货物退运", "Goods returned"),
    "request": Words("撤回注销申请", "Request taken back"),
    "block": Words("注销受阻", "Barred by article 42"),
    "lock": Words("车辆锁定", "Vehicle locked"),
    "exit": Words("逾期未确认出境", "Exit overdue"),
    "hold": Words("暂停放行", "Held back"),
    "detention": Words("货物扣留", "Goods detained"),
    "suspicion": Words("疑点核查", "Suspicion"),
    "enquiry": Words("函调", "Letter of enquiry"),
    "repayment": Words("缴回退税款", "Repayment"),
    "standstill": Words("期限中止", "Clock stands still"),
    "second_person": Words("双人复核", "Second officer"),
    "refused": Words("不予办理", "Refused"),
    "withdrawn": Words("撤回申请", "Withdrawn"),
    "undone": Words("撤销", "Undone"),
    "struck_off": Words("本车剔除", "Vehicle struck off"),
}
WEEKDAYS: Final = (
    Words("一", "Mon"), Words("二", "Tue"), Words("三", "Wed"), Words("四", "Thu"), Words("五", "Fri"),
    Words("六", "Sat"), Words("日", "Sun"),
)  # fmt: skip
REST: Final = Words("休", "off")
FIRM: Final = Words("企业", "Exporter")
TONES: Final[Mapping[str, str]] = {
    "refund_paid": "--ok-solid", "exempt_no_refund": "--chart-5", "closed_no_refund": "--chart-7",
    "clawed_back": "--chart-7", "refused": "--bad-solid", "returned": "--chart-6", "manual": "--bad-solid",
}  # fmt: skip
"""The colour of an end in a picture; of one that is not here, grey."""
