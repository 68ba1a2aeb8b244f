"""Every verb in every status: what the table allows happens, everything else is refused and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from exportlane.contracts.decision import Decided, Refused
from tests.transport.given import a_filing
from transport import domain
from transport.domain import MOVES, Ended, Filing, Status, Verb

GROUND = Ended("unfit", "The papers do not suffice.")
VERBS: dict[Verb, Callable[[Filing], Decided[Filing] | Refused]] = {
    Verb.ACCEPT: lambda filing: domain.accept(filing, on=date(2026, 9, 7)),
    Verb.REFUSE: lambda filing: domain.refuse(filing, because=GROUND),
    Verb.CANCEL: lambda filing: domain.cancel(filing, because=GROUND),
}


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("verb", list(Verb))
def test_a_move_happens_exactly_when_the_table_has_it(status: Status, verb: Verb) -> None:
    filing = replace(a_filing(), status=status)

    answer = VERBS[verb](filing)

    if verb in MOVES[status]:
        assert isinstance(answer, Decided)
        assert answer.state.status is not status
    else:
        assert isinstance(answer, Refused)
        assert answer.slug == "move-not-allowed"


def test_a_case_stands_in_a_lot_once() -> None:
    filing = a_filing()

    answer = domain.receive(replace(filing, lines=filing.lines * 2))

    assert isinstance(answer, Refused)
    assert answer.status == 422
