"""A fact told in words, in both languages: its lines, what a notice asks for, its colour."""

from __future__ import annotations

import re
from typing import Any

import pytest

from exportlane.contracts import ALL_FACTS, REGISTER_FACTS
from exportlane.process import End, Matter, Stage
from exportlane.sharing.book import shipped_book
from gateway.portal import facts, words
from gateway.portal.case import words as page_words
from gateway.portal.code_words import of_code, of_code_or_itself
from gateway.portal.fact_words import Words
from gateway.portal.facts import Item, Line, field_word, lines, told, tone, tongue_of
from gateway.portal.field_words import FIELDS, TABLES
from gateway.portal.frame.places import country

OF_CASES = sorted(ALL_FACTS.keys() - REGISTER_FACTS)
UNTOLD = frozenset(
    {
        # Ids that name the same thing as the page itself, or nothing to a person.
        "application_id", "declaration_id", "claim_id", "batch_id", "lot_id", "issue_id", "dispute_id", "consent_id",
        "sailing_id", "to_sailing_id", "thing_id", "fact_id", "base_id", "grant_no", "register_name", "text_hash",
        # What the head of the page says of the case, whole.
        "vin", "vins", "exporter_uscc", "consignor_uscc", "owner_uscc", "uscc", "brand", "model_code", "hs_code",
        "contract_no", "profile", "profile_version", "process_version", "vehicle_class", "energy_type", "new_energy",
        "scrapping_due_date", "complete", "provisional", "whole", "trade_mode", "district",
        # Told in a way of their own: sums, notices, papers, who decided.
        "amount", "currency", "items", "materials", "by", "by_subject",
    }
)  # fmt: skip


@pytest.mark.parametrize("type_", OF_CASES)
def test_every_fact_about_a_case_and_every_part_of_it_has_words_in_both_languages(type_: str) -> None:
    said = words.of_fact(type_)
    assert said.zh
    assert said.en
    for name in ALL_FACTS[type_].model_fields.keys() - UNTOLD:
        assert name in FIELDS, f"{type_}: {name} is neither told nor left out on purpose"
        assert all(FIELDS[name].words), name


def test_nothing_is_named_that_no_fact_says() -> None:
    said = {name for type_ in OF_CASES for name in ALL_FACTS[type_].model_fields}

    assert said >= UNTOLD
    assert said >= FIELDS.keys() - {"code"}


def test_every_form_of_a_part_is_known() -> None:
    simple = {
        "text",
        "mono",
        "day",
        "moment",
        "number",
        "days",
        "country",
        "code",
        "field",
        "reason",
        "article",
    }

    assert {field.form for field in FIELDS.values()} <= simple | TABLES.keys() | facts._WORDS.keys()


def test_the_tables_of_the_page_have_words_for_all_that_can_stand_in_them() -> None:
    assert {str(one) for one in Stage} == set(page_words.STAGE_TONES)
    assert {str(one) for one in End} == set(page_words.END_TONES)
    assert {"required", "waived", "satisfied", "deferred"} == set(page_words.PAPERS)
    assert set(page_words.UNDOING) == set(page_words.UNDOING_TONES)
    assert Matter.UNDO in Matter


def document(type_: str, **data: Any) -> dict[str, Any]:
    return {
        "id": "1", "agency": type_.split(".", 1)[0], "type": type_, "sequence": 2, "verified": True,
        "occurred_at": "2026-11-21T00:00:00Z", "received_at": "2026-11-21T00:00:01Z", "data": data,
    }  # fmt: skip


def test_a_refusal_is_told_with_its_ground_its_sentence_and_its_article() -> None:
    found = list(
        lines({"vin": "V", "code": "mortgage", "reason": "A mortgage stands.", "article": "第四十二条"})
    )

    assert found == [
        Line(Words("事由", "Ground"), [of_code("mortgage")], "list"),
        Line(Words("理由", "Reason"), "A mortgage stands.", "reason"),
        Line(Words("依据", "Law"), "第四十二条", "article"),
    ]


def test_a_sum_is_told_with_its_currency_and_first() -> None:
    found = list(lines({"claim_no": "T-1", "amount": "6500.00", "currency": "CNY"}))

    assert found[0] == Line(Words("金额", "Amount"), "6500.00", "money", "CNY")


def test_values_that_are_words_are_told_as_words() -> None:
    found = {str(line.label.en): line.value for line in lines(
        {"phase": "provisional", "customs_port": "0202", "fact_type": "licence.granted.v1", "by_agency": "customs",
         "purpose": "deregistration", "fields": ["licence_no", "vin_x"], "deemed": True}
    )}  # fmt: skip

    assert found["Phase"].zh.startswith("暂行")
    assert found["Customs office"].zh == "新港海关"
    assert found["Message"].en == "Export licence granted"
    assert found["Agency"].zh == "海关"
    assert found["Purpose"].zh == "办理注销登记"
    assert [one.zh for one in found["Fields"]] == ["许可证号", "vin_x"]
    assert found["Deemed accepted"].en == "Yes"


def test_a_notice_is_told_item_by_item_also_when_only_codes_came_back() -> None:
    asked = document(
        "customs.returned_for_correction.v1",
        items=[
            {"code": "goods_name_not_used", "sentence": "The name must begin with 旧.", "article": "海关法"}
        ],
    )
    supplied = document("customs.resubmitted.v1", items=["goods_name_not_used"])

    (item,) = told(asked).items
    assert item.words == of_code("goods_name_not_used")
    assert (item.sentence, item.article, item.tongue) == ("The name must begin with 旧.", "海关法", "en")
    assert told(supplied).items == (Item(of_code("goods_name_not_used"), None, None),)


def test_every_field_that_agencies_share_has_words() -> None:
    book = shipped_book()

    for resource in book.resources:
        for name in book.fields_of(resource.name):
            assert field_word(name).zh != name, name
            assert re.search("[A-Za-z]", field_word(name).en), name


def test_papers_are_counted_and_listed_elsewhere() -> None:
    materials = [
        {"code": "M2", "status": "waived", "reason": "shared"},
        {"code": "M4", "status": "satisfied"},
    ]

    assert told(document("vehicle.deregistered.v1", phase="provisional", materials=materials)).papers == 2


def test_a_ground_that_nobody_named_is_shown_as_it_is() -> None:
    assert of_code("never_heard_of") is None
    assert of_code_or_itself("never_heard_of").zh == "never heard of"


@pytest.mark.parametrize(
    ("type_", "expected"),
    [("licence.granted.v1", "good"), ("licence.refused.v1", "no"), ("customs.returned_for_correction.v1", "ask"),
     ("customs.accepted.v1", "step"), ("odd", "step")],
)  # fmt: skip
def test_a_fact_has_a_colour(type_: str, expected: str) -> None:
    assert tone(type_) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("缺少第三方检测报告。", "zh"), ("a mortgage (抵押) is still registered", "en"), ("", "en"),
     ("申请人不服本决定的，可以申请行政复议。(Within sixty days.)", "zh")],
)  # fmt: skip
def test_the_language_in_which_somebody_wrote_is_told_by_what_prevails(text: str, expected: str) -> None:
    assert tongue_of(text) == expected


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [("KAZ", "哈萨克斯坦", "Kazakhstan"), ("KZ", "哈萨克斯坦", "Kazakhstan"), ("XQQ", "XQQ", "XQQ")],
)
def test_a_country_has_its_name_in_the_language(code: str, zh: str, en: str) -> None:
    assert country(code) == Words(zh, en)
