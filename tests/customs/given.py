"""Declarations as the tests of customs meet them: two cars on one licence for Kazakhstan, everything in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from customs.domain import (
    Annex,
    Declaration,
    Item,
    Licence,
    Line,
    Outcome,
    Policy,
    Rules,
    decide_acceptance,
    decide_correction_request,
    decide_detention,
    decide_shut_out,
    hear_deregistered,
    hear_licence,
)
from exportlane.contracts.decision import Announce, Decided, Refused
from exportlane.law.calendar import shipped_calendar
from exportlane.law.limits import TimeLimit

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
TODAY = date(2026, 11, 23)
EXPORTER = "91120118MA06ABCD1Y"
VINS = ("LSVAU033002221761", "LFV2A21K9J4000003")
CASES = ("case-a", "case-b")
OFFICER = "customs/officer/zhao"
GROUND = Outcome("reason", "A reason.")
SHUT_OUT = TimeLimit("shut_out", "enterprise", "days", 30, article="本系统约定")


def policy(*, releases: bool = True, clears: bool = True) -> Policy:
    """Tianjin waits for the deregistration, national only for the licence."""
    tianjin = Rules(
        "tianjin", waits_for_deregistration=True, releases=releases, clears=clears, shut_out=SHUT_OUT
    )
    national = replace(tianjin, profile="national", waits_for_deregistration=False)
    return Policy({"tianjin": tianjin, "national": national}, calendar=shipped_calendar())


ALONE = policy()
BY_HAND = policy(releases=False, clears=False)


def licence(**changes: object) -> Licence:
    plain = Licence(
        licence_no="26-12-00A7K3",
        exporter_uscc=EXPORTER,
        issued_on=date(2026, 11, 20),
        valid_to=date(2026, 12, 31),
        customs_port="0202",
        destination_country="KAZ",
        hs_code="8703234990",
        contract_no="TJ-KAZ-2026-117",
        quantity=2,
        vins=VINS,
    )
    return replace(plain, **changes)


def annex(number: int = 0, **changes: object) -> Annex:
    return replace(Annex(VINS[number], "大众", "SVW71617BM"), **changes)


def line(number: int = 0, **changes: object) -> Line:
    plain = Line(
        case_id=CASES[number],
        vin=VINS[number],
        brand="大众",
        model_code="SVW71617BM",
        goods_name="旧大众1.6L轿车",
        fob_amount=Decimal("8200.00"),
        currency="USD",
        new_energy=False,
    )
    return replace(plain, **changes)


def draft(*lines: Line, **changes: object) -> Declaration:
    plain = Declaration(
        id="lot-1",
        batch_id="batch-1",
        profile="tianjin",
        exporter_uscc=EXPORTER,
        contract_no="TJ-KAZ-2026-117",
        customs_port="0202",
        destination_country="KAZ",
        hs_code="8703234990",
        transport_mode="rail",
        vessel=None,
        lines=lines or (line(0), line(1)),
    )
    return replace(plain, **changes)


def decided(answer: Decided[Declaration] | Refused) -> Decided[Declaration]:
    assert isinstance(answer, Decided), answer
    return answer


def refused(answer: Decided[Declaration] | Refused) -> Refused:
    assert isinstance(answer, Refused), answer
    return answer


def types(facts: tuple[Announce, ...]) -> list[tuple[str, str]]:
    return [(fact.case_id, fact.type.removesuffix(".v1")) for fact in facts]


def began(
    state: Declaration | None = None,
    *,
    known: Licence | None = None,
    rows: tuple[Annex, Annex] = (annex(0), annex(1)),
    by: Policy = ALONE,
    now: datetime = NOW,
) -> Decided[Declaration]:
    """Hear the licence and the deregistration of both vehicles; the answer is that to the last of these facts."""
    answer = Decided(state or draft())
    for number, one in enumerate(answer.state.lines):
        row = rows[number]
        answer = decided(hear_licence(answer.state, one.case_id, known or licence(), row, now=now, policy=by))
    if answer.state.profile == "tianjin":
        for one in answer.state.lines:
            answer = decided(hear_deregistered(answer.state, one.case_id, now=now, policy=by))
    return answer


def submitted(**changes: object) -> Declaration:
    """Begun, on an officer's desk."""
    return began(draft(**changes), by=BY_HAND).state


def released(**changes: object) -> Declaration:
    return began(draft(**changes), by=policy(clears=False)).state


def cleared(**changes: object) -> Declaration:
    return began(draft(**changes)).state


def asked() -> Declaration:
    items = (Item("invoice_unreadable", "The scan of the invoice cannot be read."),)
    return decided(decide_correction_request(submitted(), items, by=OFFICER, now=NOW)).state


def accepted(**changes: object) -> Declaration:
    return decided(decide_acceptance(submitted(**changes), now=NOW, policy=BY_HAND)).state


def shut_out(**changes: object) -> Declaration:
    answer = decide_shut_out(released(**changes), reason="The ship was full.", on=None, now=NOW, policy=ALONE)
    return decided(answer).state


def detained(state: Declaration | None = None) -> Declaration:
    return decided(decide_detention(state or accepted(), GROUND)).state


def said(answer: Decided[Declaration]) -> list[str]:
    """What was announced, each type once, in order."""
    return list(dict.fromkeys(fact.type.removesuffix(".v1") for fact in answer.facts))
