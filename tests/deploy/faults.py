"""One fault for every rule: what is changed in the rendered base, and what must be said about it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from tools.k8s_check import Rule
from tools.manifests import (
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
from tools.manifests.lane import Lane, Manifest

Body = dict[str, Any]
Change = Callable[[Body], object]


@dataclass(frozen=True)
class Fault:
    """`change` is done to the one object; without a `change` the object is taken away."""

    rule: Rule
    kind: str
    name: str
    change: Change | None
    said: str
    overlay: str = "base"

    @property
    def id(self) -> str:
        return f"{self.rule.__name__}: {self.said}"


def forget(path: str) -> Change:
    """Take the field at this dotted path away."""

    def change(body: Body) -> None:
        *above, last = path.split(".")
        for step in above:
            body = body[int(step)] if step.isdigit() else body[step]
        del body[int(last) if last.isdigit() else last]

    return change


def put(path: str, value: object) -> Change:
    """Set the field at this dotted path."""

    def change(body: Body) -> None:
        *above, last = path.split(".")
        for step in above:
            body = body[int(step)] if step.isdigit() else body.setdefault(step, {})
        if last.isdigit():
            body[int(last)] = value
        else:
            body[last] = value

    return change


IN_POD = "spec.template.spec"
IN_CONTAINER = f"{IN_POD}.containers.0"
SERVICE = f"{IN_CONTAINER}.securityContext"
ACLS = "spec.authorization.acls"
BY_ALL = {"from": [{"podSelector": {}}], "ports": [{"port": 5432}]}
COLLECTOR = "receivers: {otlp: }\nprocessors: {%s}\nexporters: {debug: }\nservice: {pipelines: {%s}}\n"


def pipelines(processors: str, signals: str = "traces metrics logs") -> str:
    """A small collector configuration whose pipelines name these processors."""
    each = [
        f"{s}: {{receivers: [otlp], processors: [{processors}], exporters: [debug]}}" for s in signals.split()
    ]
    known = "memory_limiter: , batch: , probabilistic_sampler: "
    return COLLECTOR % (known, ", ".join(each))


def faults() -> Iterator[Fault]:
    yield from schema_faults()
    yield from pod_faults()
    yield from companion_faults()
    yield from caller_faults()
    yield from network_faults()
    yield from reference_faults()
    yield from broker_faults()
    yield from other_faults()


def schema_faults() -> Iterator[Fault]:
    rule = schemas.objects_match_their_schemas
    yield Fault(
        rule, "Deployment", "customs", put(f"{IN_CONTAINER}.imagePullPolcy", "Always"), "imagePullPolcy"
    )
    yield Fault(rule, "Service", "customs", put("spec.ports.0.port", "http"), "is not of type 'integer'")
    yield Fault(rule, "PodDisruptionBudget", "customs", put("apiVersion", "policy/v1beta1"), "has no kind")
    yield Fault(rule, "Kafka", "exportlane", put("spec.zookeeper", {}), "zookeeper")
    yield Fault(rule, "KafkaNodePool", "brokers", forget("spec.storage"), "'storage' is a required property")
    yield Fault(
        rule, "KafkaTopic", "exportlane.customs.facts", put("spec.partitions", "12"), "not of type 'integer'"
    )
    yield Fault(rule, "KafkaUser", "customs-kafka", put(f"{ACLS}.0.resource.type", "topics"), "is not one of")
    yield Fault(rule, "Cluster", "customs-db", put("spec.replicas", 2), "replicas")
    yield Fault(rule, "ScheduledBackup", "customs-db", forget("spec.schedule"), "schedule", "production")
    yield Fault(rule, "ObjectStore", "backups", put("spec.keep", "1d"), "keep", "production")


def pod_faults() -> Iterator[Fault]:
    rule: Rule = pods.pods_run_without_privileges
    deployment = ("Deployment", "customs")
    yield Fault(rule, *deployment, put(f"{IN_POD}.securityContext.runAsNonRoot", value=False), "not root")
    yield Fault(rule, *deployment, put(f"{IN_POD}.securityContext.runAsUser", 0), "not root")
    yield Fault(rule, *deployment, forget(f"{IN_POD}.securityContext.seccompProfile"), "seccomp")
    yield Fault(rule, *deployment, forget(f"{IN_POD}.automountServiceAccountToken"), "token")
    yield Fault(rule, *deployment, forget(f"{IN_POD}.enableServiceLinks"), "Service links")
    yield Fault(rule, *deployment, forget(f"{IN_POD}.serviceAccountName"), "service account of its own")
    yield Fault(rule, *deployment, put(f"{SERVICE}.readOnlyRootFilesystem", value=False), "read-only")
    yield Fault(rule, *deployment, forget(f"{SERVICE}.allowPrivilegeEscalation"), "escalation")
    yield Fault(rule, *deployment, put(f"{SERVICE}.capabilities", {"drop": ["NET_RAW"]}), "capabilities")
    yield Fault(rule, *deployment, put(f"{SERVICE}.runAsUser", 0), "once")
    yield Fault(rule, "Job", "customs-migrate", forget(f"{SERVICE}.capabilities"), "capabilities")
    rule = pods.containers_have_resources
    yield Fault(rule, *deployment, forget(f"{IN_CONTAINER}.resources.limits.memory"), "limit its memory")
    yield Fault(
        rule, *deployment, put(f"{IN_CONTAINER}.resources.requests.cpu", "3"), "more cpu than its limit"
    )
    rule = pods.services_are_probed
    yield Fault(rule, *deployment, forget(f"{IN_CONTAINER}.startupProbe"), "must have a startup probe")
    yield Fault(
        rule, *deployment, put(f"{IN_CONTAINER}.livenessProbe.httpGet.path", "/readyz"), "must ask /healthz"
    )
    yield Fault(rule, *deployment, put(f"{IN_CONTAINER}.readinessProbe.httpGet.port", "web"), "named ports")
    rule = pods.pods_may_stop_gently
    yield Fault(rule, *deployment, put(f"{IN_POD}.terminationGracePeriodSeconds", 30), "killed after 30 s")
    yield Fault(rule, *deployment, forget(f"{IN_CONTAINER}.lifecycle"), "wait before it stops")
    rule = pods.images_are_pinned
    yield Fault(
        rule, *deployment, put(f"{IN_CONTAINER}.image", "exportlane-customs:latest"), "must name a release"
    )
    yield Fault(
        rule, *deployment, put(f"{IN_CONTAINER}.image", "host:5000/exportlane-customs"), "must name a release"
    )
    rule = pods.no_secret_stands_in_the_files
    hidden = [{"name": "PGPASSWORD", "value": "hunter2"}]
    yield Fault(rule, *deployment, put(f"{IN_CONTAINER}.env", hidden), "must come from a Secret")
    url = "postgresql+asyncpg://customs:hunter2@customs-db-rw/customs"
    yield Fault(
        rule, "ConfigMap", "customs-settings", put("data.EXPORTLANE_DATABASE_URL", url), "like a secret"
    )
    secret = {"apiVersion": "v1", "kind": "Secret", "data": {"password": "aHVudGVyMg=="}}
    yield Fault(rule, "ConfigMap", "customs-settings", lambda body: body.update(secret), "does not belong")


def companion_faults() -> Iterator[Fault]:
    label = "spec.selector.matchLabels"
    rule: Rule = companions.selectors_match_their_pods
    yield Fault(rule, "Deployment", "customs", put(label, {"app": "customs"}), "pods of its own template")
    yield Fault(rule, "Service", "customs", put("spec.selector", {"app": "customs"}), "takes no pod")
    by_name = {"app.kubernetes.io/name": "customs"}
    yield Fault(rule, "Service", "customs", put("spec.selector", by_name), "the Job customs-migrate")
    yield Fault(rule, "Service", "customs", put("spec.ports.0.targetPort", "web"), "no named port")
    rule = companions.every_deployment_has_a_budget
    yield Fault(rule, "PodDisruptionBudget", "customs", None, "0 disruption budgets")
    yield Fault(
        rule, "PodDisruptionBudget", "customs", put("spec.maxUnavailable", 0), "no node can be drained"
    )
    rule = companions.every_deployment_has_an_autoscaler
    yield Fault(rule, "HorizontalPodAutoscaler", "customs", None, "0 autoscalers")
    yield Fault(rule, "HorizontalPodAutoscaler", "customs", put("spec.maxReplicas", 13), "13 consumers")
    yield Fault(rule, "Deployment", "customs", put("spec.replicas", 2), "every apply would undo it")
    rule = companions.migrations_come_before_the_pods
    yield Fault(
        rule, "Deployment", "customs", forget(f"{IN_POD}.initContainers"), "new code could meet old tables"
    )
    yield Fault(rule, "Job", "customs-migrate", None, "There is no Job")
    old = put(f"{IN_CONTAINER}.image", "exportlane-customs:0.0.9")
    yield Fault(rule, "Job", "customs-migrate", old, "does not have the release")


def caller_faults() -> Iterator[Fault]:
    rule: Rule = callers.callers_know_where_the_others_are
    wrong = put("data.EXPORTLANE_AGENCIES", '{"licensing": "http://licensing:8001"}')
    yield Fault(rule, "ConfigMap", "gateway-settings", wrong, "It must be")
    yield Fault(rule, "ConfigMap", "gateway-settings", forget("data.EXPORTLANE_AGENCIES"), "is not told")
    wrong = put("data.EXPORTLANE_AGENCIES", '{"gateway": "http://gateway:8080"}')
    yield Fault(rule, "ConfigMap", "vehicle-registry-settings", wrong, "http://gateway:8000")
    rule = callers.callers_get_through
    yield Fault(rule, "NetworkPolicy", "vehicle-registry", forget("spec.egress.1"), "lets it call gateway")
    yield Fault(rule, "NetworkPolicy", "gateway", forget("spec.ingress.0.from.1"), "lets vehicle-registry in")
    yield Fault(rule, "NetworkPolicy", "customs", put("spec.ingress.0.ports.0.port", 80), "lets gateway in")


def network_faults() -> Iterator[Fault]:
    rule: Rule = network.everything_is_denied_by_default
    yield Fault(rule, "NetworkPolicy", "deny-by-default", None, "No policy denies")
    yield Fault(
        rule, "NetworkPolicy", "deny-by-default", put("spec.policyTypes", ["Ingress"]), "No policy denies"
    )
    rule = network.every_deployment_says_who_may_call_it
    yield Fault(rule, "NetworkPolicy", "customs", None, "who may call it")
    yield Fault(rule, "NetworkPolicy", "customs", forget("spec.ingress.0.from"), "lets anybody in")
    rule = network.databases_are_reached_by_their_agency_only
    yield Fault(rule, "NetworkPolicy", "customs-db", None, "No network policy of its own")
    yield Fault(rule, "NetworkPolicy", "customs-db", put("spec.ingress.0", BY_ALL), "pods of licensing could")
    yield Fault(rule, "NetworkPolicy", "customs-db", forget("spec.ingress.0.from"), "pods of licensing could")


def reference_faults() -> Iterator[Fault]:
    rule: Rule = references.every_reference_leads_somewhere
    yield Fault(rule, "ServiceAccount", "customs", None, "ServiceAccount customs is not rendered")
    yield Fault(rule, "ConfigMap", "customs-settings", None, "is not rendered")
    yield Fault(rule, "Cluster", "customs-db", None, "Secret customs-db-ca is not rendered")
    yield Fault(rule, "KafkaUser", "customs-kafka", None, "Secret customs-kafka is not rendered")
    lost = put(f"{IN_CONTAINER}.env.0.valueFrom.secretKeyRef.key", "login")
    yield Fault(rule, "Deployment", "customs", lost, "has no entry login")
    lost = put("spec.configuration.s3Credentials.accessKeyId.name", "keys")
    yield Fault(rule, "ObjectStore", "backups", lost, "Secret keys is not rendered", "production")
    rule = references.nothing_external_is_forgotten
    yield Fault(rule, "Deployment", "telemetry", None, "Nothing in this overlay refers to it")
    rule = references.ingresses_lead_to_services
    door = "spec.rules.0.http.paths.0.backend.service"
    yield Fault(rule, "Ingress", "gateway", forget("spec.tls"), "without TLS", "production")
    yield Fault(rule, "Ingress", "gateway", put(f"{door}.port.name", "web"), "no such port", "production")
    yield Fault(rule, "Ingress", "gateway", put(f"{door}.name", "customs"), "only entrance", "production")


def broker_faults() -> Iterator[Fault]:
    rule: Rule = brokers.every_agency_has_a_durable_topic
    topic = ("KafkaTopic", "exportlane.customs.facts")
    yield Fault(rule, *topic, None, "is missing")
    yield Fault(rule, *topic, put("spec.partitions", 6), "must have 12 partitions")
    yield Fault(rule, *topic, put("spec.replicas", 5), "5 copies need as many brokers")
    yield Fault(
        rule, *topic, lambda body: body["spec"]["config"].update({"min.insync.replicas": 1}), "must confirm"
    )
    yield Fault(
        rule, *topic, lambda body: body["spec"]["config"].update({"cleanup.policy": "compact"}), "compacted"
    )
    rule = brokers.clients_must_prove_who_they_are
    listener = "spec.kafka.listeners.0"
    yield Fault(rule, "Kafka", "exportlane", forget("spec.kafka.authorization"), "everybody may write")
    yield Fault(rule, "Kafka", "exportlane", put(f"{listener}.tls", value=False), "must speak TLS")
    yield Fault(
        rule, "Kafka", "exportlane", forget(f"{listener}.networkPolicyPeers"), "which pods may call it"
    )
    open_door = {"auto.create.topics.enable": True}
    yield Fault(
        rule, "Kafka", "exportlane", lambda b: b["spec"]["kafka"]["config"].update(open_door), "typing error"
    )
    rule = brokers.rights_follow_the_subscriptions
    user = ("KafkaUser", "customs-kafka")
    yield Fault(rule, *user, None, "There is no KafkaUser")
    foreign = put(f"{ACLS}.1.operations", ["Read", "Write"])
    yield Fault(rule, *user, foreign, "must not have Read, Write on the topic")
    yield Fault(
        rule, *user, put(f"{ACLS}.0.resource.name", "exportlane.licensing.facts"), "must not have Write"
    )
    yield Fault(rule, *user, put(f"{ACLS}.1.resource.name", "exportlane.police.facts"), "There is no topic")


def other_faults() -> Iterator[Fault]:
    rule: Rule = collector.the_collector_passes_everything_on
    config = ("ConfigMap", "telemetry-config")

    def written(text: str) -> Change:
        return lambda body: body["data"].update({"collector.yaml": text})

    yield Fault(rule, *config, written(pipelines("memory_limiter, probabilistic_sampler")), "sampled away")
    yield Fault(rule, *config, written(pipelines("memory_limiter", "traces logs")), "takes the metrics")
    yield Fault(rule, *config, written(pipelines("memory_limiter, tail")), "tail is not among the processors")
    yield Fault(rule, *config, written(pipelines("batch, memory_limiter")), "comes first")
    yield Fault(declared.every_service_is_deployed, "Deployment", "customs", None, "has no Deployment")
    rule = declared.settings_are_known
    yield Fault(
        rule, "ConfigMap", "exportlane-settings", put("data.EXPORTLANE_MOOD", "real"), "No settings class"
    )
    misspelt = [{"name": "EXPORTLANE_MOOD", "value": "real"}]
    yield Fault(rule, "Deployment", "customs", put(f"{IN_CONTAINER}.env", misspelt), "No settings class")


def is_named(manifest: Manifest, kind: str, name: str) -> bool:
    """Generated ConfigMaps carry a hash after their name."""
    return manifest.kind == kind and (
        manifest.name == name or (kind == "ConfigMap" and manifest.name.startswith(name))
    )


def with_fault(lane: Lane, fault: Fault) -> Lane:
    """The lane with this one object changed or taken away."""
    changed: list[Manifest] = []
    met = 0
    for manifest in lane.manifests:
        if not is_named(manifest, fault.kind, fault.name):
            changed.append(manifest)
            continue
        met += 1
        if fault.change is not None:
            body = copy.deepcopy(manifest.body)
            fault.change(body)
            changed.append(Manifest(body, manifest.file))
    assert met == 1, f"{fault.kind} {fault.name} was met {met} times"
    return replace(lane, manifests=tuple(changed))
