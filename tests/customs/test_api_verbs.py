"""Every verb of a declaration through the API, and every refusal that a rule gives, with its code and article."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from exportlane.contracts.licensing import (
    LicenceExpired,
    LicenceLineLeftOut,
    LicenceRevoked,
    LicenceSurrendered,
)
from exportlane.contracts.vehicle_registry import VehicleLocked, VehicleUnlocked
from exportlane.law.clock import licence_valid_to
from tests.customs.given import VINS
from tests.customs.running import LICENCE_NO, TODAY, Office, facts, granted, line_paper

GROUND = {"code": "not_exported", "reason": "The buyer left."}
SHIP = {"ground": "transport_changed", "reason": "The ship was full.", "vessel": "Dongfang 8"}
SCHEME = {"departure_port_scheme": True, "departure_port": "0202", "port_of_exit": "4227"}
NEXT_NO = f"{TODAY.year % 100:02d}-12-00B8M4"


async def test_an_officer_checks_inspects_verifies_releases_and_sees_the_goods_leave(by_hand: Office) -> None:
    shown = await by_hand.on_the_desk(**SCHEME)

    for verb, body in (
        ("accept", None),
        ("check-documents", None),
        ("order-inspection", {"reason": "A sample."}),
        ("record-inspection", {"result": "as_declared"}),
        ("verify-licence", None),
        ("release", None),
        ("depart-origin", {}),
        ("depart", {}),
        ("clear", {"vessel": "Dongfang 7"}),
    ):
        shown = await by_hand.verb(shown, verb, body)

    assert shown["status"] == "cleared"
    assert facts(await by_hand.see(shown["id"]))[::2] == [
        f"customs.{what}"
        for what in (
            "submitted", "accepted", "document_checked", "inspection_ordered", "inspected", "licence_verified",
            "released", "departed_origin_port", "departed", "cleared",
        )
    ]  # fmt: skip
    times = list(shown["times"].values())
    assert times == sorted(times)


async def test_goods_are_shut_out_booked_anew_and_released_again(by_hand: Office) -> None:
    shown = await by_hand.verb(await by_hand.on_the_desk(), "release")

    shown = await by_hand.verb(shown, "shut-out", {"reason": "The ship was full."})
    assert [clock["matter"] for clock in shown["clocks"]] == ["shut_out"]
    shown = await by_hand.verb(shown, "request-amendment", SHIP, by=by_hand.exporter)
    assert (await by_hand.verb(shown, "refuse-amendment"))["status"] == "shut_out"
    await by_hand.verb(shown, "request-amendment", SHIP, by=by_hand.exporter)
    amended = await by_hand.verb(shown, "amend")
    again = await by_hand.verb(shown, "release")

    assert (amended["status"], again["status"], again["vessel"]) == ("accepted", "released", "Dongfang 8")
    assert facts(await by_hand.see(shown["id"]))[-2:] == ["customs.released"] * 2


async def test_goods_are_declared_anew_under_a_new_number(by_hand: Office) -> None:
    shown = await by_hand.verb(await by_hand.on_the_desk(), "release")
    first = shown["declaration_no"]

    await by_hand.verb(shown, "shut-out", {"reason": "The ship was full."})
    anew = await by_hand.verb(shown, "declare-anew", {"vessel": "Dongfang 9"}, by=by_hand.exporter)
    again = await by_hand.verb(shown, "release")

    assert (anew["status"], anew["former_numbers"]) == ("submitted", [first])
    assert again["declaration_no"] != first


async def test_goods_under_the_scheme_are_reversed_and_given_up(by_hand: Office) -> None:
    shown = await by_hand.verb(await by_hand.on_the_desk(**SCHEME), "release")

    await by_hand.verb(shown, "depart-origin", {})
    back = await by_hand.verb(shown, "reverse-departure", {"reason": "The feeder broke down."})
    asked = await by_hand.verb(shown, "request-cancellation", GROUND, by=by_hand.exporter)
    still = await by_hand.verb(shown, "refuse-cancellation", by=by_hand.supervisor)
    over = await by_hand.verb(shown, "cancel", GROUND, by=by_hand.supervisor)

    assert [one["status"] for one in (back, asked, still, over)] == [
        "shut_out", "cancellation_requested", "shut_out", "cancelled",
    ]  # fmt: skip


async def test_goods_are_held_detained_given_back_and_confiscated(by_hand: Office) -> None:
    shown = await by_hand.verb(await by_hand.on_the_desk(), "accept")

    held = await by_hand.verb(shown, "hold", {"code": "price_doubt", "reason": "Too cheap."})
    free = await by_hand.verb(shown, "lift-hold", {"code": "price_doubt"})
    kept = await by_hand.verb(shown, "detain", {"code": "smuggling", "reason": "A hidden load."})
    back = await by_hand.verb(shown, "lift-detention", by=by_hand.supervisor)
    await by_hand.verb(shown, "detain", {"code": "smuggling", "reason": "A hidden load."})
    gone = await by_hand.verb(shown, "confiscate", GROUND, by=by_hand.supervisor)

    assert [hold["code"] for hold in held["holds"]] == ["price_doubt"]
    assert free["holds"] == []
    assert [one["status"] for one in (kept, back, gone)] == ["detained", "accepted", "confiscated"]


Doing = Callable[[Office], Awaitable[Any]]


async def wrong(by_hand: Office, verb: str, **changes: Any) -> Any:
    return await by_hand.tries(await by_hand.on_the_desk(**changes), verb)


async def after_release(by_hand: Office, verb: str, body: object, **changes: Any) -> Any:
    shown = await by_hand.verb(await by_hand.on_the_desk(**changes), "release")
    return await by_hand.tries(shown, verb, body)


async def after_acceptance(by_hand: Office, verb: str, body: object) -> Any:
    shown = await by_hand.verb(await by_hand.on_the_desk(), "accept")
    by = by_hand.exporter if verb.startswith("request-") else None
    return await by_hand.tries(shown, verb, body, by=by)


async def licensed(by_hand: Office, **changes: Any) -> Any:
    declaration = await by_hand.received()
    await by_hand.hears_deregistration(declaration)
    await by_hand.hears_licence(declaration, **changes)
    return await by_hand.tries(await by_hand.until_status(declaration["id"], "submitted"), "accept")


async def locked(by_hand: Office) -> Any:
    shown = await by_hand.on_the_desk()
    await by_hand.hears(
        shown, "vehicle.locked.v1", VehicleLocked, code="theft", reason="Stolen.", article="a"
    )
    await by_hand.until_held(shown["id"])
    return await by_hand.tries(shown, "accept")


async def held(by_hand: Office) -> Any:
    shown = await by_hand.on_the_desk()
    await by_hand.verb(shown, "hold", {"code": "price_doubt", "reason": "Too cheap."})
    return await by_hand.tries(shown, "accept")


async def differing(by_hand: Office) -> Any:
    shown = await by_hand.verb(await by_hand.on_the_desk(), "accept")
    await by_hand.verb(shown, "order-inspection", {"reason": "A sample."})
    await by_hand.verb(shown, "record-inspection", {"result": "differs", "note": "Another engine."})
    return await by_hand.tries(shown, "release")


async def returned_too_early(by_hand: Office) -> Any:
    shown = await by_hand.verb(await by_hand.on_the_desk(), "release")
    await by_hand.verb(shown, "clear")
    return await by_hand.tries(shown, "return", {"reason": "Refused.", "returned_on": "2020-01-01"})


async def not_answered(by_hand: Office) -> Any:
    shown = await by_hand.on_the_desk()
    await by_hand.verb(shown, "request-correction", {"items": [{"code": "photo", "sentence": "No photo."}]})
    return await by_hand.tries(shown, "supply-correction", {"items": ["other"]}, by=by_hand.exporter)


def lines(**changes: Any) -> list[dict[str, Any]]:
    return [line_paper(VINS[0], **changes), line_paper(VINS[1])]


BOXED = {"new_energy": True, "container_no": "CSQU3054383"}
SLUGS: dict[str, Doing] = {
    "licence_mismatch": lambda o: licensed(o, customs_port="0201"),
    "licence_not_valid": lambda o: licensed(o, valid_to=date(TODAY.year - 1, 12, 31)),
    "fewer_than_licensed": lambda o: licensed(o, quantity=3, vins=(*VINS, "LGXC76C30P0123456")),
    "vehicle_locked": locked,
    "held": held,
    "goods_differ": differing,
    "goods_name_not_used": lambda o: wrong(o, "accept", lines=lines(goods_name="大众1.6L轿车")),
    "goods_name_incomplete": lambda o: wrong(o, "accept", lines=lines(goods_name="旧轿车")),
    "regime_not_for_used_vehicles": lambda o: wrong(o, "accept", supervision_mode="1300"),
    "price_terms_inconsistent": lambda o: wrong(o, "accept", incoterm="CIF"),
    "not_arrived": lambda o: wrong(o, "accept", arrived_on="2099-01-01"),
    "too_late_for_loading": lambda o: wrong(
        o, "accept", arrived_on=TODAY.isoformat(), loading_at=f"{TODAY.isoformat()}T00:00:00+08:00"
    ),
    "departure_port_incomplete": lambda o: wrong(o, "accept", departure_port_scheme=True),
    "loading_checklist_incomplete": lambda o: wrong(o, "accept", lines=lines(**BOXED)),
    "not_amendable": lambda o: after_acceptance(o, "request-amendment", SHIP),
    "vin_not_on_licence": lambda o: after_acceptance(
        o,
        "request-amendment",
        {
            "ground": "clerical_error",
            "reason": "A slip.",
            "lines": [{"vin": VINS[0], "declared_vin": "LGXC76C30P0123456"}],
        },
    ),
    "amend_first": lambda o: after_acceptance(
        o, "request-cancellation", {"code": "clerical_error", "reason": "A slip."}
    ),
    "not_departure_port_scheme": lambda o: after_release(o, "depart-origin", {}),
    "out_of_order": lambda o: after_release(o, "shut-out", {"reason": "Full.", "on": "2020-01-01"}),
    "returned_out_of_order": returned_too_early,
    "correction-incomplete": not_answered,
}


async def test_every_refusal_of_a_rule_is_reached_and_names_its_article(by_hand: Office) -> None:
    for slug, doing in SLUGS.items():
        answer = await doing(by_hand)

        assert (answer.status_code, answer.json()["code"]) == (422, slug), (slug, answer.text)
        assert answer.json()["article"], slug
        assert answer.json()["slug"] == "rule-violated"


async def test_a_container_goes_back_for_its_checklist_and_passes_with_it(alone: Office) -> None:
    declaration = await alone.received(lines=lines(**BOXED))
    await alone.hears_deregistration(declaration)
    await alone.hears_licence(declaration)
    back = await alone.until_status(declaration["id"], "returned_for_correction")
    points = {"soc_percent": "50", "no_spare_battery": "yes", "power_off": "yes", "fixed": "yes"}
    checklist = [{"code": code, "value": value} for code, value in points.items()]

    useless = await alone.tries(back, "supply-correction", {}, by=alone.exporter)
    passed = await alone.verb(
        back,
        "supply-correction",
        {"lines": [{"vin": VINS[0], "loading_checklist": checklist}]},
        by=alone.exporter,
    )

    assert {item["code"] for item in back["asked"]} == {"loading_checklist_incomplete"}
    assert useless.status_code == 422
    assert passed["status"] == "cleared"


async def test_a_lock_holds_by_message_and_the_revoked_licence_ends_it(alone: Office) -> None:
    declaration = await alone.received()
    lock = {"code": "theft", "reason": "Stolen.", "article": "机动车登记规定 第四十二条"}
    await alone.hears(declaration, "vehicle.locked.v1", VehicleLocked, **lock)
    await alone.hears_deregistration(declaration)
    await alone.hears_licence(declaration)
    held_ = await alone.until_held(declaration["id"])

    revoked = {
        "licence_no": LICENCE_NO,
        "code": "stolen",
        "reason": "Stolen.",
        "article": "行政许可法 第六十九条",
    }
    await alone.hears(declaration, "licence.revoked.v1", LicenceRevoked, **revoked)
    ended = await alone.until_status(declaration["id"], "rejected")

    assert held_["status"] == "submitted"
    assert facts(ended)[:2] == ["customs.submitted"] * 2
    assert facts(ended)[-2:] == ["customs.rejected"] * 2


async def test_a_lock_that_is_taken_off_lets_the_goods_go(alone: Office) -> None:
    declaration = await alone.received()
    lock = {"code": "theft", "reason": "Stolen.", "article": "机动车登记规定 第四十二条"}
    await alone.hears(declaration, "vehicle.locked.v1", VehicleLocked, **lock)
    await alone.hears_deregistration(declaration)
    await alone.hears_licence(declaration)
    await alone.until_held(declaration["id"])

    await alone.hears(declaration, "vehicle.unlocked.v1", VehicleUnlocked, code="theft")

    shown = await alone.until_status(declaration["id"], "cleared")
    assert "customs.hold_lifted" in facts(shown)


async def test_an_expired_licence_is_replaced_and_the_goods_pass_on_the_new_one(alone: Office) -> None:
    declaration = await alone.received()
    await alone.hears_licence(declaration)
    expired = {"licence_no": LICENCE_NO, "valid_to": licence_valid_to(TODAY)}
    await alone.hears(declaration, "licence.expired.v1", LicenceExpired, **expired)
    await alone.until_void(declaration["id"], LICENCE_NO)
    await alone.hears_deregistration(declaration)

    await alone.hears_licence(declaration, licence_no=NEXT_NO)
    shown = await alone.until_status(declaration["id"], "cleared")

    assert shown["licence"]["licence_no"] == NEXT_NO
    assert shown["void_licences"] == [LICENCE_NO]


async def test_a_vehicle_is_left_out_and_the_other_goes_on_the_new_licence(alone: Office) -> None:
    declaration = await alone.received()
    await alone.verb(declaration, "declare-vehicles", {"vins": [VINS[0]]}, by=alone.exporter)
    await alone.hears_deregistration(declaration)
    await alone.hears_licence(declaration)
    await alone.until_held(declaration["id"])

    given = {"licence_no": LICENCE_NO, "code": "fewer_vehicles", "reason": "One was damaged."}
    await alone.hears(declaration, "licence.surrendered.v1", LicenceSurrendered, **given)
    stays, goes = declaration["lines"][1], declaration["lines"][0]
    out = LicenceLineLeftOut(application_id=declaration["id"], vin=stays["vin"], reason="One was damaged.")
    await alone.licensing.announces("licence.line_left_out.v1", out, stays["case_id"])
    fact = granted(declaration, goes, licence_no=NEXT_NO, quantity=1, vins=(goes["vin"],))
    await alone.licensing.announces("licence.granted.v1", fact, goes["case_id"])
    shown = await alone.until_status(declaration["id"], "cleared")

    told = [(fact["subject"], fact["type"]) for fact in shown["history"]]
    assert told.count((stays["case_id"], "customs.lapsed.v1")) == 1
    assert (stays["case_id"], "customs.released.v1") not in told
    assert (goes["case_id"], "customs.cleared.v1") in told
