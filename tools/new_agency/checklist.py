"""What the folder of an agency lacks before it takes part. Each rule is a function; `STRUCTURE` needs the files alone.

`WIRING` imports the service (it must be installed), `DEPLOYMENT` compares the manifests with what it says of itself.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import re
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml

from exportlane import process
from exportlane.contracts import AGENCIES, FACTS_OF_AGENCY, topic_of
from exportlane.runtime.database import Database
from exportlane.runtime.migrations import migrate
from exportlane.runtime.service import ServiceDefinition
from tools.new_agency.naming import Agency
from tools.new_agency.scaffold import image_for

GATEWAY = "gateway"
MODULES = ("domain", "handlers", "storage", "consumer", "api", "settings", "main")
FILES = ("README.md", "pyproject.toml", "Dockerfile")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass
class Place:
    """The folder that is looked at. `definition` is None until the service can be imported."""

    agency: Agency
    root: Path
    definition: ServiceDefinition | None = None
    manifests: list[dict[str, Any]] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.agency.folder(self.root)

    @property
    def package(self) -> Path:
        return self.agency.package_folder(self.root)


Rule = Callable[[Place], Iterator[str]]


def lacks(name: str, root: Path) -> list[str]:
    """Sentences, each one thing that is missing; empty when the agency is whole. Later rules wait for the earlier."""
    place = Place(Agency(name), root)
    if not place.folder.is_dir():
        return [f"There is no folder services/{name}."]
    found = [sentence for rule in STRUCTURE for sentence in rule(place)]
    if found:
        return found
    found += loaded(place)
    rules = (*WIRING, *DEPLOYMENT) if place.definition else ()
    return found + [sentence for rule in rules for sentence in rule(place)]


def loaded(place: Place) -> list[str]:
    """Import the service and read its manifests into `place`; what stands in the way comes back as sentences."""
    module = f"{place.agency.package}.main"
    try:
        service = importlib.import_module(module).service
    except Exception as error:  # noqa: BLE001  # whatever an unfinished service raises is the answer
        return [
            f"{module}.service cannot be imported ({type(error).__name__}: {error}); «make check» installs it."
        ]
    if not isinstance(service, ServiceDefinition):
        return [f"{module}.service is no ServiceDefinition."]
    place.definition = service
    base = place.root / "deploy" / "k8s" / "base" / f"{place.agency.name}.yaml"
    if base.is_file():
        place.manifests = [one for one in yaml.safe_load_all(base.read_text(encoding="utf-8")) if one]
    return []


def it_has_the_same_files_as_the_others(place: Place) -> Iterator[str]:
    """A module that has grown into a package of the same name is as good."""
    for name in FILES:
        if not (place.folder / name).is_file():
            yield f"services/{place.agency.name}/{name} is missing."
    for name in ("__init__.py", "py.typed", "migrations/env.py"):
        if not (place.package / name).is_file():
            yield f"{place.agency.package}/{name} is missing."
    for name in MODULES:
        if not ((place.package / f"{name}.py").is_file() or (place.package / name / "__init__.py").is_file()):
            yield f"{place.agency.package}/{name}.py is missing."
    if not any((place.package / "migrations" / "versions").glob("[0-9]*.py")):
        yield f"{place.agency.package}/migrations/versions holds no version."


def it_is_found_by_its_entry_point(place: Place) -> Iterator[str]:
    """Services are discovered; what is not announced in its pyproject.toml does not exist."""
    path = place.folder / "pyproject.toml"
    if not path.is_file():
        return
    made = tomllib.loads(path.read_text(encoding="utf-8"))
    project = made.get("project", {})
    points = project.get("entry-points", {}).get("exportlane.services", {})
    wanted = f"{place.agency.package}.main:service"
    if points != {place.agency.name: wanted}:
        yield f'pyproject.toml: the entry point is not {place.agency.name} = "{wanted}".'
    if project.get("name") != f"exportlane-{place.agency.name}":
        yield f"pyproject.toml: the project is not called exportlane-{place.agency.name}."
    wheel = made.get("tool", {}).get("hatch", {}).get("build", {}).get("targets", {}).get("wheel", {})
    if wheel.get("packages") != [place.agency.package]:
        yield f"pyproject.toml: the wheel does not hold the package {place.agency.package}."


def its_readme_names_its_verbs_in_both_languages(place: Place) -> Iterator[str]:
    """Officers read Chinese, the code speaks English; the page joins the two."""
    path = place.folder / "README.md"
    if path.is_file() and not _CHINESE.search(path.read_text(encoding="utf-8")):
        yield f"services/{place.agency.name}/README.md names nothing in Chinese."


def its_image_is_made_like_the_others(place: Place) -> Iterator[str]:
    """Two Dockerfiles differ in the name and the port; what differs more is forgotten in the next change."""
    path = place.folder / "Dockerfile"
    others = [
        one for one in sorted((place.root / "services").glob("*/Dockerfile")) if one.parent != place.folder
    ]
    if not path.is_file() or not others:
        return
    text = path.read_text(encoding="utf-8")
    if f'CMD ["serve", "{place.agency.name}"]' not in text:
        yield f"Dockerfile: it does not serve {place.agency.name}."
    ports = {one.parent.name: _port(one.read_text(encoding="utf-8")) for one in (path, *others)}
    port = ports.pop(place.agency.name)
    if port in ports.values():
        yield f"Dockerfile: the port {port} belongs to another service."
    model = others[0]
    expected = image_for(model.read_text(encoding="utf-8"), model.parent.name, place.agency.name, port or "")
    if expected != _ASSETS.sub("", text):
        yield f"Dockerfile: it differs from that of {model.parent.name} in more than name and port."


def it_has_tests(place: Place) -> Iterator[str]:
    """A folder tests/<package> with at least one test in it."""
    tests = place.agency.tests_folder(place.root)
    if not any("def test_" in path.read_text(encoding="utf-8") for path in tests.glob("test_*.py")):
        yield f"tests/{place.agency.package} holds no test."


def its_definition_says_who_it_is(place: Place) -> Iterator[str]:
    """Name, migrations and a title in both languages."""
    service = _definition(place)
    if service.name != place.agency.name:
        yield f"main.py: the service calls itself {service.name}, its folder is {place.agency.name}."
    if service.migrations != f"{place.agency.package}.migrations":
        yield f"main.py: its migrations are {service.migrations}."
    if not _CHINESE.search(service.title[0]):
        yield "main.py: the title has no Chinese name yet."


def its_facts_have_contracts(place: Place) -> Iterator[str]:
    """One file of `contracts/` per agency, named in the registry."""
    if not FACTS_OF_AGENCY.get(place.agency.name):
        yield f"shared/exportlane/contracts/{place.agency.package}.py: no fact of {place.agency.name} is published."


def it_hears_what_the_process_says(place: Place) -> Iterator[str]:
    """The consumer table and the process are compared in both directions."""
    if place.agency.name not in AGENCIES:
        yield f"shared/exportlane/process/table.py: no step belongs to {place.agency.name}."
        return
    said, heard = process.hears(place.agency.name), frozenset(_definition(place).hears)
    for type_ in sorted(said - heard):
        yield f"consumer.py: it does not hear {type_}, and the process says that it must."
    for type_ in sorted(heard - said):
        yield f"consumer.py: it hears {type_}, of which the process knows nothing."


def its_migrations_make_its_tables(place: Place) -> Iterator[str]:
    """Run them on an empty database, and look for every table and column that the storage names."""
    service = _definition(place)
    try:
        columns = asyncio.run(_columns(service.migrations))
    except Exception as error:  # noqa: BLE001  # whatever a migration raises is the answer
        yield f"migrations: they do not run on an empty database: {type(error).__name__}: {error}"
        return
    for kind in service.kinds:
        wanted = {name for name, _ in kind.row_columns}
        if missing := sorted(wanted - columns.get(kind.table, set())):
            yield f"migrations: the table {kind.table} lacks {', '.join(missing)}."


def it_stands_in_the_manifests(place: Place) -> Iterator[str]:
    """One file of deploy/k8s/base, named in the kustomization."""
    name = place.agency.name
    kustomization = _kustomization(place)
    if not place.manifests:
        yield f"deploy/k8s/base/{name}.yaml is missing."
    elif not any(one["kind"] == "Deployment" and one["metadata"]["name"] == name for one in place.manifests):
        yield f"deploy/k8s/base/{name}.yaml: there is no Deployment {name}."
    if f"{name}.yaml" not in kustomization.get("resources", []):
        yield f"deploy/k8s/base/kustomization.yaml: {name}.yaml is not among the resources."


def it_has_its_topic_and_its_rights(place: Place) -> Iterator[str]:
    """It writes its own topic, and reads the topics of those whose facts it hears."""
    name = place.agency.name
    if not place.manifests:
        return
    if not any(
        one["kind"] == "KafkaTopic" and one["metadata"]["name"] == topic_of(name) for one in place.manifests
    ):
        yield f"deploy/k8s/base/{name}.yaml: there is no KafkaTopic {topic_of(name)}."
    users = [one for one in place.manifests if one["kind"] == "KafkaUser"]
    if not users:
        yield f"deploy/k8s/base/{name}.yaml: there is no KafkaUser."
        return
    rights = [(acl["resource"], set(acl["operations"])) for acl in users[0]["spec"]["authorization"]["acls"]]
    topics = [
        (resource["name"], operations) for resource, operations in rights if resource["type"] == "topic"
    ]
    if {topic for topic, may in topics if "Write" in may} != {topic_of(name)}:
        yield f"deploy/k8s/base/{name}.yaml: the KafkaUser does not write exactly {topic_of(name)}."
    heard = set(_definition(place).topics())
    if (readable := {topic for topic, may in topics if "Read" in may}) != heard:
        differing = ", ".join(sorted(readable ^ heard))
        yield f"deploy/k8s/base/{name}.yaml: the rights to read differ from what it hears in {differing}."


def the_gateway_knows_where_it_is(place: Place) -> Iterator[str]:
    """EXPORTLANE_AGENCIES of the gateway's settings names it."""
    if place.agency.name == GATEWAY:
        return
    for made in _kustomization(place).get("configMapGenerator", []):
        for literal in made.get("literals", []):
            variable, _, value = literal.partition("=")
            if variable == "EXPORTLANE_AGENCIES" and place.agency.name in json.loads(value):
                return
    yield f"deploy/k8s/base/kustomization.yaml: EXPORTLANE_AGENCIES does not name {place.agency.name}."


