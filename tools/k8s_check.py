"""Render the base and every overlay, validate every object against its schema, and hold our own rules against them.

    python tools/k8s_check.py              everything under deploy/k8s
    python tools/k8s_check.py local        one overlay

Exit status: 0 and a table of what was checked; 1 and one line for each finding (overlay, file, kind, name, path,
sentence); 2 when nothing could be rendered.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    # Run as a script, Python looks beside this file and not in the root of the tree.
    sys.path.insert(0, str(ROOT))

from tools.manifests import (  # noqa: E402
    brokers,
    callers,
    collector,
    companions,
    declared,
    network,
    pods,
    references,
    schemas,
)
from tools.manifests.lane import External, Finding, Lane  # noqa: E402
from tools.manifests.rendering import RenderingFailed, render, renderer  # noqa: E402

FOLDER = ROOT / "deploy" / "k8s"

Rule = Callable[[Lane], Iterator[Finding]]
RULES: tuple[Rule, ...] = (
    pods.pods_run_without_privileges,
    pods.containers_have_resources,
    pods.services_are_probed,
    pods.pods_may_stop_gently,
    pods.images_are_pinned,
    pods.no_secret_stands_in_the_files,
    companions.selectors_match_their_pods,
    companions.every_deployment_has_a_budget,
    companions.every_deployment_has_an_autoscaler,
    companions.migrations_come_before_the_pods,
    callers.callers_know_where_the_others_are,
    callers.callers_get_through,
    network.everything_is_denied_by_default,
    network.every_deployment_says_who_may_call_it,
    network.databases_are_reached_by_their_agency_only,
    references.every_reference_leads_somewhere,
    references.nothing_external_is_forgotten,
    references.ingresses_lead_to_services,
    brokers.every_agency_has_a_durable_topic,
    brokers.clients_must_prove_who_they_are,
    brokers.rights_follow_the_subscriptions,
    collector.the_collector_passes_everything_on,
    declared.every_service_is_deployed,
    declared.settings_are_known,
)


def overlays(folder: Path = FOLDER) -> dict[str, Path]:
    """`base` and every folder under `overlays/`, by name."""
    found = {
        path.parent.name: path.parent for path in sorted((folder / "overlays").glob("*/kustomization.yaml"))
    }
    return {"base": folder / "base", **found}


def external(overlay: str, folder: Path = FOLDER) -> tuple[External, ...]:
    """What somebody else makes for this overlay, as external.yaml says."""
    entries = yaml.safe_load((folder / "external.yaml").read_text(encoding="utf-8"))
    return tuple(
        External(
            entry["kind"], name, frozenset(entry["keys"]), entry["made_by"], entry.get("optional", False)
        )
        for entry in entries
        if overlay in entry["overlays"]
        for name in entry["names"]
    )


def read_lane(overlay: str, folder: Path, root: Path = FOLDER) -> Lane:
    """Render one overlay and put beside it what the rules need. Raises RenderingFailed."""
    manifests = render(folder, root=root)
    return Lane(overlay, manifests, external(overlay, root), declared.declared_subscriptions())


def findings(lane: Lane) -> list[Finding]:
    """Schemas first: a rule may trust the shape of what it reads, so no rule is asked about a misshapen object."""
    wrong = list(schemas.objects_match_their_schemas(lane))
    if not wrong:
        wrong = [finding for rule in RULES for finding in rule(lane)]
    return [Finding(f.manifest, f.path, f.sentence, lane.overlay) for f in wrong]


def table(lanes: list[Lane]) -> str:
    """How many objects of each kind every overlay puts into a cluster."""
    counts = {lane.overlay: Counter(manifest.kind for manifest in lane.manifests) for lane in lanes}
    kinds = sorted({kind for counter in counts.values() for kind in counter})
    rows = [("kind", *counts)]
    rows += [(kind, *(str(counter[kind]) for counter in counts.values())) for kind in kinds]
    rows.append(("all", *(str(counter.total()) for counter in counts.values())))
    return "\n".join(f"{row[0]:<26}" + "".join(f"{cell:>12}" for cell in row[1:]) for row in rows)


def main(arguments: list[str]) -> int:
    """Check the named overlays, or all."""
    known = overlays()
    if unknown := set(arguments) - set(known):
        print(
            f"There is no overlay {', '.join(sorted(unknown))}; known are {', '.join(known)}.",
            file=sys.stderr,
        )
        return 2
    try:
        lanes = [
            read_lane(name, folder) for name, folder in known.items() if not arguments or name in arguments
        ]
        program = " ".join([Path(renderer()[0]).name, *renderer()[1:]])
    except RenderingFailed as failed:
        print(failed, file=sys.stderr)
        return 2
    wrong = [finding for lane in lanes for finding in findings(lane)]
    for finding in wrong:
        print(finding)
    print(table(lanes))
    kinds = f"Kubernetes {', '.join(schemas.RELEASES)} and {len(schemas.OURS)} kinds of the operators"
    print(f"Rendered by `{program}`; schemas of {kinds}; {len(RULES)} rules of our own.")
    print(f"Rights on topics compared with {declared.compared()}.")
    print(f"k8s-check: {len(wrong)} findings" if wrong else "k8s-check: nothing to find fault with")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
