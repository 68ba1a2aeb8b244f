"""The row of the rebate (出口退税): decided, paid, and where it must be, paid back. 增值税法 第三十三条."""

from __future__ import annotations

from typing import Final

from exportlane.process.shape import Hold, Limit, Matter, Step, StepName, Words

REBATE: Final = Step(
    name=StepName.REBATE,
    agency="tax-rebate",
    title=Words("出口退税", "Export rebate"),
    article="增值税法 第三十三条",
    whole_lot=True,
    rests_on=StepName.CUSTOMS,
    upholds=True,
    begun=("rebate.claim_accepted.v1",),
    early=("customs.departed_origin_port.v1",),
    correction=("rebate.correction_requested.v1", "rebate.correction_supplied.v1"),
    at_work=("rebate.submitted.v1", "rebate.auto_checked.v1", "rebate.treasury_sent.v1"),
    noted=(
        "rebate.certificate_issued.v1",
        "rebate.documents_filed.v1",
        "rebate.documents_overdue.v1",
        "rebate.forex_recorded.v1",
        "rebate.forex_reversed.v1",
    ),
    holds=(
        Hold(
            matter=Matter.SUSPICION,
            opened=("rebate.suspicion_raised.v1",),
            closed=("rebate.suspicion_cleared.v1",),
            by="agency",
            pauses=True,
        ),
        Hold(
            matter=Matter.ENQUIRY,
            opened=("rebate.enquiry_sent.v1",),
            closed=("rebate.enquiry_answered.v1",),
            by="agency",
            stops=False,
        ),
        Hold(
            matter=Matter.REPAYMENT,
            opened=("rebate.clawback_ordered.v1",),
            closed=("rebate.clawed_back.v1", "rebate.offset.v1"),
            by="enterprise",
            stops=False,
        ),
    ),
    on_the_way=("rebate.approved.v1",),
    done=("rebate.paid.v1", "rebate.exempted.v1"),
    refused=("rebate.rejected.v1", "rebate.taxed.v1", "rebate.withdrawn.v1"),
    lapsed=("rebate.lapsed.v1",),
    undone=("rebate.clawed_back.v1", "rebate.offset.v1"),
    undo_of=("rebate.paid.v1",),
    limits=(
        Limit(
            matter="rebate_window",
            unit="months",
            since=("customs.cleared.v1",),
            until=("rebate.submitted.v1", "rebate.claim_accepted.v1"),
            correction="ignores",
            title=Words("申报退税", "Claim the rebate"),
            article="财政部 税务总局公告2026年第11号",
        ),
        Limit(
            matter="rebate",
            unit="workdays",
            since=("rebate.claim_accepted.v1",),
            until=("rebate.approved.v1", "rebate.exempted.v1"),
            correction="pauses",
            title=Words("退税审核办结", "Rebate decision"),
            article="国家税务总局公告2016年第46号；城市的时限和平均目标见方案",
        ),
    ),
    person=Words("主管税务机关负责人", "Head of the tax office in charge"),
    irrevocable=Words(
        "已付的退税款只能追回；追不回时由主管税务机关负责人处理。",
        "A refund that was paid is clawed back; where that fails the head of the tax office in charge takes over.",
    ),
)
