"""Services that call others: told where these are, and let through on both sides."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from tools.manifests.lane import COMPONENT, Body, Finding, Lane, Manifest, matches
from tools.manifests.network import policies_for

SETTING = "EXPORTLANE_AGENCIES"


def callers_know_where_the_others_are(lane: Lane) -> Iterator[Finding]:
    """EXPORTLANE_AGENCIES names Services with their ports: for the gateway every agency, for others whom they call."""
    addresses = {name: f"http://{name}:{port}" for name, port in _doors(lane).items()}
    agencies = {name: address for name, address in addresses.items() if name != "gateway"}
    for settings in lane.of("ConfigMap"):
        written = (settings.body.get("data") or {}).get(SETTING)
        gateway = settings.name.startswith("gateway-settings")
        if written is None:
            if gateway:
                yield Finding(settings, "data", "The gateway is not told where the agencies are.")
            continue
        told = json.loads(written)
        wanted = agencies if gateway else {name: addresses.get(name) for name in told}
        if told != wanted:
            yield Finding(settings, f"data.{SETTING}", f"It must be {json.dumps(wanted)}.")


def callers_get_through(lane: Lane) -> Iterator[Finding]:
    """Whoever is told an address may call it: its own policy lets it out, the other's lets it in."""
    for caller in lane.of("Deployment"):
        for name in sorted(_called(lane, caller)):
            called, port = lane.find("Deployment", name), _doors(lane).get(name)
            if called is None or port is None:
                continue
            if not _passes(lane, caller, called, port, "egress"):
                yield Finding(caller, "", f"No network policy lets it call {name}, whose address it is told.")
            if not _passes(lane, called, caller, port, "ingress"):
                yield Finding(
                    called, "", f"No network policy lets {caller.name} in, which is told its address."
                )


def _doors(lane: Lane) -> Mapping[str, int]:
    """The port of every service's Service by name."""
    services = (service for service in lane.of("Service") if service.labels.get(COMPONENT) == "service")
    return {service.name: int(service.spec["ports"][0]["port"]) for service in services}


def _called(lane: Lane, caller: Manifest) -> set[str]:
    """Whom the pods of a Deployment are told the address of."""
    named = {
        source["configMapRef"]["name"]
        for _, container in caller.containers()
        for source in container.get("envFrom") or []
        if "configMapRef" in source
    }
    told = [
        (settings.body.get("data") or {}).get(SETTING, "{}")
        for settings in lane.of("ConfigMap")
        if settings.name in named
    ]
    return {name for written in told for name in json.loads(written)}


def _passes(lane: Lane, of: Manifest, other: Manifest, port: int, way: str) -> bool:
    """Whether a policy about the pods of one says the other by name, at this port, on this way."""
    rules: list[Body] = [
        rule for policy in policies_for(lane, of.pod_labels) for rule in policy.spec.get(way) or []
    ]
    peers = "from" if way == "ingress" else "to"
    return any(
        any(each.get("port") == port for each in rule.get("ports") or [])
        and any(_names(peer, other) for peer in rule.get(peers) or [])
        for rule in rules
    )


def _names(peer: Body, other: Manifest) -> bool:
    return "namespaceSelector" not in peer and matches(peer.get("podSelector"), other.pod_labels)
