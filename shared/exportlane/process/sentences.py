"""What the case page says about the next action, in Chinese and English. One sentence per step and matter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from exportlane.process.shape import Matter, StepName, Words

CONVENER: Final = Words("联席会议召集人", "Convener of the joint conference")
OPERATOR: Final = Words("该机关系统值班员", "Operator on duty at that agency")

WHO: Final[Mapping[str, Words]] = {
    "licensing": Words("商务主管部门", "Commerce authority"),
    "vehicle-registry": Words("公安车辆管理所", "Police vehicle registry"),
    "customs": Words("海关", "Customs"),
    "tax-rebate": Words("税务机关", "Tax office"),
    "gateway": Words("出口通道", "Gateway"),
    "transport": Words("交通运输委", "Transport commission"),
    "incentives": Words("扶持资金办公室", "Subsidy office"),
    "credit-insurance": Words("出口信用保险公司", "Credit insurer"),
    "logistics": Words("港口、铁路和承运人", "Ports, railways and carriers"),
    "registers": Words("促进工作登记册", "Registers of promotion"),
    "enterprise": Words("企业", "Enterprise"),
}
"""The names of those who are waited for, and of those who announce beside the process, by agency."""

_SUPPLY: Final = Words("补齐通知列出的全部材料", "Supply everything that the notice lists")
_L, _D, _C, _R = StepName.LICENCE, StepName.DEREGISTRATION, StepName.CUSTOMS, StepName.REBATE

_OF_STEP: Final[Mapping[tuple[StepName, Matter], Words]] = {
    (_L, Matter.ENDORSEMENT): Words("签注“转让待出口”", "Endorse the transfer pending export"),
    (_L, Matter.DECISION): Words(
        "同批车辆签注齐备后决定许可证", "Decide on the licence once every vehicle is endorsed"
    ),
    (_L, Matter.CORRECTION): _SUPPLY,
    (_L, Matter.LAPSE): Words(
        "签注未办成或已解除：不予许可或注销许可证",
        "The endorsement was refused or lifted: refuse or cancel the licence",
    ),
    (_L, Matter.SECOND_PERSON): Words(
        "须由第二名工作人员复核确认", "A second officer must confirm the grant"
    ),
    (_L, Matter.STANDSTILL): Words(
        "期限中止：等待专家评审或其他机关答复",
        "The clock stands still until an expert or another body answers",
    ),
    (_L, Matter.RENEWAL): Words("许可证已失效：重新申领许可证", "No licence is valid: apply for a new one"),
    (_L, Matter.UNDO): Words("注销整批许可证", "Cancel the licence for the whole batch"),
    (_D, Matter.DECISION): Words("决定注销登记", "Decide on the deregistration"),
    (_D, Matter.CORRECTION): _SUPPLY,
    (_D, Matter.CONFIRMATION): Words("核实出境并出具注销证明", "Confirm the exit and issue the proof"),
    (_D, Matter.UNDO): Words("恢复登记为“转让待出口”", "Restore the registration to transfer pending export"),
    (_D, Matter.BAR): Words(
        "车辆已出境而注销登记未成：解除障碍或另行决定",
        "The vehicle has left and was not deregistered: clear the bar or decide otherwise",
    ),
    (_D, Matter.TRANSFER_CORRECTION): _SUPPLY,
    (_D, Matter.BLOCK): Words(
        "解除第四十二条的障碍（抵押、质押、查封等）",
        "Have the bar of article 42 lifted (mortgage, pledge, seizure ...)",
    ),
    (_D, Matter.REQUEST): Words("注销登记申请已撤回：重新申请", "The request was withdrawn: make it again"),
    (_D, Matter.LOCK): Words(
        "车辆已锁定：核查并解除锁定或另行处理",
        "The vehicle is locked: look into it, unlock it or decide otherwise",
    ),
    (_D, Matter.EXIT): Words(
        "逾期未确认出境：查找车辆，恢复登记或扣留",
        "The exit is overdue: find the vehicle, restore its registration or impound it",
    ),
    (_C, Matter.DECISION): Words(
        "同批车辆齐备后接单、放行、结关", "Accept, release and clear once the batch is complete"
    ),
    (_C, Matter.CORRECTION): _SUPPLY,
    (_C, Matter.HOLD): Words("暂停放行：原因消除后继续", "Held back until its ground is gone"),
    (_C, Matter.DETENTION): Words(
        "货物已扣留：查明后放行或没收", "Detained: release the goods or confiscate them"
    ),
    (_C, Matter.REBOOKING): Words(
        "已放行未装船：改配、重新申报或撤销", "Released and not loaded: book anew, declare anew, or give up"
    ),
    (_C, Matter.LAPSE): Words(
        "许可证已失效：终止或撤销报关单", "The licence has fallen: end or cancel the declaration"
    ),
    (_R, Matter.DECISION): Words("审核退税申报", "Decide on the rebate claim"),
    (_R, Matter.CORRECTION): _SUPPLY,
    (_C, Matter.NEWS): Words("等待许可证机关的消息", "News of the licence is on its way"),
    (_R, Matter.NEWS): Words("等待海关的消息", "News from customs is on its way"),
    (_R, Matter.LAPSE): Words("出口未成立：终止退税申报", "The export did not stand: end the claim"),
    (_R, Matter.SUSPICION): Words("核查疑点", "Look into the suspicion"),
    (_R, Matter.ENQUIRY): Words("等待函调回复", "The letter of enquiry awaits its answer"),
    (_R, Matter.REPAYMENT): Words("缴回已退税款或抵减", "Pay the refund back or have it set off"),
    (_R, Matter.UNDO): Words("追回已付退税款", "Claw the paid refund back"),
}

_OF_CASE: Final[Mapping[Matter, Words]] = {
    Matter.PARKED: Words(
        "查看搁置的消息，重试或注明理由后跳过", "Look at the parked message; retry it, or skip with a reason"
    ),
    Matter.CONTRADICTION: Words(
        "各机关的事实相互矛盾：召集核对并决定", "The agencies' facts contradict each other: decide"
    ),
    Matter.UNEXPLAINED: Words(
        "无人在办而案件未结：请核查", "Nobody is at work on it and it has not ended: look into it"
    ),
}


def sentence(step: StepName | None, matter: Matter) -> Words:
    """The next action. Matters of the whole case have a sentence of their own."""
    return _OF_CASE[matter] if step is None else _OF_STEP[step, matter]