STRUCTURE: tuple[Rule, ...] = (
    it_has_the_same_files_as_the_others,
    it_is_found_by_its_entry_point,
    its_readme_names_its_verbs_in_both_languages,
    its_image_is_made_like_the_others,
    it_has_tests,
)
WIRING: tuple[Rule, ...] = (
    its_definition_says_who_it_is,
    its_facts_have_contracts,
    it_hears_what_the_process_says,
    its_migrations_make_its_tables,
)
DEPLOYMENT: tuple[Rule, ...] = (
    it_stands_in_the_manifests,
    it_has_its_topic_and_its_rights,
    the_gateway_knows_where_it_is,
)


async def _columns(migrations: str) -> dict[str, set[str]]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{Path(folder) / 'empty.db'}", pool_size=1)
        try:
            await migrate(database, migrations)
            async with database.reading() as connection:
                rows = await connection.execute(
                    sa.text(
                        "select t.name, c.name from sqlite_master t, pragma_table_info(t.name) c where t.type = 'table'"
                    )
                )
                found: dict[str, set[str]] = {}
                for table, column in rows:
                    found.setdefault(table, set()).add(column)
                return found
        finally:
            await database.close()


def _definition(place: Place) -> ServiceDefinition:
    if place.definition is None:
        raise ValueError("the service has not been loaded")
    return place.definition


def _kustomization(place: Place) -> dict[str, Any]:
    path = place.root / "deploy" / "k8s" / "base" / "kustomization.yaml"
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found


_ASSETS = re.compile(r"# The scripts of the portal.*?\n\n|COPY --from=assets .*?\n", re.DOTALL)
"""What the image of the gateway has beside the others: the stage that bundles the scripts of its pages."""


def _port(image: str) -> str | None:
    found = re.search(r"^\s+EXPORTLANE_PORT=([0-9]+)$", image, re.MULTILINE)
    return found[1] if found else None
