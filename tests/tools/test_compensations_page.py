"""The page of compensations is read from the tests, and no compensation of the specification is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.documents.compensations_page import all_compensations, compensations, compensations_page

ROOT = Path(__file__).resolve().parents[2]


def test_every_compensation_from_c1_to_c22_has_a_test_and_an_end() -> None:
    found = all_compensations(ROOT)

    assert {one.rule for one in found} == {f"C{number}" for number in range(1, 23)}
    assert all(one.test.startswith(f"test_c{int(one.rule[1:]):02d}_") for one in found)


def test_a_test_that_names_no_compensation_is_no_row() -> None:
    assert compensations('def test_x() -> None:\n    """Something else."""\n') == []


@pytest.mark.parametrize("number", [1, 10, 22])
def test_the_page_names_rule_and_test(number: int) -> None:
    page = compensations_page(ROOT)

    assert f"| C{number} |" in page
    assert f"`test_c{number:02d}_" in page
