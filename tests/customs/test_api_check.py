"""What customs says without changing anything: the check before declaring, points, errors, release times."""

from __future__ import annotations

from typing import Any

import pytest

from tests.customs.given import EXPORTER, VINS
from tests.customs.running import LICENCE_NO, TODAY, Office, line_paper, paper


def face(body: dict[str, Any], **changes: Any) -> dict[str, Any]:
    same = ("exporter_uscc", "customs_port", "destination_country", "hs_code", "contract_no")
    annex = [{name: line[name] for name in ("vin", "brand", "model_code")} for line in body["lines"]]
    plain = {"licence_no": LICENCE_NO, "issued_on": f"{TODAY}", "valid_to": f"{TODAY}", "annex": annex}
    return {**plain, **{name: body[name] for name in same}, **changes}


@pytest.mark.requirement("TJ-5.1")
async def test_papers_are_checked_rule_by_rule_before_they_are_declared(alone: Office) -> None:
    body = paper(lines=[line_paper(VINS[0], goods_name="轿车"), line_paper(VINS[1])])
    exporter = alone.exporter

    alone_ = (await exporter.post("/v1/declarations/check", body)).json()
    known = (
        await exporter.post("/v1/declarations/check", {**body, "licence": face(body, customs_port="0201")})
    ).json()
    unknown = (await exporter.post("/v1/declarations/check", {**paper(), "licence": None})).json()
    good = (await exporter.post("/v1/declarations/check", {**paper(), "licence": face(paper())})).json()

    wrong = {row["rule"]: row for row in known["rules"] if row["holds"] is False}
    assert (alone_["holds"], known["holds"]) == (False, False)
    assert (unknown["holds"], good["holds"]) == (None, True)
    assert {row["rule"] for row in alone_["rules"] if row["holds"] is None} >= {"X06", "X07", "CUS-X13"}
    assert set(wrong) == {"CUS-NAME", "X06-PORT"}
    assert wrong["CUS-NAME"]["field"] == "/lines/0/goods_name"
    assert wrong["X06-PORT"]["sentence_zh"].startswith("申报的关区为0202")
    assert "海关法 第二十四条" in wrong["X06-PORT"]["article"]
    assert (await alone.officer.get("/v1/declarations")).json()["items"] == []


async def test_papers_that_no_profile_knows_are_not_checked(alone: Office) -> None:
    answer = await alone.exporter.post("/v1/declarations/check", paper(profile="atlantis"))
    unread = await alone.exporter.post("/v1/declarations/check", paper(transport_mode="sea"))

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-profile")
    assert (unread.status_code, unread.json()["slug"]) == (422, "validation-failed")


async def test_the_points_of_the_checklist_depend_on_the_mode_of_transport(alone: Office) -> None:
    rail = (await alone.exporter.get("/v1/declarations/loading-points", transport_mode="3")).json()["items"]
    water = (await alone.exporter.get("/v1/declarations/loading-points", transport_mode="2")).json()["items"]

    assert "un_number" not in {point["code"] for point in rail}
    assert "un_number" in {point["code"] for point in water}
    assert all(point["article"] for point in rail + water)


@pytest.mark.requirement("TJ-5.1")
async def test_errors_are_counted_for_each_firm_and_nobody_sees_anothers(alone: Office) -> None:
    for _ in range(2):
        declaration = await alone.received(
            lines=[line_paper(goods_name="轿车"), line_paper(VINS[1], goods_name="轿车")]
        )
        await alone.hears_deregistration(declaration)
        await alone.hears_licence(declaration)
        await alone.until_status(declaration["id"], "returned_for_correction")

    seen = (await alone.officer.get("/v1/declarations/errors", exporter=EXPORTER)).json()["items"]
    own = (await alone.exporter.get("/v1/declarations/errors")).json()["items"]
    foreign = (await alone.stranger.get("/v1/declarations/errors", exporter=EXPORTER)).json()["items"]
    before = (
        await alone.officer.get("/v1/declarations/errors", until="2020-01-01", since="2019-01-01")
    ).json()

    expected = {"exporter": EXPORTER, "code": "goods_name_not_used", "declarations": 2, "found": 4}
    assert (seen, own, foreign, before["items"]) == ([expected], [expected], [], [])


async def test_release_times_are_a_metric_for_officers(alone: Office) -> None:
    declaration = await alone.received()
    await alone.hears_deregistration(declaration)
    await alone.hears_licence(declaration)
    await alone.until_status(declaration["id"], "cleared")

    measured = (await alone.officer.get("/v1/declarations/release-times")).json()
    denied = await alone.exporter.get("/v1/declarations/release-times")

    assert (measured["count"], measured["median_hours"]) == (1, "0.00")
    assert denied.status_code == 403


UNREADABLE: list[tuple[dict[str, Any], str]] = [
    ({"transport_mode": "sea"}, "/transport_mode"),
    ({"lines": [line_paper(currency="XYZ")]}, "/lines/0/currency"),
    ({"lines": [line_paper(fob_amount="1.005")]}, "/lines/0/fob_amount"),
    ({"lines": [line_paper(container_no="CSQU3054384")]}, "/lines/0/container_no"),
    ({"loading_at": "2026-11-24T10:00:00"}, "/loading_at"),
    ({"loading_at": 1764000000}, "/loading_at"),
    ({"incoterm": "EXW"}, "/incoterm"),
    ({"freight": 10}, "/freight"),
    (
        {"lines": [line_paper(loading_checklist=[{"code": "fixed", "value": "yes"}] * 2)]},
        "/lines/0/loading_checklist",
    ),
    ({"departure_port": "Tianjin"}, "/departure_port"),
    ({"consignor_uscc": "91120118MA06ABCD1A"}, "/consignor_uscc"),
    ({"supervision_mode": "general"}, "/supervision_mode"),
]


async def test_fields_that_cannot_be_read_are_refused_by_name(alone: Office) -> None:
    for changes, field in UNREADABLE:
        answer = await alone.gateway.post("/v1/declarations", paper(**changes))

        assert (answer.status_code, answer.json()["slug"]) == (422, "validation-failed"), changes
        assert field in {error["field"] for error in answer.json()["errors"]}, changes


async def test_papers_are_pinned_to_the_version_of_their_profile(alone: Office) -> None:
    named = await alone.received(profile_version="tianjin-2026.1")
    today = await alone.received()
    unknown = await alone.gateway.post("/v1/declarations", paper(profile_version="tianjin-1999.1"))

    assert named["profile_version"] == today["profile_version"] == "tianjin-2026.1"
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown-profile")


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"profile": "beijing"}, "/profile"), ({"profile_version": "tianjin-1999.1"}, "/profile_version")],
)
async def test_the_check_says_which_rules_it_does_not_know(
    alone: Office, changes: dict[str, Any], field: str
) -> None:
    answer = await alone.gateway.post("/v1/declarations/check", paper(**changes))

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-profile")
    assert answer.json()["field"] == field
    assert next(iter(changes.values())) in answer.json()["detail"]
