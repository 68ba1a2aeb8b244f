"""The row of the licence (出口许可证): commerce decides for the whole lot. 公告2024年第6号."""

from __future__ import annotations

from typing import Final

from exportlane.process.shape import Hold, Limit, Matter, Step, StepName, Words

LICENCE: Final = Step(
    name=StepName.LICENCE,
    agency="licensing",
    title=Words("出口许可证", "Export licence"),
    article="公告2024年第6号；商贸函〔2025〕648号",
    whole_lot=True,
    answers=(
        ("customs.released.v1", "licence.used.v1"),
        ("customs.shut_out.v1", "licence.reinstated.v1"),
    ),
    informed_by=("vehicle.unlocked.v1",),
    begun=("licence.application_submitted.v1",),
    correction=("licence.correction_requested.v1", "licence.correction_supplied.v1"),
    at_work=("licence.accepted.v1",),
    noted=("licence.priority_set.v1",),
    holds=(
        Hold(
            matter=Matter.STANDSTILL,
            opened=("licence.clock_paused.v1",),
            closed=("licence.clock_resumed.v1",),
            by="agency",
            stops=False,
            pauses=True,
        ),
        Hold(
            matter=Matter.SECOND_PERSON,
            opened=("licence.second_person_required.v1",),
            by="agency",
            stops=False,
        ),
        Hold(
            matter=Matter.RENEWAL,
            opened=("licence.expired.v1", "licence.surrendered.v1"),
            closed=("licence.reapplied.v1",),
            by="enterprise",
        ),
    ),
    done=("licence.granted.v1",),
    afterwards=("licence.used.v1",),
    voided=("licence.expired.v1", "licence.surrendered.v1", "licence.superseded.v1"),
    stands_again=("licence.reinstated.v1",),
    refused=("licence.refused.v1", "licence.not_accepted.v1"),
    withdrawn=("licence.withdrawn.v1", "licence.lapsed.v1"),
    undone=("licence.cancelled.v1", "licence.revoked.v1"),
    undo_of=("licence.granted.v1",),
    struck_off=("licence.line_left_out.v1",),
    revoked_by=("vehicle.locked.v1", "vehicle.misuse_reported.v1", "vehicle.registration_revoked.v1"),
    limits=(
        Limit(
            matter="acceptance_notice",
            unit="workdays",
            since=("licence.application_submitted.v1", "licence.correction_supplied.v1"),
            until=("licence.accepted.v1", "licence.correction_requested.v1", "licence.granted.v1"),
            correction="restarts",
            title=Words("一次性告知或受理", "One notice, or acceptance"),
            article="行政许可法 第三十二条",
        ),
        Limit(
            matter="correction_supply",
            unit="days",
            since=("licence.correction_requested.v1",),
            until=("licence.correction_supplied.v1",),
            correction="ignores",
            title=Words("补正材料", "Supply what is missing"),
            article="行政许可法 第三十二条；期限为本系统约定",
        ),
        Limit(
            matter="reapply",
            unit="days",
            since=("licence.expired.v1", "licence.surrendered.v1"),
            until=("licence.reapplied.v1", "licence.reinstated.v1"),
            correction="ignores",
            title=Words("重新申领许可证", "Apply for a new licence"),
            article="货物出口许可证管理办法；期限为本系统约定",
        ),
        Limit(
            matter="licence",
            unit="workdays",
            # A grant that follows at once stands for the acceptance too; where both are said, acceptance counts.
            since=(
                "licence.application_submitted.v1",
                "licence.correction_supplied.v1",
                "licence.accepted.v1",
                "licence.reapplied.v1",
                "licence.superseded.v1",
            ),
            until=("licence.granted.v1",),
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

LICENCE_NEWS: Final = (
    "licence.granted.v1",
    "licence.expired.v1",
    "licence.surrendered.v1",
    "licence.superseded.v1",
)
"""What the later steps must know of the licence: a new one replaces what they noted of the old."""
