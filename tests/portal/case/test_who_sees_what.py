"""Who sees what on the page of a case: each role against each field, in the page as it leaves the server."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio

from exportlane.runtime.testing import System, system, until
from tests.gateway.batches import OTHER_USCC, USCC, batch, single, vehicle, vin
from tests.gateway.signing_in.walking import browser_of, signed_in

pytestmark = pytest.mark.asyncio(loop_scope="module")

AMOUNT = "6,500.00"
"""The refund of the case, as the page writes it."""
PURCHASE = ("56500", "56,500", "50000.00", "50,000")
"""What the vehicle cost stays with the tax office."""


@dataclass(frozen=True)
class Sees:
    """What one role sees."""

    vin: bool
    amount: bool
    deliveries: bool
    raises: bool = False
    evidence: bool = False
    traces: bool = False


OFFICER = Sees(vin=True, amount=False, deliveries=True, raises=True)
MATRIX = {
    "licensing": Sees(vin=True, amount=True, deliveries=True, raises=True),
    "vehicle-registry": OFFICER,
    "customs": OFFICER,
    "tax-rebate": Sees(vin=True, amount=True, deliveries=True, raises=True),
    "transport": OFFICER,
    "logistics": OFFICER,
    "credit-insurance": OFFICER,
    "customs-supervisor": Sees(vin=True, amount=False, deliveries=True, raises=True, evidence=True),
    "customs-operator": Sees(vin=True, amount=False, deliveries=True, evidence=True, traces=True),
    "operator": Sees(vin=True, amount=False, deliveries=True, evidence=True, traces=True),
    "viewer": Sees(vin=False, amount=False, deliveries=True),
    "convener": Sees(vin=False, amount=True, deliveries=True, raises=True),
    "police": Sees(vin=True, amount=False, deliveries=True, raises=True),
    "taizhou": Sees(vin=False, amount=True, deliveries=True),
    f"exporter-{USCC.lower()}": Sees(vin=True, amount=True, deliveries=False),
}


@dataclass
class Lane:
    """A gateway with a case that went through to the refund."""

    system: System
    case_id: str

    async def page(self, person: str, *, language: str = "zh", address: str | None = None) -> httpx.Response:
        async with browser_of(self.system.apps["gateway"]) as browser:
            await signed_in(browser, person)
            await browser.get(f"/language/{language}")
            return await browser.get(address or f"/cases/{self.case_id}")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lane(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lane]:
    async with system(tmp_path_factory.mktemp("lane")) as running:
        client = running.client("gateway", "gateway", "officer")
        case_id = (await client.post("/v1/cases", single(1))).json()["case_id"]
        await client.post("/v1/batches", batch(0, vehicles=[vehicle(2)], exporter_uscc=OTHER_USCC))

        async def ended() -> bool:
            return bool((await client.get(f"/v1/cases/{case_id}")).json()["status"]["end"])

        await until(ended)
        yield Lane(running, case_id)


@pytest.mark.parametrize("person", MATRIX)
async def test_a_role_sees_what_is_its_own_and_no_more(lane: Lane, person: str) -> None:
    sees, page = MATRIX[person], (await lane.page(person)).text

    assert (vin(1) in page) is sees.vin
    assert ('class="masked"' in page) is not sees.vin
    assert (f"{vin(1)[:3]}••••••••••{vin(1)[-4:]}" in page) is not sees.vin
    assert (AMOUNT in page) is sees.amount
    assert ("材料送达各部门" in page) is sees.deliveries
    assert ("/conference/tickets/new" in page) is sees.raises
    assert ("/evidence/" in page) is sees.evidence
    assert ("/operations/traces/" in page) is sees.traces
    assert not any(sum_ in page for sum_ in PURCHASE)


@pytest.mark.parametrize("person", MATRIX)
async def test_the_files_behind_the_page_hide_what_the_page_hides(lane: Lane, person: str) -> None:
    sees = MATRIX[person]
    for name in ("case.json", "timeline.json"):
        document = await lane.page(person, address=f"/cases/{lane.case_id}/{name}")

        assert document.status_code == 200
        assert document.headers["content-type"].startswith("application/json")
        assert (vin(1) in document.text) is sees.vin, name
        assert ("6500.00" in document.text) is sees.amount, name
        assert not any(sum_ in document.text for sum_ in PURCHASE)


async def test_a_part_that_is_fetched_for_an_open_page_hides_the_same(lane: Lane) -> None:
    for part in ("live", "facts?skip=0"):
        found = (await lane.page("viewer", address=f"/cases/{lane.case_id}/{part}")).text

        assert vin(1) not in found
        assert AMOUNT not in found
        assert "<html" not in found


@pytest.mark.parametrize(
    "part", ["", "/live", "/facts", "/case.json", "/timeline.json", "/evidence/customs.json"]
)
@pytest.mark.parametrize("person", [f"exporter-{OTHER_USCC.lower()}", "guest"])
async def test_for_another_firm_and_for_a_guest_the_case_does_not_exist(
    lane: Lane, part: str, person: str
) -> None:
    found = await lane.page(person, address=f"/cases/{lane.case_id}{part}")

    assert found.status_code == 404
    assert vin(1) not in found.text
    assert "未找到" in found.text


async def test_the_evidence_is_given_by_the_agency_to_whom_it_trusts(lane: Lane) -> None:
    address = f"/cases/{lane.case_id}/evidence/customs.json"

    given = await lane.page("customs-supervisor", address=address)
    refused = await lane.page("licensing", address=address)
    nobody = await lane.page("operator", address=f"/cases/{lane.case_id}/evidence/nobody.json")

    assert given.status_code == 200
    assert {fact["source"] for fact in _facts(given.json())} == {"customs"}
    assert all(fact["signature"] for fact in _facts(given.json()))
    assert refused.status_code == 403
    assert nobody.status_code == 404


def _facts(document: object) -> list[dict[str, str]]:
    found = document["facts"] if isinstance(document, dict) else document
    assert isinstance(found, list)
    assert found
    return found


async def test_an_exporter_reads_first_what_it_must_do(lane: Lane) -> None:
    page = (await lane.page(f"exporter-{USCC.lower()}")).text
    english = (await lane.page(f"exporter-{USCC.lower()}", language="en")).text

    assert "贵企业无需办理任何事项" in page
    assert "You need not do anything." in english


async def test_a_page_speaks_one_language(lane: Lane) -> None:
    page = (await lane.page("licensing", language="en")).text
    # What agencies and people wrote may be Chinese (names, articles of law), and is marked or stands as data.
    labels = re.findall(r"<(?:dt|th|h1|h2|h3|button|summary)\b[^>]*>([^<]+)<", page)

    assert labels
    assert not [label for label in labels if re.search("[\u4e00-\u9fff]", label)]


async def test_only_an_operator_of_the_platform_sends_papers_again(lane: Lane) -> None:
    async with browser_of(lane.system.apps["gateway"]) as browser:
        await signed_in(browser, "customs-operator")
        refused = await browser.post(f"/cases/{lane.case_id}/deliveries/x/retry", data={"form_token": "x"})
        assert refused.status_code == 403
        await signed_in(browser, "operator")
        without_token = await browser.post(
            f"/cases/{lane.case_id}/deliveries/x/retry", data={"form_token": "x"}
        )
        assert without_token.status_code == 403
