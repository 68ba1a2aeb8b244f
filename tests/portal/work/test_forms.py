"""From the schema of a verb to a form, from what was written to a body, from a refusal to the field it names."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from exportlane.runtime.auth import Caller
from gateway.portal.fact_words import Words
from gateway.portal.frame.calls import Answer
from gateway.portal.work.acting import read_refusal
from gateway.portal.work.forms import Field, Maker
from gateway.portal.work.history import who_is
from gateway.portal.work.interface import Interface, demand_of
from gateway.portal.work.lists import customs, licensing
from gateway.portal.work.reasons import of_law
from gateway.portal.work.rows import Due
from gateway.portal.work.shape import Reason, Verb
from gateway.portal.work.together import chosen
from gateway.portal.work.vocabulary.faults import fault_of
from gateway.portal.work.written import Written, flat, read

LAW = Reason(
    "mortgage",
    Words("抵押登记的，不予办理", "Not where a mortgage is registered"),
    "机动车登记规定 第四十二条",
)
OTHER = Reason("other", Words("其他原因", "Another reason"))
SCHEMAS = {
    "Item": {
        "type": "object",
        "required": ["code", "sentence"],
        "properties": {
            "article": {"anyOf": [{"type": "string", "maxLength": 200}, {"type": "null"}]},
            "code": {"type": "string"},
            "sentence": {"type": "string", "maxLength": 2000},
            "vin": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        },
    },
    "Whole": {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}},
            "on": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
            "count": {"type": "integer"},
            "sure": {"type": "boolean"},
            "amount": {
                "anyOf": [
                    {"type": "number"},
                    {"type": "string", "pattern": r"^-?[0-9]{1,13}(\.[0-9]{1,2})?$"},
                ]
            },
            "vins": {"type": "array", "items": {"type": "string"}},
            "names": {"type": "array", "items": {"type": "string"}},
            "how": {"enum": ["rubbing", "electronic"]},
        },
    },
}
VERB = Verb("ask", Words("告知", "Ask"), frozenset({"submitted"}), reasons=(LAW, OTHER))
DOCUMENT: dict[str, Any] = {"lines": [{"vin": "LSVAU0304N2000001"}, {"vin": "LSVAU0306N2000002"}]}


def made() -> dict[str, Field]:
    maker = Maker(Interface({}, SCHEMAS), licensing.APPLICATION, VERB, DOCUMENT)
    return {field.name: field for field in maker.fields({"$ref": "#/components/schemas/Whole"})}


def test_each_kind_of_schema_has_its_field() -> None:
    fields = made()

    assert {name: field.kind for name, field in fields.items()} == {
        "items": "rows", "on": "day", "count": "integer", "sure": "yes", "amount": "decimal", "vins": "many",
        "names": "words", "how": "choice",
    }  # fmt: skip
    row = {field.key: field for field in fields["items"].fields}
    assert row["code"].kind == "reason"
    assert [choice.article for choice in row["code"].choices] == ["机动车登记规定 第四十二条", None]
    assert [choice.value for choice in row["vin"].choices] == ["LSVAU0304N2000001", "LSVAU0306N2000002"]
    assert [field.key for field in fields["items"].fields] == ["code", "vin", "sentence", "article"]


def test_what_was_written_becomes_the_body_and_empty_fields_are_left_out() -> None:
    written = Written(
        [
            ("items.0.code", "mortgage"), ("items.0.vin", "LSVAU0304N2000001"), ("items.2.code", "other"),
            ("items.2.sentence", " 请补交。 "), ("items.3.code", ""), ("on", ""), ("count", "3"), ("sure", "no"),
            ("vins", "A"), ("vins", "B"), ("names", "一\n\n二\n"), ("how", "rubbing"), ("amount", "12.50"),
        ]
    )  # fmt: skip

    body = read(list(made().values()), written, VERB.reasons)

    assert body == {
        "items": [
            {"code": "mortgage", "vin": "LSVAU0304N2000001", "sentence": LAW.words.zh, "article": LAW.article},
            {"code": "other", "sentence": "请补交。"},
        ],
        "count": 3, "sure": False, "vins": ["A", "B"], "names": ["一", "二"], "how": "rubbing", "amount": "12.50",
    }  # fmt: skip


def test_another_reason_brings_no_sentence_of_its_own() -> None:
    fields = [Field(name, Words(name, name), "text") for name in ("code", "reason", "article")]

    assert read(fields, Written([("code", "other")]), VERB.reasons) == {"code": "other"}
    assert read(fields, Written([("code", "mortgage"), ("reason", "另见附件")]), VERB.reasons) == {
        "code": "mortgage", "reason": "另见附件", "article": LAW.article,
    }  # fmt: skip


def test_a_number_that_is_none_goes_to_the_agency_as_it_is() -> None:
    fields = [Field("count", Words("数", "Count"), "integer")]

    assert read(fields, Written([("count", "many")]), ()) == {"count": "many"}


def test_a_body_fills_the_fields_of_its_form() -> None:
    assert flat({"items": [{"code": "x", "article": None}], "on": "2026-01-01"}) == {
        "items.0.code": "x",
        "on": "2026-01-01",
    }


def test_an_error_stands_at_the_field_that_it_names_or_at_the_nearest_one_around_it() -> None:
    document = {
        "slug": "validation-failed", "title": "Not valid", "title_zh": "内容校验未通过",
        "detail": "body /items/0/code: …",
        "errors": [
            {"part": "body", "field": "/items/0/code", "sentence": "This field is required."},
            {"part": "body", "field": "/how/deeper", "sentence": "This must be text."},
        ],
    }  # fmt: skip

    told = read_refusal("licensing", Answer(422, document), made().values())

    assert {name: [words.zh for words in found] for name, found in told.fields.items()} == {
        "items.0.code": ["此项必填。"],
        "how": ["应填写文字。"],
    }
    assert told.detail == ""


def test_a_refusal_by_the_law_says_the_rule_in_both_languages() -> None:
    document = {"slug": "rule-violated", "detail": "…", "code": "consignor_mismatch", "article": "申办指南"}

    told = read_refusal("licensing", Answer(422, document), ())

    assert told.law is not None
    assert told.law.zh.startswith("出口商即发货人")
    assert told.article == "申办指南"


def test_rows_of_a_form_count_once_and_what_is_none_of_ours_is_left_out() -> None:
    found = chosen(["a:3:TJ-1", "a:4:TJ-1", "b:7", "c:x", "", ":1", "d"])

    assert [(row.id, row.version, row.number) for row in found] == [("a", 3, "TJ-1"), ("b", 7, "")]


@pytest.mark.parametrize(
    ("demand", "agency", "role", "admitted"),
    [
        ("officer of licensing or transport with the scope decide", "transport", "officer", True),
        ("officer of licensing with the scope decide", "customs", "officer", False),
        ("supervisor of licensing with the scope undo", "licensing", "officer", False),
        ("officer of licensing with the scope decide", "licensing", "supervisor", True),
        ("officer of any agency with the scope decide", "customs", "officer", True),
    ],
)
def test_who_may_use_a_verb_is_read_from_the_agencys_own_document(
    demand: str, agency: str, role: str, *, admitted: bool
) -> None:
    scopes = {"officer": {"read", "decide"}, "supervisor": {"read", "decide", "undo"}}[role]
    found = demand_of(demand)

    assert found is not None
    assert found.admits(Caller("li", agency, role, frozenset(scopes))) is admitted


def test_a_demand_that_nobody_understands_admits_nobody() -> None:
    assert demand_of("whoever likes to") is None


@pytest.mark.parametrize(("left", "tone"), [(-1, "bad"), (0, "warn"), (2, "warn"), (3, "ok"), (None, "off")])
def test_the_colour_of_a_last_day_says_how_near_it_is(left: int | None, tone: str) -> None:
    assert Due(dt.date(2026, 11, 25), left).tone == tone


def test_reasons_of_an_agency_carry_words_in_both_languages_and_an_article() -> None:
    found = of_law("vehicle-registry", "block", ids=("REG-D-",))

    assert {"mortgage", "seizure", "stolen"} <= {reason.code for reason in found}
    assert all(reason.words.zh and reason.words.en and reason.article for reason in found)


def test_whose_hand_it_was_is_said_in_words() -> None:
    assert who_is("licensing/officer/wang.li") == (
        Words("商务主管部门经办人", "Officer, Commerce (licensing)"),
        "wang.li",
    )
    assert who_is("rule")[0].zh == "系统按规则办理"


def test_a_fault_that_is_not_known_stays_as_it_came() -> None:
    assert fault_of("There must be at least 3 here.") == Words(
        "至少应有3项。", "There must be at least 3 here."
    )
    assert fault_of("Unheard of.") == Words("Unheard of.", "Unheard of.")


def test_customs_show_the_licences_last_day_only_while_it_presses() -> None:
    licence = {"licence": {"valid_to": "2026-12-31"}}

    assert customs.DECLARATION.due({**licence, "status": "submitted"}) == "2026-12-31"
    assert customs.DECLARATION.due({**licence, "status": "released"}) is None
    assert (
        customs.DECLARATION.due(
            {"status": "shut_out", "clocks": [{"matter": "shut_out", "due_on": "2026-10-01"}]}
        )
        == "2026-10-01"
    )


def test_the_last_day_of_an_application_is_that_of_the_clock_that_runs() -> None:
    clocks = [
        {"matter": "acceptance_notice", "due_on": "2026-11-27", "stopped_on": None},
        {"matter": "licence", "due_on": "2026-11-20", "stopped_on": "2026-11-19"},
        {"matter": "rebate", "due_on": "2026-11-01", "average": True},
    ]

    assert licensing.APPLICATION.due({"clocks": clocks, "due_on": None}) == "2026-11-27"
    assert licensing.APPLICATION.due({"clocks": clocks, "due_on": "2026-11-25"}) == "2026-11-25"
    assert licensing.APPLICATION.due({"licence": {"valid_to": "2026-12-31"}}) == "2026-12-31"
