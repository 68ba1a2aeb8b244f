"""Who may call whom: denied by default, and an agency's database is its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tools.manifests.lane import Body, Finding, Lane, Manifest, matches


def policies_for(lane: Lane, labels: Mapping[str, str]) -> list[Manifest]:
    """The network policies that select pods with these labels by name; the ones for every pod are left out."""
    named = [policy for policy in lane.of("NetworkPolicy") if policy.spec.get("podSelector")]
    return [policy for policy in named if matches(policy.spec["podSelector"], labels)]


def callers(policy: Manifest) -> list[Body]:
    """Whom the policy lets in. A rule that names nobody lets everybody in: an empty peer stands for that."""
    return [peer for rule in policy.spec.get("ingress") or [] for peer in rule.get("from") or [{}]]


def everything_is_denied_by_default(lane: Lane) -> Iterator[Finding]:
    for policy in lane.of("NetworkPolicy"):
        spec = policy.spec
        allows = spec.get("ingress") or spec.get("egress")
        if spec.get("podSelector") == {} and not allows and set(spec["policyTypes"]) == {"Ingress", "Egress"}:
            return
    yield Finding(
        Manifest({"kind": "NetworkPolicy"}), "", "No policy denies all that is not named, both ways."
    )


def every_deployment_says_who_may_call_it(lane: Lane) -> Iterator[Finding]:
    for manifest in lane.of("Deployment"):
        policies = policies_for(lane, manifest.pod_labels)
        if not any(policy.spec.get("ingress") for policy in policies):
            yield Finding(manifest, "", "No network policy says who may call it.")
        for policy in policies:
            for index, rule in enumerate(policy.spec.get("ingress") or []):
                if not rule.get("from") or not rule.get("ports"):
                    sentence = "The rule lets anybody in, or to any port; name who and where."
                    yield Finding(policy, f"spec.ingress[{index}]", sentence)


def databases_are_reached_by_their_agency_only(lane: Lane) -> Iterator[Finding]:
    """An agency is sovereign: its database takes its own pods, its replicas and the operator, nobody else."""
    for cluster in lane.of("Cluster"):
        labels = {"cnpg.io/cluster": cluster.name}
        policies = policies_for(lane, labels)
        if not any(policy.spec["podSelector"].get("matchLabels") == labels for policy in policies):
            yield Finding(cluster, "", "No network policy of its own says who may open a connection.")
        strangers = [d for d in lane.of("Deployment") if f"{d.name}-db" != cluster.name]
        for policy in policies:
            for stranger in strangers:
                if any(_lets_in(peer, stranger) for peer in callers(policy)):
                    sentence = f"The pods of {stranger.name} could open a connection."
                    yield Finding(policy, "spec.ingress", sentence)


def _lets_in(peer: Body, caller: Manifest) -> bool:
    """A peer in other namespaces is an operator's; one that selects nothing here lets every pod in."""
    return "namespaceSelector" not in peer and matches(peer.get("podSelector", {}), caller.pod_labels)
