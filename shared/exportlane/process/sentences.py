"""What the case page says about the next action, in Chinese and English. One sentence per step and matter."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from exportlane.process.shape import StepName, Words


class Matter(StrEnum):
    """What somebody is waited for."""

    ENDORSEMENT = "endorsement"
    DECISION = "decision"
    CORRECTION = "correction"
    CONFIRMATION = "confirmation"
    UNDO = "undo"
    LAPSE = "lapse"
    BAR = "bar"
    """A step was refused after the goods had gone."""
    NEWS = "news"
    """Another agency already acted on a fact of this one that has not arrived here yet."""
    PARKED = "parked"
    """An agency could not handle a message of this case."""
    CONTRADICTION = "contradiction"
    UNEXPLAINED = "unexplained"
    """Nobody is waited for and the case has not ended: a fault of this program, shown instead of hidden."""


CONVENER: Final = Words("联席会议召集人", "Convener of the joint conference")
OPERATOR: Final = Words("该机关系统值班员", "Operator on duty at that agency")

WHO: Final[Mapping[str, Words]] = {
    "licensing": Words("商务主管部门", "Commerce authority"),
    "vehicle-registry": Words("公安车辆管理所", "Police vehicle registry"),
    "customs": Words("海关", "Customs"),
    "tax-rebate": Words("税务机关", "Tax office"),
    "gateway": Words("出口通道", "Gateway"),
    "enterprise": Words("企业", "Enterprise"),
}
"""The names of those who are waited for, by agency."""

_SUPPLY: Final = Words("补齐通知列出的全部材料", "Supply everything that the notice lists")
_L, _D, _C, _R = StepName.LICENCE, StepName.DEREGISTRATION, StepName.CUSTOMS, StepName.REBATE

_OF_STEP: Final[Mapping[tuple[StepName, Matter], Words]] = {
    (_L, Matter.ENDORSEMENT): Words("签注“转让待出口”", "Endorse the transfer pending export"),
    (_L, Matter.DECISION): Words(
        "同批车辆签注齐备后决定许可证", "Decide on the licence once every vehicle is endorsed"
    ),
    (_L, Matter.CORRECTION): _SUPPLY,
    (_L, Matter.UNDO): Words("注销整批许可证", "Cancel the licence for the whole batch"),
    (_D, Matter.DECISION): Words("决定注销登记", "Decide on the deregistration"),
    (_D, Matter.CORRECTION): _SUPPLY,
    (_D, Matter.CONFIRMATION): Words("核实出境并出具注销证明", "Confirm the exit and issue the proof"),
    (_D, Matter.UNDO): Words("恢复登记为“转让待出口”", "Restore the registration to transfer pending export"),
    (_D, Matter.BAR): Words(
        "车辆已出境而注销登记被拒：解除障碍或另行决定",
        "Deregistration was refused after the vehicle had left: clear the bar or decide otherwise",
    ),
    (_C, Matter.DECISION): Words(
        "同批车辆齐备后接单、放行、结关", "Accept, release and clear once the batch is complete"
    ),
    (_C, Matter.CORRECTION): _SUPPLY,
    (_C, Matter.LAPSE): Words(
        "许可证已失效：终止或撤销报关单", "The licence has fallen: end or cancel the declaration"
    ),
    (_R, Matter.DECISION): Words("审核退税申报", "Decide on the rebate claim"),
    (_R, Matter.CORRECTION): _SUPPLY,
    (_C, Matter.NEWS): Words("等待许可证机关的消息", "News of the licence is on its way"),
    (_R, Matter.NEWS): Words("等待海关的消息", "News from customs is on its way"),
    (_R, Matter.LAPSE): Words("出口未成立：终止退税申报", "The export did not stand: end the claim"),
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
