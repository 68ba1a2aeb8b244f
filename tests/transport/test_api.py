"""The quota at the counter: who may do what, every refusal with its code, lists, balances, figures."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agency.office import OTHER_EXPORTER
from tests.transport.conftest import GROUND, TODAY, YEAR, Transport, a_vin, created, refusal

APPLICATION = {"uscc": "91120118MA06ABCD1Y", "year": YEAR, "units": 20, "reason": "Orders of 20 cars."}


@pytest.mark.requirement("TJ-2.3")
async def test_commerce_handles_an_application_and_fixes_the_amount_with_its_grounds(
    office: Transport,
) -> None:
    applied = created(await office.exporter.post("/v1/applications", APPLICATION))
    body = {"amount": 12, "grounds": "Exports of last year were 12."}

    by_transport = await office.does(f"grants/{applied['id']}", "determine", body)
    fixed = await office.does(f"grants/{applied['id']}", "determine", body, office.commerce)

    assert (applied["status"], applied["asked"], applied["amount"]) == ("applied", 20, 0)
    assert by_transport.status_code == 403
    assert (fixed.json()["status"], fixed.json()["amount"]) == ("determined", 12)
    history = (await office.see(applied["id"]))["history"]
    assert [fact["type"] for fact in history] == ["quota.determined.v1"]
    assert history[0]["data"]["grounds"] == body["grounds"]


async def test_an_application_is_refused_or_withdrawn_and_another_may_follow(office: Transport) -> None:
    first = created(await office.exporter.post("/v1/applications", APPLICATION))
    twice = await office.exporter.post("/v1/applications", APPLICATION)
    refused = await office.does(f"grants/{first['id']}", "refuse", GROUND, office.commerce)
    second = created(await office.exporter.post("/v1/applications", APPLICATION))
    withdrawn = await office.does(
        f"grants/{second['id']}", "withdraw", {"reason": "No buyer."}, office.exporter
    )
    late = await office.does(f"grants/{second['id']}", "withdraw", {"reason": "Again."}, office.exporter)

    assert refusal(twice) == (409, "grant_exists")
    assert (refused.json()["status"], withdrawn.json()["status"]) == ("refused", "withdrawn")
    assert refusal(late) == (409, "move-not-allowed")


@pytest.mark.requirement("TJ-2.4")
@pytest.mark.rule("QTA-ALLOCATE")
async def test_only_transport_allocates_and_in_several_acts_at_most_the_amount(office: Transport) -> None:
    grant = await office.determined(10, year=YEAR + 1)
    path = f"grants/{grant['id']}"

    by_others = [
        (await office.does(path, "allocate", {"units": 1}, who)).status_code
        for who in (office.commerce, office.exporter, office.viewer, office.gateway)
    ]
    first = await office.does(path, "allocate", {"units": 6, "valid_to": f"{YEAR + 1}-06-30"})
    second = await office.does(path, "allocate", {"units": 4})
    third = await office.does(path, "allocate", {"units": 1})

    assert by_others == [403, 403, 403, 403]
    assert (first.status_code, second.json()["last_number"]) == (200, 10)
    assert refusal(third) == (422, "above_determined")
    units = (await office.officer.get("/v1/units", grant_no=grant["id"], limit="50")).json()["items"]
    assert len({unit["id"] for unit in units}) == 10
    assert sorted({unit["valid_to"] for unit in units}) == [f"{YEAR + 1}-06-30", f"{YEAR + 1}-12-31"]


async def test_what_cannot_be_determined_or_allocated_is_refused_with_its_code(office: Transport) -> None:
    body = {"uscc": "91120118MA06ABCD1Y", "year": YEAR, "amount": 5, "grounds": "Orders."}
    answers = {
        "no_quota_here": await office.commerce.post("/v1/grants", {**body, "profile": "taizhou"}),
        "year_not_open": await office.commerce.post("/v1/grants", {**body, "year": YEAR + 2}),
    }
    grant = await office.determined(5000)
    path = f"grants/{grant['id']}"
    answers |= {
        "grant_exists": await office.commerce.post("/v1/grants", body),
        "allocation_too_large": await office.does(path, "allocate", {"units": 1001}),
        "valid_to_outside_year": await office.does(
            path, "allocate", {"units": 1, "valid_to": f"{YEAR + 1}-01-01"}
        ),
        "move-not-allowed": await office.does(path, "cancel", GROUND, office.supervisor),
    }

    assert {refusal(answer)[1]: answer.status_code for answer in answers.values()} == {
        "no_quota_here": 422, "year_not_open": 422, "grant_exists": 409, "allocation_too_large": 422,
        "valid_to_outside_year": 422, "move-not-allowed": 409,
    }  # fmt: skip
    assert [refusal(answer)[1] for answer in answers.values()] == list(answers)


async def test_reserving_needs_an_allocated_grant_of_the_year_and_of_the_firm(office: Transport) -> None:
    grant = await office.determined(2)
    next_year = await office.determined(2, year=YEAR + 1)
    await office.does(f"grants/{next_year['id']}", "allocate", {"units": 2})

    early = await office.reserves(grant["id"], a_vin())
    not_begun = await office.reserves(next_year["id"], a_vin())
    hidden = await office.reserves(grant["id"], a_vin(), office.stranger)
    nowhere = await office.reserves("ZB-none", a_vin())

    assert refusal(early) == (409, "not_allocated")
    assert refusal(not_begun) == (409, "grant_not_begun")
    assert (hidden.status_code, nowhere.status_code) == (404, 404)


async def test_of_an_application_nothing_is_reserved(office: Transport) -> None:
    applied = created(await office.exporter.post("/v1/applications", APPLICATION))
    await office.does(f"grants/{applied['id']}", "refuse", GROUND, office.commerce)

    answer = await office.reserves(applied["id"], a_vin())

    assert refusal(answer) == (409, "move-not-allowed")


@pytest.mark.requirement("TJ-2.2")
async def test_every_unit_says_that_it_is_for_export_only(office: Transport) -> None:
    grant = await office.allocated(3)
    reserved = await office.reserved(grant["id"])

    listed = (await office.exporter.get("/v1/units")).json()["items"]
    one = (await office.exporter.get(f"/v1/units/{reserved['id']}")).json()

    for unit in (*listed, one, reserved):
        said = (unit["purpose"], unit["generates_update_quota"], unit["road_use_allowed"])
        assert said == ("export_only", False, False)
    assert one["history"][0]["type"] == "quota.unit_reserved.v1"
    assert [unit["frozen"] for unit in listed] == [False, False, False]


@pytest.mark.rule("QTA-RELEASE")
async def test_a_licence_refused_before_the_transfer_frees_the_unit_and_another_car_takes_it(
    office: Transport,
) -> None:
    grant = await office.allocated(1)
    unit = await office.reserved(grant["id"])
    body = {"code": "licence_refused", "reason": "The licence was refused before the transfer."}

    by_stranger = await office.does(f"units/{unit['id']}", "release", body, office.stranger)
    released = await office.does(f"units/{unit['id']}", "release", body, office.exporter)
    again = await office.does(f"units/{unit['id']}", "release", body, office.exporter)
    taken = await office.reserved(grant["id"])

    assert by_stranger.status_code == 404
    assert (released.json()["status"], released.json()["vin"]) == ("available", None)
    assert refusal(again) == (409, "move-not-allowed")
    assert taken["id"] == unit["id"]
    types = [fact["type"].split(".")[1] for fact in (await office.unit(unit["id"]))["history"]]
    assert types == ["unit_reserved", "unit_released", "unit_reserved"]


async def test_an_amount_that_is_lowered_takes_back_what_nobody_has_reserved(office: Transport) -> None:
    grant = await office.allocated(6)
    await office.reserved(grant["id"])
    await office.reserved(grant["id"])

    lowered = await office.does(
        f"grants/{grant['id']}", "determine", {"amount": 3, "grounds": "Less."}, office.commerce
    )
    below = await office.does(
        f"grants/{grant['id']}", "determine", {"amount": 1, "grounds": "Less."}, office.commerce
    )

    assert lowered.json()["amount"] == 3
    assert await office.counts(grant["id"]) == {"reserved": 2, "available": 1, "withdrawn": 3}
    assert refusal(below) == (422, "below_used")
    types = [fact["type"].split(".")[1] for fact in (await office.see(grant["id"]))["history"]]
    assert types == ["determined", "allocated", "determined", "units_withdrawn"]


async def test_a_supervisor_takes_back_what_is_free_and_transport_may_allocate_it_anew(
    office: Transport,
) -> None:
    grant = await office.allocated(3)
    path = f"grants/{grant['id']}"
    await office.reserved(grant["id"])

    denied = await office.does(path, "cancel", GROUND)
    done = await office.does(path, "cancel", GROUND, office.supervisor)
    nothing = await office.does(path, "cancel", GROUND, office.supervisor)
    exhausted = await office.reserves(grant["id"], a_vin())
    anew = await office.does(path, "allocate", {"units": 2})

    assert (denied.status_code, done.json()["status"]) == (403, "allocated")
    assert refusal(nothing) == (409, "nothing_to_take_back")
    assert refusal(exhausted) == (409, "quota_exhausted")
    assert anew.status_code == 200
    assert await office.counts(grant["id"]) == {"reserved": 1, "available": 2, "withdrawn": 2}


async def test_a_firm_sees_its_own_grants_units_and_balance_only(office: Transport) -> None:
    own = await office.allocated(4)
    other = await office.allocated(9, uscc=OTHER_EXPORTER)
    await office.reserved(own["id"])

    grants = (await office.exporter.get("/v1/grants")).json()["items"]
    units = (await office.exporter.get("/v1/units", grant_no=other["id"])).json()["items"]
    hidden = await office.exporter.get(f"/v1/grants/{other['id']}")
    balance = (await office.exporter.get("/v1/balances/91120118MA06ABCD1Y")).json()["grants"]
    foreign = await office.exporter.get(f"/v1/balances/{OTHER_EXPORTER}")

    assert [grant["id"] for grant in grants] == [own["id"]]
    assert grants[0]["units"]["reserved"] == 1
    assert (units, hidden.status_code, foreign.status_code) == ([], 404, 403)
    assert (balance[0]["amount"], balance[0]["unallocated"], balance[0]["units"]["available"]) == (4, 0, 3)


async def test_the_figures_of_a_year_add_up_and_what_ends_soon_is_listed(office: Transport) -> None:
    grant = await office.allocated(8, 6)
    await office.reserved(grant["id"])
    await office.consumed(grant["id"])

    figures = (await office.viewer.get(f"/v1/figures/{YEAR}")).json()
    soon = (await office.exporter.get("/v1/expiring", within_days="366")).json()
    nothing = (await office.exporter.get("/v1/expiring", within_days="0")).json()

    shown = {
        name: figures[name] for name in ("grants", "firms", "granted", "allocated", "reserved", "consumed")
    }
    assert shown == {"grants": 1, "firms": 1, "granted": 8, "allocated": 6, "reserved": 1, "consumed": 1}
    parts = ("available", "reserved", "consumed", "expired", "revoked")
    assert sum(figures[part] for part in parts) == figures["allocated"]
    assert (len(soon["units"]), len(soon["grants"])) == (1, 1)
    if TODAY.isoformat() != f"{YEAR}-12-31":
        assert (nothing["units"], nothing["grants"]) == ([], [])
    assert (await office.exporter.get(f"/v1/figures/{YEAR}")).status_code == 403


async def test_the_figures_are_for_the_conference_and_for_commerce_as_well(office: Transport) -> None:
    path = f"/v1/figures/{YEAR}"

    conference = await office.run.client("transport", "conference", "conference").get(path)
    commerce = await office.run.client("transport", "licensing", "viewer").get(path)
    customs = await office.run.client("transport", "customs", "officer").get(path)

    assert (conference.status_code, commerce.status_code, customs.status_code) == (200, 200, 403)


BAD: list[tuple[str, str, dict[str, Any], str]] = [
    ("exporter", "/v1/grants/{grant}/reservations", {"vin": "LSVAU03300222176I"}, "/vin"),
    ("exporter", "/v1/grants/{grant}/reservations", {"vin": "LSVAU033002221761", "colour": "red"}, "/colour"),
    ("officer", "/v1/grants/{grant}/allocate", {"units": 0}, "/units"),
    ("officer", "/v1/grants/{grant}/allocate", {"units": -3}, "/units"),
    ("officer", "/v1/grants/{grant}/allocate", {"units": "2"}, "/units"),
    ("officer", "/v1/grants/{grant}/allocate", {"units": 2.5}, "/units"),
    ("officer", "/v1/grants/{grant}/allocate", {"units": True}, "/units"),
    ("officer", "/v1/grants/{grant}/allocate", {"units": 1, "valid_to": "soon"}, "/valid_to"),
    ("commerce", "/v1/grants/{grant}/determine", {"amount": 5}, "/grounds"),
    ("commerce", "/v1/grants/{grant}/determine", {"amount": 10**9, "grounds": "x"}, "/amount"),
    (
        "commerce",
        "/v1/grants",
        {"uscc": "91120118MA06ABCD1X", "year": YEAR, "amount": 1, "grounds": "x"},
        "/uscc",
    ),
    (
        "commerce",
        "/v1/grants",
        {"uscc": "91120118MA06ABCD1Y", "year": 1999, "amount": 1, "grounds": "x"},
        "/year",
    ),
    ("officer", "/v1/misuses", {"vin": "LSVAU033002221761", "code": "Road Use", "reason": "x"}, "/code"),
    ("exporter", "/v1/update-quota-requests", {"vin": "LSVAU033002221761", "reference": ""}, "/reference"),
]


@pytest.mark.parametrize(("who", "path", "body", "field"), BAD)
async def test_bad_input_is_refused_with_the_place_of_the_fault(
    office: Transport, who: str, path: str, body: dict[str, Any], field: str
) -> None:
    grant = await office.allocated(2)

    answer = await getattr(office, who).post(path.format(grant=grant["id"]), body, version="*")

    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_a_firm_applies_for_itself_only(office: Transport) -> None:
    answer = await office.stranger.post("/v1/applications", APPLICATION)

    assert (answer.status_code, answer.json()["slug"]) == (403, "forbidden")


async def test_a_reservation_asked_for_twice_under_one_key_is_made_once(office: Transport) -> None:
    grant, vin = await office.allocated(2), a_vin()
    path, body = f"/v1/grants/{grant['id']}/reservations", {"vin": vin}

    first = await office.exporter.post(path, body, key="k-1")
    again = await office.exporter.post(path, body, key="k-1")
    other = await office.exporter.post(path, {"vin": a_vin()}, key="k-1")

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert first.json() == again.json()
    assert first.headers["location"] == f"/v1/units/{first.json()['id']}"
    assert await office.counts(grant["id"]) == {"reserved": 1, "available": 1}


async def test_a_verb_decides_on_the_version_that_was_seen(office: Transport) -> None:
    grant = await office.determined(5)

    missing = await office.officer.post(f"/v1/grants/{grant['id']}/allocate", {"units": 1})
    first = await office.officer.post(f"/v1/grants/{grant['id']}/allocate", {"units": 1}, version=1)
    stale = await office.officer.post(f"/v1/grants/{grant['id']}/allocate", {"units": 1}, version=1)

    assert [answer.status_code for answer in (missing, first, stale)] == [428, 200, 412]
