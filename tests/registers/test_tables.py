"""The tables: every move that stands in one happens, every other is refused; what is heard is what was agreed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exportlane.contracts.decision import Decided, Refused
from exportlane.process import hears
from registers.api.table import DEEDS, PARTICULARS
from registers.consumer import HEARS
from registers.domain import centres, keeping
from registers.domain.entry import CentreRecord, Entry, MonthServed, Register, Status, Verb
from registers.domain.moves import ENTERS, FIRST, MOVES, offices_for, verbs_of
from registers.domain.supervision import Claim, drawn_by
from registers.domain.terms import within
from tests.registers.given import POLICY, TODAY, a_base, a_centre, a_policy, commerce, district

GENERIC: dict[Verb, Any] = {
    Verb.CONFIRM: lambda e: keeping.confirm(e, source=None, writer=commerce(), policy=POLICY),
    Verb.RETURN: lambda e: keeping.send_back(e, "x", writer=commerce()),
    Verb.CLOSE: lambda e: keeping.end(e, Verb.CLOSE, on=TODAY, reason="x", writer=commerce()),
    Verb.WITHDRAW: lambda e: keeping.end(e, Verb.WITHDRAW, on=TODAY, reason="x", writer=commerce()),
    Verb.DECLINE: lambda e: centres.decline(e, "x", writer=commerce()),
}


@pytest.mark.parametrize("verb", list(GENERIC))
@pytest.mark.parametrize("make", [a_base, a_centre, a_policy])
def test_a_move_happens_exactly_when_the_table_has_it(make: Any, verb: Verb) -> None:
    for status in Status:
        entry: Entry = replace(make(), status=status)

        answer = GENERIC[verb](entry)

        target = MOVES[entry.register].get(status, {}).get(verb)
        if target is None:
            assert isinstance(answer, Refused)
            assert answer.slug == "move-not-allowed"
        else:
            assert isinstance(answer, Decided)
            assert answer.state.status is target


@pytest.mark.parametrize("register", list(Register))
def test_a_register_is_complete(register: Register) -> None:
    statuses = set(MOVES[register])
    targets = {target for moves in MOVES[register].values() for target in moves.values()}

    assert FIRST.get(register, Status.ENTERED) in statuses
    assert targets <= statuses
    assert ENTERS[register]
    assert PARTICULARS[register].__dataclass_fields__["register"].default == register
    for verb in verbs_of(register):
        assert offices_for(register, verb)
        assert verb in DEEDS or verb is Verb.RECOGNISE


def test_what_is_heard_is_what_stands_beside_the_process() -> None:
    assert set(HEARS) == hears("registers")


@pytest.mark.parametrize(
    ("code", "of", "inside"),
    [
        ("331004", "331004", True),
        ("331004", "331000", True),
        ("120116", "120000", True),
        ("331004", "331002", False),
        ("331004", "120000", False),
        ("330100", "331000", False),
    ],
)
def test_a_city_has_its_districts(code: str, of: str, inside: bool) -> None:
    assert within(code, of) is inside


@pytest.mark.rule("RGS-5000")
@pytest.mark.parametrize(("vehicles", "enough"), [(4999, False), (5000, True), (5001, True), (0, False)])
def test_recognition_takes_5000_and_the_number_itself_is_included(vehicles: int, enough: bool) -> None:
    month = MonthServed(
        year=2025,
        month=1,
        vehicles=vehicles,
        evidence="x",
        reported_by="a",
        reported_on=TODAY,
        confirmed_by="b",
    )
    centre = replace(a_centre(), centre=CentreRecord(months=(month,)))

    answer = centres.propose(centre, year=2025, writer=district(), policy=POLICY)

    assert isinstance(answer, Decided) is enough


CLAIMS = [
    Claim(case_id=f"case-{number}", claim_id="c", uscc="u", outcome="approved", decided_on=date(2026, 1, 1))
    for number in range(30)
]


@pytest.mark.rule("RGS-SAMPLE")
@given(order=st.permutations(CLAIMS), size=st.integers(1, 40), seed=st.text(min_size=1, max_size=20))
@settings(max_examples=50, deadline=None)
def test_the_order_in_which_claims_were_heard_makes_no_difference(
    order: list[Claim], size: int, seed: str
) -> None:
    drawn = drawn_by(seed, order, size)

    assert drawn == drawn_by(seed, CLAIMS, size)
    assert len(drawn) == min(size, 30) == len({claim.case_id for claim in drawn})


@pytest.mark.rule("RGS-SAMPLE")
def test_another_seed_draws_another_sample() -> None:
    samples = {tuple(claim.case_id for claim in drawn_by(str(seed), CLAIMS, 5)) for seed in range(20)}

    assert len(samples) > 15
