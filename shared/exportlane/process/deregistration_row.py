"""The row of the deregistration (注销登记), in two phases before customs or in one after. 机动车登记规定."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from exportlane.process.licence_row import LICENCE_NEWS
from exportlane.process.shape import ENDORSED, NOT_ENDORSED, Hold, Limit, Matter, Step, StepName, Words

_DEREGISTRATION: Final = Step(
    name=StepName.DEREGISTRATION,
    agency="vehicle-registry",
    title=Words("注销登记", "Deregistration"),
    article="机动车登记规定 第三十七、三十九、四十二条",
    whole_lot=False,
    rests_on=StepName.LICENCE,
    informed_by=LICENCE_NEWS,
    correction=(
        "vehicle.deregistration_correction_requested.v1",
        "vehicle.deregistration_correction_supplied.v1",
    ),
    taken_back=("vehicle.deregistration_withdrawn.v1",),
    asked_for=("vehicle.deregistration_requested.v1",),
    noted=(
        "vehicle.materials_waived.v1",
        "vehicle.transfer_submitted.v1",
        "vehicle.transfer_correction_supplied.v1",
        "vehicle.transfer_accepted.v1",
        "vehicle.transfer_checked.v1",
        *NOT_ENDORSED,
        "vehicle.misuse_reported.v1",
        "vehicle.deregistration_overdue.v1",
        "vehicle.temp_plate_expired.v1",
        "vehicle.temp_plate_reissued.v1",
    ),
    holds=(
        Hold(
            matter=Matter.TRANSFER_CORRECTION,
            opened=("vehicle.transfer_correction_requested.v1",),
            closed=(
                "vehicle.transfer_correction_supplied.v1",
                "vehicle.transfer_accepted.v1",
                ENDORSED,
                *NOT_ENDORSED,
            ),
            by="enterprise",
            stops=False,
        ),
        Hold(
            matter=Matter.BLOCK,
            opened=("vehicle.deregistration_blocked.v1",),
            closed=("vehicle.deregistration_unblocked.v1", "vehicle.deregistration_withdrawn.v1"),
            by="enterprise",
        ),
        Hold(
            matter=Matter.REQUEST,
            opened=("vehicle.deregistration_withdrawn.v1",),
            closed=("vehicle.deregistration_requested.v1",),
            by="enterprise",
        ),
        Hold(
            matter=Matter.LOCK,
            opened=("vehicle.locked.v1",),
            closed=("vehicle.unlocked.v1",),
            by="person",
            lasts=True,
            each=True,
        ),
    ),
    done=("vehicle.deregistered.v1",),
    struck_off=("vehicle.registration_revoked.v1",),
    lapses_unsaid=True,
    refused=("vehicle.deregistration_refused.v1",),
    person=Words("车辆管理所负责人", "Head of the vehicle registry office"),
    irrevocable=Words("", ""),
)
_TRANSFER_LIMIT: Final = Limit(
    matter="transfer",
    unit="workdays",
    since=("vehicle.transfer_accepted.v1",),
    until=(ENDORSED, *NOT_ENDORSED),
    correction="ignores",
    title=Words("转让登记办理", "Transfer registration"),
    article="机动车登记规定 第二十八条",
)
_DEREGISTRATION_LIMIT: Final = Limit(
    matter="deregistration",
    unit="workdays",
    since=("licence.granted.v1", "vehicle.deregistration_requested.v1"),
    until=(
        "vehicle.deregistered.v1",
        "vehicle.deregistration_refused.v1",
        "vehicle.deregistration_withdrawn.v1",
    ),
    correction="pauses",
    title=Words("注销登记办理", "Deregistration decision"),
    article="机动车登记规定 第三十九、九十二条",
)

DEREGISTRATION_IN_TWO_PHASES: Final = replace(
    _DEREGISTRATION,
    answers=(("customs.cleared.v1", "vehicle.exit_confirmed.v1"),),
    holds=(
        *_DEREGISTRATION.holds,
        Hold(
            matter=Matter.EXIT,
            opened=("vehicle.exit_overdue.v1",),
            closed=("vehicle.exit_confirmed.v1", "vehicle.registration_restored.v1"),
            by="person",
            stops=False,
        ),
    ),
    final=("vehicle.exit_confirmed.v1",),
    undone=("vehicle.registration_restored.v1",),
    undo_of=("vehicle.deregistered.v1",),
    limits=(
        _TRANSFER_LIMIT,
        _DEREGISTRATION_LIMIT,
        Limit(
            matter="exit_confirmation",
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
    informed_by=(*LICENCE_NEWS, "customs.released.v1", "customs.shut_out.v1"),
    limits=(
        _TRANSFER_LIMIT,
        replace(_DEREGISTRATION_LIMIT, since=("customs.cleared.v1", "vehicle.deregistration_requested.v1")),
        Limit(
            matter="deregistration_application",
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
