"""Bad papers at the entrance: each a problem with slug, field, article and a sentence, and nothing lost of the rest."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from exportlane.runtime.testing import until
from tests.gateway.batches import USCC, batch, days_from_now, header, single, vehicle
from tests.gateway.conftest import Alone

TOMORROW = days_from_now(1)
INVOICE = vehicle(1)["invoice"]
REPORT = vehicle(1)["inspection_report"]

BAD: dict[str, tuple[dict[str, Any], str, str, str, str]] = {
    "money with three decimals": (
        {"fob_amount": "8200.001"}, "validation-failed", "/vehicle/fob_amount", "海关法 第五十五条", "13000.00",
    ),
    "money as a number": (
        {"invoice": {**INVOICE, "gross_amount": 56500.0}}, "validation-failed", "/vehicle/invoice/gross_amount",
        "发票管理办法 第二十一条", "never a JSON number",
    ),
    "a currency without a rate": (
        {"currency": "MNT"}, "rule-violated", "/vehicle/currency", "海关法 第五十五条", "no rate for MNT",
    ),
    "a registration tomorrow": (
        {"first_registration_date": TOMORROW, "transfer_pending_export_date": TOMORROW}, "rule-violated",
        "/vehicle/first_registration_date", "机动车登记规定 第二十八条", "lies in the future",
    ),
    "an invoice of tomorrow": (
        {"invoice": {**INVOICE, "date": TOMORROW}}, "rule-violated", "/vehicle/invoice/date",
        "发票管理办法 第二十一条", "lies in the future",
    ),
    "an inspection of tomorrow": (
        {"inspection_report": {**REPORT, "date": TOMORROW}}, "rule-violated", "/vehicle/inspection_report/date",
        "公告2024年第6号", "lies in the future",
    ),
    "an endorsement before the registration": (
        {"transfer_pending_export_date": "2001-01-01"}, "rule-violated", "/vehicle/transfer_pending_export_date",
        "机动车登记规定 第二十八条", "before the first registration",
    ),
    "neither an endorsement nor the papers of one": (
        {"transfer_pending_export_date": None}, "rule-violated", "/vehicle/transfer_pending_export_date",
        "机动车登记规定 第二十八条", "when the vehicle was endorsed",
    ),
    "a VIN that cannot be": (
        {"vin": "LSVAU033002221762"}, "rule-violated", "/vehicle/vin", "机动车登记规定 第二十八条", ".",
    ),
    "a seller that does not exist": (
        {"invoice": {**INVOICE, "seller_uscc": "91310000MA1FL0000X"}}, "rule-violated",
        "/vehicle/invoice/seller_uscc", "发票管理办法 第二十一条", ".",
    ),
    "goods for nothing": (
        {"fob_amount": "0.00"}, "validation-failed", "/vehicle/fob_amount", "海关法 第五十五条", "more than nothing",
    ),
    "a container that cannot be": (
        {"container_no": "CSQU3054384"}, "validation-failed", "/vehicle/container_no", "行政许可法 第三十一条", ".",
    ),
    "a paper whose number is blank": (
        {"registration_cert_no": "  "}, "validation-failed", "/vehicle/registration_cert_no",
        "行政许可法 第三十一条", "at least 1 character",
    ),
    "a day that is none": (
        {"first_registration_date": "2021-02-30"}, "validation-failed", "/vehicle/first_registration_date",
        "机动车登记规定 第二十八条", "must be a day such as",
    ),
    "a field that nobody knows": (
        {"colour": "red"}, "validation-failed", "/vehicle/colour", "行政许可法 第三十一条", "not known here",
    ),
}  # fmt: skip


@pytest.mark.rule("GW-FUTURE")
@pytest.mark.rule("GW-CURRENCY")
@pytest.mark.rule("GW-ENDORSED")
@pytest.mark.parametrize("what", BAD)
async def test_a_bad_row_is_refused_with_slug_field_article_and_sentence(alone: Alone, what: str) -> None:
    changed, slug, field, article, said = BAD[what]
    rows = {**batch(1), "vehicles": [vehicle(1, **changed), vehicle(2)]}

    answer = await alone.client().post("/v1/batches", rows)

    assert answer.status_code == 202, answer.text
    bad, good = answer.json()["rows"]
    assert (bad["status"], good["status"]) == ("refused", "accepted")
    problem = bad["problem"]
    assert (problem["slug"], problem["field"]) == (slug, field.replace("/vehicle/", "/vehicles/0/"))
    assert problem["article"] == article
    assert said in problem["errors"][0]["sentence"]


@pytest.mark.parametrize("what", [name for name in BAD if BAD[name][1] == "rule-violated"])
async def test_a_single_vehicle_that_is_bad_is_refused_the_same_way(alone: Alone, what: str) -> None:
    changed, slug, field, article, _ = BAD[what]

    answer = await alone.client().post("/v1/cases", single(1, **changed))

    problem = answer.json()
    assert (answer.status_code, problem["slug"]) == (422, slug)
    assert (problem["field"], problem["article"]) == (field, article)


@pytest.mark.rule("GW-TWICE")
async def test_the_same_invoice_for_two_vehicles_refuses_both_and_no_other(alone: Alone) -> None:
    same = vehicle(1)["invoice"]
    rows = [vehicle(1), vehicle(2, invoice=same), vehicle(3)]

    answer = await alone.client().post("/v1/batches", {**batch(1), "vehicles": rows})

    found = answer.json()["rows"]
    assert [row["status"] for row in found] == ["refused", "refused", "accepted"]
    problem = found[0]["problem"]
    assert (problem["slug"], problem["field"]) == ("duplicate-invoice", "/vehicles/0/invoice/number")
    assert problem["article"] == "发票管理办法 第二十一条"


async def test_one_number_of_two_sellers_is_two_invoices(alone: Alone) -> None:
    other = {**vehicle(2)["invoice"], "number": "I-1", "seller_uscc": USCC}

    answer = await alone.client().post(
        "/v1/batches", {**batch(1), "vehicles": [vehicle(1), vehicle(2, invoice=other)]}
    )

    assert answer.json()["accepted"] == 2


@pytest.mark.parametrize(
    ("content", "claimed", "status", "slug"),
    [
        (b"%PDF-1.7 this is no batch", "application/json", 400, "malformed-json"),
        (b"vin,brand\nLSVAU033002221761,VW\n", "application/json", 400, "malformed-json"),
        (json.dumps(batch(1)).encode(), "text/csv", 415, "unsupported-media-type"),
        (json.dumps([1, 2]).encode(), "application/json", 422, "validation-failed"),
        (b"", "application/json", 422, "validation-failed"),
        (gzip.compress(b"{}", mtime=0), "application/json", 400, "malformed-json"),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\xff", "application/json", 400, "malformed-json"),
    ],
)
async def test_a_file_that_is_not_what_it_claims_is_refused_with_a_sentence(
    alone: Alone, content: bytes, claimed: str, status: int, slug: str
) -> None:
    client = alone.client().http
    headers = {"content-type": claimed, "idempotency-key": "one"}

    answer = await client.post("/v1/batches", content=content, headers=headers)

    assert (answer.status_code, answer.json()["slug"]) == (status, slug)
    assert answer.json()["detail"]
    assert alone.agencies.asked == []


async def test_a_day_of_application_in_the_future_names_its_field_and_law(alone: Alone) -> None:
    answer = await alone.client().post("/v1/batches", batch(1, applied_on=TOMORROW))

    problem = answer.json()
    assert (answer.status_code, problem["slug"], problem["field"]) == (422, "rule-violated", "/applied_on")
    assert problem["article"] == "行政许可法 第三十一条"


async def test_what_only_one_agency_needs_goes_to_that_agency_alone(alone: Alone) -> None:
    row = vehicle(
        1,
        transfer_pending_export_date=None,
        transfer={"delivered_on": days_from_now(-3), "seller_kind": "firm", "plate_no": "津A12345"},
        customs_supervised=True,
        container_no="CSQU3054383",
        consumption_tax="12.50",
    )
    body = {
        **header(
            urgent={
                "code": "vessel_cutoff",
                "reason": "船期",
                "evidence": "B-1",
                "cutoff_on": days_from_now(2),
            },
            departure_port_scheme=True,
            declaration={
                "departure_port": "0202",
                "port_of_exit": "4258",
                "incoterm": "FOB",
                "bill_no": "BL-1",
            },
            application={"exporter_kind": "circulation"},
            claim={"period": "202611", "district": "东疆"},
        ),
        "vehicle": row,
    }

    answer = await alone.client().post("/v1/cases", body)

    assert answer.status_code == 202, answer.text

    await until(lambda: len(alone.agencies.asked) == 4)
    papers = {name: json.loads(request.content) for name, request in alone.agencies.asked}
    registry, licensing = papers["vehicle-registry"], papers["licensing"]
    customs, tax = papers["customs"], papers["tax-rebate"]
    assert registry["vehicles"][0]["transfer"]["plate_no"] == "津A12345"
    assert registry["vehicles"][0]["customs_supervised"] is True
    assert (licensing["urgent"]["code"], licensing["exporter_kind"]) == ("vessel_cutoff", "circulation")
    assert licensing["lines"][0]["transfer_pending_export_date"] is None
    assert (customs["bill_no"], customs["port_of_exit"], customs["departure_port_scheme"]) == (
        "BL-1",
        "4258",
        True,
    )
    assert customs["lines"][0]["container_no"] == "CSQU3054383"
    assert (tax["period"], tax["district"], tax["exit_port"]) == ("202611", "东疆", "4258")
    assert tax["transport_mode"] == customs["transport_mode"] == "rail"
    assert tax["lines"][0]["consumption_tax"] == "12.50"
    assert len({paper["profile_version"] for paper in papers.values()}) == 1
    assert "plate_no" not in json.dumps([licensing, customs, tax])
    assert "bill_no" not in json.dumps([licensing, registry, tax])


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (gzip.compress(b"{}", mtime=0), "a gzip file"),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\xff", "spreadsheet (XLSX)"),
        (b"%PDF-1.7", "a PDF file"),
    ],
)
async def test_a_file_sent_as_json_is_called_by_its_name(alone: Alone, content: bytes, named: str) -> None:
    headers = {"content-type": "application/json", "idempotency-key": "one"}

    answer = await alone.client().http.post("/v1/batches", content=content, headers=headers)

    assert named in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/v1/batches", "/v1/cases"])
async def test_a_name_that_stands_twice_is_refused_for_one_of_the_two_would_be_lost(
    alone: Alone, path: str
) -> None:
    body = json.dumps(batch(1) if path == "/v1/batches" else single(1))
    twice = body.replace('"fob_amount": "8200.00"', '"fob_amount": "1.00", "fob_amount": "8200.00"')
    headers = {"content-type": "application/json", "idempotency-key": "one"}

    answer = await alone.client().http.post(path, content=twice.encode(), headers=headers)

    assert twice != body
    assert (answer.status_code, answer.json()["slug"]) == (400, "malformed-json")
    assert 'the field "fob_amount" stands twice' in answer.json()["detail"]
    assert alone.agencies.asked == []


def forex(**changes: Any) -> dict[str, Any]:
    received = {"amount": "8200.00", "currency": "USD", "received_on": days_from_now(0)}
    return {"claim": {"forex": {**received, **changes}}}


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        (forex(received_on=TOMORROW), "/claim/forex/received_on", "lies in the future"),
        (forex(currency="XYZ"), "/claim/forex/currency", "no rate for XYZ"),
        (forex(amount="0.00"), "/claim/forex/amount", "Nothing was received"),
        (forex(received_on=None), "/claim/forex", "why it counts as received"),
        ({"claim": {"forex": {"deemed_reason": "because"}}}, "/claim/forex/deemed_reason", "no reason"),
        ({"departure_port_scheme": True}, "/declaration/departure_port", "port of exit"),
    ],
)
async def test_a_header_that_an_agency_would_send_back_opens_no_case(
    alone: Alone, changed: dict[str, Any], field: str, said: str
) -> None:
    answer = await alone.client().post("/v1/batches", batch(1, **changed))

    problem = answer.json()
    assert (answer.status_code, problem["slug"], problem["field"]) == (422, "rule-violated", field)
    assert said in problem["detail"]
    assert problem["article"]
    assert alone.agencies.asked == []


@pytest.mark.parametrize("name", ["consignor_uscc", "producer_seller_uscc", "declarant_uscc"])
async def test_a_firm_of_the_declaration_that_cannot_be_is_refused_at_the_entrance(
    alone: Alone, name: str
) -> None:
    answer = await alone.client().post("/v1/batches", batch(1, declaration={name: "91310000MA1FL0000X"}))

    assert (answer.status_code, answer.json()["field"]) == (422, f"/declaration/{name}")
