"""The answers on the command line: one object each, and one sentence when there is no answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from exportlane.cli import licence, rebate, registry

Json = dict[str, object]
R7: Json = {
    "id": "r7",
    "gross": "113000.00",
    "levy_rate": "0.13",
    "hs_rebate_rate": "0.13",
    "invoice_kind": "vat_special",
}
CLAIM: Json = {"id": "a", "class": 1, "accepted": "2026-09-30", "decided": "2026-10-09"}


def run(*args: str, given: str | None = None) -> Result:
    app = typer.Typer()
    for module in (licence, registry, rebate):
        module.register(app)
    return CliRunner().invoke(app, args, input=given)


def answer(*args: str, given: str | None = None) -> str:
    result = run(*args, "--json", given=given)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.count("\n") == 1
    return result.stdout.strip()


def refusal(*args: str, given: str | None = None) -> Json:
    result = run(*args, "--json", given=given)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    found: Json = json.loads(result.stdout)
    assert found["detail"] == result.stderr.strip()
    return found


def lines(*rows: Json) -> str:
    return json.dumps({"lines": rows})


def claims(*rows: Json) -> str:
    return json.dumps({"claims": rows})


@pytest.mark.parametrize(
    ("issued", "valid_to"),
    [
        ("2026-03-15", "2026-09-15"),
        ("2026-06-30", "2026-12-30"),
        ("2026-07-01", "2026-12-31"),
        ("2026-12-20", "2026-12-31"),
        ("2026-12-31", "2026-12-31"),
        ("2027-01-01", "2027-07-01"),
        ("2026-08-31", "2026-12-31"),
        ("2024-03-01", "2024-09-01"),
        ("2028-02-29", "2028-08-29"),
    ],
)
def test_a_licence_is_valid_for_six_months_within_the_year(issued: str, valid_to: str) -> None:
    assert answer("licence", "validity", "--issued", issued) == f'{{"valid_to": "{valid_to}"}}'


@pytest.mark.parametrize(
    ("registered", "applied", "required", "age"),
    [
        ("2026-01-10", "2026-07-08", True, 179),
        ("2026-01-10", "2026-07-09", True, 180),
        ("2026-01-10", "2026-07-10", False, 181),
        ("2025-09-01", "2026-03-01", False, 181),
        ("2025-09-01", "2025-12-31", False, 121),
        ("2025-12-31", "2026-01-01", True, 1),
    ],
)
def test_the_letter_is_asked_for_up_to_180_days_from_the_first_day_of_its_rule(
    registered: str, applied: str, required: bool, age: int
) -> None:
    found = json.loads(answer("licence", "letter", "--first-registered", registered, "--applied", applied))

    assert list(found) == ["required", "age_days", "article"]
    assert (found["required"], found["age_days"]) == (required, age)
    assert "商贸函〔2025〕648号" in found["article"]


def test_a_vehicle_endorsed_before_the_rule_needs_no_letter() -> None:
    asked = ("licence", "letter", "--first-registered", "2025-10-01", "--applied", "2026-01-05")

    assert not json.loads(answer(*asked, "--endorsed", "2025-12-31"))["required"]
    assert json.loads(answer(*asked, "--endorsed", "2026-01-01"))["required"]


@pytest.mark.parametrize(
    ("released", "deadline"),
    [
        ("2026-03-10", "2026-05-11"),
        ("2026-07-31", "2026-09-30"),
        ("2026-08-10", "2026-10-10"),  # a Saturday that is worked
        ("2026-08-01", "2026-10-08"),  # the National Days
        ("2025-12-31", "2026-02-28"),  # a Saturday that is worked
        ("2023-12-31", "2024-02-29"),  # the leap day
        ("2025-12-14", "2026-02-14"),  # a Saturday that is worked, before the Spring Festival
        ("2025-12-15", "2026-02-24"),  # the first day of the Spring Festival
    ],
)
def test_deregistration_is_applied_for_within_two_months(released: str, deadline: str) -> None:
    assert answer("registry", "deadline", "--released", released) == f'{{"deadline": "{deadline}"}}'


@pytest.mark.parametrize(
    ("released", "deadline"),
    [
        ("2027-12-29", "2028-02-29"),  # the leap day
        ("2026-12-31", "2027-03-01"),  # 28 February is a Sunday
        ("2027-08-31", "2027-11-01"),  # 31 October is a Sunday
    ],
)
def test_a_deadline_that_a_notice_may_move_is_flagged(released: str, deadline: str) -> None:
    found = json.loads(answer("registry", "deadline", "--released", released))

    assert found == {"deadline": deadline, "provisional": True}


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("licence", "validity", "--issued", "2024-02-29"), '{"valid_to": "2024-08-29"}'),
        (("registry", "deadline", "--released", "2024-02-29"), '{"deadline": "2024-04-29"}'),
    ],
)
def test_a_day_before_the_first_rules_is_answered_by_them_and_said_to_be_so(
    args: tuple[str, ...], said: str
) -> None:
    result = run(*args, "--json")

    assert (result.exit_code, result.stdout.strip()) == (0, said)
    assert result.stderr == (
        "national-2024.1, the first version of these rules, holds from 2024-03-01: "
        "for 2024-02-29 this only says what it would say.\n"
    )
    assert run(*args[:-1], "2024-03-01").stderr == ""


@pytest.mark.parametrize(
    ("issued", "short"), [("2026-12-01", False), ("2026-12-02", True), ("2026-03-15", False)]
)
def test_a_validity_of_less_than_thirty_days_is_said_to_be_short(issued: str, short: bool) -> None:
    said = run("licence", "validity", "--issued", issued).stdout

    assert ("That is short" in said) is short
    assert "公告2024年第6号" in said


@pytest.mark.parametrize(("applied", "said"), [("2026-07-09", "is needed"), ("2026-07-10", "No letter")])
def test_the_letter_is_told_to_people_with_the_age_and_the_article(applied: str, said: str) -> None:
    told = run("licence", "letter", "--first-registered", "2026-01-10", "--applied", applied).stdout

    assert said in told
    assert "days after first registration.\n商贸函〔2025〕648号" in told


def test_a_deadline_beyond_the_notices_is_said_to_be_provisional() -> None:
    assert "Provisional" in run("registry", "deadline", "--released", "2026-12-01").stdout
    assert "Provisional" not in run("registry", "deadline", "--released", "2026-03-10").stdout


@pytest.mark.parametrize(
    ("args", "slug", "field"),
    [
        (("licence", "validity", "--issued", "2026-02-29"), "bad_date", "issued"),
        (("licence", "validity", "--issued", "20260315"), "bad_date", "issued"),
        (("licence", "validity", "--issued", "2026-08-31 "), "bad_date", "issued"),
        (("licence", "validity", "--issued", "9999-12-31"), "calendar_out_of_range", "issued"),
        (("licence", "validity", "--issued", "2026-03-15", "--profile", "x"), "unknown_profile", "profile"),
        (
            ("licence", "letter", "--first-registered", "2026-01-10", "--applied", "2026-01-09"),
            "applied_before_registered",
            "applied",
        ),
        (
            ("licence", "letter", "--first-registered", "x", "--applied", "2026-01-09"),
            "bad_date",
            "first_registered",
        ),
        (("registry", "deadline", "--released", "2040-12-31"), "calendar_out_of_range", "released"),
        (("rebate", "compute", "/nowhere/lines.json"), "unreadable_file", "FILE"),
        (("rebate", "average", "-", "--profile", "tianjin", "--on", "today"), "bad_date", "on"),
    ],
)
def test_what_cannot_be_answered_has_a_slug_a_field_and_a_sentence(
    args: tuple[str, ...], slug: str, field: str
) -> None:
    found = refusal(*args)

    assert (found["slug"], found["field"]) == (slug, field)


def test_a_refund_is_computed_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "lines.json"
    file.write_text(lines(R7), encoding="utf-8")

    assert answer("rebate", "compute", str(file)) == (
        '{"lines": [{"id": "r7", "outcome": "refund", "ex_vat": "100000.00", '
        '"applied_rate": "0.13", "refund": "13000.00"}]}'
    )


def test_refunds_and_exemptions_are_told_to_people_with_their_sum() -> None:
    private = R7 | {"id": "r11", "levy_rate": "0", "invoice_kind": "used_vehicle_unified"}
    dealer = R7 | {"id": "r8", "gross": "100500", "levy_rate": "0.005"}

    said = run("rebate", "compute", "-", given=lines(R7, dealer, private)).stdout

    assert said.splitlines() == [
        "r7: refund, 13000.00 on 100000.00 without VAT at the rate 0.13",
        "r8: refund, 500.00 on 100000.00 without VAT at the rate 0.005",
        "r11: exempt_no_refund, 0.00 on 113000.00 without VAT at the rate 0.00",
        "13500.00 in all, of 3 lines.",
    ]


@pytest.mark.parametrize(
    ("change", "slug", "field"),
    [
        ({"gross": "113000.005"}, "bad_invoice", "lines.1.gross"),
        ({"gross": "113000.000"}, "bad_invoice", "lines.1.gross"),
        ({"gross": "-113000.00"}, "bad_invoice", "lines.1.gross"),
        ({"gross": "0.00"}, "bad_invoice", "lines.1.gross"),
        ({"gross": 113000.25}, "float_refused", "lines.1.gross"),
        ({"gross": 1e5}, "float_refused", "lines.1.gross"),
        ({"gross": True}, "bad_value", "lines.1.gross"),
        ({"gross": None}, "bad_value", "lines.1.gross"),
        ({"gross": "1e5"}, "bad_value", "lines.1.gross"),
        ({"gross": "113,000.00"}, "bad_value", "lines.1.gross"),
        ({"gross": "１１３"}, "bad_value", "lines.1.gross"),
        ({"gross": "99999999999999999.00"}, "bad_value", "lines.1.gross"),
        ({"levy_rate": "13"}, "bad_value", "lines.1.levy_rate"),
        ({"levy_rate": 0.13}, "float_refused", "lines.1.levy_rate"),
        ({"levy_rate": "0"}, "bad_invoice", "lines.1.levy_rate"),
        ({"levy_rate": "-0.13"}, "bad_invoice", "lines.1.levy_rate"),
        ({"hs_rebate_rate": "1"}, "bad_invoice", "lines.1.hs_rebate_rate"),
        ({"hs_rebate_rate": "0.1300001"}, "bad_value", "lines.1.hs_rebate_rate"),
        ({"invoice_kind": "receipt"}, "unknown_kind", "lines.1.invoice_kind"),
        ({"invoice_kind": 7}, "bad_value", "lines.1.invoice_kind"),
        ({"id": "r7"}, "duplicate_id", "lines.1.id"),
        ({"id": " "}, "bad_value", "lines.1.id"),
        ({"ex_vat": "100000.02"}, "amounts_disagree", "lines.1.ex_vat"),
        ({"price": "1.00"}, "unknown_field", "lines.1.price"),
    ],
)
def test_a_wrong_line_is_named_by_its_line_and_field(change: Json, slug: str, field: str) -> None:
    text = json.dumps({"lines": [R7, R7 | {"id": "r8"} | change]}, indent=1)

    found = refusal("rebate", "compute", "-", given=text)

    assert (found["slug"], found["field"]) == (slug, field)
    name = field.rpartition(".")[2]
    wrong = [number for number, line in enumerate(text.splitlines(), start=1) if f'"{name}"' in line][-1]
    assert found["line"] == wrong
    assert str(found["detail"]).startswith(f"standard input:{wrong}: {field}: ")


def test_a_stated_price_that_agrees_with_the_gross_amount_is_taken() -> None:
    assert run("rebate", "compute", "-", given=lines(R7 | {"ex_vat": "100000.00"})).exit_code == 0


@pytest.mark.parametrize(
    ("text", "slug", "line"),
    [
        ("", "bad_json", 1),
        ('{"lines": [\n}', "bad_json", 2),
        ('{"lines": [{"id": "a",\n"id": "b"}]}', "bad_json", 2),
        ("[]", "bad_file", 1),
        ('{"claims": []}', "bad_file", 1),
        ('{"lines": {}}', "bad_file", 1),
        ('{"lines": [\n7]}', "bad_value", 2),
        ('{"lines": [\n{"id": "a"}]}', "missing_field", 2),
    ],
)
def test_a_file_that_is_not_what_it_claims_is_refused(text: str, slug: str, line: int) -> None:
    found = refusal("rebate", "compute", "-", given=text)

    assert (found["slug"], found["line"]) == (slug, line)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("1" * 5000, "5000 digits"),
        ('"\\ud800"', "half a character"),
        ("[" * 99_999, "lie too deep"),
        ("NaN", "NaN"),
    ],
)
def test_what_python_stumbles_over_is_a_fault_of_its_line(value: str, sentence: str) -> None:
    found = refusal("rebate", "compute", "-", given=f'{{"lines": [\n{{"id":\n{value}}}]}}')

    assert (found["slug"], sentence in str(found["detail"])) == ("bad_json", True)
    assert found["line"] == (1 if "deep" in sentence else 3)


@pytest.mark.parametrize("name", ["lines.json", "Lines.json"])
def test_the_name_of_a_file_is_written_as_it_is(name: str) -> None:
    assert str(refusal("rebate", "compute", name)["detail"]).startswith(f"{name} cannot be read")


@pytest.mark.parametrize(("rate", "shown"), [("0.130", "0.13"), ("0", "0.00"), ("0.100000", "0.10")])
def test_a_rate_is_shown_with_the_decimals_that_it_needs(rate: str, shown: str) -> None:
    (found,) = json.loads(answer("rebate", "compute", "-", given=lines(R7 | {"hs_rebate_rate": rate})))[
        "lines"
    ]

    assert found["applied_rate"] == shown


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "lines.json"
    file.write_bytes(b'{"lines": "\xff"}')

    assert refusal("rebate", "compute", str(file))["slug"] == "unreadable_file"


@given(st.decimals(min_value="0.01", max_value="9999999.99", places=2), st.sampled_from(["0.13", "0.005"]))
def test_a_refund_has_two_decimals_and_never_exceeds_the_rate(gross: object, levy: str) -> None:
    (found,) = json.loads(
        answer("rebate", "compute", "-", given=lines(R7 | {"gross": f"{gross:.2f}", "levy_rate": levy}))
    )["lines"]

    assert found["refund"][-3] == "."
    assert float(found["refund"]) <= float(found["ex_vat"]) * float(levy) + 0.0051


def test_the_average_is_an_exact_fraction_with_what_stands_beside_it() -> None:
    paused = CLAIM | {"pauses": [["2026-10-01", "2026-10-08"]], "normal": True}
    three = CLAIM | {"id": "b", "class": 3, "decided": "2026-10-10"}
    asked = ("rebate", "average", "-", "--profile", "taizhou", "--on", "2026-10-31")

    found = json.loads(answer(*asked, given=claims(paused, three)))

    assert found == {
        "exact": "2",
        "display": "2.00",
        "n": 2,
        "median": 2,
        "p90": 3,
        "maximum": 3,
        "within_limit": True,
        "average_without_pauses": "5/2",
        "display_without_pauses": "2.50",
        "limit": 3,
        "share_within_limit": "1",
        "class_breaches": [],
        "open": [],
        "threatening": [],
        "suspected": [],
        "provisional": False,
    }


def test_a_class_is_breached_although_the_average_passes() -> None:
    late = CLAIM | {"decided": "2026-10-12"}  # 8, 9, 10 and 12 October are worked
    quick = [CLAIM | {"id": f"q{n}", "class": 3, "decided": "2026-10-08"} for n in range(4)]
    asked = ("rebate", "average", "-", "--profile", "tianjin", "--on", "2026-10-31")

    found = json.loads(answer(*asked, given=claims(late, *quick)))

    assert (found["exact"], found["within_limit"]) == ("8/5", True)
    assert found["class_breaches"] == [{"id": "a", "class": 1, "workdays": 4, "limit": 3}]


def test_open_and_suspected_claims_are_listed_and_not_counted() -> None:
    open_ = CLAIM | {"id": "open", "class": 3, "decided": None}
    suspect = CLAIM | {"id": "suspect", "normal": False}
    asked = ("rebate", "average", "-", "--profile", "tianjin", "--on", "2026-10-15")

    found = json.loads(answer(*asked, given=claims(CLAIM, open_, suspect)))

    assert (found["n"], found["exact"]) == (1, "2")
    assert found["open"] == [{"id": "open", "class": 3, "workdays": 7, "limit": None}]
    assert found["threatening"] == ["open"]
    assert [one["id"] for one in found["suspected"]] == ["suspect"]


@pytest.mark.parametrize(
    ("last", "exact", "tianjin", "taizhou"),
    [("2026-11-17", "5", True, False), ("2026-11-18", "26/5", False, False)],
)
def test_an_average_of_five_days_passes_in_tianjin_and_one_of_a_fifth_more_does_not(
    last: str, exact: str, tianjin: bool, taizhou: bool
) -> None:
    ends = ("2026-11-04", "2026-11-05", "2026-11-06", "2026-11-09", last)  # 2, 3, 4, 5 and 11 or 12 days
    given = claims(
        *(
            CLAIM | {"id": end, "class": 3, "accepted": "2026-11-02", "decided": end} for end in ends
        )
    )  # fmt: skip

    found = {
        name: json.loads(answer("rebate", "average", "-", "--profile", name, given=given))
        for name in ("tianjin", "taizhou")
    }

    assert (found["tianjin"]["exact"], found["tianjin"]["class_breaches"]) == (exact, [])
    assert (found["tianjin"]["within_limit"], found["taizhou"]["within_limit"]) == (tianjin, taizhou)


@pytest.mark.parametrize(
    ("pauses", "exact"),
    [
        ([["2026-09-20", "2026-09-25"]], "2"),  # before the acceptance: nothing to leave out
        ([["2026-09-20", "2026-10-08"]], "1"),  # begun before it
        ([["2026-10-08", None]], "1"),  # still open
        ([["2026-10-01", "2026-10-08"], ["2026-10-07", "2026-10-09"]], "0"),  # overlapping
        ([["2026-10-08", "2026-10-08"]], "2"),  # begun and ended on one day
    ],
)
def test_each_day_of_a_pause_is_left_out_once(pauses: list[list[str | None]], exact: str) -> None:
    asked = ("rebate", "average", "-", "--profile", "taizhou")

    found = json.loads(answer(*asked, given=claims(CLAIM | {"pauses": pauses})))

    assert (found["exact"], found["average_without_pauses"]) == (exact, "2")


@pytest.mark.parametrize(
    ("profile", "sentence"),
    [
        ("tianjin", "2.00 working days on average (exactly 2): within the limit of 5."),
        ("national", "2.00 working days on average (exactly 2); this profile has no limit for the average."),
    ],
)
def test_the_average_is_told_to_people(profile: str, sentence: str) -> None:
    said = run("rebate", "average", "-", "--profile", profile, given=claims(CLAIM)).stdout

    assert said.splitlines()[0] == sentence


def test_lists_and_provisional_days_are_told_to_people() -> None:
    young = CLAIM | {"id": "young", "class": 1, "accepted": "2026-12-30", "decided": None}
    suspect = CLAIM | {"id": "s", "normal": False}
    asked = ("rebate", "average", "-", "--profile", "tianjin", "--on", "2027-01-06")

    said = run(*asked, given=claims(young, suspect)).stdout

    assert "1 past the limit of their class: young (class 1) 4 of 3.\n" in said
    assert "1 under suspicion, not counted: s (class 1) 2 of 3.\n" in said
    assert said.endswith("may move them.\n")


def test_without_a_decided_claim_there_is_no_data() -> None:
    said = run("rebate", "average", "-", "--profile", "tianjin", given=claims()).stdout

    assert said.startswith("No data")


@pytest.mark.parametrize(
    ("change", "slug", "field"),
    [
        ({"class": 5}, "bad_value", "claims.0.class"),
        ({"class": True}, "bad_value", "claims.0.class"),
        ({"normal": "yes"}, "bad_value", "claims.0.normal"),
        ({"accepted": "2026-09-31"}, "bad_date", "claims.0.accepted"),
        ({"accepted": 20260930}, "bad_date", "claims.0.accepted"),
        ({"accepted": "1999-10-30"}, "calendar_out_of_range", "claims.0.accepted"),
        ({"decided": "2045-01-01"}, "calendar_out_of_range", "claims.0.decided"),
        ({"decided": "2026-09-29"}, "decided_before_accepted", "claims.0.decided"),
        ({"pauses": "none"}, "bad_value", "claims.0.pauses"),
        ({"pauses": [["2026-10-01"]]}, "bad_value", "claims.0.pauses.0"),
        ({"pauses": [["2026-10-08", "2026-10-01"]]}, "pause_reversed", "claims.0.pauses.0"),
        ({"pauses": [["2026-10-08", "x"]]}, "bad_date", "claims.0.pauses.0"),
    ],
)
def test_a_wrong_claim_is_named_by_its_field(change: Json, slug: str, field: str) -> None:
    found = refusal("rebate", "average", "-", "--profile", "tianjin", given=claims(CLAIM | change))

    assert (found["slug"], found["field"]) == (slug, field)
