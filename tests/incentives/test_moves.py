"""Every state and every verb: what the table allows is done, and any other move is refused and changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from incentives.domain.around import Settled
from incentives.domain.line import PaperEvidence
from incentives.domain.status import ENDED, MOVES, Status, Verb
from tests.incentives.given import APPROVER, DAY, LATER, REVIEWER, Desk, draft, refused, settled

PAPER = PaperEvidence("The original was shown.", "A-1", REVIEWER, DAY)
PATHS: dict[Status, tuple[str, ...]] = {
    Status.DRAFT: (),
    Status.SUBMITTED: ("submit",),
    Status.CORRECTION: ("submit", "request_correction"),
    Status.ACCEPTED: ("submit", "accept"),
    Status.REVIEWED: ("submit", "accept", "review"),
    Status.PUBLICISED: ("submit", "accept", "review", "publicise"),
    Status.APPROVED: ("submit", "accept", "review", "publicise", "approve"),
    Status.PAID: ("submit", "accept", "review", "publicise", "approve", "pay_rest"),
    Status.RECOVERY_ORDERED: ("submit", "accept", "review", "publicise", "approve", "pay_rest", "order_recovery"),
    Status.RECOVERED: (
        "submit", "accept", "review", "publicise", "approve", "pay_rest", "order_recovery", "recover_all",
    ),
    Status.REFUSED: ("submit", "refuse"),
    Status.WITHDRAWN: ("submit", "withdraw"),
}  # fmt: skip
BEFORE: dict[tuple[Status, Verb], Callable[[Desk], object]] = {
    (Status.PUBLICISED, Verb.ANSWER_OBJECTION): lambda desk: desk.do("object", "app-1"),
    (Status.PUBLICISED, Verb.UPHOLD_OBJECTION): lambda desk: desk.do("object", "app-1"),
    (Status.APPROVED, Verb.RELEASE_REST): lambda desk: desk.do("pay", "app-1", now=LATER),
    (Status.APPROVED, Verb.ORDER_RECOVERY): lambda desk: desk.do("pay", "app-1", now=LATER),
}
"""What must have happened in a state before its verb has something to do."""


def in_state(status: Status) -> Desk:
    desk = Desk()
    desk.write(draft())
    for verb in PATHS[status]:
        settled(do(desk, verb))
    assert desk.applications["app-1"].status is status
    return desk


def do(desk: Desk, verb: str) -> object:
    """The verb, when the publication is over where that counts."""
    late = verb in {"approve", "pay", "pay_rest", "release_rest", "order_recovery", "recover", "recover_all"}
    who = APPROVER if verb == "approve" else REVIEWER
    args = (PAPER,) if verb == "accept_paper" else ()
    return desk.do(verb, "app-1", *args, **({"now": LATER} if late else {}), by=who)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("verb", Verb)
def test_a_move_is_made_when_the_table_has_it_and_refused_when_not(status: Status, verb: Verb) -> None:
    desk = in_state(status)
    if prepare := BEFORE.get((status, verb)):
        prepare(desk)
    before = desk.applications["app-1"]

    answer = do(desk, verb.value)

    if verb in MOVES[status]:
        assert isinstance(answer, Settled), answer
        assert desk.applications["app-1"].status is MOVES[status][verb]
    else:
        assert refused(answer).slug == "move-not-allowed"
        assert refused(answer).article
        assert desk.applications["app-1"] == before


@pytest.mark.parametrize("status", [status for status in Status if status not in ENDED])
def test_every_state_has_a_way_out(status: Status) -> None:
    assert any(to is not status for to in MOVES[status].values())
