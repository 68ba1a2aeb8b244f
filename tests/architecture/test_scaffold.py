"""A new agency is one command away, and every agency's folder is whole: the checklist finds nothing, and could."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from exportlane.runtime.service import discover
from tests.architecture.source import ROOT
from tools.new_agency import checklist
from tools.new_agency.__main__ import main
from tools.new_agency.checklist import DEPLOYMENT, STRUCTURE, WIRING, Place, Rule, lacks, loaded
from tools.new_agency.naming import Agency, NameRefused, named
from tools.new_agency.scaffold import scaffold

NEW = Agency("port-authority")
SERVICES = sorted(path.parent.name for path in (ROOT / "services").glob("*/pyproject.toml"))


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_lacks_nothing(service: str) -> None:
    assert lacks(service, ROOT) == []


def test_every_folder_is_discovered_and_nothing_else() -> None:
    assert sorted(discover()) == SERVICES


@pytest.fixture(scope="session")
def scaffolded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the scaffold looks at, with the new agency in it. Not to be changed."""
    root = tmp_path_factory.mktemp("tree")
    shutil.copy(ROOT / "pyproject.toml", root)
    shutil.copytree(ROOT / "deploy" / "k8s" / "base", root / "deploy" / "k8s" / "base")
    for service in SERVICES:
        (root / "services" / service).mkdir(parents=True)
        shutil.copy(ROOT / "services" / service / "Dockerfile", root / "services" / service)
    scaffold(NEW, root)
    return root


@pytest.fixture
def tree(scaffolded: Path, tmp_path: Path) -> Path:
    """The same, to be broken."""
    return Path(shutil.copytree(scaffolded, tmp_path / "tree"))


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (NEW.folder(root), root, ROOT)))}
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )


def test_what_the_scaffold_writes_passes_the_linter(scaffolded: Path) -> None:
    places = [str(NEW.folder(scaffolded)), str(NEW.tests_folder(scaffolded))]

    for command in (["check", "--quiet"], ["format", "--check", "--quiet"]):
        done = run(scaffolded, "ruff", *command, "--no-cache", *places)
        assert done.returncode == 0, done.stdout + done.stderr


