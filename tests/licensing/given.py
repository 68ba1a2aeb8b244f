"""Applications as the tests of the commerce authority meet them: two cars for Kazakhstan, everything in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.law.calendar import WorkCalendar, shipped_calendar
from exportlane.policies import profile as profile_of
from licensing.domain import (
    AfterSalesLetter,
    Application,
    Endorsement,
    InspectionReport,
    Item,
    Known,
    Line,
    Outcome,
    Policy,
    Rules,
    Standing,
    decide_correction_request,
    decide_receipt,
    hear_endorsement,
    hear_released,
)

MONDAY = datetime(2026, 11, 16, 2, tzinfo=UTC)
TODAY = date(2026, 11, 16)
EXPORTER = "91120118MA06ABCD1Y"
OTHER_EXPORTER = "91310000MA1FL0000N"
VINS = ("LSVAU033002221761", "LFV2A21K9J4000003")
CASES = ("case-a", "case-b")
DECLARATION_NO = "020220260000000001"

RULES = Rules(
    profile="tianjin",
    version="tianjin-2026.1",
    issuer="12",
    next_step="deregistration",
    automatic=True,
    most_vehicles=20,
    inspection_max_age_days=90,
    letter_from=date(2026, 1, 1),
    letter_days=180,
    grandfather_cutoff=date(2026, 1, 1),
    scrapping_margin_years=1,
    max_corrections=2,
    limits=profile_of("tianjin").time_limits,
    standards={"passenger": "WM/T 8-2022", "commercial": "WM/T 9-2022", "trailer": "WM/T 9-2022"},
    headings=frozenset({"8701", "8702", "8703", "8704", "8705", "8716"}),
    second_person_flags=frozenset({"urgent", "negative_list", "filing_resumed"}),
    priority_lane=True,
)
FILED = Standing(
    uscc=EXPORTER,
    status="filed",
    filing_id="filing-1",
    kind="circulation",
    name="天津港瑞二手车出口有限公司",
    valid_from=date(2026, 3, 2),
    valid_to=date(2027, 3, 1),
)


@cache
def calendar() -> WorkCalendar:
    return shipped_calendar()


def policy(**changes: object) -> Policy:
    """Tianjin decides alone, national by rule with customs next; `changes` go to both."""
    tianjin = replace(RULES, **changes)
    national = replace(
        tianjin, profile="national", version="national-2026.1", issuer="00", next_step="customs"
    )
    versions = {"tianjin": (tianjin,), "national": (national,)}
    return Policy(versions=versions, process_version="2026.2", calendar=calendar())


def report(**changes: object) -> InspectionReport:
    plain = InspectionReport("R-1", "CATARC", "WM/T 8-2022", date(2026, 11, 2), "pass")
    return replace(plain, **changes)


def line(number: int = 0, **changes: object) -> Line:
    plain = Line(
        case_id=CASES[number],
        vin=VINS[number],
        brand="大众",
        model_code="SVW71617BM",
        first_registration_date=date(2021, 5, 6),
        transfer_pending_export_date=date(2026, 11, 10),
        inspection_report=report(),
    )
    return replace(plain, **changes)


def letter(*vins: str, destination: str = "KAZ") -> AfterSalesLetter:
    return AfterSalesLetter("上汽大众汽车有限公司", vins or VINS, destination)


def endorsement(number: int = 0, **changes: object) -> Endorsement:
    plain = Endorsement(
        vin=VINS[number],
        owner_uscc=EXPORTER,
        brand="大众",
        model_code="SVW71617BM",
        first_registration_date=date(2021, 5, 6),
        transfer_pending_export_date=date(2026, 11, 10),
        vehicle_class="passenger",
    )
    return replace(plain, **changes)


def application(*lines: Line, **changes: object) -> Application:
    plain = Application(
        id="lot-1",
        batch_id="batch-1",
        profile="tianjin",
        exporter_uscc=EXPORTER,
        exporter_name="天津远航汽车出口有限公司",
        contract_no="TJ-KAZ-2026-117",
        customs_port="0202",
        destination_country="KAZ",
        hs_code="8703234990",
        applied_on=TODAY,
        lines=lines or (line(0), line(1)),
    )
    return replace(plain, **changes)


def decided(answer: Decided[Application] | Refused) -> Decided[Application]:
    assert isinstance(answer, Decided), answer
    return answer


def refused(answer: Decided[Application] | Refused) -> Refused:
    assert isinstance(answer, Refused), answer
    return answer


def types(facts: tuple[Announce, ...]) -> list[tuple[str, str]]:
    return [(fact.case_id, fact.type.removesuffix(".v1")) for fact in facts]


def submitted(*lines: Line, by: Policy | None = None, **changes: object) -> Application:
    return decided(received(application(*lines, **changes), by=by)).state


def received(
    paper: Application,
    *,
    by: Policy | None = None,
    now: datetime = MONDAY,
    courier: bool = True,
    standing: Standing = FILED,
    elsewhere: tuple[str, ...] = (),
) -> Decided[Application] | Refused:
    """Hand it in: by the gateway's courier unless over the counter."""
    known = Known(standing, elsewhere)
    return decide_receipt(paper, known, by_courier=courier, now=now, policy=by or policy())


def endorsed(
    state: Application, *changed: Endorsement, by: Policy | None = None, now: datetime = MONDAY
) -> Decided[Application]:
    """Hear every line's endorsement, the changed ones as given; the answer is that to the last of them."""
    given = {known.vin: known for known in changed}
    answer = Decided(state)
    for number, one in enumerate(state.lines):
        known = given.get(one.vin) or endorsement(number)
        answer = decided(hear_endorsement(answer.state, one.case_id, known, now=now, policy=by or policy()))
    return answer


def granted(**changes: object) -> Application:
    return endorsed(submitted(**changes)).state


BY_HAND = policy(automatic=False)


def on_the_desk(**changes: object) -> Application:
    """Endorsed and accepted, waiting for an officer."""
    return endorsed(submitted(by=BY_HAND, **changes), by=BY_HAND).state


def asked(state: Application | None = None) -> Application:
    items = (Item("contract_unreadable", "The scan of the contract cannot be read."),)
    answer = decide_correction_request(
        state or submitted(), items, by="licensing/officer/li", now=MONDAY, policy=policy()
    )
    return decided(answer).state


def release(
    state: Application, case_id: str, licence_no: str, *, on: date = TODAY
) -> Decided[Application] | Refused:
    return hear_released(state, case_id, licence_no=licence_no, declaration_no=DECLARATION_NO, released_on=on)


def used() -> Application:
    state = granted()
    number = state.licence.licence_no if state.licence else ""
    for case_id in CASES:
        state = decided(release(state, case_id, number)).state
    return state


GROUND = Outcome("reason", "A reason.")
