"""What the API of licensing shows, and to whom; and who may decide what."""

from __future__ import annotations

from datetime import timedelta

from exportlane.runtime.ids import new_id
from exportlane.runtime.testing import Caller
from tests.licensing.given import EXPORTER, OTHER_EXPORTER, VINS
from tests.licensing.running import TODAY, Authority, line_paper, paper


async def test_the_work_list_is_filtered_sorted_and_paged(by_hand: Authority) -> None:
    whole = [await by_hand.received(lines=[line_paper(f"{VINS[0][:-2]}{number:02d}")]) for number in range(5)]
    bare = await by_hand.received(lines=[line_paper(VINS[1], inspection_report=None)])
    ids = [application["id"] for application in whole]

    async def listed(caller: Caller = by_hand.officer, **params: str) -> list[str]:
        answer = await caller.get("/v1/applications", **params)
        assert answer.status_code == 200, answer.text
        return [item["id"] for item in answer.json()["items"]]

    far = (TODAY + timedelta(days=30)).isoformat()
    assert await listed(due_before=far, sort="created") == [*ids, bare["id"]]
    assert (await listed(sort="place"))[-1] == bare["id"]
    assert await listed(due_before=TODAY.isoformat()) == []
    assert await listed(vin=VINS[1]) == [bare["id"]]
    assert await listed(vin="LGXC76C30P0123456") == []
    assert await listed(exporter=OTHER_EXPORTER) == []
    assert await listed(status="granted") == []
    assert await listed(batch=whole[2]["batch_id"], profile="tianjin") == [ids[2]]
    assert (await listed(sort="-deadline"))[0] == bare["id"]
    assert await listed(by_hand.stranger) == []
    assert len(await listed(by_hand.exporter)) == 6

    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await by_hand.officer.get("/v1/applications", limit="2", sort="-created", **cursor)).json()
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert seen == [bare["id"], *reversed(ids)]


WRONG: list[tuple[dict[str, str], int]] = [
    ({"cursor": "nonsense"}, 400),
    ({"limit": "0"}, 422),
    ({"limit": "201"}, 422),
    ({"sort": "colour"}, 422),
    ({"colour": "red"}, 422),
    ({"status": "lost"}, 422),
]


async def test_a_list_that_is_asked_for_wrongly_says_so(alone: Authority) -> None:
    for params, status in WRONG:
        answer = await alone.officer.get("/v1/applications", **params)

        assert answer.status_code == status, params


async def test_an_exporter_never_learns_of_anothers_applications(alone: Authority) -> None:
    application = await alone.received()

    own = await alone.exporter.get(f"/v1/applications/{application['id']}")
    foreign = await alone.stranger.get(f"/v1/applications/{application['id']}")
    asked = await alone.stranger.get("/v1/applications", exporter=EXPORTER)
    missing = await alone.officer.get(f"/v1/applications/{new_id()}")

    assert [answer.status_code for answer in (own, foreign, asked, missing)] == [200, 404, 403, 404]
    assert own.headers["etag"] == '"1"'


DECISIONS = ("request-correction", "grant", "refuse")
OTHERS = ("supply-correction", "withdraw")
NOT_ENTITLED = [
    *(("licensing", "viewer", verb) for verb in (*DECISIONS, *OTHERS, "cancel")),
    *(("customs", "supervisor", verb) for verb in (*DECISIONS, *OTHERS, "cancel")),
    *(("gateway", "service", verb) for verb in (*DECISIONS, "cancel")),
    *(("enterprise", "exporter", verb) for verb in (*DECISIONS, "cancel")),
    ("licensing", "officer", "cancel"),
    ("licensing", "officer", "withdraw"),
]


async def test_nobody_decides_who_is_not_entitled_to(alone: Authority) -> None:
    body = {"code": "a", "reason": "A.", "items": [{"code": "a", "sentence": "A."}]}

    answers = {
        (agency, role, verb): await alone.client(agency, role).post(
            f"/v1/applications/some/{verb}", body, version=1
        )
        for agency, role, verb in NOT_ENTITLED
    }

    assert {who: answer.json()["slug"] for who, answer in answers.items()} == dict.fromkeys(
        answers, "forbidden"
    )


async def test_papers_come_from_the_gateway_or_an_officer(alone: Authority) -> None:
    for agency, role in (("enterprise", "exporter"), ("customs", "officer"), ("licensing", "viewer")):
        assert (await alone.client(agency, role).post("/v1/applications", paper())).status_code == 403

    assert (await alone.officer.post("/v1/applications", paper())).status_code == 201
