from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.deploy.faults import Fault, faults, with_fault
from tools import k8s_check
from tools.manifests import brokers, declared, pods, rendering, schemas
from tools.manifests.lane import Lane, Manifest, matches
from tools.manifests.rendering import RenderingFailed

FAULTS = list(faults())


@pytest.mark.parametrize("overlay", ["base", "local", "production"])
def test_an_overlay_as_it_stands_has_no_fault(lanes: dict[str, Lane], overlay: str) -> None:
    found = k8s_check.findings(lanes[overlay])

    assert [str(finding) for finding in found] == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
def test_a_fault_is_found_and_said(
    lanes: dict[str, Lane], fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = frozenset(known_settings(lanes["base"]))
    monkeypatch.setattr(declared, "declared_settings", lambda: every)
    lane = with_fault(lanes[fault.overlay], fault)

    found = list(fault.rule(lane))

    assert any(fault.said in finding.sentence or fault.said in finding.path for finding in found), found


def known_settings(lane: Lane) -> set[str]:
    in_maps = {key for settings in lane.of("ConfigMap") for key in settings.body["data"]}
    in_pods = {e["name"] for w in lane.workloads() for _, c in w.containers() for e in c.get("env") or []}
    return in_maps | in_pods


def test_every_rule_has_a_fault_that_it_finds() -> None:
    tried = {fault.rule for fault in FAULTS}

    assert tried == {*k8s_check.RULES, schemas.objects_match_their_schemas}


def test_an_agency_may_read_what_it_hears_and_nothing_else(base: Lane) -> None:
    heard = frozenset({"exportlane.vehicle-registry.facts", "exportlane.tax-rebate.facts"})
    lane = replace(base, subscriptions={"customs": heard})

    said = [str(finding) for finding in brokers.rights_follow_the_subscriptions(lane)]

    assert any("hears exportlane.tax-rebate.facts but may not read it" in line for line in said)
    assert any(
        "may read exportlane.licensing.facts, which the service does not hear" in line for line in said
    )
    assert not any("vehicle-registry.facts" in line for line in said)


def test_a_finding_names_overlay_file_kind_name_path_and_reason(base: Lane) -> None:
    fault = next(fault for fault in FAULTS if fault.rule is pods.images_are_pinned)

    lines = [str(finding) for finding in k8s_check.findings(with_fault(base, fault))]

    line = next(line for line in lines if "must name a release" in line)
    assert line.startswith(
        "base: base/customs.yaml: Deployment customs: spec.template.spec.containers[0].image: "
    )


def test_the_check_prints_its_table_and_succeeds(
    capsys: pytest.CaptureFixture[str], lanes: dict[str, Lane]
) -> None:
    status = k8s_check.main([])

    printed = capsys.readouterr().out
    assert status == 0, printed
    assert all(name in printed for name in lanes)
    assert "nothing to find fault with" in printed


def test_an_unknown_overlay_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert k8s_check.main(["mars"]) == 2
    assert "There is no overlay mars" in capsys.readouterr().err


def test_without_kubectl_and_kustomize_it_is_said_how_to_get_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("GOBIN", str(tmp_path))
    monkeypatch.delenv("EXPORTLANE_KUSTOMIZE", raising=False)

    status = k8s_check.main([])

    assert status == 2
    assert "install kubectl" in capsys.readouterr().err


def test_kustomize_is_taken_where_kubectl_is_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "kustomize"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("EXPORTLANE_KUSTOMIZE", raising=False)

    assert rendering.renderer() == [str(program), "build"]


def test_an_overlay_that_cannot_be_rendered_is_said_so(lanes: dict[str, Lane], tmp_path: Path) -> None:
    assert lanes
    (tmp_path / "kustomization.yaml").write_text("resources: [missing.yaml]\n")

    with pytest.raises(RenderingFailed, match=r"missing\.yaml"):
        rendering.render(tmp_path, root=tmp_path)


def test_a_misshapen_object_is_said_so_and_no_rule_stumbles_over_it(base: Lane) -> None:
    broken = Manifest({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "x"}, "spec": {}})

    found = k8s_check.findings(replace(base, manifests=(*base.manifests, broken)))

    assert found
    assert {finding.manifest.name for finding in found} == {"x"}


@pytest.mark.parametrize(
    ("text", "number"),
    [("250m", 0.25), ("2", 2), (1, 1), ("64Mi", 67108864), ("1Gi", 2**30), ("1.5G", 1.5e9)],
)
def test_a_quantity_is_read_as_kubernetes_reads_it(text: str, number: float) -> None:
    assert pods.quantity(text) == pytest.approx(number)


def test_a_quantity_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not a quantity"):
        pods.quantity("much")


@pytest.mark.parametrize(
    ("operator", "values", "taken"),
    [
        ("Exists", [], True),
        ("DoesNotExist", [], False),
        ("In", ["customs"], True),
        ("In", ["licensing"], False),
        ("NotIn", ["licensing"], True),
    ],
)
def test_a_selector_takes_what_kubernetes_would_take(operator: str, values: list[str], taken: bool) -> None:
    selector = {"matchExpressions": [{"key": "name", "operator": operator, "values": values}]}

    assert matches(selector, {"name": "customs"}) is taken
    assert not matches(None, {"name": "customs"})
