"""The tree keeps the rules of `language`, and each of them can find what breaks it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture import language
from tests.architecture.language import RULES, Rule, Text, files

OURS = {Path("tests/architecture/language.py"), Path("tests/architecture/test_language.py")}
"""They quote what they forbid."""


@pytest.fixture(scope="module")
def tree() -> list[Text]:
    return [file for file in files() if file.place not in OURS]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_tree_keeps_the_rule(tree: list[Text], rule: Rule) -> None:
    found = [str(finding) for file in tree for finding in rule(file)]

    assert found == []


def test_the_tree_that_is_read_is_the_whole_one(tree: list[Text]) -> None:
    places = {str(file.place) for file in tree}

    expected = {
        "Makefile",
        "pyproject.toml",
        "requirements/runtime.lock",
        "shared/exportlane/process/table.py",
    }
    assert expected <= places


FAULTS: list[tuple[Rule, str, str]] = [
    (language.no_path_of_a_machine, "docs/a.md", "see /home/li/exportlane/README.md"),
    (language.no_path_of_a_machine, "tools/a.py", "X = '/Users/li/key.pem'"),
    (language.no_path_of_a_machine, ".ci/run", "cd /workspace/exportlane"),
    (language.no_number_of_a_tracker, "docs/a.md", "as decided in issue 12"),
    (language.no_number_of_a_tracker, "shared/a.py", "# see #345 for the reason"),
    (language.no_number_of_a_tracker, "docs/a.md", "fixed by PR-7"),
    (language.nothing_is_left_for_nobody, "shared/a.py", "# TODO: mend this"),
    (language.nothing_is_left_for_nobody, "docs/a.md", "FIXME"),
    (language.locks_name_no_place, "requirements/x.lock", "# from https://files.example/simple"),
    (language.locks_name_no_place, "requirements/x.lock", "--index-url mirror"),
    (language.locks_name_no_place, "requirements/x.lock", "uv @ file:///tmp/uv.whl"),
    (language.addresses_are_examples_or_standards, "docs/a.md", "[here](https://cdn.somewhere.net/x.js)"),
    (language.addresses_are_examples_or_standards, "a.html", '<script src="https://unpkg.com/x"></script>'),
    (language.addresses_are_examples_or_standards, "a.py", 'X = "http://10.1.2.3:8000/"'),
    (language.nobody_is_named_by_mail, "CHANGELOG.md", "by li.wei@company.cn"),
    (language.licence_is_the_noun, "a.py", "license_no = 1"),
    (language.licence_is_the_noun, "a.py", 'COLUMNS = {"license_no": "text"}'),
    (language.licence_is_the_noun, "a.py", "class ExportLicense: ..."),
    (language.licence_is_the_noun, "docs/a.md", "the export license is granted"),
    (language.licence_is_the_noun, "a.json", '{"license_no": "26-12-000001"}'),
    (language.english_is_british, "docs/a.md", "the case is canceled"),
    (language.english_is_british, "a.py", '"""Changes the behavior."""'),
    (language.no_python_file_is_too_long, "tools/a.py", "\n" * 401),
    (language.no_python_file_is_too_long, "tests/a.py", "\n" * 601),
    (language.no_function_is_too_long, "shared/a.py", "def long():\n" + "    print()\n" * 60),
    (language.no_file_has_a_vague_name, "shared/exportlane/utils.py", ""),
    (language.no_file_has_a_vague_name, "services/customs/customs/common/dates.py", ""),
    (language.tests_use_no_mocks, "tests/a.py", "from unittest.mock import patch"),
    (language.tests_use_no_mocks, "tests/a.py", "def test_x(mocker): ..."),
    (language.tests_wait_for_a_condition, "tests/a.py", "def test_x():\n    time.sleep(LONG)"),
    (language.tests_wait_for_a_condition, "tests/a.py", "import time\ntime.sleep(2)"),
    (language.tests_wait_for_a_condition, "tests/a.py", "async def test_x():\n    await asyncio.sleep(0.2)"),
]


@pytest.mark.parametrize(("rule", "place", "text"), FAULTS)
def test_a_broken_rule_is_found(rule: Rule, place: str, text: str) -> None:
    assert list(rule(Text(Path(place), text)))


FINE: list[tuple[str, str]] = [
    (
        "docs/a.md",
        "`curl http://127.0.0.1:8000/readyz`, https://identity.example/realms, see [below](#1-start)",
    ),
    ("docs/a.md", "under /v1/cases/{id}, in /var/lib, `services/work/`, an export licence, colour `#fff`"),
    ("a.py", "# TODO(wang): mend this when the notice is out\nlicensed = 1"),
    ("a.py", "# a licence for 20 vehicles; article 42, 公告2024年第6号"),
    ("pyproject.toml", 'license = "Apache-2.0"\n"FIX002", # TD002 asks for a name beside a TODO'),
    ("tests/a.py", "async def until():\n    while True:\n        await asyncio.sleep(0.02)\n"),
    ("tests/a.py", "async def test_a_stop(pause: float):\n    await asyncio.sleep(pause)\n"),
    ("tests/a.py", "async def turn():\n    await asyncio.sleep(0)\n"),
    ("shared/a.py", "def table():\n" + "    print()\n" * 59),
    ("requirements/x.lock", "aiokafka==0.12.0 \\\n    --hash=sha256:00"),
]


@pytest.mark.parametrize(("place", "text"), FINE)
def test_what_is_fine_is_left_alone(place: str, text: str) -> None:
    assert [str(finding) for rule in RULES for finding in rule(Text(Path(place), text))] == []


def test_no_rule_is_without_a_failing_case() -> None:
    assert {rule for rule, _, _ in FAULTS} == set(RULES)
