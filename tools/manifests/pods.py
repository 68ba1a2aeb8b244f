"""What we demand of every pod that we start: unprivileged, bounded, asked how it is, stopped gently."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tools.manifests.lane import COMPONENT, Body, Finding, Lane, Manifest

# How long a service takes to end its requests and commit its batch (`stop_seconds` of the runtime is 20), and a margin.
GRACEFUL_STOP_SECONDS = 30
SUSPECT = re.compile(r"(?i)(password|secret|token|authorization|private)$")
UNITS = {"": 1, "m": 0.001, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "k": 10**3, "M": 10**6, "G": 10**9}


def pods_run_without_privileges(lane: Lane) -> Iterator[Finding]:
    for manifest in lane.workloads():
        pod = manifest.pod.get("spec", {})
        security = pod.get("securityContext") or {}
        where = "spec.template.spec"
        if security.get("runAsNonRoot") is not True or not security.get("runAsUser"):
            yield Finding(
                manifest, f"{where}.securityContext", "The pod must run as a numbered user that is not root."
            )
        if (security.get("seccompProfile") or {}).get("type") != "RuntimeDefault":
            yield Finding(
                manifest, f"{where}.securityContext", "The pod must have the runtime's seccomp profile."
            )
        if pod.get("automountServiceAccountToken") is not False:
            yield Finding(
                manifest, where, "The pod needs no token of the API server, so it must not get one."
            )
        if pod.get("enableServiceLinks") is not False:
            yield Finding(manifest, where, "Service links would set variables that look like our settings.")
        if pod.get("serviceAccountName") in {None, "", "default"}:
            yield Finding(manifest, where, "The pod must have a service account of its own.")
        for path, container in manifest.containers():
            yield from _container_is_locked(manifest, path, container)


def _container_is_locked(manifest: Manifest, path: str, container: Body) -> Iterator[Finding]:
    security = container.get("securityContext") or {}
    if security.get("readOnlyRootFilesystem") is not True:
        yield Finding(
            manifest, path, "The root file system must be read-only; what is written goes to a volume."
        )
    if security.get("allowPrivilegeEscalation") is not False:
        yield Finding(manifest, path, "Privilege escalation must be forbidden.")
    if security.get("privileged") or (security.get("capabilities") or {}).get("drop") != ["ALL"]:
        yield Finding(manifest, path, "All capabilities must be dropped.")
    if "runAsUser" in security or security.get("runAsNonRoot") is False:
        yield Finding(manifest, path, "The user is said once, for the whole pod.")


def containers_have_resources(lane: Lane) -> Iterator[Finding]:
    for manifest in lane.workloads():
        for path, container in manifest.containers():
            resources = container.get("resources") or {}
            requests, limits = resources.get("requests") or {}, resources.get("limits") or {}
            for what in ("cpu", "memory"):
                if what not in requests or what not in limits:
                    yield Finding(manifest, f"{path}.resources", f"It must request and limit its {what}.")
                elif quantity(requests[what]) > quantity(limits[what]):
                    yield Finding(manifest, f"{path}.resources", f"It requests more {what} than its limit.")


def quantity(text: str | float) -> float:
    """A Kubernetes quantity as a number: `250m` is 0.25, `64Mi` is 67108864. Raises ValueError."""
    parsed = re.fullmatch(r"([0-9.]+)(m|Ki|Mi|Gi|k|M|G)?", str(text))
    if parsed is None:
        raise ValueError(f"{text} is not a quantity")
    return float(parsed[1]) * UNITS[parsed[2] or ""]


def services_are_probed(lane: Lane) -> Iterator[Finding]:
    """Readiness asks what the pod depends on; start and liveness never do, or an outage would restart everything."""
    for manifest in lane.of("Deployment", "StatefulSet", "DaemonSet"):
        ours = manifest.pod_labels.get(COMPONENT) == "service"
        for path, container in manifest.containers():
            if "initContainers" in path:
                continue
            ports = {port.get("name") for port in container.get("ports") or []}
            for probe, wanted in (
                ("startup", "/healthz"),
                ("readiness", "/readyz"),
                ("liveness", "/healthz"),
            ):
                get = (container.get(f"{probe}Probe") or {}).get("httpGet")
                if get is None:
                    yield Finding(
                        manifest, f"{path}.{probe}Probe", f"It must have a {probe} probe over HTTP."
                    )
                elif get.get("port") not in ports:
                    yield Finding(
                        manifest, f"{path}.{probe}Probe", "The probe must ask one of its named ports."
                    )
                elif ours and get.get("path") != wanted:
                    yield Finding(manifest, f"{path}.{probe}Probe", f"The {probe} probe must ask {wanted}.")


def pods_may_stop_gently(lane: Lane) -> Iterator[Finding]:
    for manifest in lane.of("Deployment", "StatefulSet", "DaemonSet"):
        grace = manifest.pod.get("spec", {}).get("terminationGracePeriodSeconds", 30)
        for path, container in manifest.containers():
            if "initContainers" in path:
                continue
            sleep = (((container.get("lifecycle") or {}).get("preStop") or {}).get("sleep") or {}).get(
                "seconds", 0
            )
            if not sleep:
                yield Finding(
                    manifest, f"{path}.lifecycle", "It must wait before it stops: requests still come in."
                )
            if grace < sleep + GRACEFUL_STOP_SECONDS:
                sentence = (
                    f"It is killed after {grace} s, but may need {sleep + GRACEFUL_STOP_SECONDS} s to stop."
                )
                yield Finding(manifest, "spec.template.spec.terminationGracePeriodSeconds", sentence)


def images_are_pinned(lane: Lane) -> Iterator[Finding]:
    for manifest in lane.workloads():
        for path, container in manifest.containers():
            image = str(container.get("image", ""))
            if "@sha256:" in image:
                continue
            _, _, tag = image.rpartition("/")[2].partition(":")
            if not tag or tag == "latest":
                yield Finding(
                    manifest, f"{path}.image", f"{image} must name a release (a tag that is not latest)."
                )


def no_secret_stands_in_the_files(lane: Lane) -> Iterator[Finding]:
    """A secret is named, never written down; this goes for settings and for addresses with a password in them."""
    for manifest in lane.of("Secret"):
        if manifest.body.get("data") or manifest.body.get("stringData"):
            yield Finding(manifest, "data", "A secret's value does not belong in the files.")
    for manifest in lane.workloads():
        for path, container in manifest.containers():
            for entry in container.get("env") or []:
                if entry.get("value") and SUSPECT.search(entry["name"]):
                    yield Finding(manifest, f"{path}.env.{entry['name']}", "It must come from a Secret.")
    for manifest in lane.of("ConfigMap"):
        for key, value in (manifest.body.get("data") or {}).items():
            if value and (SUSPECT.search(key) or re.search(r"://[^/\s@]+:[^/\s@]+@", value)):
                yield Finding(manifest, f"data.{key}", "It looks like a secret; name a Secret instead.")
