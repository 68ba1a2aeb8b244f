"""The AsyncAPI 3 document: one channel per agency, one message per fact, the headers of a CloudEvent on Kafka."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import yaml

from exportlane.contracts import AGENCIES, AGENCY_OF_TYPE, ALL_FACTS, FACTS_OF_AGENCY, OPERATIONS, topic_of
from exportlane.process import PROCESS_VERSION, hears
from exportlane.process.sentences import WHO
from tools.documents.headers import HEADERS
from tools.documents.schemas import schemas

Node = dict[str, Any]
PARTITIONS = 12
BINDING = "0.5.0"


def asyncapi() -> str:
    """The document as YAML."""
    document = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "exportlane facts",
            "version": PROCESS_VERSION,
            "description": (
                "The facts that the agencies of a vehicle's export announce to each other. Every message is a signed "
                "CloudEvent 1.0 in the binary mode of the Kafka binding; the key is the case id, so one case stays in "
                "order. Nobody commands anybody: an agency begins when it hears the fact before."
            ),
        },
        "defaultContentType": "application/json",
        "channels": {agency: _channel(agency) for agency in AGENCIES},
        "operations": _operations(),
        "components": {
            "messages": {type_: _message(type_) for type_ in ALL_FACTS},
            "schemas": _schemas(),
        },
    }
    return yaml.dump(document, allow_unicode=True, sort_keys=False, width=110, Dumper=_Plain)


class _Plain(yaml.SafeDumper):
    """Without anchors, which readers of the document would have to follow."""

    def ignore_aliases(self, data: object) -> bool:
        del data
        return True


def _channel(agency: str) -> Node:
    types = (*FACTS_OF_AGENCY[agency], *OPERATIONS)
    return {
        "address": topic_of(agency),
        "title": f"{WHO[agency].en} ({WHO[agency].zh})",
        "description": f"Facts that {agency} alone announces and signs. Retained long, so that they can be replayed.",
        "messages": {type_: {"$ref": f"#/components/messages/{type_}"} for type_ in types},
        "bindings": {
            "kafka": {
                "topic": topic_of(agency),
                "partitions": PARTITIONS,
                "topicConfiguration": {"cleanup.policy": ["delete"]},
                "bindingVersion": BINDING,
            }
        },
    }


def _operations() -> Node:
    operations: Node = {}
    for agency in AGENCIES:
        operations[f"{agency}.announces"] = {
            "action": "send",
            "channel": {"$ref": f"#/channels/{agency}"},
            "summary": f"{WHO[agency].en} announces what it decided.",
        }
        for source, types in _heard_from(agency).items():
            operations[f"{agency}.hears.{source}"] = {
                "action": "receive",
                "channel": {"$ref": f"#/channels/{source}"},
                "summary": f"{WHO[agency].en} hears {source}.",
                "messages": [{"$ref": f"#/channels/{source}/messages/{type_}"} for type_ in types],
                "bindings": {
                    "kafka": {
                        "groupId": {"type": "string", "enum": [agency]},
                        "bindingVersion": BINDING,
                    }
                },
            }
    return operations


def _heard_from(agency: str) -> Mapping[str, list[str]]:
    heard = hears(agency)
    sources = {
        source: [t for t in FACTS_OF_AGENCY[source] if t in heard] for source in AGENCIES if source != agency
    }
    if OPERATIONS.keys() <= heard:
        sources = {source: [*types, *OPERATIONS] for source, types in sources.items()}
    return {source: types for source, types in sources.items() if types}


def _message(type_: str) -> Node:
    description = inspect.cleandoc(ALL_FACTS[type_].__doc__ or "")
    return {
        "name": type_,
        "title": type_,
        "summary": description.split("\n", maxsplit=1)[0],
        "description": description,
        "contentType": "application/json",
        "headers": {"$ref": f"#/components/schemas/headers.{type_}"},
        "payload": {"$ref": f"#/components/schemas/{type_}"},
        "correlationId": {"location": "$message.header#/ce_correlationid", "description": "The batch."},
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": "The case id, equal to ce_subject."},
                "bindingVersion": BINDING,
            }
        },
    }


def _schemas() -> Node:
    nodes: Node = {}
    for type_, schema in schemas().items():
        source = AGENCY_OF_TYPE.get(type_)
        nodes[f"headers.{type_}"] = _headers(type_, [source] if source else list(AGENCIES))
        nodes[type_] = {key: value for key, value in schema.items() if not key.startswith("$")}
    return nodes


def _headers(type_: str, sources: list[str]) -> Node:
    properties: Node = {
        header.name: {"type": "string", "description": header.meaning} | header.demands for header in HEADERS
    }
    properties["ce_type"]["enum"] = [type_]
    properties["ce_source"]["enum"] = sources
    return {
        "type": "object",
        "required": [header.name for header in HEADERS if header.required],
        "properties": properties,
    }
