"""What the services themselves say: the topics they hear and the settings they read.

The manifests repeat both, because a cluster cannot ask Python; these functions are the hooks through which the check
compares the repetition with the original.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from exportlane.runtime.service import ENTRY_POINTS, ServiceDefinition
from exportlane.runtime.settings import PREFIX, ServiceSettings
from tools.manifests.lane import Finding, Lane, Manifest


@cache
def _definitions() -> tuple[Mapping[str, ServiceDefinition], frozenset[str]]:
    """The services that can be asked, and the names of those that cannot (not written yet, or broken)."""
    found: dict[str, ServiceDefinition] = {}
    absent: set[str] = set()
    for entry in entry_points(group=ENTRY_POINTS):
        definition = _definition(entry)
        if definition is None:
            absent.add(entry.name)
        else:
            found[entry.name] = definition
    return found, frozenset(absent)


def _definition(entry: EntryPoint) -> ServiceDefinition | None:
    """What the entry point leads to. A scaffolded service without a `main.py` is no reason to stop this check."""
    try:
        loaded = entry.load()
    except (ImportError, AttributeError):
        return None
    return loaded if isinstance(loaded, ServiceDefinition) else None


def declared_subscriptions() -> Mapping[str, frozenset[str]]:
    """HOOK: the topics that each service hears, as its own consumer table says, by the service's name."""
    return {name: frozenset(definition.topics()) for name, definition in _definitions()[0].items()}


def compared() -> str:
    """For the closing line: whose consumer tables the rights were compared with, and whose could not be read."""
    found, absent = _definitions()
    asked = f"the consumer tables of {', '.join(sorted(found))}" if found else "no consumer table"
    return f"{asked} (not to be read: {', '.join(sorted(absent))})" if absent else asked


def declared_settings() -> frozenset[str] | None:
    """The variables that the services read; None while one of them cannot be asked."""
    found, absent = _definitions()
    if absent or not found:
        return None
    classes: list[type[ServiceSettings]] = [
        ServiceSettings,
        *(definition.settings for definition in found.values()),
    ]
    return frozenset(f"{PREFIX}{name}".upper() for settings in classes for name in settings.model_fields)


def every_service_is_deployed(lane: Lane) -> Iterator[Finding]:
    """Whatever is installed as a service stands in the manifests, and can be asked what it hears."""
    found, absent = _definitions()
    for name in sorted({*found, *absent}):
        if lane.find("Deployment", name) is None:
            missing = Manifest({"kind": "Deployment", "metadata": {"name": name}}, f"base/{name}.yaml")
            yield Finding(missing, "", "The service has no Deployment.")
    for name in sorted(absent) if found else ():
        manifest = lane.find("Deployment", name) or Manifest(
            {"kind": "Deployment", "metadata": {"name": name}}
        )
        yield Finding(manifest, "", f"The service {name} cannot be loaded, so its rights cannot be compared.")


def settings_are_known(lane: Lane) -> Iterator[Finding]:
    """A misspelt setting would be ignored without a word, so every EXPORTLANE_ variable must be one that is read."""
    known = declared_settings()
    if known is None:
        return
    for manifest in lane.of("ConfigMap"):
        for key in manifest.body.get("data") or {}:
            if key.startswith(PREFIX) and key not in known:
                yield Finding(manifest, f"data.{key}", "No settings class reads this variable.")
    for manifest in lane.workloads():
        for path, container in manifest.containers():
            for entry in container.get("env") or []:
                if re.match(PREFIX, entry["name"]) and entry["name"] not in known:
                    yield Finding(
                        manifest, f"{path}.env.{entry['name']}", "No settings class reads this variable."
                    )
