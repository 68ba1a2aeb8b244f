"""The check of the locks finds each of the faults that it is there for, and today's locks have none."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tools.locks import ROOT, asked_for, faults


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what the check reads."""
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    for manifest in [ROOT / "shared" / "pyproject.toml", *ROOT.glob("services/*/pyproject.toml")]:
        copy = tmp_path / manifest.relative_to(ROOT)
        copy.parent.mkdir(parents=True)
        shutil.copy(manifest, copy)
    return tmp_path


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_todays_locks_answer_everything_that_is_asked_for(tree: Path) -> None:
    assert faults(tree) == []


def test_a_name_that_was_added_without_a_new_lock_is_found(tree: Path) -> None:
    append(tree / "requirements" / "runtime.in", "left_pad[extra] >= 1  # for nothing\n")

    assert faults(tree) == [
        "runtime.lock does not pin left-pad; run `make lock`",
        "dev.lock does not pin left-pad; run `make lock`",
    ]


def test_a_pin_without_a_hash_is_found(tree: Path) -> None:
    append(tree / "requirements" / "dev.lock", "left-pad==1.0\n")

    assert faults(tree) == ["dev.lock pins left-pad without a hash"]


@pytest.mark.parametrize(
    "line",
    ["--index-url https://packages.invalid/simple\n", "--find-links /opt/wheels\n", "-e ./shared\n"],
)
def test_a_lock_that_names_a_host_or_a_folder_is_refused(tree: Path, line: str) -> None:
    append(tree / "requirements" / "runtime.lock", line)

    assert [fault for fault in faults(tree) if "names a place" in fault]


def test_a_dependency_of_a_package_that_nobody_locks_is_found(tree: Path) -> None:
    manifest = next(iter(tree.glob("services/*/pyproject.toml")))
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(
        text.replace('dependencies = ["exportlane"]', 'dependencies = ["exportlane", "left-pad"]')
    )

    assert [fault for fault in faults(tree) if "left-pad; add it to requirements/runtime.in" in fault]


def test_the_list_of_the_tests_contains_the_list_of_the_services(tree: Path) -> None:
    assert asked_for(tree / "requirements" / "runtime.in") < asked_for(tree / "requirements" / "dev.in")
