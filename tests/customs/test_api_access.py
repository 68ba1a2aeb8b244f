"""What the API of customs shows, and to whom; and who may decide what."""

from __future__ import annotations

from datetime import timedelta

from customs.api.verbs import VERBS
from exportlane.runtime.ids import new_id
from exportlane.runtime.testing import Caller
from tests.agency.office import OTHER_EXPORTER
from tests.customs.given import EXPORTER, VINS
from tests.customs.running import LICENCE_NO, TODAY, Office, line_paper, paper


async def test_the_work_list_is_filtered_sorted_and_paged(by_hand: Office) -> None:
    drafts = [
        await by_hand.received(lines=[line_paper(f"{VINS[0][:-2]}{number:02d}")]) for number in range(4)
    ]
    ready = await by_hand.on_the_desk(lines=[line_paper(VINS[1])])
    ids = [declaration["id"] for declaration in drafts]

    async def listed(caller: Caller = by_hand.officer, **params: str) -> list[str]:
        answer = await caller.get("/v1/declarations", **params)
        assert answer.status_code == 200, answer.text
        return [item["id"] for item in answer.json()["items"]]

    far = (TODAY + timedelta(days=366)).isoformat()
    assert await listed(due_before=far) == [ready["id"]]
    assert await listed(due_before=(TODAY - timedelta(days=1)).isoformat()) == []
    assert await listed(status="draft", sort="created") == ids
    assert await listed(licence_no=LICENCE_NO) == [ready["id"]]
    assert await listed(declaration_no="020220260000000001") == []
    assert await listed(vin=VINS[1]) == [ready["id"]]
    assert await listed(vin="LGXC76C30P0123456") == []
    assert await listed(exporter=OTHER_EXPORTER) == []
    assert await listed(batch=drafts[2]["batch_id"], profile="tianjin") == [ids[2]]
    assert (await listed(sort="-deadline"))[0] == ready["id"]
    assert await listed(by_hand.stranger) == []
    assert len(await listed(by_hand.exporter)) == 5

    first = (await by_hand.officer.get("/v1/declarations", limit="3", sort="created")).json()
    rest = (
        await by_hand.officer.get("/v1/declarations", limit="3", sort="created", cursor=first["next"])
    ).json()
    assert [item["id"] for item in first["items"] + rest["items"]] == [*ids, ready["id"]]
    assert rest["next"] is None


WRONG: list[tuple[dict[str, str], int]] = [
    ({"cursor": "nonsense"}, 400),
    ({"limit": "201"}, 422),
    ({"sort": "colour"}, 422),
    ({"colour": "red"}, 422),
]


async def test_a_list_that_is_asked_for_wrongly_says_so(alone: Office) -> None:
    for params, status in WRONG:
        answer = await alone.officer.get("/v1/declarations", **params)

        assert answer.status_code == status, params


async def test_an_exporter_never_learns_of_anothers_declarations(alone: Office) -> None:
    declaration = await alone.received()

    own = await alone.exporter.get(f"/v1/declarations/{declaration['id']}")
    foreign = await alone.stranger.get(f"/v1/declarations/{declaration['id']}")
    asked = await alone.stranger.get("/v1/declarations", exporter=EXPORTER)
    missing = await alone.officer.get(f"/v1/declarations/{new_id()}")

    assert [answer.status_code for answer in (own, foreign, asked, missing)] == [200, 404, 403, 404]
    assert own.headers["etag"] == '"1"'


DECISIONS = (
    "request-correction", "accept", "check-documents", "order-inspection", "record-inspection", "verify-licence",
    "release", "depart-origin", "reverse-departure", "depart", "clear", "shut-out", "amend", "refuse-amendment",
    "hold", "lift-hold", "detain", "refuse", "return",
)  # fmt: skip
UNDOING = ("cancel", "refuse-cancellation", "lift-detention", "confiscate")
SUPPLYING = (
    "supply-correction", "declare-vehicles", "request-amendment", "request-cancellation", "declare-anew",
)  # fmt: skip
NOT_ENTITLED = [
    *(("customs", "viewer", verb) for verb in (*DECISIONS, *UNDOING, *SUPPLYING)),
    *(("licensing", "supervisor", verb) for verb in (*DECISIONS, *UNDOING, *SUPPLYING)),
    *(("gateway", "service", verb) for verb in (*DECISIONS, *UNDOING)),
    *(("enterprise", "exporter", verb) for verb in (*DECISIONS, *UNDOING)),
    *(("customs", "officer", verb) for verb in UNDOING),
]


def test_every_verb_is_somebodys() -> None:
    assert {row.path for row in VERBS} == {*DECISIONS, *UNDOING, *SUPPLYING}


async def test_nobody_decides_who_is_not_entitled_to(alone: Office) -> None:
    body = {"code": "a", "reason": "A.", "items": [{"code": "a", "sentence": "A."}]}

    answers = {
        (agency, role, verb): await alone.client(agency, role).post(
            f"/v1/declarations/some/{verb}", body, version=1
        )
        for agency, role, verb in NOT_ENTITLED
    }

    assert {who: answer.json()["slug"] for who, answer in answers.items()} == dict.fromkeys(
        answers, "forbidden"
    )


async def test_papers_come_from_the_gateway_or_an_officer(alone: Office) -> None:
    for agency, role in (("enterprise", "exporter"), ("licensing", "officer"), ("customs", "viewer")):
        assert (await alone.client(agency, role).post("/v1/declarations", paper())).status_code == 403

    assert (await alone.officer.post("/v1/declarations", paper())).status_code == 201
