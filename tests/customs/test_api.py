"""The REST API of customs in a running service: what is received, let pass, sent back and undone."""

from __future__ import annotations

import asyncio
from typing import Any

from exportlane.runtime.testing import until
from tests.customs.given import VINS
from tests.customs.running import LICENCE_NO, Office, facts, line_paper, paper

GROUND = {"code": "detained", "reason": "Held for inspection."}


async def test_goods_with_licence_and_deregistration_pass_by_rule(alone: Office) -> None:
    declaration = await alone.received()

    await alone.hears_deregistration(declaration)
    await alone.hears_licence(declaration)
    shown = await alone.until_status(declaration["id"], "cleared")

    assert facts(shown) == [
        f"customs.{what}" for what in ("accepted", "released", "cleared") for _ in declaration["lines"]
    ]
    assert shown["declaration_no"].startswith(f"0202{shown['cleared_on'][:4]}0")
    assert shown["licence"]["licence_no"] == LICENCE_NO


async def test_elsewhere_the_licence_alone_is_waited_for(alone: Office) -> None:
    declaration = await alone.received(profile="national")

    await alone.hears_licence(declaration)

    await alone.until_status(declaration["id"], "cleared")


async def test_facts_that_come_before_the_papers_are_kept_for_them(alone: Office) -> None:
    body = paper()
    await alone.hears_licence({**body, "id": body["lot_id"]})
    await alone.hears_deregistration(body)

    await alone.gateway.post("/v1/declarations", body)

    await alone.until_status(body["lot_id"], "cleared")


async def test_another_port_than_the_licences_is_rejected_for_every_vehicle(alone: Office) -> None:
    declaration = await alone.received()

    await alone.hears_deregistration(declaration)
    await alone.hears_licence(declaration, customs_port="0201")
    shown = await alone.until_status(declaration["id"], "rejected")

    assert facts(shown) == ["customs.rejected"] * 2
    assert (shown["outcome"]["code"], shown["declaration_no"]) == ("licence_mismatch", None)
    assert "customs port" in shown["outcome"]["reason"]


async def test_papers_sent_back_are_corrected_by_the_enterprise_and_pass(alone: Office) -> None:
    declaration = await alone.received(lines=[line_paper(goods_name="大众1.6L轿车")])
    await alone.hears_deregistration(declaration)
    await alone.hears_licence(declaration)
    back = await alone.until_status(declaration["id"], "returned_for_correction")
    corrected = {
        "lines": [{"vin": VINS[0], "goods_name": "旧大众1.6L轿车"}],
        "items": ["goods_name_not_used"],
    }
    path = f"/v1/declarations/{declaration['id']}/supply-correction"

    stranger = await alone.stranger.post(path, corrected, version=back["version"])
    useless = await alone.exporter.post(path, {}, version=back["version"])
    answer = await alone.exporter.post(path, corrected, version=back["version"])

    assert (stranger.status_code, useless.status_code, answer.status_code) == (404, 422, 200)
    assert useless.json()["code"] == "correction-incomplete"
    assert answer.json()["status"] == "cleared"


async def test_an_officer_takes_every_step_by_hand(by_hand: Office) -> None:
    declaration = await by_hand.on_the_desk()
    path, version = f"/v1/declarations/{declaration['id']}", declaration["version"]

    for number, (verb, body) in enumerate(
        [
            ("request-correction", {"items": [{"code": "photo", "sentence": "No photo."}]}),
            ("supply-correction", {"vessel": "Dongfang 7"}),
            ("accept", {}),
            ("release", {}),
            ("clear", {}),
            ("return", {"reason": "Refused entry."}),
        ]
    ):
        answer = await by_hand.officer.post(f"{path}/{verb}", body, version=version + number)
        assert answer.status_code == 200, (verb, answer.text)

    shown = await by_hand.see(declaration["id"])
    assert shown["status"] == "returned"
    assert facts(shown)[::2] == [
        f"customs.{what}"
        for what in (
            "submitted", "returned_for_correction", "resubmitted", "accepted", "released", "cleared", "returned",
        )
    ]  # fmt: skip
    assert shown["history"][10]["data"]["vessel"] == "Dongfang 7"


async def test_a_supervisor_shuts_out_what_was_not_loaded(by_hand: Office) -> None:
    declaration = await by_hand.on_the_desk()
    path = f"/v1/declarations/{declaration['id']}"
    released = await by_hand.officer.post(f"{path}/release", version=declaration["version"])

    answer = await by_hand.supervisor.post(
        f"{path}/cancel", {"code": "rolled", "reason": "The ship left."}, version=released.json()["version"]
    )

    assert answer.json()["status"] == "cancelled"
    assert facts(await by_hand.see(declaration["id"]))[-2:] == ["customs.cancelled"] * 2


