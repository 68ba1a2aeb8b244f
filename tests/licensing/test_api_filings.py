"""The register of filings in a running service: asked for, reviewed, suspended with its licences, taken over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from exportlane.contracts.vehicle_registry import VehicleMisuseReported
from exportlane.runtime.ids import new_id
from exportlane.runtime.settings import StartupRefused, load_settings
from exportlane.runtime.testing import Caller, until
from licensing.settings import LicensingSettings, policy_from_settings
from tests.licensing.given import EXPORTER, VINS
from tests.licensing.running import TODAY, Authority, line_paper, paper

FIRM = "91350100M000100Y43"
GROUND = {"code": "complaints", "reason": "Buyers complain."}
LISTED = {"list": "serious_dishonesty", "code": "fraud", "reason": "Forged.", "valid_from": TODAY.isoformat()}
PARTICULARS = {
    "legal_person": True,
    "premises": [{"kind": "office", "address": "东疆 1 号"}, {"kind": "display", "address": "东疆 2 号"}],
    "trade_experience": "Used cars since 2015.",
    "appraisers": ["P-1", "P-2", "P-3"],
}


def filing_paper(**changes: Any) -> dict[str, Any]:
    plain = {
        "filing_id": new_id(),
        "uscc": FIRM,
        "name": "福州闽江二手车有限公司",
        "kind": "circulation",
        "profile": "national",
        "particulars": PARTICULARS,
    }
    return {**plain, **changes}


async def act(who: Caller, thing: dict[str, Any], verb: str, body: object = None) -> dict[str, Any]:
    answer = await who.post(f"/v1/filings/{thing['id']}/{verb}", body, version=thing["version"])
    assert answer.status_code == 200, answer.text
    return answer.json()


async def refusal(who: Caller, thing: dict[str, Any], verb: str, body: object = None) -> dict[str, Any]:
    answer = await who.post(f"/v1/filings/{thing['id']}/{verb}", body, version=thing["version"])
    assert answer.status_code in {409, 422}, answer.text
    return answer.json()


def firm_of(authority: Authority) -> Caller:
    return authority.caller("enterprise", "exporter", uscc=FIRM)


async def asked(authority: Authority, **changes: Any) -> dict[str, Any]:
    answer = await firm_of(authority).post("/v1/filings", filing_paper(**changes))
    assert answer.status_code == 201, answer.text
    return answer.json()


async def taken_over(authority: Authority) -> dict[str, Any]:
    """The filing of the exporter, which the national platform has."""

    async def there() -> dict[str, Any] | None:
        page = (await authority.officer.get("/v1/filings", uscc=EXPORTER)).json()
        return page["items"][0] if page["items"] else None

    found = await until(there, what="the filing that is taken over")
    assert found is not None
    return found


@pytest.mark.requirement("TJ-1.1")
async def test_a_firm_asks_is_reviewed_condition_by_condition_and_filed(alone: Authority) -> None:
    filing = await asked(alone)

    taken_up = await act(alone.officer, filing, "accept")
    filed = await act(alone.officer, taken_up, "file")
    standing = (await alone.gateway.get(f"/v1/filings/by-uscc/{FIRM}")).json()
    shown = (await firm_of(alone).get(f"/v1/filings/{filing['id']}")).json()

    assert {condition["met"] for condition in filing["conditions"]} == {True}
    assert {"code", "met", "zh", "en", "article"} == set(filing["conditions"][0])
    assert (filed["status"], filed["valid_from"]) == ("filed", TODAY.isoformat())
    assert (standing["may_apply"], standing["status"], standing["code"]) == (True, "filed", None)
    assert [fact["type"] for fact in shown["history"]] == [
        "enterprise.filing_submitted.v1",
        "enterprise.filing_accepted.v1",
        "enterprise.filed.v1",
    ]


@pytest.mark.requirement("TJ-1.1")
async def test_what_is_not_met_is_said_and_asked_for(alone: Authority) -> None:
    filing = await asked(alone, particulars={**PARTICULARS, "appraisers": ["P-1", "P-2"]})

    items = {"items": [{"code": "appraisers", "sentence": "A third appraiser is missing."}]}
    waiting = await act(alone.officer, filing, "request-correction", items)
    back = await act(firm_of(alone), waiting, "supply-correction", {"particulars": PARTICULARS})
    taken_up = await act(alone.officer, filing | {"version": back["version"]}, "accept")

    assert [one["code"] for one in filing["conditions"] if not one["met"]] == ["appraisers"]
    assert waiting["asked"][0]["article"] == "行政许可法 第三十二条"
    assert all(one["met"] for one in taken_up["conditions"])


async def test_a_firm_that_lacks_something_is_not_filed_but_may_be_rejected(alone: Authority) -> None:
    filing = await asked(alone, particulars={**PARTICULARS, "unrectified_violation": True})
    taken_up = await act(alone.officer, filing, "accept")

    refused = await refusal(alone.officer, taken_up, "file")
    rejected = await act(alone.officer, taken_up, "reject", GROUND)
    again = await asked(alone)

    assert (refused["slug"], refused["code"]) == ("rule-violated", "no_unrectified_violation")
    assert refused["article"]
    assert (rejected["status"], again["status"]) == ("rejected", "submitted")


async def test_a_draft_is_handed_in_and_taken_back(alone: Authority) -> None:
    draft = await asked(alone, draft=True)

    handed_in = await act(firm_of(alone), draft, "submit")
    back = await act(firm_of(alone), handed_in, "withdraw", {"reason": "Not now."})

    assert (draft["status"], handed_in["status"], back["status"]) == ("draft", "submitted", "withdrawn")


async def test_a_firm_has_one_living_filing(alone: Authority) -> None:
    await asked(alone)

    second = await firm_of(alone).post("/v1/filings", filing_paper())
    anothers = await alone.exporter.post("/v1/filings", filing_paper())
    unknown = await firm_of(alone).post("/v1/filings", filing_paper(profile="atlantis"))

    assert (second.status_code, second.json()["code"]) == (409, "filing_exists")
    assert anothers.status_code == 403
    assert unknown.json()["code"] == "unknown-profile"


async def test_a_firm_learns_of_its_own_filing_only(alone: Authority) -> None:
    filing = await asked(alone)

    own = await firm_of(alone).get("/v1/filings")
    foreign = await alone.exporter.get(f"/v1/filings/{filing['id']}")
    listed = await alone.exporter.get("/v1/filings", uscc=FIRM)
    looked = await alone.exporter.get(f"/v1/filings/by-uscc/{FIRM}")

    assert [item["id"] for item in own.json()["items"]] == [filing["id"]]
    assert [answer.status_code for answer in (foreign, listed, looked)] == [404, 403, 403]


async def test_the_filings_are_listed_by_what_an_officer_asks(alone: Authority) -> None:
    filing = await asked(alone)
    await taken_over(alone)

    due = await alone.officer.get("/v1/filings", status="submitted", due_before="2099-01-01", sort="deadline")
    ends = await alone.officer.get("/v1/filings", ends_before="2099-01-01", kind="circulation")

    assert [item["id"] for item in due.json()["items"]] == [filing["id"]]
    assert {item["status"] for item in ends.json()["items"]} == {"filed"}


async def test_filings_of_the_national_platform_are_taken_over_at_the_start(alone: Authority) -> None:
    filing = await taken_over(alone)

    shown = (await alone.officer.get(f"/v1/filings/{filing['id']}")).json()

    assert (filing["status"], filing["imported"], filing["valid_from"]) == ("filed", True, TODAY.isoformat())
    assert [fact["type"] for fact in shown["history"]] == ["enterprise.filed.v1"]
    renewed = await act(alone.officer, shown, "renew")
    assert renewed["renewals"] == 1


@pytest.mark.requirement("TJ-1.1")
async def test_a_suspension_revokes_what_is_not_used_and_refuses_what_is_not_decided(
    alone: Authority,
) -> None:
    filing = await taken_over(alone)
    licensed = await alone.received(lines=[line_paper()])
    await alone.endorsed(licensed)
    await alone.until_status(licensed["id"], "granted")
    undecided = await alone.received(lines=[line_paper(VINS[1])])

    suspended = await act(alone.supervisor, filing, "suspend", GROUND)

    shown = [await alone.see(one["id"]) for one in (licensed, undecided)]
    assert suspended["status"] == "suspended"
    assert [one["status"] for one in shown] == ["revoked", "refused"]
    assert {one["outcome"]["code"] for one in shown} == {"filing_suspended"}
    late = await alone.received(lines=[line_paper()])
    assert (late["status"], late["outcome"]["code"]) == ("not_accepted", "filing_suspended")
    back = await act(alone.supervisor, suspended, "resume", {"reason": "Rectified."})
    assert (back["status"], back["resumed"]) == ("filed", True)
    again = await alone.received(lines=[line_paper()])
    assert again["status"] == "submitted"


@pytest.mark.parametrize(
    ("verb", "body", "code"),
    [("remove", GROUND, "filing_removed"), ("list", LISTED, "serious_dishonesty")],
)
@pytest.mark.requirement("TJ-1.1", "TZ-12b")
async def test_a_firm_that_is_struck_off_or_dishonest_may_not_apply(
    alone: Authority, verb: str, body: dict[str, Any], code: str
) -> None:
    await act(alone.supervisor, await taken_over(alone), verb, body)

    standing = (await alone.gateway.get(f"/v1/filings/by-uscc/{EXPORTER}")).json()
    window = await alone.officer.post("/v1/applications", paper())

    assert (standing["may_apply"], standing["code"]) == (False, code)
    assert (window.status_code, window.json()["code"]) == (409, code)


async def test_lists_are_kept_with_their_days(alone: Authority) -> None:
    filing = await taken_over(alone)

    listed = await act(alone.supervisor, filing, "list", {**LISTED, "list": "negative"})
    twice = await refusal(alone.supervisor, listed, "list", {**LISTED, "list": "negative"})
    absent = await refusal(
        alone.supervisor, listed, "delist", {"list": "serious_dishonesty", "reason": "Never there."}
    )
    off = await act(alone.supervisor, listed, "delist", {"list": "negative", "reason": "Better now."})

    assert (twice["code"], absent["code"]) == ("listed_already", "not_listed")
    assert off["listings"][0]["off_on"] == TODAY.isoformat()


async def test_a_misused_vehicle_costs_the_licence_and_suspends_the_firm(alone: Authority) -> None:
    """C19: driven on the road."""
    await taken_over(alone)
    application = await alone.received(lines=[line_paper()])
    await alone.endorsed(application)
    await alone.until_status(application["id"], "granted")
    report = VehicleMisuseReported(vin=VINS[0], code="road_use", reason="Driven on the road.")

    await alone.registry.announces("vehicle.misuse_reported.v1", report, application["lines"][0]["case_id"])
    revoked = await alone.until_status(application["id"], "revoked")

    async def suspended() -> dict[str, Any] | None:
        found = await taken_over(alone)
        return found if found["status"] == "suspended" else None

    filing = await until(suspended, what="the suspension of the firm")
    assert filing is not None
    assert revoked["outcome"]["code"] == "vehicle_misused"
    assert filing["suspended"]["code"] == "vehicle_misused"
    assert VINS[0] in filing["suspended"]["reason"]


BODIES: dict[str, object] = {
    "request-correction": {"items": [{"code": "a", "sentence": "A."}]},
    "reject": GROUND,
    "suspend": GROUND,
    "resume": {"reason": "A."},
    "remove": GROUND,
    "list": LISTED,
    "delist": {"list": "negative", "reason": "A."},
}


@pytest.mark.parametrize("verb", ["accept", "file", "renew", *BODIES])
async def test_only_the_authority_decides_on_filings(alone: Authority, verb: str) -> None:
    strangers = [alone.gateway, alone.exporter, alone.client("customs", "supervisor")]
    if verb in {"suspend", "resume", "remove", "list", "delist"}:
        strangers.append(alone.officer)

    for stranger in strangers:
        answer = await stranger.post(f"/v1/filings/{new_id()}/{verb}", BODIES.get(verb, {}), version=1)
        assert (answer.status_code, answer.json()["slug"]) == (403, "forbidden")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "cannot be read"),
        ("{}", "wrong at enterprises"),
        (
            json.dumps({"enterprises": [{"uscc": "91350100M000100Y44", "name": "A"}]}),
            "wrong at enterprises/0/uscc",
        ),
    ],
)
def test_a_register_that_cannot_be_read_stops_the_start(tmp_path: Path, text: str | None, words: str) -> None:
    file = tmp_path / "register.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")

    with pytest.raises(StartupRefused, match=words):
        policy_from_settings(load_settings(LicensingSettings, filing_register=file))
