"""The OpenAPI document of every service that is installed here, found by entry point and never listed."""

from __future__ import annotations

import json
from importlib.metadata import entry_points

from exportlane.runtime.app import openapi

GROUP = "exportlane.services"


def openapi_documents() -> dict[str, str]:
    """The document of each service as JSON text, by the service's name."""
    definitions = (entry.load() for entry in entry_points(group=GROUP))
    return {
        definition.name: json.dumps(openapi(definition), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        for definition in definitions
    }
