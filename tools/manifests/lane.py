"""One rendered overlay: its objects, and what a policy may ask about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

# A manifest is whatever its kind's schema says; the schemas are checked before any policy reads one.
Body: TypeAlias = dict[str, Any]

NAME = "app.kubernetes.io/name"
COMPONENT = "app.kubernetes.io/component"


@dataclass(frozen=True, slots=True)
class Manifest:
    """One object as the cluster would get it, and the file it came from (relative to deploy/k8s)."""

    body: Body
    file: str = "?"

    @property
    def kind(self) -> str:
        return str(self.body.get("kind", "?"))

    @property
    def name(self) -> str:
        return str(self.body.get("metadata", {}).get("name", "?"))

    @property
    def labels(self) -> dict[str, str]:
        return dict(self.body.get("metadata", {}).get("labels") or {})

    @property
    def spec(self) -> Body:
        return dict(self.body.get("spec") or {})

    @property
    def pod(self) -> Body:
        """The pod template of a workload: `metadata` and `spec`."""
        return dict(self.spec.get("template") or {})

    @property
    def pod_labels(self) -> dict[str, str]:
        return dict(self.pod.get("metadata", {}).get("labels") or {})

    def containers(self) -> Iterator[tuple[str, Body]]:
        """Every container of the pod template with its path, those that run first included."""
        for part in ("initContainers", "containers"):
            for index, container in enumerate(self.pod.get("spec", {}).get(part) or []):
                yield f"spec.template.spec.{part}[{index}]", container


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, where, in one sentence."""

    manifest: Manifest
    path: str
    sentence: str
    overlay: str = ""

    def __str__(self) -> str:
        where = f"{self.overlay}: {self.manifest.file}: {self.manifest.kind} {self.manifest.name}"
        return f"{where}: {self.path}: {self.sentence}" if self.path else f"{where}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class External:
    """Something that somebody else makes in the cluster (deploy/k8s/external.yaml)."""

    kind: str
    name: str
    keys: frozenset[str]
    made_by: str
    optional: bool = False
    """Whether everything starts without it."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Everything that one overlay puts into the cluster.

    `subscriptions` are the topics that each service says it hears; a service that cannot be asked is left out.
    """

    overlay: str
    manifests: tuple[Manifest, ...]
    external: tuple[External, ...] = ()
    subscriptions: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def of(self, *kinds: str) -> Iterator[Manifest]:
        return (manifest for manifest in self.manifests if manifest.kind in kinds)

    def find(self, kind: str, name: str) -> Manifest | None:
        return next((manifest for manifest in self.of(kind) if manifest.name == name), None)

    def workloads(self) -> Iterator[Manifest]:
        """Whatever starts pods of ours."""
        return self.of("Deployment", "Job", "StatefulSet", "DaemonSet")


def matches(selector: Body | None, labels: Mapping[str, str]) -> bool:
    """Whether a Kubernetes label selector takes an object with these labels. An empty selector takes everything."""
    if selector is None:
        return False
    wanted = selector.get("matchLabels") or {}
    if any(labels.get(key) != value for key, value in wanted.items()):
        return False
    return all(
        _expression_matches(expression, labels) for expression in selector.get("matchExpressions") or []
    )


def _expression_matches(expression: Body, labels: Mapping[str, str]) -> bool:
    key, values = expression["key"], expression.get("values") or []
    match expression["operator"]:
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
        case "In":
            return labels.get(key) in values
        case _:
            return labels.get(key) not in values
