"""The alarms and the dashboard ask for numbers that the services really show, and lead to sections that exist."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml
from opentelemetry.sdk.metrics import MeterProvider
from prometheus_client.parser import text_string_to_metric_families

from exportlane.operations.finding import anchor_of
from exportlane.runtime.telemetry import metrics
from exportlane.runtime.telemetry.prometheus import Exposition
from exportlane.runtime.testing import system
from tests.gateway.batches import single
from tools.k8s_check import ROOT

FOLDER = ROOT / "deploy" / "observability"
ALERTS = yaml.safe_load((FOLDER / "alerts.yaml").read_text(encoding="utf-8"))
DASHBOARD = json.loads((FOLDER / "grafana-dashboard.json").read_text(encoding="utf-8"))
RULES = [rule for group in ALERTS["groups"] for rule in group["rules"]]
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
VARIABLES = {"$__rate_interval": "5m", "$service": ".*"}
TIMES = re.compile(r"\d+[smh]")


@dataclass(frozen=True)
class Asked:
    """A metric that an expression asks for, with the labels that it chooses by."""

    name: str
    labels: frozenset[str]


def asked(expression: str) -> Iterator[Asked]:
    """Every metric in a PromQL expression. Raises ValueError for one that Prometheus would not take."""
    for variable, value in VARIABLES.items():
        expression = expression.replace(variable, value)
    found: list[Any] = []
    promql_parser.walk(promql_parser.parse(expression), found.append)
    for node in found:
        selector = node.vector_selector if isinstance(node, promql_parser.MatrixSelector) else node
        if isinstance(selector, promql_parser.VectorSelector):
            labels = frozenset(matcher.name for matcher in selector.matchers.matchers)
            yield Asked(str(selector.name), labels)


def expressions() -> list[str]:
    targets = [target["expr"] for panel in PANELS for target in panel["targets"]]
    return [*(rule["expr"] for rule in RULES), *targets]


def names_that_are_exported() -> frozenset[str]:
    """Every instrument of the services, measured once and written as Prometheus reads it."""
    exposition = Exposition()
    provider = MeterProvider(metric_readers=[exposition.reader()], shutdown_on_exit=False)
    made = metrics.instruments(provider.get_meter("test"))
    for name in metrics._GAUGES:
        made.observe(name, lambda: 1.0)
    for histogram in (made.visible_lag, made.handler_duration, made.request_duration):
        histogram.record(0.1)
    families = text_string_to_metric_families(exposition.page().decode())
    return frozenset(sample.name for family in families for sample in family.samples)


@pytest.mark.parametrize("expression", expressions())
def test_an_expression_asks_for_numbers_that_the_services_export(expression: str) -> None:
    exported = names_that_are_exported()

    wanted = {each.name for each in asked(expression)}

    assert wanted
    assert wanted <= exported


def test_an_expression_that_asks_for_nothing_known_would_be_noticed() -> None:
    (wrong,) = asked("max(exportlane_unheard_of_seconds{service_name='x'}) > 1")

    assert wrong.name not in names_that_are_exported()
    with pytest.raises(ValueError, match=r".+"):
        list(asked("max by (service_name (exportlane_ready)"))


@pytest.mark.asyncio
async def test_the_labels_by_which_numbers_are_chosen_stand_on_a_real_page(tmp_path: Path) -> None:
    async with system(tmp_path) as running:
        await running.client("gateway", "gateway", "officer").post("/v1/cases", single(1))
        answer = await running.client("gateway", "gateway", "operator").get("/metrics")

    shown: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            shown.setdefault(sample.name, set()).update(sample.labels)
    wanted = [each for expression in expressions() for each in asked(expression)]
    assert {"exportlane_ready", "exportlane_vitals_age_seconds"} <= shown.keys() & {w.name for w in wanted}
    wrong = [each for each in wanted if each.name in shown and not each.labels <= shown[each.name]]
    assert wrong == []


def test_every_alarm_says_how_grave_it_is_how_long_it_must_last_and_what_to_do() -> None:
    runbook = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
    sections = {anchor_of(heading) for heading in re.findall(r"^#{2,3} (.+)$", runbook, re.MULTILINE)}

    for rule in RULES:
        page, _, anchor = rule["annotations"]["runbook_url"].rpartition("/")
        assert anchor in sections, rule["alert"]
        assert page.endswith("/operations/runbook")
        assert rule["labels"]["severity"] in {"critical", "warning"}
        assert TIMES.fullmatch(rule["for"])
        assert {"summary", "description"} <= rule["annotations"].keys()
    assert len({rule["alert"] for rule in RULES}) == len(RULES)


def test_every_panel_asks_for_something_and_lies_beside_the_others() -> None:
    places = [
        (panel["gridPos"]["x"] + x, panel["gridPos"]["y"] + y)
        for panel in DASHBOARD["panels"]
        for x in range(panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["h"])
    ]

    assert len(places) == len(set(places)), "panels lie on each other"
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
    assert all(target["expr"] for panel in PANELS for target in panel["targets"])
    assert all(panel["targets"] and panel["title"] for panel in PANELS)
    rows = [panel["title"] for panel in DASHBOARD["panels"] if panel["type"] == "row"]
    assert len(rows) == 6


def test_the_example_for_prometheus_reads_the_alarms_beside_it() -> None:
    example = yaml.safe_load((FOLDER / "prometheus.yml").read_text(encoding="utf-8"))

    assert [(FOLDER / name).is_file() for name in example["rule_files"]] == [True]
    assert {job["job_name"] for job in example["scrape_configs"]} == {"exportlane", "exportlane-pods"}
