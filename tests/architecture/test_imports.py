"""The arrows hold in the tree as it is, and every rule can find what breaks it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture import arrows
from tests.architecture.arrows import RULES, Rule
from tests.architecture.source import ROOT, Source


@pytest.fixture(scope="module")
def tree() -> Source:
    return Source(ROOT)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_tree_keeps_the_rule(tree: Source, rule: Rule) -> None:
    found = [str(finding) for finding in rule(tree)]

    assert found == []


def test_the_tree_that_is_read_is_the_whole_one(tree: Source) -> None:
    expected = {"customs", "gateway", "licensing", "tax_rebate", "vehicle_registry"}

    assert expected <= set(tree.services)
    for package in (*arrows.PURE_PACKAGES, "exportlane.agency", "exportlane.runtime", "exportlane.cli"):
        assert list(tree.of(package)), package
    for service in expected:
        assert list(tree.of(f"{service}.domain")), service


@dataclass(frozen=True)
class Fault:
    """A module that breaks a rule, and what must be said about it."""

    rule: Rule
    place: str
    code: str
    said: str

    @property
    def id(self) -> str:
        return f"{self.rule.__name__}: {self.code.splitlines()[-1].strip()}"


LAW, CONTRACTS = "shared/exportlane/law/rule.py", "shared/exportlane/contracts/fact.py"
PROCESS, RUNTIME = "shared/exportlane/process/table.py", "shared/exportlane/runtime/relay.py"
POLICIES, AGENCY = "shared/exportlane/policies/rules.py", "shared/exportlane/agency/papers.py"
DOMAIN = "services/customs/customs/domain.py"
HANDLERS, STORAGE = "services/customs/customs/handlers.py", "services/customs/customs/storage.py"
API, CONSUMER = "services/customs/customs/api.py", "services/customs/customs/consumer.py"
DEEP = "services/customs/customs/domain/decisions.py"

FAULTS = [
    Fault(
        arrows.shared_knows_no_service, RUNTIME, "import customs.domain", "shared imports the service customs"
    ),
    Fault(arrows.shared_knows_no_service, LAW, "from licensing import domain", "the service licensing"),
    Fault(
        arrows.shared_knows_no_service,
        "shared/exportlane/cli/operations.py",
        "import importlib\nimportlib.import_module('customs.main')",
        "the service customs",
    ),
    Fault(
        arrows.services_do_not_know_each_other,
        HANDLERS,
        "def on_fact():\n    from licensing.domain import Licence",
        "customs imports the service licensing",
    ),
    Fault(
        arrows.services_do_not_know_each_other,
        API,
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import licensing.storage",
        "customs imports the service licensing",
    ),
    Fault(
        arrows.only_services_lean_on_the_agency,
        RUNTIME,
        "from exportlane.agency import papers",
        "for services",
    ),
    Fault(
        arrows.only_services_lean_on_the_agency, POLICIES, "import exportlane.agency.papers", "for services"
    ),
    Fault(
        arrows.only_services_lean_on_the_agency,
        AGENCY,
        "from exportlane import cli",
        "imports exportlane.cli",
    ),
    Fault(
        arrows.the_runtime_knows_no_business,
        RUNTIME,
        "from exportlane.contracts import AGENCIES, customs",
        "imports exportlane.contracts.customs",
    ),
    Fault(
        arrows.the_runtime_knows_no_business,
        RUNTIME,
        "from ..contracts.customs import X",
        "contracts.customs",
    ),
    Fault(
        arrows.the_runtime_knows_no_business, RUNTIME, "from exportlane import process", "exportlane.process"
    ),
    Fault(arrows.the_runtime_knows_no_business, RUNTIME, "import exportlane.law.vin", "exportlane.law"),
    Fault(
        arrows.the_runtime_knows_no_business, RUNTIME, "from exportlane.policies import profile", "policies"
    ),
    Fault(arrows.the_runtime_speaks_no_business_word, RUNTIME, "def publish(vehicle): ...", "says 'vehicle'"),
    Fault(arrows.the_runtime_speaks_no_business_word, RUNTIME, "X = 'tax-rebate'", "says 'tax-rebate'"),
    Fault(arrows.the_runtime_speaks_no_business_word, RUNTIME, "row.licence_no", "says 'licence_no'"),
    Fault(arrows.the_runtime_speaks_no_business_word, RUNTIME, "fact(vin=1)", "says 'vin'"),
    Fault(arrows.pure_parts_import_only_what_is_pure, LAW, "import asyncio", "imports asyncio"),
    Fault(
        arrows.pure_parts_import_only_what_is_pure, LAW, "import exportlane.contracts", "exportlane.contracts"
    ),
    Fault(arrows.pure_parts_import_only_what_is_pure, PROCESS, "from random import random", "imports random"),
    Fault(
        arrows.pure_parts_import_only_what_is_pure, PROCESS, "import exportlane.runtime.ids", "runtime.ids"
    ),
    Fault(
        arrows.pure_parts_import_only_what_is_pure, PROCESS, "from exportlane import runtime", "exportlane"
    ),
    Fault(arrows.pure_parts_import_only_what_is_pure, CONTRACTS, "import httpx", "imports httpx"),
    Fault(arrows.pure_parts_import_only_what_is_pure, POLICIES, "import os", "imports os"),
    Fault(arrows.pure_parts_import_only_what_is_pure, DOMAIN, "import time", "imports time"),
    Fault(arrows.pure_parts_import_only_what_is_pure, DOMAIN, "from uuid import uuid4", "imports uuid"),
    Fault(arrows.pure_parts_import_only_what_is_pure, DOMAIN, "import pydantic", "imports pydantic"),
    Fault(arrows.pure_parts_import_only_what_is_pure, DEEP, "import sqlalchemy as sa", "imports sqlalchemy"),
    Fault(arrows.pure_parts_touch_nothing, LAW, "import datetime as dt\ndt.datetime.now()", "datetime.now"),
    Fault(arrows.pure_parts_touch_nothing, DOMAIN, "from datetime import date\ndate.today()", "date.today"),
    Fault(
        arrows.pure_parts_touch_nothing,
        DOMAIN,
        "from dataclasses import field\nat = field(default_factory=datetime.now)",
        "datetime.now",
    ),
    Fault(arrows.pure_parts_touch_nothing, CONTRACTS, "open('x')", "calls open"),
    Fault(arrows.pure_parts_touch_nothing, PROCESS, "print('x')", "calls print"),
    Fault(arrows.pure_parts_touch_nothing, DOMAIN, "async def decide(): ...", "waits"),
    Fault(arrows.pure_parts_touch_nothing, DEEP, "path.read_text()", "touches files"),
    Fault(
        arrows.pure_parts_touch_nothing, HANDLERS, "from datetime import datetime\ndatetime.now()", "clock"
    ),
    Fault(arrows.pure_parts_touch_nothing, HANDLERS, "async def on_fact(): ...", "waits"),
    Fault(
        arrows.pure_parts_touch_nothing,
        "services/customs/customs/drawing.py",
        '"""Draws. PURE."""\nprint()',
        "calls print",
    ),
    Fault(arrows.arrows_in_a_service_point_inwards, DOMAIN, "from customs import storage", "imports storage"),
    Fault(arrows.arrows_in_a_service_point_inwards, DEEP, "from ..api import routes", "imports api"),
    Fault(arrows.arrows_in_a_service_point_inwards, STORAGE, "import customs.consumer", "imports consumer"),
    Fault(
        arrows.arrows_in_a_service_point_inwards, HANDLERS, "from customs.api import routes", "imports api"
    ),
    Fault(arrows.only_entry_points_lead_to_main, API, "from customs.main import service", "customs.main"),
    Fault(arrows.only_entry_points_lead_to_main, CONSUMER, "from . import main", "customs.main"),
    Fault(arrows.services_leave_the_plumbing_to_the_runtime, STORAGE, "import asyncpg", "imports asyncpg"),
    Fault(
        arrows.services_leave_the_plumbing_to_the_runtime, API, "from aiokafka import X", "imports aiokafka"
    ),
]


@pytest.fixture
def small_tree(tmp_path: Path) -> Path:
    """A tree of the same shape, with nothing in it that any rule could find fault with."""
    for package in ("", "agency/", "contracts/", "law/", "policies/", "process/", "runtime/", "cli/"):
        place(tmp_path, f"shared/exportlane/{package}__init__.py", "")
    place(tmp_path, "shared/exportlane/contracts/customs.py", "import pydantic")
    place(tmp_path, "shared/exportlane/contracts/decision.py", "import pydantic")
    place(tmp_path, "shared/exportlane/law/calendar.py", "import chinese_calendar\nX = files(p).read_text()")
    place(
        tmp_path, "shared/exportlane/runtime/batch.py", "from exportlane.contracts import decision, AGENCIES"
    )
    for service in ("customs", "licensing"):
        place(tmp_path, f"services/{service}/{service}/__init__.py", "")
        place(tmp_path, f"services/{service}/{service}/main.py", f"from {service}.api import routes")
    place(tmp_path, "services/licensing/licensing/domain.py", "from exportlane.contracts.customs import X")
    place(tmp_path, "services/licensing/licensing/api.py", "import fastapi\nfrom licensing import domain")
    return tmp_path


def place(root: Path, path: str, code: str) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(code, encoding="utf-8")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_tree_that_keeps_the_rules_is_left_alone(small_tree: Path, rule: Rule) -> None:
    assert list(rule(Source(small_tree))) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
def test_a_broken_rule_is_found_and_said(small_tree: Path, fault: Fault) -> None:
    if "/domain/" in fault.place:
        place(small_tree, str(Path(fault.place).with_name("__init__.py")), "")
    place(small_tree, fault.place, fault.code)

    found = list(fault.rule(Source(small_tree)))

    assert [finding.path for finding in found] == [Path(fault.place)]
    assert fault.said in found[0].sentence


def test_what_a_domain_leans_on_is_held_to_the_same(small_tree: Path) -> None:
    place(small_tree, DOMAIN, "from customs.deadlines import due")
    place(small_tree, "services/customs/customs/deadlines.py", "import time")

    found = list(arrows.pure_parts_import_only_what_is_pure(Source(small_tree)))

    assert [finding.sentence for finding in found] == ["customs.deadlines is pure, but imports time"]


def test_no_rule_is_without_a_failing_case() -> None:
    assert {fault.rule for fault in FAULTS} == set(RULES)
