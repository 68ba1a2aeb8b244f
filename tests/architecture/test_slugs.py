"""Every code by which an agency refuses is reached through its API, or by a fact that its handler refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.slugs import AGENCIES, Suite, codes_of


@pytest.mark.parametrize("agency", AGENCIES)
def test_every_refusal_of_an_agency_is_reached_through_its_api(agency: str) -> None:
    reached = Suite().reached(agency)

    missing = {code: place for code, place in codes_of(agency).items() if code not in reached}

    assert missing == {}


CODE = """
def _no(field, code, *, article):
    return Refused(code, "no", article, field)


def look(on):
    if on:
        return _no("/on", "too_early", article="1")
    return Refused(slug="too_late")
"""
TESTS = """
from tests.customs.conftest import opened

CASES = ["too_early"]


def test_of_the_domain():
    assert look(True).slug == "only_in_the_domain"


async def test_of_the_service(running):
    for code in CASES:
        assert (await running.get("/")).json()["code"] == code


async def test_by_an_opener():
    async with opened() as run:
        assert run.code == "too_late"
"""
CONFTEST = """
@pytest.fixture
async def running(tmp_path):
    async with opened(tmp_path) as run:
        yield run


def opened(folder=None):
    return system(folder)
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in {
        "services/customs/customs/domain.py": CODE,
        "shared/exportlane/__init__.py": "",
        "tests/customs/conftest.py": CONFTEST,
        "tests/customs/test_it.py": TESTS,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_a_code_is_found_also_where_a_function_is_given_it(tree: Path) -> None:
    assert codes_of("customs", tree) == {
        "too_early": "services/customs/customs/domain.py:8",
        "too_late": "services/customs/customs/domain.py:9",
    }


def test_a_test_of_the_domain_reaches_nothing_and_one_of_the_service_what_its_table_names(tree: Path) -> None:
    reached = Suite(tree).reached("customs")

    assert {"too_early", "too_late"} <= reached
    assert "only_in_the_domain" not in reached
    assert Suite(tree).reached("licensing") == frozenset()
