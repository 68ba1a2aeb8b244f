"""Every rule of law has a test, every marked test has a rule, and what is missing is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from exportlane.law.rules import Rule
from tools.documents.law_rules import Placed, Proof, faults, module_names, placed_rules, proofs_in
from tools.documents.rules_page import rule_faults, rules_page

FILE = "tests/law/test_x.py"


def placed(id_: str) -> Placed:
    return Placed(Rule(id_, "规则", "A rule", "第一条"), (f"law.{id_.lower()}",))


def ids(text: str) -> list[tuple[str | None, str, int]]:
    return [(proof.id, proof.test, proof.line) for proof in proofs_in(text, FILE)]


def test_every_rule_of_law_has_a_test_and_every_mark_a_rule() -> None:
    assert rule_faults() == ()


def test_the_page_has_a_row_for_every_rule_and_for_every_number() -> None:
    page = rules_page()

    for one in placed_rules()[0]:
        assert f"\n| {one.rule.id} | {one.rule.zh}" in page.replace("\\|", "|")
    assert "`licensing.vehicles_per_licence`" in page
    assert "| `rebate` |" in page


def test_a_rule_without_a_test_is_named() -> None:
    assert list(faults([placed("X01")], [])) == ["law.x01: no test is marked with the rule X01"]


def test_a_mark_that_names_no_rule_is_named_with_its_line() -> None:
    marks = [Proof("X99", "test_a", FILE, 7), Proof(None, "test_b", FILE, 9)]

    assert list(faults([], marks)) == [
        f"{FILE}:7: test_a is marked with X99, but there is no such rule",
        f"{FILE}:9: test_b is marked with a rule whose id is not spelt out",
    ]


def test_two_rules_with_one_id_are_named_and_one_rule_in_two_places_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "services").mkdir()
    package = tmp_path / "shared" / "some_law"
    package.mkdir(parents=True)
    written = (
        "from exportlane.law.rules import Rule\n"
        "RULES = (Rule('S1', '一', 'same', 'a'), Rule('S2', '二', '{words}', 'a'))\n"
    )
    (package / "__init__.py").write_text(written.format(words="one"), encoding="utf-8")
    (package / "other.py").write_text(written.format(words="another"), encoding="utf-8")
    (package / "silent.py").write_text("raise RuntimeError('never imported')\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "shared"))

    found, shared = placed_rules(tmp_path)

    assert [(one.rule.id, one.places) for one in found if one.rule.id == "S1"] == [
        ("S1", ("some_law", "some_law.other"))
    ]
    assert shared == ("two rules share the id S2: some_law and some_law.other",)


def test_a_module_that_names_rules_is_found_by_its_import() -> None:
    assert {"exportlane.law.letter", "exportlane.law.rebate", "exportlane.law.averages"} <= set(
        module_names()
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('@pytest.mark.rule("A")\ndef test_a(): ...', [("A", "test_a", 1)]),
        ('@mark.rule("A", "B")\nasync def test_a(): ...', [("A", "test_a", 1), ("B", "test_a", 1)]),
        ('pytestmark = [pytest.mark.rule("A")]\n\ndef test_a(): ...', [("A", "test_a", 1)]),
        ('@pytest.mark.rule("A")\nclass TestIt:\n  def test_a(self): ...', [("A", "TestIt.test_a", 1)]),
        (
            (
                '@pytest.mark.parametrize("n", [\n  pytest.param(1, marks=pytest.mark.rule("A")),\n  2])\n'
                "def test_a(n): ..."
            ),
            [("A", "test_a", 2)],
        ),
        ("\n".join(2 * ['@pytest.mark.rule("A")'] + ["def test_a(): ..."]), [("A", "test_a", 1)]),
        ('@pytest.mark.rule(f"A{1}")\ndef test_a(): ...', [(None, "test_a", 1)]),
        ('@pytest.mark.rule("A")\ndef helper(): ...', []),
        ("def test_a(): ...", []),
    ],
)
def test_marks_are_read_from_the_source(text: str, found: list[tuple[str | None, str, int]]) -> None:
    assert ids(text) == found
