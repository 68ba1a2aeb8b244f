"""THE PROCESS: who does what, when it begins, how it ends, and what is undone when it fails.

Read the three orders at the bottom first. A step begins when its agency hears that the step before is done; nobody
commands anybody. Two rules make up all undoing, and both follow from the table:

- *in reverse*: a step that is done is undone when the step directly after it was refused or undone, unless that one
  `upholds` what came before it (a refused rebate brings no vehicle back);
- *with its ground*: a step rests on the one named in `rests_on`. When that falls, a step that has not begun lapses, one
  under way is refused, one that is done is undone.

A number of days is never written here: a limit names its number in the city's profile (`exportlane.policies`). A limit
that has passed is an alarm; nothing is ever undone because of it.
Sources: 公告2024年第6号; 机动车登记规定 第二十八、三十七、三十九、四十二条; 海关法 第二十四条; 增值税法 第三十三条.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from exportlane.process.shape import Limit, Order, Step, StepName, Words

PROCESS_VERSION: Final = "2026.1"

LICENCE: Final = Step(
    name=StepName.LICENCE,
    agency="licensing",
    title=Words("出口许可证", "Export licence"),
    article="公告2024年第6号；商贸函〔2025〕648号",
    whole_lot=True,
    answers=(("customs.released.v1", "licence.used.v1"),),
    begun=("licence.application_submitted.v1",),
    correction=("licence.correction_requested.v1", "licence.correction_supplied.v1"),
    done=("licence.granted.v1",),
    afterwards=("licence.used.v1", "licence.reinstated.v1"),
    refused=("licence.refused.v1",),
    withdrawn=("licence.withdrawn.v1",),
    undone=("licence.cancelled.v1",),
    undo_of=("licence.granted.v1",),
    limits=(
        Limit(
            number="licence",
            unit="workdays",
            since=("licence.application_submitted.v1", "licence.correction_supplied.v1"),
            until=("licence.granted.v1", "licence.refused.v1", "licence.withdrawn.v1"),
            correction="restarts",
            title=Words("许可证签发", "Licence decision"),
            article="公告2024年第6号；行政许可法 第三十二、八十二条",
        ),
    ),
    person=Words("联席会议召集人", "Convener of the joint conference"),
    irrevocable=Words(
        "结关后许可证不能再注销：货物已离境，由联席会议召集人决定如何处理。",
        "After departure a licence cannot be cancelled: the goods are gone, and the convener decides what follows.",
    ),
)

_DEREGISTRATION: Final = Step(
    name=StepName.DEREGISTRATION,
    agency="vehicle-registry",
    title=Words("注销登记", "Deregistration"),
    article="机动车登记规定 第三十七、三十九、四十二条",
    whole_lot=False,
    rests_on=StepName.LICENCE,
    informed_by=("licence.granted.v1",),
    correction=(
        "vehicle.deregistration_correction_requested.v1",
        "vehicle.deregistration_correction_supplied.v1",
    ),
    done=("vehicle.deregistered.v1",),
    refused=("vehicle.deregistration_refused.v1",),
    person=Words("车辆管理所负责人", "Head of the vehicle registry office"),
    irrevocable=Words("", ""),
)
_DEREGISTRATION_LIMIT: Final = Limit(
    number="deregistration",
    unit="workdays",
    since=("licence.granted.v1",),
    until=("vehicle.deregistered.v1", "vehicle.deregistration_refused.v1"),
    correction="pauses",
    title=Words("注销登记办理", "Deregistration decision"),
    article="机动车登记规定 第三十九、九十二条",
)

DEREGISTRATION_IN_TWO_PHASES: Final = replace(
    _DEREGISTRATION,
    answers=(("customs.cleared.v1", "vehicle.exit_confirmed.v1"),),
    final=("vehicle.exit_confirmed.v1",),
    undone=("vehicle.registration_restored.v1",),
    undo_of=("vehicle.deregistered.v1",),
    limits=(
        _DEREGISTRATION_LIMIT,
        Limit(
            number="exit_confirmation_days",
            unit="days",
            since=("vehicle.deregistered.v1",),
            until=("vehicle.exit_confirmed.v1", "vehicle.registration_restored.v1"),
            correction="ignores",
            title=Words("确认出境", "Exit confirmation"),
            article="机动车登记规定 第三十九条；期限为本系统约定",
        ),
    ),
    irrevocable=Words(
        "确认出境并出具注销证明后不能恢复登记；退运的车辆由车辆管理所负责人个案处理。",
        "Once exit is confirmed and the proof issued, nothing restores the registration; the head of the registry "
        "office handles a vehicle that came back as a case of its own.",
    ),
)

DEREGISTRATION_AFTER_CUSTOMS: Final = replace(
    _DEREGISTRATION,
    upholds=True,
    limits=(
        replace(_DEREGISTRATION_LIMIT, since=("customs.cleared.v1",)),
        Limit(
            number="deregistration_months_after_customs",
            unit="months",
            since=("customs.released.v1",),
            until=(*_DEREGISTRATION_LIMIT.until, "customs.cancelled.v1"),
            correction="ignores",
            title=Words("申请注销登记", "Apply for deregistration"),
            article="机动车登记规定 第三十七条",
        ),
    ),
    irrevocable=Words(
        "车辆已出境，注销登记被拒时不撤销任何步骤；由车辆管理所负责人解除第四十二条的障碍或另行决定。",
        "The vehicle has left, so a refused deregistration undoes nothing; the head of the registry office clears the "
        "bar of article 42 or decides otherwise.",
    ),
)

CUSTOMS: Final = Step(
    name=StepName.CUSTOMS,
    agency="customs",
    title=Words("海关通关", "Customs clearance"),
    article="海关法 第二十四条",
    whole_lot=True,
    rests_on=StepName.LICENCE,
    informed_by=("licence.granted.v1",),
    begun=("customs.accepted.v1",),
    correction=("customs.returned_for_correction.v1", "customs.resubmitted.v1"),
    binding=("customs.released.v1",),
    done=("customs.cleared.v1",),
    refused=("customs.rejected.v1",),
    lapsed=("customs.lapsed.v1",),
    undone=("customs.cancelled.v1",),
    undo_of=("customs.released.v1",),
    came_back=("customs.returned.v1",),
    person=Words("联席会议召集人", "Convener of the joint conference"),
    irrevocable=Words(
        "结关即离境，之前的步骤都不能撤销；此后与之矛盾的消息由联席会议召集人处理。",
        "Cleared means departed, and no earlier step can be undone; the convener of the joint conference settles "
        "whatever contradicts it.",
    ),
)

REBATE: Final = Step(
    name=StepName.REBATE,
    agency="tax-rebate",
    title=Words("出口退税", "Export rebate"),
    article="增值税法 第三十三条",
    whole_lot=True,
    rests_on=StepName.CUSTOMS,
    upholds=True,
    begun=("rebate.claim_accepted.v1",),
    correction=("rebate.correction_requested.v1", "rebate.correction_supplied.v1"),
    on_the_way=("rebate.approved.v1",),
    done=("rebate.paid.v1", "rebate.exempted.v1"),
    refused=("rebate.rejected.v1",),
    lapsed=("rebate.lapsed.v1",),
    undone=("rebate.clawed_back.v1",),
    undo_of=("rebate.paid.v1",),
    limits=(
        Limit(
            number="rebate",
            unit="workdays",
            since=("rebate.claim_accepted.v1",),
            until=("rebate.approved.v1", "rebate.exempted.v1", "rebate.rejected.v1", "rebate.lapsed.v1"),
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

_AFTER_CUSTOMS: Final = (
    LICENCE,
    CUSTOMS.behind(StepName.LICENCE),
    DEREGISTRATION_AFTER_CUSTOMS.behind(StepName.CUSTOMS),
    REBATE.behind(StepName.CUSTOMS),  # for customs alone, never for the deregistration
)

ORDERS: Final[Mapping[str, Order]] = MappingProxyType(
    {
        "tianjin": Order(
            "tianjin",
            Words("天津：先注销、后通关", "Tianjin: deregistration before customs"),
            (
                LICENCE,
                DEREGISTRATION_IN_TWO_PHASES.behind(StepName.LICENCE),
                CUSTOMS.behind(StepName.DEREGISTRATION),
                REBATE.behind(StepName.CUSTOMS),
            ),
        ),
        "taizhou": Order(
            "taizhou",
            Words("台州：先通关、后注销", "Taizhou: customs before deregistration"),
            _AFTER_CUSTOMS,
        ),
        "national": Order(
            "national",
            Words("全国：先通关、后注销", "National: customs before deregistration"),
            _AFTER_CUSTOMS,
        ),
    }
)
