"""What customs say before there is anything to decide about."""

from __future__ import annotations

from tests.customs.running import Office, paper


async def test_a_step_before_its_turn_is_not_allowed_and_names_the_order(by_hand: Office) -> None:
    draft = await by_hand.received()

    for verb in ("accept", "check-documents", "verify-licence", "release", "clear"):
        answer = await by_hand.tries(draft, verb)

        assert (answer.status_code, answer.json()["code"]) == (409, "move-not-allowed"), verb
        assert answer.json()["article"]
    assert (await by_hand.see(draft["id"]))["status"] == "draft"


async def test_the_check_before_the_declaration_says_that_without_a_licence_nothing_is_released(
    by_hand: Office,
) -> None:
    answer = await by_hand.exporter.post("/v1/declarations/check", paper())

    (rule,) = [one for one in answer.json()["rules"] if one["code"] == "licence_missing"]
    assert (rule["holds"], rule["article"]) == (None, "海关法 第二十四条")
