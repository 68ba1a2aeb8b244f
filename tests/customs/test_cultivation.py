"""The cultivation list for AEO advanced certification: stages, criteria, facts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from customs.domain.cultivation import (
    CODES,
    CRITERIA,
    STAGES,
    Act,
    Answer,
    Cultivation,
    Stage,
    decide_application,
    decide_certification,
    decide_coaching,
    decide_dropping,
    decide_listing,
    decide_not_certified,
)
from exportlane.contracts.customs import REGISTER_FACTS
from exportlane.contracts.decision import Decided, Refused
from tests.customs.given import EXPORTER, NOW, TODAY

EVERYTHING = frozenset(CODES)
DO: dict[Act, Callable[[Cultivation], Answer]] = {
    Act.COACH: lambda entry: decide_coaching(entry, EVERYTHING, note="All is well.", now=NOW),
    Act.APPLY: lambda entry: decide_application(entry, now=NOW),
    Act.RETURN_TO_COACHING: lambda entry: decide_not_certified(entry, reason="Premises.", now=NOW),
    Act.CERTIFY: lambda entry: decide_certification(entry, certificate_no="AEO-1", now=NOW),
    Act.DROP: lambda entry: decide_dropping(entry, code="gave_up", reason="No longer exports."),
}


def entry(stage: Stage = Stage.CANDIDATE, met: frozenset[str] = EVERYTHING) -> Cultivation:
    return Cultivation("aeo-1", EXPORTER, "天津示范", "zhao", stage=stage, met=tuple(sorted(met)))


def done(answer: Answer) -> Decided[Cultivation]:
    assert isinstance(answer, Decided), answer
    return answer


def test_a_firm_goes_from_candidate_to_certificate() -> None:
    listed = decide_listing(entry(met=frozenset()), now=NOW)
    coached = done(decide_coaching(listed.state, EVERYTHING, note="All is well.", now=NOW))
    applied = done(decide_application(coached.state, now=NOW))
    certified = done(decide_certification(applied.state, certificate_no="AEO-1", now=NOW))

    facts = [fact for step in (listed, coached, applied, certified) for fact in step.facts]
    assert [fact.type for fact in facts] == [
        "aeo.candidate_listed.v1", "aeo.coached.v1", "aeo.applied.v1", "aeo.certified.v1",
    ]  # fmt: skip
    assert {fact.case_id for fact in facts} == {"aeo-1"}
    assert {fact.type for fact in facts} <= REGISTER_FACTS
    assert (certified.state.stage, certified.state.certified_on) == (Stage.CERTIFIED, TODAY)
    assert coached.state.notes == ("All is well.",)


@pytest.mark.parametrize(("stage", "act"), [(stage, act) for stage in Stage for act in Act])
def test_the_table_says_what_may_be_done(stage: Stage, act: Act) -> None:
    answer = DO[act](entry(stage))

    if act in STAGES[stage]:
        assert done(answer).state.stage is STAGES[stage][act]
        return
    assert isinstance(answer, Refused)
    assert (answer.slug, answer.status) == ("move-not-allowed", 409)


def test_every_stage_has_a_way_out_but_the_last() -> None:
    assert {stage for stage, acts in STAGES.items() if not acts} == {Stage.DROPPED}


@pytest.mark.rule("CUS-AEO")
@pytest.mark.parametrize("missing", sorted(CODES))
def test_a_firm_applies_when_it_meets_every_criterion(missing: str) -> None:
    answer = decide_application(entry(Stage.COACHED, EVERYTHING - {missing}), now=NOW)

    assert isinstance(answer, Refused)
    assert (answer.slug, answer.status) == ("criteria_open", 422)
    assert missing in answer.sentence


def test_a_criterion_that_the_standard_does_not_have_is_no_criterion() -> None:
    answer = decide_coaching(entry(), frozenset({"luck"}), note=None, now=NOW)

    assert isinstance(answer, Refused)
    assert (answer.slug, answer.field) == ("unknown_criterion", "/met")


def test_what_is_not_met_is_named_in_the_order_of_the_standard() -> None:
    coached = done(decide_coaching(entry(), frozenset({"people"}), note=None, now=NOW))

    assert coached.state.open_criteria == tuple(one.code for one in CRITERIA if one.code != "people")
    assert coached.facts[0].data.open_criteria == coached.state.open_criteria


def test_a_firm_that_does_not_pass_is_coached_again() -> None:
    answer = done(decide_not_certified(entry(Stage.APPLIED), reason="Premises.", now=NOW))

    assert (answer.state.stage, answer.state.notes) == (Stage.COACHED, ("Premises.",))
