"""Every requirement of the policies has a test and names what is offered; a complete run says what is unproved."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from exportlane.policies.requirements import Endpoint, Requirement, requirements
from exportlane.policies.shape import Bilingual
from tools.documents.coverage import coverage_faults, coverage_page
from tools.documents.law_rules import Proof, proofs_in
from tools.documents.openapi import openapi_documents
from tools.generate import _commands

ROOT = Path(__file__).parents[2]
OFFERED = {"customs": json.dumps({"paths": {"/v1/declarations": {"get": {}, "post": {}}}})}


def required(id_: str, *routes: str, commands: tuple[str, ...] = ()) -> Requirement:
    return Requirement(
        id=id_,
        article="第一条",
        service="customs",
        capability=Bilingual(zh="功能", en="A capability"),
        endpoints=tuple(Endpoint(service="customs", route=route) for route in routes),
        commands=commands,
    )


def marked(id_: str | None, line: int = 7) -> Proof:
    return Proof(id_, "test_it_holds", "tests/customs/test_x.py", line)


def test_every_requirement_has_a_test_and_names_only_what_is_offered() -> None:
    assert list(coverage_faults(openapi_documents(), _commands())) == []


def test_the_two_policies_have_thirty_nine_and_twenty_two_requirements() -> None:
    ids = [one.id for one in requirements()]

    assert len(set(ids)) == len(ids) == 61
    assert sum(id_.startswith("TJ-") for id_ in ids) == 39


def test_the_page_has_a_row_for_every_requirement() -> None:
    page = coverage_page()

    for one in requirements():
        assert f"\n| **{one.id}** | {one.article}" in page
    assert "**none**" not in page


FAULTS: list[tuple[list[Requirement], list[Proof], str]] = [
    (
        [required("TJ-1.1", "GET /v1/declarations")],
        [],
        "no test is marked with the requirement TJ-1.1: A capability",
    ),
    (
        [required("TJ-1.1", "GET /v1/declarations")],
        [marked("TJ-1.1"), marked("TJ-9.9")],
        "tests/customs/test_x.py:7: test_it_holds is marked with TJ-9.9, but there is no such requirement",
    ),
    (
        [required("TJ-1.1", "GET /v1/declarations")],
        [marked("TJ-1.1"), marked(None, 9)],
        "tests/customs/test_x.py:9: test_it_holds is marked with a requirement whose id is not spelt out",
    ),
    (
        [required("TJ-1.1", "DELETE /v1/declarations")],
        [marked("TJ-1.1")],
        "TJ-1.1 names DELETE /v1/declarations of customs, which is not offered",
    ),
    (
        [required("TJ-1.1", commands=("case forget",))],
        [marked("TJ-1.1")],
        "TJ-1.1 names «exportlane case forget», which is no command",
    ),
    ([required("TJ-1.1")], [marked("TJ-1.1")], "TJ-1.1 names no endpoint and no command"),
    (
        2 * [required("TJ-1.1", "GET /v1/declarations")],
        [marked("TJ-1.1")],
        "the requirement TJ-1.1 stands there twice",
    ),
]


@pytest.mark.parametrize(("found", "marks", "sentence"), FAULTS)
def test_what_is_missing_is_named(found: list[Requirement], marks: list[Proof], sentence: str) -> None:
    assert list(coverage_faults(OFFERED, {("case", "list")}, found=found, marks=marks)) == [sentence]


def test_what_is_complete_has_no_fault() -> None:
    found = [required("TJ-1.1", "POST /v1/declarations", commands=("case list",))]

    assert list(coverage_faults(OFFERED, {("case", "list")}, found=found, marks=[marked("TJ-1.1")])) == []


def test_marks_of_requirements_are_read_apart_from_those_of_rules() -> None:
    marks = ['@pytest.mark.rule("R")', '@pytest.mark.requirement("TJ-1.1", "TZ-2a")']
    text = "\n".join([*marks, "def test_a(): ..."])

    assert [proof.id for proof in proofs_in(text, "tests/a.py", "requirement")] == ["TJ-1.1", "TZ-2a"]
    assert [proof.id for proof in proofs_in(text, "tests/a.py")] == ["R"]


CONFTEST = """
from tests.requirements_plugin import Proofs, pytest_addoption


def pytest_configure(config):
    config.addinivalue_line("markers", "requirement(*ids): x")
    config.pluginmanager.register(Proofs(config, ["A", "B", "C"]))
"""
TESTS = """
import pytest


@pytest.mark.requirement("A", "B")
def test_passes(): ...


@pytest.mark.requirement("C")
@pytest.mark.skipif({skipped}, reason="no")
def test_perhaps():
    assert {holds}
"""


@pytest.mark.parametrize(
    ("skipped", "holds", "arguments", "status", "sentence"),
    [
        (False, True, "--requirements -n 2", 0, "requirements: 3 of 3 have a test that passed"),
        (True, True, "--requirements -n 2", 1, "requirement C: no test that is marked with it has passed"),
        (False, False, "--requirements", 1, "requirement C: no test that is marked with it has passed"),
        (True, True, "", 0, "1 passed, 1 skipped"),
        (True, True, "--requirements -k passes", 0, "only a part of the tests was run"),
    ],
)
def test_a_complete_run_fails_when_a_requirement_has_no_test_that_passed(
    tmp_path: Path, skipped: bool, holds: bool, arguments: str, status: int, sentence: str
) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (tmp_path / "test_it.py").write_text(TESTS.format(skipped=skipped, holds=holds), encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments.split()],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )

    assert sentence in done.stdout, done.stdout + done.stderr
    assert done.returncode == status
