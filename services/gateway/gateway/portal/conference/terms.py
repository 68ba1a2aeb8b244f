"""The words of the conference's pages. PURE data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gateway.conference import members
from gateway.conference.ticket import IssueStatus, IssueVerb
from gateway.portal.fact_words import Words

KINDS: Final[Mapping[str, Words]] = {name: Words(*pair) for name, pair in members.KINDS.items()}
RANKS: Final[Mapping[str, Words]] = {
    "convener": Words("召集人", "Convener"),
    "member": Words("成员单位", "Member"),
    "guest": Words("列席单位", "Guest"),
}
STATUSES: Final[Mapping[str, Words]] = {
    IssueStatus.RAISED: Words("待交办", "To be assigned"),
    IssueStatus.ASSIGNED: Words("成员单位办理中", "With a member"),
    IssueStatus.ANSWERED: Words("已答复，待销号", "Answered, to be closed"),
    IssueStatus.ESCALATED: Words("已升级至召集人", "With the convener"),
    IssueStatus.CLOSED: Words("已销号", "Closed"),
}
STATUS_TONES: Final[Mapping[str, str]] = {
    IssueStatus.RAISED: "warn",
    IssueStatus.ASSIGNED: "go",
    IssueStatus.ANSWERED: "ok",
    IssueStatus.ESCALATED: "warn",
    IssueStatus.CLOSED: "off",
}
VERBS: Final[Mapping[str, Words]] = {
    IssueVerb.ASSIGN: Words("交办", "Assign"),
    IssueVerb.ANSWER: Words("答复", "Answer"),
    IssueVerb.ESCALATE: Words("升级至召集人", "Escalate"),
    IssueVerb.REOPEN: Words("退回重办", "Reopen"),
    IssueVerb.CLOSE: Words("销号", "Close"),
}
ACTS: Final[Mapping[str, Words]] = {
    "raise": Words("提出事项", "Raised"),
    "answer": Words("答复", "Answered"),
    "escalate": Words("升级", "Escalated"),
    "reopen": Words("退回重办", "Reopened"),
    "close": Words("销号", "Closed"),
}
DONE: Final[Mapping[str, Words]] = {
    "raise": Words("事项已提出。", "The ticket is raised."),
    "assign": Words("事项已交办。", "The ticket is assigned."),
    "answer": Words("答复已提交。", "The answer is given."),
    "escalate": Words("事项已升级至召集人。", "The ticket is with the convener now."),
    "reopen": Words("事项已退回重办。", "The ticket is open again."),
    "close": Words("事项已销号。", "The ticket is closed."),
    "convene": Words(
        "会议已召集，未结事项已列入议程。", "The meeting is called; the open tickets are on its agenda."
    ),
    "attend": Words("出席情况已登记。", "Attendance is noted."),
    "decide": Words("决定已记录。", "The decision is recorded."),
    "minute": Words("会议纪要已定稿。", "The minutes are closed."),
    "call-off": Words("会议已取消。", "The meeting is called off."),
    "finish": Words("落实情况已报告。", "The decision is reported done."),
}
MEETINGS: Final[Mapping[str, Words]] = {
    "convened": Words("已召集", "Called"),
    "minuted": Words("纪要已定稿", "Minuted"),
    "cancelled": Words("已取消", "Called off"),
}
MEETING_TONES: Final[Mapping[str, str]] = {"convened": "go", "minuted": "ok", "cancelled": "off"}
DECISIONS: Final[Mapping[str, Words]] = {
    "open": Words("办理中", "To be done"),
    "overdue": Words("逾期", "Overdue"),
    "done": Words("已办结", "Done"),
}
PACKS: Final[Mapping[str, Words]] = {"issued": Words("已印发", "Issued"), "draft": Words("草稿", "Draft")}
DECISION_TONES: Final[Mapping[str, str]] = {"open": "go", "overdue": "bad", "done": "ok"}
UNITS: Final[Mapping[str, Words]] = {
    "workdays": Words("个工作日", "working days"),
    "share": Words("", ""),
    "seconds": Words("秒", "seconds"),
    "hours": Words("小时", "hours"),
    "cny": Words("元", "CNY"),
    "papers": Words("份", "papers"),
    "count": Words("件", ""),
    "units": Words("个", "units"),
    "day": Words("日", "days"),
}
JUDGED: Final[Mapping[str, Words]] = {
    "met": Words("达标", "Met"),
    "missed": Words("未达标", "Missed"),
    "unjudged": Words("未设目标", "No target set"),
    "nodata": Words("尚无数据", "Not measurable yet"),
}
JUDGED_TONES: Final[Mapping[str, str]] = {"met": "ok", "missed": "bad", "unjudged": "off", "nodata": "off"}
PERIODS: Final[Mapping[str, Words]] = {
    "month": Words("本月", "This month"),
    "quarter": Words("本季度", "This quarter"),
    "year-to-date": Words("本年以来", "This year"),
}
POLICIES: Final[Mapping[str, Words]] = {
    "tianjin": Words(
        "天津市促进二手车出口的若干措施（征求意见稿）", "Tianjin measures on used-vehicle export (draft)"
    ),
    "taizhou": Words("进一步加强台州市二手车出口工作的若干意见", "Taizhou opinions on used-vehicle export"),
}
CHAPTERS: Final[Mapping[tuple[str, int], Words]] = {
    ("tianjin", 1): Words("出口许可", "Export licences"),
    ("tianjin", 2): Words("出口指标", "Export quota"),
    ("tianjin", 3): Words("登记与注销", "Registration and deregistration"),
    ("tianjin", 4): Words("出口退税", "Tax rebate"),
    ("tianjin", 5): Words("口岸发运", "Dispatch at the port"),
    ("tianjin", 6): Words("数据共享", "Shared data"),
    ("tianjin", 8): Words("信用保险", "Credit insurance"),
    ("tianjin", 10): Words("铁路运输", "Carriage by rail"),
    ("tianjin", 11): Words("联席会议", "Joint conference"),
    ("tianjin", 12): Words("施行与有效期", "Entry into force"),
    ("taizhou", 1): Words("参展支持", "Exhibitions"),
    ("taizhou", 2): Words("线上营销", "Online marketing"),
    ("taizhou", 3): Words("信用保险", "Credit insurance"),
    ("taizhou", 4): Words("经营成本", "Running costs"),
    ("taizhou", 5): Words("前置仓、海外仓", "Warehouses"),
    ("taizhou", 6): Words("综合服务中心", "Service centres"),
    ("taizhou", 7): Words("营销与售后网络", "Overseas networks"),
    ("taizhou", 8): Words("出口退税", "Tax rebate"),
    ("taizhou", 9): Words("跨境结算与避险", "Settlement and hedging"),
    ("taizhou", 11): Words("通关与登记便利", "Licences and registration"),
    ("taizhou", 13): Words("有效期", "Term of validity"),
}
BESIDE: Final[Mapping[str, Words]] = {
    "n": Words("办结件数", "Decided"),
    "average": Words("平均工作日", "Mean, working days"),
    "average_with_pauses": Words("平均工作日（含中止）", "Mean with pauses"),
    "median": Words("中位数", "Median"),
    "p90": Words("P90", "P90"),
    "maximum": Words("最长", "Longest"),
    "share_within": Words("期限内占比", "Share within the limit"),
    "open": Words("未办结", "Open"),
    "open_over_limit": Words("未办结且超期", "Open beyond the limit"),
    "suspected": Words("疑点核查中", "Under suspicion"),
    "not_normal": Words("不计入正常退税", "Not counted as normal"),
    "breaches": Words("超期件数", "Breaches"),
    "urgent": Words("紧急申请", "Urgent"),
    "papers": Words("免交材料份数", "Papers waived"),
    "p50_seconds": Words("中位秒数", "Median, seconds"),
    "p90_hours": Words("P90小时", "P90, hours"),
    "cleared": Words("放行车辆", "Vehicles cleared"),
    "with": Words("其中有", "With it"),
    "without": Words("其中无", "Without it"),
    "vehicles_in_large_lots": Words("批量车辆", "Vehicles in large lots"),
    "late": Words("逾期答复", "Answered late"),
    "updates_refused": Words("更新指标申请被拒", "Update quotas refused"),
    "valid_from": Words("施行日", "In force from"),
    "valid_to": Words("失效日", "In force until"),
    "version": Words("版本", "Version"),
    "recovered": Words("已追回", "Recovered"),
    "allocated": Words("已配置", "Allocated"),
    "used": Words("已使用", "Used"),
    "expired": Words("已到期", "Expired"),
    "firms": Words("企业数", "Firms"),
    "provisional": Words("节假日安排未定，期限可能变动", "Days may still move with the holiday notice"),
}
"""What stands beside a figure and is one number; names that are not here are not shown."""
