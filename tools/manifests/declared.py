"""What the services themselves say: the topics they hear and the settings they read.

The manifests repeat both, because a cluster cannot ask Python; these functions are the hooks through which the check
compares the repetition with the original.
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import entry_points

from pydantic_settings import BaseSettings

from tools.manifests.lane import Finding, Lane

GROUP = "exportlane.services"
PREFIX = "EXPORTLANE_"


@cache
def declared_subscriptions() -> Mapping[str, frozenset[str]] | None:
    """The topics that each service hears, by its name; None when no service can be asked.

    HOOK: a service is what its entry point of the group `exportlane.services` leads to; its `hears` are the topics of
    its consumer table. A service that is not there yet, or has no such table, is left out, and `compared` says so.
    """
    heard: dict[str, frozenset[str]] = {}
    for entry in entry_points(group=GROUP):
        try:
            service = entry.load()
        except (ImportError, AttributeError):
            continue
        topics = getattr(service, "hears", None)
        if topics is not None:
            heard[entry.name] = frozenset(topics)
    return heard or None


def compared() -> str:
    """For the closing line: whose consumer tables the rights were compared with."""
    asked = declared_subscriptions()
    return (
        f"the consumer tables of {', '.join(sorted(asked))}"
        if asked
        else "no consumer table (no service has one yet)"
    )


@cache
def declared_settings() -> frozenset[str] | None:
    """The variables that the settings classes of the runtime and of the services read; None while one is missing."""
    modules = ["exportlane.runtime.settings"]
    modules += [f"{entry.module.partition('.')[0]}.settings" for entry in entry_points(group=GROUP)]
    names: set[str] = set()
    for module in modules:
        try:
            loaded = importlib.import_module(module)
        except ModuleNotFoundError:
            return None
        for _, settings in inspect.getmembers(loaded, inspect.isclass):
            if issubclass(settings, BaseSettings):
                prefix = settings.model_config.get("env_prefix", "")
                names |= {f"{prefix}{name}".upper() for name in settings.model_fields}
    return frozenset(names)


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