def test_what_the_scaffold_writes_runs_and_passes_its_own_tests(scaffolded: Path) -> None:
    done = run(
        scaffolded,
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        str(NEW.tests_folder(scaffolded)),
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "18 passed" in done.stdout


def test_what_the_scaffold_writes_has_the_structure_of_the_others(scaffolded: Path) -> None:
    place = Place(NEW, scaffolded)

    found = [sentence for rule in STRUCTURE for sentence in rule(place)]

    assert found == []


def test_what_is_still_to_be_done_is_named(tree: Path) -> None:
    done = run(tree, "tools.new_agency", "--root", str(tree), "--check", NEW.name)

    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines() == [
        "main.py: the title has no Chinese name yet.",
        "shared/exportlane/contracts/port_authority.py: no fact of port-authority is published.",
        "shared/exportlane/process/table.py: no step belongs to port-authority.",
        "deploy/k8s/base/port-authority.yaml is missing.",
        "deploy/k8s/base/kustomization.yaml: port-authority.yaml is not among the resources.",
        "deploy/k8s/base/kustomization.yaml: EXPORTLANE_AGENCIES does not name port-authority.",
    ]


def test_a_service_that_cannot_be_imported_is_named(tree: Path) -> None:
    found = lacks("port-authority", tree)

    assert len(found) == 1
    assert "port_authority.main.service cannot be imported" in found[0]


def test_the_command_says_what_it_wrote_and_what_is_left(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["veterinary-office", "--root", str(tree)])

    said = capsys.readouterr().out
    assert status == 0
    for word in (
        "veterinary_office/domain.py",
        "contracts/veterinary_office.py",
        "process/table.py",
        "AGENCIES",
    ):
        assert word in said
    assert "EXPORTLANE_PORT=8011" in (tree / "services" / "veterinary-office" / "Dockerfile").read_text()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "is no name"),
        ("Port-Authority", "lower-case"),
        ("port_authority", "hyphens"),
        ("port--authority", "single hyphens"),
        ("-port", "is no name"),
        ("9th-office", "is no name"),
        ("../outside", "is no name"),
        ("港务局", "is no name"),
        ("port\n", "is no name"),
        ("a" * 41, "at most 40"),
        ("class", "a word of Python"),
        ("json", "a word of Python"),
        ("fastapi", "Another package"),
        ("cases", "gateway's own routes"),
        ("operations", "operators' routes"),
        ("enterprise", "access tokens"),
        ("port-authority", "There is a folder services/port-authority already"),
        ("customs", "There is a folder services/customs already"),
    ],
)
def test_a_name_that_will_not_do_is_refused_and_nothing_is_written(
    tree: Path, name: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(tree.rglob("*"))

    status = main(["--root", str(tree), "--", name])

    assert status == 2
    assert said in capsys.readouterr().err
    assert sorted(tree.rglob("*")) == before


def test_tests_that_are_there_are_not_written_over(tree: Path) -> None:
    (tree / "tests" / "harbour_master").mkdir()

    with pytest.raises(NameRefused, match="tests/harbour_master already"):
        named("harbour-master", tree)


@dataclass(frozen=True)
class Fault:
    """What is done to a whole place, and what the rule must then say."""

    rule: Rule
    said: str
    harm: Callable[[Place], object]

    @property
    def id(self) -> str:
        return f"{self.rule.__name__}: {self.said}"


def remove(path: str) -> Callable[[Place], object]:
    return lambda place: (place.folder / path).unlink()


def change(path: str, old: str, new: str) -> Callable[[Place], object]:
    def harm(place: Place) -> None:
        text = (place.root / path).read_text(encoding="utf-8")
        assert old in text
        (place.root / path).write_text(text.replace(old, new), encoding="utf-8")

    return harm


OWN = "services/port-authority"
STRUCTURAL = [
    Fault(STRUCTURE[0], "README.md is missing", remove("README.md")),
    Fault(STRUCTURE[0], "port_authority/domain.py is missing", remove("port_authority/domain.py")),
    Fault(STRUCTURE[0], "port_authority/py.typed is missing", remove("port_authority/py.typed")),
    Fault(STRUCTURE[0], "migrations/env.py is missing", remove("port_authority/migrations/env.py")),
    Fault(STRUCTURE[0], "holds no version", remove("port_authority/migrations/versions/0001_initial.py")),
    Fault(
        STRUCTURE[1], "the entry point is not", change(f"{OWN}/pyproject.toml", "main:service", "main:app")
    ),
    Fault(
        STRUCTURE[1],
        "the project is not called",
        change(f"{OWN}/pyproject.toml", '"exportlane-port-authority"', '"port"'),
    ),
    Fault(
        STRUCTURE[1],
        "the wheel does not hold",
        change(f"{OWN}/pyproject.toml", "packages = [", 'packages = ["x", '),
    ),
    Fault(
        STRUCTURE[2],
        "names nothing in Chinese",
        lambda place: (place.folder / "README.md").write_text("# Port\n"),
    ),
    Fault(
        STRUCTURE[3],
        "it does not serve",
        change(f"{OWN}/Dockerfile", '["serve", "port-authority"]', '["up"]'),
    ),
    Fault(STRUCTURE[3], "the port 8001 belongs to another", change(f"{OWN}/Dockerfile", "8010", "8001")),
    Fault(STRUCTURE[3], "in more than name and port", change(f"{OWN}/Dockerfile", "USER 10001:10001\n", "")),
    Fault(STRUCTURE[4], "holds no test", lambda place: shutil.rmtree(NEW.tests_folder(place.root))),
]


@pytest.mark.parametrize("fault", STRUCTURAL, ids=lambda fault: fault.id)
def test_what_a_folder_lacks_is_found_and_said(tree: Path, fault: Fault) -> None:
    place = Place(NEW, tree)
    assert list(fault.rule(place)) == []
    fault.harm(place)

    found = list(fault.rule(place))

    assert any(fault.said in sentence for sentence in found), found


def test_a_module_that_has_become_a_package_is_as_good(tree: Path) -> None:
    place = Place(NEW, tree)
    (place.package / "domain").mkdir()
    (place.package / "domain.py").rename(place.package / "domain" / "__init__.py")

    assert list(checklist.it_has_the_same_files_as_the_others(place)) == []


def redefine(**changes: Any) -> Callable[[Place], object]:
    def harm(place: Place) -> None:
        assert place.definition is not None
        made = {
            name: value(place.definition) if callable(value) else value for name, value in changes.items()
        }
        place.definition = replace(place.definition, **made)

    return harm


def manifest(kind: str, change: Callable[[dict[str, Any]], object]) -> Callable[[Place], object]:
    return lambda place: [change(one) for one in place.manifests if one["kind"] == kind]


def acl(number: int, **changes: Any) -> Callable[[dict[str, Any]], object]:
    return lambda user: user["spec"]["authorization"]["acls"][number].update(changes)


def renamed(one: dict[str, Any]) -> None:
    one["metadata"]["name"] = "other"


def unheard(service: Any) -> dict[str, Any]:
    return {type_: line for type_, line in service.hears.items() if type_ != "customs.released.v1"}


def overheard(service: Any) -> dict[str, Any]:
    return {**service.hears, "rebate.paid.v1": next(iter(service.hears.values()))}


def with_column(service: Any) -> tuple[Any, ...]:
    kind = service.kinds[0]
    return (replace(kind, columns={**kind.columns, "colour": str}),)


KUSTOMIZATION = "deploy/k8s/base/kustomization.yaml"
LATER = [
    Fault(WIRING[0], "the service calls itself", redefine(name="other")),
    Fault(WIRING[0], "its migrations are", redefine(migrations="customs.migrations")),
    Fault(WIRING[0], "no Chinese name", redefine(title=("Licensing", "Licensing"))),
    Fault(WIRING[1], "no fact of port-authority", lambda place: setattr(place, "agency", NEW)),
    Fault(WIRING[2], "no step belongs to port-authority", lambda place: setattr(place, "agency", NEW)),
    Fault(WIRING[2], "does not hear customs.released.v1", redefine(hears=unheard)),
    Fault(WIRING[2], "it hears rebate.paid.v1", redefine(hears=overheard)),
    Fault(WIRING[3], "the table applications lacks colour", redefine(kinds=with_column)),
    Fault(WIRING[3], "do not run on an empty database", redefine(migrations="exportlane.nowhere")),
    Fault(DEPLOYMENT[0], "licensing.yaml is missing", lambda place: place.manifests.clear()),
    Fault(DEPLOYMENT[0], "there is no Deployment licensing", manifest("Deployment", renamed)),
    Fault(DEPLOYMENT[0], "not among the resources", change(KUSTOMIZATION, "  - licensing.yaml\n", "")),
    Fault(DEPLOYMENT[1], "there is no KafkaTopic", manifest("KafkaTopic", renamed)),
    Fault(
        DEPLOYMENT[1], "there is no KafkaUser", manifest("KafkaUser", lambda one: one.update(kind="Other"))
    ),
    Fault(DEPLOYMENT[1], "does not write exactly", manifest("KafkaUser", acl(0, operations=["Describe"]))),
    Fault(DEPLOYMENT[1], "differ from what it hears", manifest("KafkaUser", acl(1, operations=["Describe"]))),
    Fault(
        DEPLOYMENT[2], "EXPORTLANE_AGENCIES does not name", change(KUSTOMIZATION, '"licensing":', '"other":')
    ),
]


@pytest.mark.parametrize("fault", LATER, ids=lambda fault: fault.id)
def test_what_is_not_wired_is_found_and_said(tree: Path, fault: Fault) -> None:
    place = Place(Agency("licensing"), tree)
    assert loaded(place) == []
    assert list(fault.rule(place)) == []
    fault.harm(place)

    found = list(fault.rule(place))

    assert any(fault.said in sentence for sentence in found), found


def test_no_rule_is_without_a_failing_case() -> None:
    assert {fault.rule for fault in (*STRUCTURAL, *LATER)} == {*STRUCTURE, *WIRING, *DEPLOYMENT}
