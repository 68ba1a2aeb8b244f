"""Topics and rights on the brokers: one topic an agency, written by it alone, read by those who hear it."""

from __future__ import annotations

from collections.abc import Iterator

from tools.manifests.lane import COMPONENT, Finding, Lane, Manifest

PARTITIONS = 12


def topic_of(agency: str) -> str:
    return f"exportlane.{agency}.facts"


def agencies(lane: Lane) -> list[str]:
    """Every service has a ledger and so a topic, the gateway too."""
    return [d.name for d in lane.of("Deployment") if d.pod_labels.get(COMPONENT) == "service"]


def every_agency_has_a_durable_topic(lane: Lane) -> Iterator[Finding]:
    nodes = sum(
        int(p.spec.get("replicas", 0))
        for p in lane.of("KafkaNodePool")
        if "broker" in p.spec.get("roles", [])
    )
    for agency in agencies(lane):
        topic = lane.find("KafkaTopic", topic_of(agency))
        if topic is None:
            yield Finding(Manifest({"kind": "KafkaTopic"}), "", f"The topic {topic_of(agency)} is missing.")
            continue
        config, copies = topic.spec.get("config") or {}, int(topic.spec.get("replicas", 0))
        if topic.spec.get("partitions") != PARTITIONS:
            yield Finding(
                topic,
                "spec.partitions",
                f"It must have {PARTITIONS} partitions: the key's order hangs on it.",
            )
        if copies > nodes:
            yield Finding(topic, "spec.replicas", f"{copies} copies need as many brokers; there are {nodes}.")
        needed = int(config.get("min.insync.replicas", 1))
        if nodes > 1 and not 1 < needed < copies:
            sentence = "Two copies must confirm a fact, and one broker must be able to be away."
            yield Finding(topic, "spec.config", sentence)
        if (
            config.get("cleanup.policy") != "delete"
            or config.get("unclean.leader.election.enable") is not False
        ):
            yield Finding(
                topic, "spec.config", "A topic of facts is neither compacted nor led by a stale copy."
            )


def clients_must_prove_who_they_are(lane: Lane) -> Iterator[Finding]:
    for kafka in lane.of("Kafka"):
        cluster = kafka.spec.get("kafka") or {}
        if (cluster.get("authorization") or {}).get("type") != "simple":
            yield Finding(kafka, "spec.kafka.authorization", "Without it everybody may write everything.")
        for index, listener in enumerate(cluster.get("listeners") or []):
            path = f"spec.kafka.listeners[{index}]"
            if not listener.get("tls") or not listener.get("authentication"):
                yield Finding(kafka, path, "A listener must speak TLS and ask who is there.")
            if not listener.get("networkPolicyPeers"):
                yield Finding(kafka, path, "The listener must say which pods may call it.")
        if (cluster.get("config") or {}).get("auto.create.topics.enable") is not False:
            yield Finding(kafka, "spec.kafka.config", "A typing error must not create a topic.")


def rights_follow_the_subscriptions(lane: Lane) -> Iterator[Finding]:
    """Each agency may write its own topic, read the ones it hears, and use its own consumer groups; nothing else."""
    for agency in agencies(lane):
        user = lane.find("KafkaUser", f"{agency}-kafka")
        if user is None:
            yield Finding(Manifest({"kind": "KafkaUser"}), "", f"There is no KafkaUser {agency}-kafka.")
            continue
        heard: set[str] = set()
        for index, rule in enumerate((user.spec.get("authorization") or {}).get("acls") or []):
            resource, operations = rule["resource"], set(rule["operations"])
            path = f"spec.authorization.acls[{index}]"
            match resource["type"], resource.get("name"), operations - {"Describe"}:
                case "topic", name, extra if extra == {"Write"} and name == topic_of(agency):
                    pass
                case "topic", name, extra if extra == {"Read"} and resource.get("patternType") == "literal":
                    heard.add(str(name))
                case "group", name, extra if extra == {"Read"} and str(name) == f"exportlane.{agency}":
                    pass
                case kind, name, extra:
                    sentence = (
                        f"It must not have {', '.join(sorted(extra)) or 'anything'} on the {kind} {name}."
                    )
                    yield Finding(user, path, sentence)
        yield from _compare(lane, user, agency, heard)


def _compare(lane: Lane, user: Manifest, agency: str, heard: set[str]) -> Iterator[Finding]:
    known = {topic_of(name) for name in agencies(lane)}
    for stranger in sorted(heard - known):
        yield Finding(user, "spec.authorization.acls", f"There is no topic {stranger}.")
    if agency not in lane.subscriptions:
        return
    declared = lane.subscriptions[agency]
    for topic in sorted(declared - heard):
        yield Finding(user, "spec.authorization.acls", f"The service hears {topic} but may not read it.")
    for topic in sorted(heard & known - declared):
        yield Finding(
            user, "spec.authorization.acls", f"It may read {topic}, which the service does not hear."
        )