async def test_the_rules_bind_the_officer_and_the_answer_names_the_article(by_hand: Office) -> None:
    declaration = await by_hand.received()
    await by_hand.hears_deregistration(declaration)
    await by_hand.hears_licence(declaration, hs_code="8703224990")
    shown = await by_hand.until_status(declaration["id"], "submitted")
    path = f"/v1/declarations/{declaration['id']}"

    answer = await by_hand.officer.post(f"{path}/release", version=shown["version"])
    refused = await by_hand.officer.post(f"{path}/refuse", GROUND, version=shown["version"])

    assert (answer.status_code, answer.json()["slug"]) == (422, "rule-violated")
    assert "第二十四条" in answer.json()["article"]
    assert [item["code"] for item in shown["found"]] == ["licence_mismatch"]
    assert refused.json()["status"] == "rejected"


async def test_a_void_licence_rejects_what_is_not_released_and_parks_what_is_gone(alone: Office) -> None:
    waiting, gone = await alone.received(), await alone.received(lines=[line_paper("LGXC76C30P0123456")])
    for declaration in (waiting, gone):
        await alone.hears_licence(declaration)
    await alone.hears_deregistration(gone)
    await alone.until_status(gone["id"], "cleared")

    for declaration in (waiting, gone):
        await alone.hears_cancellation(declaration)
    shown = await alone.until_status(waiting["id"], "lapsed")

    async def parked() -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = (await alone.supervisor.get("/v1/operations/parked")).json()["items"]
        return rows

    row = (await until(parked, what="a parked message"))[0]
    assert facts(shown) == ["customs.lapsed"] * 2
    assert (row["cause"], row["case_id"]) == ("contradiction", gone["lines"][0]["case_id"])
    assert (await alone.see(gone["id"]))["status"] == "cleared"


async def test_a_hundred_officers_racing_leave_exactly_one_decision(by_hand: Office) -> None:
    declaration = await by_hand.on_the_desk()
    path, version = f"/v1/declarations/{declaration['id']}", declaration["version"]

    answers = await asyncio.gather(
        *(
            by_hand.officer.post(f"{path}/release", version=version)
            if number % 2
            else by_hand.officer.post(f"{path}/refuse", GROUND, version=version)
            for number in range(100)
        )
    )

    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 99
    decisions = facts(await by_hand.see(declaration["id"]))[2:]
    assert decisions in (["customs.rejected"] * 2, ["customs.accepted"] * 2 + ["customs.released"] * 2)


async def test_a_verb_needs_its_key_and_the_version_that_was_decided_on(by_hand: Office) -> None:
    declaration = await by_hand.on_the_desk()
    path, version = f"/v1/declarations/{declaration['id']}/accept", declaration["version"]

    no_version = await by_hand.officer.post(path)
    no_key = await by_hand.officer.http.post(path, json={}, headers={"if-match": f'"{version}"'})
    done = await by_hand.officer.post(path, version=version, key="k-1")
    again = await by_hand.officer.post(path, version=version, key="k-1")
    late = await by_hand.officer.post(path, version=version)
    twice = await by_hand.officer.post(path, version=version + 1)

    answers = [no_version, no_key, done, again, late, twice]
    assert [answer.status_code for answer in answers] == [428, 400, 200, 200, 412, 409]
    assert again.json() == done.json()
    assert done.headers["etag"] == f'"{version + 1}"'


UNREADABLE: list[tuple[dict[str, Any], str]] = [
    ({"lines": [line_paper(fob_amount="0.00")]}, "/lines/0/fob_amount"),
    ({"lines": [line_paper(fob_amount=8200.5)]}, "/lines/0/fob_amount"),
    ({"lines": [line_paper(), line_paper()]}, ""),
    ({"customs_port": "TJ"}, "/customs_port"),
    ({"exporter_uscc": "91120118MA06ABCD1A"}, "/exporter_uscc"),
    ({"surprise": 1}, "/surprise"),
]


async def test_papers_that_cannot_be_read_are_refused_with_the_field(alone: Office) -> None:
    for changes, field in UNREADABLE:
        answer = await alone.gateway.post("/v1/declarations", paper(**changes))

        assert (answer.status_code, answer.json()["slug"]) == (422, "validation-failed"), changes
        assert field in {error["field"] for error in answer.json()["errors"]}


async def test_papers_under_an_unknown_profile_and_papers_handed_in_twice_are_refused(alone: Office) -> None:
    body = paper()

    unknown = await alone.gateway.post("/v1/declarations", paper(profile="atlantis"))
    first = await alone.gateway.post("/v1/declarations", body)
    second = await alone.gateway.post("/v1/declarations", body)

    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown-profile")
    assert (first.status_code, second.status_code) == (201, 409)
