"""Goods that are detained: given back, or confiscated (C5)."""

from __future__ import annotations

import pytest

from customs.domain import (
    Declaration,
    Outcome,
    Status,
    decide_confiscation,
    decide_detention,
    decide_detention_lifted,
)
from tests.customs.given import (
    CASES,
    GROUND,
    NOW,
    accepted,
    asked,
    cleared,
    decided,
    detained,
    refused,
    released,
    said,
    shut_out,
    submitted,
    types,
)

IN_THE_COUNTRY = [submitted(), asked(), accepted(), released(), shut_out()]


@pytest.mark.parametrize("state", IN_THE_COUNTRY, ids=lambda s: s.status)
def test_whatever_is_still_in_the_country_can_be_detained_and_given_back(state: Declaration) -> None:
    kept = decided(decide_detention(state, GROUND))
    back = decided(decide_detention_lifted(kept.state, now=NOW))

    assert types(kept.facts) == [(case, "customs.detained") for case in CASES]
    assert kept.facts[0].data.article == "海关法 第六条"
    assert (said(back), back.state.status) == (["customs.detention_lifted"], state.status)


@pytest.mark.parametrize("state", [submitted(), accepted()], ids=lambda s: s.status)
def test_goods_confiscated_before_any_release_are_confiscated_for_the_others_too(state: Declaration) -> None:
    answer = decided(decide_confiscation(detained(state), Outcome("smuggling", "Smuggled."), now=NOW))

    assert types(answer.facts) == [(case, "customs.confiscated") for case in CASES]
    assert (answer.state.status, answer.facts[0].data.code) == (Status.CONFISCATED, "smuggling")


@pytest.mark.parametrize("state", [released(), shut_out()], ids=lambda s: s.status)
def test_goods_confiscated_after_a_release_take_the_release_back(state: Declaration) -> None:
    answer = decided(decide_confiscation(detained(state), Outcome("smuggling", "Smuggled."), now=NOW))

    assert said(answer) == ["customs.cancelled"]
    assert (answer.state.status, answer.facts[0].data.code) == (Status.CONFISCATED, "confiscated")


def test_goods_that_are_gone_are_not_detained() -> None:
    assert refused(decide_detention(cleared(), GROUND)).slug == "move-not-allowed"
