"""Schemas of the operators' own kinds, derived from published typed bindings of their definitions.

Kubernetes' validator knows only Kubernetes' own kinds. For the kinds of Strimzi, CloudNativePG and its Barman plugin
the crates `kcr_*` (licence 0BSD) carry, as plain Rust structs, what the operators' custom resource definitions say:
every field, which are required, which values an enumeration has. This module reads those structs and writes one JSON
Schema per kind, closed against unknown fields. Lengths, patterns, minimums and CEL rules are not in the structs, so
the schemas do not have them either.

Renewing them (a person does this when an operator is upgraded; the check itself never goes to the network):

    cargo fetch, or `cargo info kcr_kafka_strimzi_io kcr_postgresql_cnpg_io kcr_barmancloud_cnpg_io`
    python -m tools.manifests.crd_schemas ~/.cargo/registry/src/*/
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

Schema: TypeAlias = dict[str, Any]

SCHEMAS = Path(__file__).resolve().parents[2] / "deploy" / "k8s" / "schemas"

STRUCT = re.compile(r"^pub (struct|enum) (?P<name>\w+) \{\n(?P<body>.*?)^\}", re.MULTILINE | re.DOTALL)
MEMBER = re.compile(
    r"^    (?:#\[serde\((?P<serde>[^\n]*)\)\]\n    )?"
    r"(?:pub (?:r#)?(?P<field>\w+): (?P<type>[^\n]+)|(?P<variant>\w+)),$",
    re.MULTILINE,
)
RENAME = re.compile(r'rename = "([^"]*)"')
GENERIC = re.compile(r"^(Option|Vec|BTreeMap)<(.*)>$")
PLAIN: dict[str, Schema] = {
    "String": {"type": "string"},
    "bool": {"type": "boolean"},
    "i32": {"type": "integer"},
    "i64": {"type": "integer"},
    "f64": {"type": "number"},
    "IntOrString": {"type": ["integer", "string"]},
    "serde_json::Value": {},
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind that our manifests use, and the crate and file which describe it."""

    api_version: str
    name: str
    crate: str
    source: str
    spec: str = field(default="")

    @property
    def root(self) -> str:
        """The struct of the `spec`, which kopium names after the kind."""
        return self.spec or f"{self.name}Spec"

    @property
    def file(self) -> str:
        """Where the schema is kept, e.g. `kafka.strimzi.io-v1-KafkaTopic.json`."""
        return f"{self.api_version.replace('/', '-')}-{self.name}.json"


KINDS = (
    Kind("kafka.strimzi.io/v1", "Kafka", "kcr_kafka_strimzi_io", "src/v1/kafkas.rs"),
    Kind("kafka.strimzi.io/v1", "KafkaNodePool", "kcr_kafka_strimzi_io", "src/v1/kafkanodepools.rs"),
    Kind("kafka.strimzi.io/v1", "KafkaTopic", "kcr_kafka_strimzi_io", "src/v1/kafkatopics.rs"),
    Kind("kafka.strimzi.io/v1", "KafkaUser", "kcr_kafka_strimzi_io", "src/v1/kafkausers.rs"),
    Kind("postgresql.cnpg.io/v1", "Cluster", "kcr_postgresql_cnpg_io", "src/v1/clusters.rs"),
    Kind("postgresql.cnpg.io/v1", "ScheduledBackup", "kcr_postgresql_cnpg_io", "src/v1/scheduledbackups.rs"),
    Kind("barmancloud.cnpg.io/v1", "ObjectStore", "kcr_barmancloud_cnpg_io", "src/v1/objectstores.rs"),
)


def type_schema(rust: str) -> Schema:
    """The schema of one Rust type as kopium writes it; an unknown plain name is a struct of the same file."""
    if generic := GENERIC.match(rust):
        outer, inner = generic.groups()
        if outer == "Option":
            return type_schema(inner)
        if outer == "Vec":
            return {"type": "array", "items": type_schema(inner)}
        return {"type": "object", "additionalProperties": type_schema(inner.removeprefix("String, "))}
    return PLAIN.get(rust) or ({} if rust in PLAIN else {"$ref": f"#/$defs/{rust}"})


def definitions(rust: str) -> dict[str, Schema]:
    """Every struct and enumeration of one source file as a closed schema, by its Rust name."""
    found: dict[str, Schema] = {}
    for struct in STRUCT.finditer(rust):
        properties: dict[str, Schema] = {}
        required: list[str] = []
        values: list[str] = []
        for member in MEMBER.finditer(struct["body"]):
            serde = member["serde"] or ""
            rename = RENAME.search(serde)
            if member["variant"]:
                values.append(rename[1] if rename else member["variant"])
                continue
            name = rename[1] if rename else member["field"]
            properties[name] = type_schema(member["type"])
            if "default" not in serde:
                required.append(name)
        if struct[1] == "enum":
            found[struct["name"]] = {"enum": values}
            continue
        found[struct["name"]] = {
            "type": "object",
            "properties": properties,
            **({"required": required} if required else {}),
            "additionalProperties": False,
        }
    return found


def reachable(root: str, known: dict[str, Schema]) -> dict[str, Schema]:
    """Only the definitions that the root leads to, so that the status and its parts stay out."""
    kept: dict[str, Schema] = {}
    waiting = [root]
    while waiting:
        name = waiting.pop()
        if name in kept:
            continue
        kept[name] = known[name]
        waiting.extend(re.findall(r'"#/\$defs/(\w+)"', json.dumps(known[name])))
    return dict(sorted(kept.items()))


def kind_schema(kind: Kind, rust: str, crate_version: str) -> Schema:
    """The whole object: `apiVersion`, `kind`, a named `metadata` and the closed `spec`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": f"Derived by tools/manifests/crd_schemas.py from the crate {crate_version} (0BSD), {kind.source}.",
        "type": "object",
        "required": ["apiVersion", "kind", "metadata", "spec"],
        "additionalProperties": False,
        "properties": {
            "apiVersion": {"const": kind.api_version},
            "kind": {"const": kind.name},
            "metadata": {"type": "object", "required": ["name"]},
            "spec": {"$ref": f"#/$defs/{kind.root}"},
        },
        "$defs": reachable(kind.root, definitions(rust)),
    }


def lines(schema: Schema) -> str:
    """One definition a line: an upgrade of an operator then shows as a readable difference."""
    body = {name: part for name, part in schema.items() if name != "$defs"}
    head = json.dumps(body, ensure_ascii=False, indent=1)[:-2]
    defs = ",\n".join(
        f"  {json.dumps(name)}: {json.dumps(part, ensure_ascii=False)}"
        for name, part in schema["$defs"].items()
    )
    return f'{head},\n "$defs": {{\n{defs}\n }}\n}}\n'


def main(arguments: list[str]) -> int:
    """Write all schemas from the unpacked crates found in the folder named by the one argument."""
    if len(arguments) != 1:
        print("usage: python -m tools.manifests.crd_schemas FOLDER_WITH_UNPACKED_CRATES", file=sys.stderr)
        return 2
    SCHEMAS.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        crates = sorted(Path(arguments[0]).glob(f"{kind.crate}-*/"))
        if not crates:
            print(f"No unpacked crate {kind.crate} in {arguments[0]}; fetch it first.", file=sys.stderr)
            return 1
        rust = (crates[-1] / kind.source).read_text(encoding="utf-8")
        (SCHEMAS / kind.file).write_text(lines(kind_schema(kind, rust, crates[-1].name)), encoding="utf-8")
        print(f"{kind.file}: from {crates[-1].name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
