"""The row of customs (海关通关): released, departed, cleared; and whatever comes between. 海关法 第二十四条."""

from __future__ import annotations

from typing import Final

from exportlane.process.licence_row import LICENCE_NEWS
from exportlane.process.shape import Hold, Limit, Matter, Step, StepName, Words

CUSTOMS: Final = Step(
    name=StepName.CUSTOMS,
    agency="customs",
    title=Words("海关通关", "Customs clearance"),
    article="海关法 第二十四条",
    whole_lot=True,
    rests_on=StepName.LICENCE,
    informed_by=(*LICENCE_NEWS, "vehicle.locked.v1", "vehicle.unlocked.v1"),
    begun=("customs.accepted.v1",),
    correction=("customs.returned_for_correction.v1", "customs.resubmitted.v1"),
    at_work=(
        "customs.submitted.v1",
        "customs.document_checked.v1",
        "customs.inspection_ordered.v1",
        "customs.inspected.v1",
        "customs.licence_verified.v1",
        "customs.departed_origin_port.v1",
        "customs.departed.v1",
    ),
    noted=("customs.amend_requested.v1", "customs.amended.v1", "customs.cancel_requested.v1"),
    holds=(
        Hold(
            matter=Matter.HOLD,
            opened=("customs.held.v1",),
            closed=("customs.hold_lifted.v1",),
            by="agency",
            each=True,
        ),
        Hold(
            matter=Matter.DETENTION,
            opened=("customs.detained.v1",),
            closed=("customs.detention_lifted.v1",),
            by="agency",
        ),
        Hold(
            matter=Matter.REBOOKING,
            opened=("customs.shut_out.v1", "customs.departure_reversed.v1"),
            closed=("customs.amended.v1", "customs.resubmitted.v1", "customs.released.v1"),
            by="enterprise",
        ),
    ),
    loosed=("customs.shut_out.v1", "customs.departure_reversed.v1"),
    binding=("customs.released.v1",),
    done=("customs.cleared.v1",),
    refused=("customs.rejected.v1", "customs.confiscated.v1"),
    lapsed=("customs.lapsed.v1",),
    undone=("customs.cancelled.v1",),
    undo_of=("customs.released.v1",),
    limits=(
        Limit(
            matter="shut_out",
            unit="days",
            since=("customs.shut_out.v1", "customs.departure_reversed.v1"),
            until=("customs.amended.v1", "customs.resubmitted.v1", "customs.released.v1"),
            correction="ignores",
            title=Words("退关后改配", "Book anew after a shut-out"),
            article="海关法 第二十四、二十六条；期限为本系统约定",
        ),
    ),
    came_back=("customs.returned.v1",),
    person=Words("联席会议召集人", "Convener of the joint conference"),
    irrevocable=Words(
        "结关即离境，之前的步骤都不能撤销；此后与之矛盾的消息由联席会议召集人处理。",
        "Cleared means departed, and no earlier step can be undone; the convener of the joint conference settles "
        "whatever contradicts it.",
    ),
)
