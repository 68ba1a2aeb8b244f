"""What must stand beside a Deployment and fit together with it: selectors, budgets, autoscalers, migrations."""

from __future__ import annotations

from collections.abc import Iterator

from tools.manifests.lane import COMPONENT, Finding, Lane, Manifest, matches


def selectors_match_their_pods(lane: Lane) -> Iterator[Finding]:
    for manifest in lane.of("Deployment", "StatefulSet", "DaemonSet"):
        if not matches(manifest.spec.get("selector"), manifest.pod_labels):
            yield Finding(
                manifest, "spec.selector", "The selector does not take the pods of its own template."
            )
    for service in lane.of("Service"):
        yield from _service_has_a_door(lane, service)


def _service_has_a_door(lane: Lane, service: Manifest) -> Iterator[Finding]:
    selector = {"matchLabels": service.spec.get("selector") or {}}
    taken = [workload for workload in lane.workloads() if matches(selector, workload.pod_labels)]
    if not taken:
        yield Finding(service, "spec.selector", "The selector takes no pod of the lane.")
    for workload in taken:
        if workload.kind == "Job":
            yield Finding(
                service, "spec.selector", f"Requests would be sent to the pods of the Job {workload.name}."
            )
            continue
        names = {
            port.get("name")
            for _, container in workload.containers()
            for port in container.get("ports") or []
        }
        for port in service.spec.get("ports") or []:
            if port.get("targetPort") not in names:
                sentence = f"{port.get('targetPort')} is no named port of {workload.name}."
                yield Finding(service, "spec.ports", sentence)


def every_deployment_has_a_budget(lane: Lane) -> Iterator[Finding]:
    for manifest in lane.of("Deployment"):
        budgets = [
            b for b in lane.of("PodDisruptionBudget") if matches(b.spec.get("selector"), manifest.pod_labels)
        ]
        if len(budgets) != 1:
            sentence = (
                f"It has {len(budgets)} disruption budgets; one is needed, and two make eviction impossible."
            )
            yield Finding(manifest, "", sentence)
        for budget in budgets:
            if str(budget.spec.get("maxUnavailable")) in {"0", "0%"} or "minAvailable" in budget.spec:
                yield Finding(
                    budget, "spec", "It must always allow one pod to go, or no node can be drained."
                )


def every_deployment_has_an_autoscaler(lane: Lane) -> Iterator[Finding]:
    partitions = [int(topic.spec.get("partitions", 0)) for topic in lane.of("KafkaTopic")]
    for manifest in lane.of("Deployment"):
        scalers = [s for s in lane.of("HorizontalPodAutoscaler") if _scales(s, manifest)]
        if len(scalers) != 1:
            yield Finding(manifest, "", f"It has {len(scalers)} autoscalers; exactly one is needed.")
        if scalers and "replicas" in manifest.spec:
            yield Finding(
                manifest, "spec.replicas", "The autoscaler owns the number; every apply would undo it."
            )
        ours = manifest.pod_labels.get(COMPONENT) == "service"
        for scaler in scalers:
            most = int(scaler.spec.get("maxReplicas", 0))
            if ours and partitions and most > min(partitions):
                sentence = f"{most} consumers cannot share {min(partitions)} partitions: the rest would hear nothing."
                yield Finding(scaler, "spec.maxReplicas", sentence)


def _scales(scaler: Manifest, manifest: Manifest) -> bool:
    target = scaler.spec.get("scaleTargetRef") or {}
    return (target.get("kind"), target.get("name")) == (manifest.kind, manifest.name)


def migrations_come_before_the_pods(lane: Lane) -> Iterator[Finding]:
    """Every service has the fence (an init container) and the Job, with the same release and the same command."""
    for manifest in lane.of("Deployment"):
        if manifest.pod_labels.get(COMPONENT) != "service":
            continue
        wanted = ["migrate", manifest.name]
        fences = [
            c for path, c in manifest.containers() if "initContainers" in path and c.get("args") == wanted
        ]
        if not fences:
            sentence = f"No init container runs `{' '.join(wanted)}`: new code could meet old tables."
            yield Finding(manifest, "spec.template.spec.initContainers", sentence)
        job = lane.find("Job", f"{manifest.name}-migrate")
        if job is None:
            yield Finding(manifest, "", f"There is no Job {manifest.name}-migrate.")
            continue
        images = {c.get("image") for _, c in [*manifest.containers(), *job.containers()]}
        if len(images) != 1:
            yield Finding(
                job,
                "spec.template.spec.containers",
                f"It does not have the release of its service: {images}.",
            )
