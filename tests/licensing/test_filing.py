"""The filing of an enterprise: each condition by itself, the review, the year, the lists, and what falls with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given as suppose
from hypothesis import strategies as st

from exportlane.contracts.decision import Decided, Refused
from exportlane.law.calendar import Override, shipped_calendar
from exportlane.law.instants import SHANGHAI, due_instant
from licensing import filing as law
from licensing.domain import Item, Outcome, Standing, Status, barred_from_applying
from licensing.filing import ENDED, FILING_MOVES, Compliance, Filing, FilingStatus, FilingVerb, Premises
from licensing.timing import on_filing_calendar, on_filing_time
from tests.licensing.firms import (
    DISHONEST,
    MAKER,
    NEGATIVE,
    TRADER,
    accepted,
    denied,
    filed,
    firm,
    opened,
    taken,
)
from tests.licensing.given import (
    CASES,
    EXPORTER,
    MONDAY,
    TODAY,
    granted,
    on_the_desk,
    policy,
    submitted,
    types,
    used,
)

BY = "licensing/supervisor/wang"
GROUND = Outcome("complaints", "Buyers complain.", "商贸函〔2025〕648号")
RULES = policy().rules("tianjin")


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param(
            {"particulars": replace(TRADER, legal_person=False)},
            "legal_person",
            marks=pytest.mark.rule("FIL-PERSON"),
        ),
        pytest.param(
            {"kind": "manufacturer", "particulars": replace(MAKER, miit_announcement_no=None)},
            "miit_announcement",
            marks=pytest.mark.rule("FIL-MIIT"),
        ),
        pytest.param(
            {"kind": "manufacturer", "particulars": replace(MAKER, brands=())},
            "own_products",
            marks=pytest.mark.rule("FIL-BRANDS"),
        ),
        pytest.param(
            {"particulars": replace(TRADER, premises=(Premises("display", "A"),))},
            "office",
            marks=pytest.mark.rule("FIL-OFFICE"),
        ),
        pytest.param(
            {"particulars": replace(TRADER, premises=(Premises("office", "A"),))},
            "display",
            marks=pytest.mark.rule("FIL-DISPLAY"),
        ),
        pytest.param(
            {"particulars": replace(TRADER, trade_experience=None)},
            "trade_experience",
            marks=pytest.mark.rule("FIL-TRADE"),
        ),
        pytest.param(
            {"particulars": replace(TRADER, appraisers=("P-1", "P-2"))},
            "appraisers",
            marks=pytest.mark.rule("FIL-APPRAISERS"),
        ),
        pytest.param({"particulars": replace(TRADER, appraisers=("P-1", "P-2", "P-2"))}, "appraisers"),
        pytest.param(
            {"particulars": replace(TRADER, compliance=Compliance(work_safety=False))},
            "compliant_work_safety",
        ),
        pytest.param(
            {"particulars": replace(TRADER, compliance=Compliance(environment=False))},
            "compliant_environment",
        ),
        pytest.param(
            {"particulars": replace(TRADER, compliance=Compliance(tax=False))},
            "compliant_tax",
            marks=pytest.mark.rule("FIL-COMPLIANT"),
        ),
        pytest.param(
            {"particulars": replace(TRADER, compliance=Compliance(customs=False))}, "compliant_customs"
        ),
        pytest.param({"particulars": replace(TRADER, compliance=Compliance(forex=False))}, "compliant_forex"),
        pytest.param(
            {"particulars": replace(TRADER, unrectified_violation=True)},
            "no_unrectified_violation",
            marks=pytest.mark.rule("FIL-RECTIFIED"),
        ),
        pytest.param(
            {"listings": (DISHONEST,)}, "no_serious_dishonesty", marks=pytest.mark.rule("FIL-HONEST")
        ),
    ],
)
def test_each_condition_is_reported_by_itself_and_one_that_is_not_met_keeps_the_firm_off(
    changes: dict[str, object], code: str
) -> None:
    state = firm(**changes)

    conditions = law.check_conditions(state, on=TODAY, rules=RULES)
    answer = denied(law.file_enterprise(replace(accepted(), **changes), now=MONDAY, policy=policy()))

    assert [condition.code for condition in law.unmet(conditions)] == [code]
    assert (answer.slug, answer.status) == (code, 422)
    assert all(condition.zh and condition.en and condition.article for condition in conditions)


def test_each_kind_of_firm_is_asked_for_its_own_conditions() -> None:
    trader = {one.code for one in law.check_conditions(firm(), on=TODAY, rules=RULES)}
    maker_filing = firm(kind="manufacturer", particulars=MAKER)
    maker = {one.code for one in law.check_conditions(maker_filing, on=TODAY, rules=RULES)}

    assert {"appraisers", "office", "display", "trade_experience"} == trader - maker
    assert {"miit_announcement", "own_products"} == maker - trader
    assert law.unmet(law.check_conditions(maker_filing, on=TODAY, rules=RULES)) == ()


def test_a_firm_that_meets_everything_is_filed_for_a_year() -> None:
    state = opened()
    taken_up = taken(law.accept_filing(state, now=MONDAY, policy=policy()))
    answer = taken(law.file_enterprise(taken_up.state, now=MONDAY, policy=policy()))

    assert (state.due_on, taken_up.state.due_on) == (date(2026, 11, 23), date(2026, 12, 7))
    assert types(answer.facts) == [("filing-1", "enterprise.filed")]
    assert (answer.state.valid_from, answer.state.valid_to) == (date(2026, 11, 16), date(2027, 11, 15))
    assert barred_from_applying(answer.state.standing(on=TODAY), on=TODAY) is None


@pytest.mark.rule("FIL-YEAR")
@pytest.mark.parametrize(
    ("from_", "to"),
    [
        (date(2026, 11, 16), date(2027, 11, 15)),
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2028, 2, 29), date(2029, 2, 27)),
        (date(2027, 3, 1), date(2028, 2, 29)),
    ],
)
def test_a_filing_is_valid_for_a_year_less_a_day(from_: date, to: date) -> None:
    assert law.last_day(from_, 1) == to


def test_a_renewal_restarts_the_year_and_comes_before_its_end() -> None:
    state = filed()
    last = at(date(2027, 11, 15))

    answer = taken(law.renew_filing(state, now=last, policy=policy()))
    late = denied(law.renew_filing(state, now=at(date(2027, 11, 16)), policy=policy()))

    assert (answer.state.valid_from, answer.state.valid_to) == (date(2027, 11, 15), date(2028, 11, 14))
    assert types(answer.facts) == [("filing-1", "enterprise.filing_renewed")]
    assert late.slug == "move-not-allowed"


def test_a_renewal_checks_the_conditions_again() -> None:
    state = replace(filed(), particulars=replace(TRADER, appraisers=()))

    assert denied(law.renew_filing(state, now=MONDAY, policy=policy())).slug == "appraisers"


@pytest.mark.requirement("TJ-1.1")
def test_with_the_year_the_filing_ends() -> None:
    state = filed()
    assert law.wake_of_filing(state) == due_instant(date(2027, 11, 15))

    answer = on_filing_time(state, now=due_instant(date(2027, 11, 15)), policy=policy())

    assert (answer.state.status, types(answer.facts)) == (
        FilingStatus.EXPIRED,
        [("filing-1", "enterprise.filing_expired")],
    )
    assert law.wake_of_filing(answer.state) is None


@pytest.mark.rule("FIL-ONE")
@pytest.mark.parametrize("status", list(FilingStatus))
def test_a_firm_has_one_living_filing_and_may_ask_again_when_that_has_ended(status: FilingStatus) -> None:
    before = replace(filed(), status=status, listings=(NEGATIVE,))

    answer = law.open_filing(firm(id="filing-2"), before, now=MONDAY, policy=policy())

    if status in ENDED:
        assert taken(answer).state.listings == (NEGATIVE,)
    else:
        assert (denied(answer).slug, denied(answer).status) == ("filing_exists", 409)


def test_without_a_notice_a_filing_is_deemed_accepted_and_its_review_counts_from_the_receipt() -> None:
    state, now = opened(), due_instant(date(2026, 11, 23))
    soon = on_filing_time(state, now=due_instant(date(2026, 11, 22)), policy=policy())

    answer = on_filing_time(soon.state, now=now, policy=policy())

    assert [fact.type for fact in soon.facts] == ["clock.due_soon.v1"]
    assert soon.facts[0].data.register_name == "filing"
    assert (answer.state.status, answer.state.deemed) == (FilingStatus.ACCEPTED, True)
    assert (answer.state.accepted_on, answer.state.due_on) == (date(2026, 11, 16), date(2026, 12, 7))


def test_a_notice_is_answered_with_new_particulars_or_the_filing_lapses() -> None:
    items = (Item("appraisers", "The third certificate cannot be read."),)
    waiting = taken(law.ask_of_firm(opened(), items, by=BY, now=MONDAY, policy=policy()))
    supplied = taken(law.correct_filing(waiting.state, TRADER, now=at(date(2026, 11, 20)), policy=policy()))

    state, facts = waiting.state, []
    while (due := law.wake_of_filing(state)) is not None:
        answer = on_filing_time(state, now=due, policy=policy())
        state, facts = answer.state, [*facts, *answer.facts]

    assert waiting.facts[0].data.items[0].article == "行政许可法 第三十二条"
    assert (supplied.state.status, supplied.state.due_on) == (FilingStatus.SUBMITTED, date(2026, 11, 27))
    assert (state.status, facts[-1].type) == (FilingStatus.LAPSED, "enterprise.filing_withdrawn.v1")


def test_asking_a_firm_cannot_hide_delay() -> None:
    state = replace(opened(), corrections=2)

    answer = denied(law.ask_of_firm(state, (Item("a", "A."),), by=BY, now=MONDAY, policy=policy()))

    assert (answer.slug, answer.status) == ("asked_too_often", 422)


def test_another_calendar_moves_the_review() -> None:
    off = Override(date(2026, 11, 18), False, "国办发明电〔2026〕9号", "test")
    moved = replace(policy(), calendar=shipped_calendar([off]))

    answer = on_filing_calendar(accepted(), now=MONDAY, policy=moved)

    assert on_filing_calendar(accepted(), now=MONDAY, policy=policy()) is None
    assert answer is not None
    assert answer.state.due_on == date(2026, 12, 8)


@pytest.mark.parametrize(
    ("day", "stands"),
    [
        (date(2026, 10, 31), False),
        (date(2026, 11, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_a_listing_stands_from_its_first_day_to_its_last(day: date, *, stands: bool) -> None:
    listing = replace(DISHONEST, valid_to=date(2026, 12, 31))

    assert listing.stands(day) is stands


def test_a_firm_on_the_list_of_serious_dishonesty_may_not_apply_until_it_is_taken_off() -> None:
    listed = taken(law.put_on_list(filed(), DISHONEST, by=BY, now=MONDAY))
    twice = denied(law.put_on_list(listed.state, DISHONEST, by=BY, now=MONDAY))
    off = taken(law.take_off_list(listed.state, "serious_dishonesty", "Rectified.", by=BY, now=MONDAY))
    again = denied(law.take_off_list(off.state, "serious_dishonesty", "Twice.", by=BY, now=MONDAY))

    assert barred_from_applying(listed.state.standing(on=TODAY), on=TODAY).code == "serious_dishonesty"
    assert (twice.slug, again.slug) == ("listed_already", "not_listed")
    assert barred_from_applying(off.state.standing(on=TODAY), on=TODAY) is None
    assert off.state.listings[0].off_on == TODAY


def test_the_negative_list_bars_nobody_and_is_carried_as_a_flag() -> None:
    state = taken(law.put_on_list(filed(), NEGATIVE, by=BY, now=MONDAY)).state

    standing = state.standing(on=TODAY)

    assert (standing.negative, barred_from_applying(standing, on=TODAY)) == (True, None)


CARRIED = [
    (granted, Status.REVOKED, "licence.revoked"),
    (submitted, Status.REFUSED, "licence.refused"),
    (on_the_desk, Status.REFUSED, "licence.refused"),
    (used, Status.USED, None),
]


@pytest.mark.rule("C15")
@pytest.mark.parametrize(("made", "status", "fact"), CARRIED)
def test_a_firm_that_is_suspended_loses_what_is_not_used_and_what_is_not_decided(
    made: object, status: Status, fact: str | None
) -> None:
    suspended = taken(law.suspend_filing(filed(), GROUND, by=BY)).state

    answer = law.carry_over(suspended, made(), now=MONDAY)

    assert answer.state.status is status
    assert answer.state.standing.status == "suspended"
    assert types(answer.facts) == ([(case, fact) for case in CASES] if fact else [])


def test_a_firm_that_is_resumed_may_apply_again_and_two_officers_decide() -> None:
    suspended = taken(law.suspend_filing(filed(), GROUND, by=BY)).state
    back = taken(law.resume_filing(suspended, "Rectified.", by=BY)).state

    answer = law.carry_over(back, submitted(), now=MONDAY)

    assert answer.facts == ()
    assert answer.state.standing.resumed
    assert barred_from_applying(answer.state.standing, on=TODAY) is None
    assert (back.valid_from, back.valid_to) == (filed().valid_from, filed().valid_to)


def test_what_has_ended_is_not_touched_by_a_suspension() -> None:
    removed = taken(law.remove_filing(filed(), GROUND, by=BY)).state
    ended = replace(granted(), status=Status.CANCELLED)

    assert law.carry_over(removed, ended, now=MONDAY) == Decided(ended)


def test_a_filing_of_the_national_platform_is_taken_over_as_it_stands() -> None:
    standing = Standing(EXPORTER, "filed", kind="circulation", name="天津港瑞二手车出口有限公司")

    answer = law.import_filing(standing, "filing-9", "tianjin", now=MONDAY, policy=policy())
    renewed = taken(law.renew_filing(answer.state, now=MONDAY + timedelta(days=9), policy=policy()))

    assert (answer.state.status, answer.facts[0].data.imported) == (FilingStatus.FILED, True)
    assert (answer.state.valid_from, answer.state.valid_to) == (TODAY, date(2027, 11, 15))
    assert renewed.state.renewals == 1


ACTS = {
    FilingVerb.SUBMIT: lambda s: law.submit_filing(s, now=MONDAY, policy=policy()),
    FilingVerb.REQUEST_CORRECTION: lambda s: law.ask_of_firm(
        replace(s, corrections=0), (Item("a", "A."),), by=BY, now=MONDAY, policy=policy()
    ),
    FilingVerb.SUPPLY_CORRECTION: lambda s: law.correct_filing(s, TRADER, now=MONDAY, policy=policy()),
    FilingVerb.ACCEPT: lambda s: law.accept_filing(s, now=MONDAY, policy=policy()),
    FilingVerb.FILE: lambda s: law.file_enterprise(s, now=MONDAY, policy=policy()),
    FilingVerb.REJECT: lambda s: law.reject_filing(s, GROUND, now=MONDAY),
    FilingVerb.WITHDRAW: lambda s: law.withdraw_filing(s, "Not now.", now=MONDAY),
    FilingVerb.RENEW: lambda s: law.renew_filing(s, now=MONDAY, policy=policy()),
    FilingVerb.SUSPEND: lambda s: law.suspend_filing(s, GROUND, by=BY),
    FilingVerb.RESUME: lambda s: law.resume_filing(s, "Rectified.", by=BY),
    FilingVerb.REMOVE: lambda s: law.remove_filing(s, GROUND, by=BY),
    FilingVerb.ENLIST: lambda s: law.put_on_list(replace(s, listings=()), NEGATIVE, by=BY, now=MONDAY),
    FilingVerb.DELIST: lambda s: law.take_off_list(
        replace(s, listings=(NEGATIVE,)), "negative", "Better.", by=BY, now=MONDAY
    ),
}
PAIRS = [(status, verb) for status in FilingStatus for verb in FilingVerb]


@pytest.mark.parametrize(("status", "verb"), PAIRS)
def test_the_table_alone_moves_a_filing(status: FilingStatus, verb: FilingVerb) -> None:
    state = replace(filed(), status=status)

    if verb not in ACTS:
        assert verb in {FilingVerb.LAPSE, FilingVerb.EXPIRE}
        return
    answer = ACTS[verb](state)

    if verb in FILING_MOVES[status]:
        assert taken(answer).state.status is FILING_MOVES[status][verb]
        assert taken(answer).facts
        return
    assert (denied(answer).slug, denied(answer).status) == ("move-not-allowed", 409)
    with pytest.raises(law.FilingMoveNotAllowed):
        law.filing_moved(state, verb)


def test_every_state_of_a_filing_leads_to_an_end() -> None:
    assert set(FILING_MOVES) == set(FilingStatus)
    for status in FilingStatus:
        reached, frontier = {status}, [status]
        while frontier:
            new = set(FILING_MOVES[frontier.pop()].values()) - reached
            reached |= new
            frontier += new
        assert reached & ENDED


@suppose(st.lists(st.sampled_from([*ACTS, "time"]), max_size=12))
def test_whatever_happens_to_a_filing_its_year_stays_a_year(steps: list[object]) -> None:
    state: Filing = opened()
    for step in steps:
        due = law.wake_of_filing(state)
        if step == "time" and due is None:
            continue
        answer: Decided[Filing] | Refused = (
            on_filing_time(state, now=due, policy=policy()) if step == "time" else ACTS[step](state)
        )
        if isinstance(answer, Decided):
            state = answer.state
        assert (state.valid_from is None) == (state.valid_to is None)
        if state.valid_from is not None and state.valid_to is not None:
            assert state.valid_to == law.last_day(state.valid_from, 1)
        if state.status in ENDED:
            assert law.wake_of_filing(state) is None
