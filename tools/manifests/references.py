"""What an object names must be there: rendered with it, made by an operator, or listed as made by somebody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tools.manifests.lane import Body, Finding, Lane, Manifest

SERVICE_ACCOUNT = "ServiceAccount"


@dataclass(frozen=True, slots=True)
class Reference:
    """One use of a ConfigMap, Secret or service account; `key` is empty when the whole object is used."""

    manifest: Manifest
    path: str
    kind: str
    name: str
    key: str = ""
    optional: bool = False


def references(manifest: Manifest) -> Iterator[Reference]:
    """Every name of a ConfigMap, Secret or service account in one object."""
    pod = manifest.pod.get("spec", {})
    if account := pod.get("serviceAccountName"):
        yield Reference(manifest, "spec.template.spec", SERVICE_ACCOUNT, account)
    for path, container in manifest.containers():
        yield from _in_environment(manifest, path, container)
    for volume in pod.get("volumes") or []:
        for source in [volume, *((volume.get("projected") or {}).get("sources") or [])]:
            yield from _in_volume(manifest, f"spec.template.spec.volumes.{volume['name']}", source)
    yield from _in_ingress(manifest)
    yield from _in_backups(manifest)


def _in_environment(manifest: Manifest, path: str, container: Body) -> Iterator[Reference]:
    for source in container.get("envFrom") or []:
        for field, kind in (("configMapRef", "ConfigMap"), ("secretRef", "Secret")):
            if field in source:
                yield Reference(manifest, f"{path}.envFrom", kind, source[field]["name"])
    for entry in container.get("env") or []:
        for field, kind in (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")):
            if used := (entry.get("valueFrom") or {}).get(field):
                where = f"{path}.env.{entry['name']}"
                yield Reference(manifest, where, kind, used["name"], used["key"], bool(used.get("optional")))


def _in_volume(manifest: Manifest, path: str, source: Body) -> Iterator[Reference]:
    for field, kind in (("configMap", "ConfigMap"), ("secret", "Secret")):
        if used := source.get(field):
            name, optional = used.get("name") or used.get("secretName"), bool(used.get("optional"))
            keys = [item["key"] for item in used.get("items") or []] or [""]
            for key in keys:
                yield Reference(manifest, path, kind, name, key, optional)


def _in_ingress(manifest: Manifest) -> Iterator[Reference]:
    if manifest.kind != "Ingress":
        return
    for entry in manifest.spec.get("tls") or []:
        yield Reference(manifest, "spec.tls", "Secret", entry["secretName"])


def _in_backups(manifest: Manifest) -> Iterator[Reference]:
    if manifest.kind != "ObjectStore":
        return
    for used in (manifest.spec["configuration"].get("s3Credentials") or {}).values():
        yield Reference(manifest, "spec.configuration.s3Credentials", "Secret", used["name"], used["key"])


def made_by_operators(lane: Lane) -> dict[str, frozenset[str]]:
    """The secrets that Strimzi and CloudNativePG make for the objects of this lane, with the keys they put in."""
    made: dict[str, frozenset[str]] = {}
    for kafka in lane.of("Kafka"):
        made[f"{kafka.name}-cluster-ca-cert"] = frozenset({"ca.crt", "ca.p12", "ca.password"})
    for user in lane.of("KafkaUser"):
        made[user.name] = frozenset({"ca.crt", "user.crt", "user.key", "user.p12", "user.password"})
    for cluster in lane.of("Cluster"):
        made[f"{cluster.name}-ca"] = frozenset({"ca.crt", "ca.key"})
        made[f"{cluster.name}-app"] = frozenset(
            {"username", "user", "password", "dbname", "host", "port", "uri", "jdbc-uri", "pgpass"}
        )
    return made


def every_reference_leads_somewhere(lane: Lane) -> Iterator[Finding]:
    available: dict[tuple[str, str], frozenset[str] | None] = {}
    for manifest in lane.of("ConfigMap", "Secret"):
        entries = {*(manifest.body.get("data") or {}), *(manifest.body.get("stringData") or {})}
        available[manifest.kind, manifest.name] = frozenset(entries)
    available |= {(SERVICE_ACCOUNT, manifest.name): None for manifest in lane.of(SERVICE_ACCOUNT)}
    available |= {("Secret", name): keys for name, keys in made_by_operators(lane).items()}
    available |= {(entry.kind, entry.name): entry.keys for entry in lane.external}
    for manifest in lane.manifests:
        for used in references(manifest):
            if used.optional:
                continue
            if (used.kind, used.name) not in available:
                sentence = (
                    f"{used.kind} {used.name} is not rendered, made by an operator or in external.yaml."
                )
                yield Finding(manifest, used.path, sentence)
                continue
            keys = available[used.kind, used.name]
            if used.key and keys is not None and used.key not in keys:
                yield Finding(manifest, used.path, f"{used.kind} {used.name} has no entry {used.key}.")


def nothing_external_is_forgotten(lane: Lane) -> Iterator[Finding]:
    """An entry of external.yaml that nothing refers to makes people create secrets for nothing."""
    used = {(reference.kind, reference.name) for m in lane.manifests for reference in references(m)}
    for entry in lane.external:
        if (entry.kind, entry.name) not in used:
            manifest = Manifest({"kind": entry.kind, "metadata": {"name": entry.name}}, "external.yaml")
            yield Finding(manifest, "", "Nothing in this overlay refers to it any more.")


def ingresses_lead_to_services(lane: Lane) -> Iterator[Finding]:
    for ingress in lane.of("Ingress"):
        hosts = {host for entry in ingress.spec.get("tls") or [] for host in entry.get("hosts") or []}
        for rule in ingress.spec.get("rules") or []:
            if rule.get("host") not in hosts:
                yield Finding(ingress, "spec.rules", f"{rule.get('host')} is served without TLS.")
            for path in rule["http"]["paths"]:
                target = path["backend"]["service"]
                service = lane.find("Service", target["name"])
                ports = {port.get("name") for port in service.spec["ports"]} if service else set()
                if target["port"].get("name") not in ports:
                    yield Finding(
                        ingress, "spec.rules", f"There is no such port of a Service {target['name']}."
                    )
                if target["name"] != "gateway":
                    yield Finding(ingress, "spec.rules", "The gateway is the only entrance.")
