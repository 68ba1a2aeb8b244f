"""Who is let in, what is shown when there is nothing or nobody answers, and texts that would like to be scripts."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from playwright.async_api import expect

from gateway.portal.work.benches import BENCHES
from tests.gateway.batches import USCC, vehicle, vin
from tests.portal.work.conftest import WORK, Office, signed_in

pytestmark = [pytest.mark.chromium, pytest.mark.asyncio(loop_scope="module")]
HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>'


async def test_an_officer_of_another_agency_sees_nothing_of_it(office: Office) -> None:
    (lot,) = await office.submitted(1)

    async with signed_in(office, "customs") as http:
        for at in ("", "/to-decide", f"/to-decide/{lot}", "/counts", "/to-decide/news"):
            answer = await http.get(f"{WORK}/licensing{at}")
            assert answer.status_code == 403, at
            assert vin(1) not in answer.text
            assert "天津示范汽车" not in answer.text
        mine = await http.get("/tasks")
        assert mine.headers["location"].startswith(f"{WORK}/customs/")


@pytest.mark.parametrize(
    ("agency", "role", "claims"),
    [
        ("licensing", "viewer", {}),
        ("enterprise", "exporter", {"uscc": USCC}),
        ("gateway", "operator", {}),
        ("conference", "conference", {"member": "tianjin.conf_police"}),
    ],
    ids=["viewer", "exporter", "operator", "member"],
)
async def test_who_decides_nothing_has_no_work_list(
    office: Office, agency: str, role: str, claims: dict[str, Any]
) -> None:
    async with signed_in(office, agency, role, **claims) as http:
        for at in ("/tasks", f"{WORK}/licensing/to-decide", f"{WORK}/licensing/counts"):
            assert (await http.get(at)).status_code == 403


async def test_a_stranger_is_led_to_the_sign_in(office: Office) -> None:
    async with httpx.AsyncClient(base_url=office.url) as http:
        answer = await http.get(f"{WORK}/licensing/to-decide?vin=LSVAU0304N2000001")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"/sign-in?next={WORK}/licensing/to-decide")


async def test_lists_and_things_that_are_not_there_are_said_so(office: Office) -> None:
    async with signed_in(office, "licensing") as http:
        for at in (f"{WORK}/licensing/no-such-list", f"{WORK}/licensing/to-decide/no-such-thing"):
            assert (await http.get(at)).status_code == 404


async def test_every_list_of_every_deployed_agency_opens_in_both_languages(office: Office) -> None:
    for agency in ("licensing", "vehicle-registry", "customs", "tax-rebate"):
        async with signed_in(office, agency, "supervisor") as http:
            for language in ("zh", "en"):
                await http.get(f"/language/{language}")
                for work in BENCHES[agency].lists:
                    answer = await http.get(f"/tasks/{agency}/{work.slug}")
                    deployed = work.things.agency in office.system.services
                    assert answer.status_code == (200 if deployed else 404), work.slug
                counts = await http.get(f"/tasks/{agency}/counts?list={BENCHES[agency].lists[0].slug}")
                assert counts.status_code == 200


async def test_what_an_exporter_wrote_is_shown_as_text(office: Office) -> None:
    (lot,) = await office.submitted(
        vehicles=[vehicle(1, brand=HOSTILE[:60], model_code=HOSTILE[-60:])], exporter_name=HOSTILE[:80]
    )
    await office.reaches("licensing", lot, {"submitted", "accepted"})

    for at in ("to-accept", "to-decide"):
        async with office.desk("licensing", f"{WORK}/licensing/{at}") as page:
            if await page.locator("tbody tr").count():
                await expect(page.locator("tbody")).to_contain_text("<img src=x")
                await page.click("tbody a")
                await expect(page.locator("main")).to_contain_text("<img src=x")
            assert await page.locator("main img, main script").count() == 0
            assert await page.title() not in {"1", "2"}


async def test_what_an_officer_writes_and_sends_wrongly_comes_back_as_text(office: Office) -> None:
    (lot,) = await office.submitted(1)
    await office.reaches("licensing", lot, {"accepted"})

    async with office.desk("licensing", f"{WORK}/licensing/to-decide/{lot}") as page:
        await page.click("details.verb > summary:has-text('不予许可')")
        await page.fill("#refuse-reason", HOSTILE)
        await page.fill("#refuse-article", '"><script>document.title=3</script>')
        await page.click("details.verb[open] button:has-text('不予许可')")

        await expect(page.locator("#refuse-reason")).to_have_value(HOSTILE)
        assert await page.locator("main script, main img").count() == 0
    office.forgive(422)


async def test_filters_stand_in_the_address_and_a_wrong_one_is_said_in_a_sentence(office: Office) -> None:
    await office.submitted(1)

    async with signed_in(office, "licensing") as http:
        found = await http.get(f"{WORK}/licensing/to-decide", params={"exporter": USCC})
        nothing = await http.get(f"{WORK}/licensing/to-decide", params={"vin": "LSVAU0304N2999999"})
        wrong = await http.get(f"{WORK}/licensing/to-decide", params={"due_before": "yesterday"})

    assert f'value="{USCC}"' in found.text
    assert "没有符合条件的记录" in nothing.text or "按这些条件无法列出" in nothing.text
    assert "按这些条件无法列出" in wrong.text
    assert wrong.status_code == 200


async def test_an_agency_that_does_not_answer_is_told_and_nothing_is_lost(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    (lot,) = await office.submitted(1)
    await office.reaches("licensing", lot, {"accepted"})

    async with signed_in(office, "licensing") as http:
        before = await http.get(f"{WORK}/licensing/to-decide")
        peers = office.system.services["gateway"].peers

        class Silent(httpx.AsyncBaseTransport):
            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                raise httpx.ConnectError("no route", request=request)

        away = httpx.AsyncClient(transport=Silent(), base_url="http://licensing")
        monkeypatch.setitem(peers, "licensing", away)
        gone = await http.get(f"{WORK}/licensing/to-decide")
        counts = await http.get(f"{WORK}/licensing/counts?list=to-decide")

    assert before.status_code == 200
    assert gone.status_code == 503
    assert "商务主管部门系统暂时无法连通" in gone.text
    assert counts.text.count("暂时无法统计") >= 5
