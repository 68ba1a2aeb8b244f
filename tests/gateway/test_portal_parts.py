"""The parts of the portal that need no browser: words, static files."""

from __future__ import annotations

from pathlib import Path

from exportlane.contracts import ALL_FACTS, REGISTER_FACTS
from exportlane.process import End, Stage, StepName
from gateway.portal import words


def test_everything_that_a_page_names_has_words_in_both_languages() -> None:
    for type_ in ALL_FACTS.keys() - REGISTER_FACTS:
        assert words.of_fact(type_).en, type_
    for table, keys in (
        (words.STEPS, StepName),
        (words.STAGES, Stage),
        (words.ENDS, End),
        (words.AGENCIES, ("licensing", "vehicle-registry", "customs", "tax-rebate", "gateway")),
    ):
        assert {str(key) for key in keys} <= set(table)
    assert words.of(words.STEPS, "never-heard") == words.Words("never-heard", "")


def test_the_static_files_name_no_other_host() -> None:
    folder = Path(words.__file__).parent / "static"
    for file in (each for each in folder.iterdir() if each.is_file()):
        content = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in content
        assert "https:" not in content
        assert "@import" not in content
