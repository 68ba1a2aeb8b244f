"""Every text of every page in both languages: nothing untranslated, nothing left over, nothing written past gettext."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gateway.portal import fact_words, words
from tools.texts import PORTAL, faults, file_of, main, sections, translated

HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[a-z]{3}")
PLACE = re.compile(r"%\(\w+\)[sd]")
TEXT_BETWEEN_TAGS = re.compile(r">([^<>{}]*[A-Za-z]{2}[^<>{}]*)<")
SPOKEN_ATTRIBUTES = re.compile(r'(?:aria-label|title|placeholder|alt)="([^"{}]*[A-Za-z]{2}[^"{}]*)"')
NAMES = {"English", "CSV", "XLSX", "XES", "OCEL", "JSON", "PDF", "Excel", "VIN", "HS", "trace", "span"}
"""What is called the same in both languages."""


@pytest.mark.parametrize("section", sections())
def test_every_message_of_a_section_has_its_chinese_and_none_is_left_over(section: str) -> None:
    assert faults(section) == []


def test_a_message_without_chinese_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.texts.file_of", lambda section: tmp_path / f"{section}.po")

    found = faults("frame")

    assert "frame: «Sign out» has no Chinese yet" in found
    assert main(["--check"]) == 1


def test_chinese_stands_in_the_chinese_files() -> None:
    unspoken = {
        message.id: message.string
        for section in sections()
        for message in translated(section)
        if message.id
        and not HAN.search(str(message.string))
        and LATIN.search(PLACE.sub("", str(message.string)))
    }

    assert unspoken == {}


@pytest.mark.parametrize("file", sorted((PORTAL / "templates").rglob("*.html")), ids=lambda file: file.name)
def test_a_template_writes_no_text_past_gettext(file: Path) -> None:
    # Commands and keys are typed alike in every language.
    text = re.sub(r"{#.*?#}|<(code|kbd)\b.*?</\1>", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    bare = re.sub(
        r"{%\s*(trans|block (?:width|body_class)).*?end(trans|block)\s*%}", "", text, flags=re.DOTALL
    )
    bare = re.sub(r"{{.*?}}|{%.*?%}", "", bare, flags=re.DOTALL)

    spoken = [*TEXT_BETWEEN_TAGS.findall(bare), *SPOKEN_ATTRIBUTES.findall(bare)]
    found = [
        one.strip() for one in spoken if '="' not in one and set(re.findall(r"[A-Za-z]{2,}", one)) - NAMES
    ]

    assert found == []
    assert [line for line in text.splitlines() if HAN.search(line) and "中文" not in line] == []


def test_a_message_is_said_the_same_in_every_section() -> None:
    said: dict[str, tuple[str, str]] = {}
    clashes = []
    for section in sections():
        for message in translated(section):
            if message.id:
                first, chinese = said.setdefault(str(message.id), (section, str(message.string)))
                if chinese != str(message.string):
                    clashes.append(f"{message.id!r}: {first} says {chinese}, {section} says {message.string}")

    assert clashes == []


def test_every_term_has_both_languages() -> None:
    tables = [
        words.AGENCIES,
        words.STEPS,
        words.STAGES,
        words.ENDS,
        words.PROFILES,
        words.ROLES,
        fact_words.FACTS,
    ]

    for table in tables:
        for key, term in table.items():
            assert HAN.search(term.zh), key
            assert re.search("[A-Za-z]", term.en), key
            assert not HAN.search(term.en), key


def test_the_files_are_written_the_way_the_tool_writes_them() -> None:
    for section in sections():
        assert file_of(section).is_file(), section
        assert "#, fuzzy" not in file_of(section).read_text(encoding="utf-8")
