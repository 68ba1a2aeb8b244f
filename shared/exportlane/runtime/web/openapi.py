"""The OpenAPI document: problems declared as what they are, and who may call said on each operation."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from exportlane.runtime.auth import Requirement
from exportlane.runtime.problems import MEDIA_TYPE, ProblemDocument, responses
from exportlane.runtime.web.surface import surface

_REF = "#/components/schemas/{model}"
_EVERYWHERE = ("token-missing", "token-invalid", "token-expired", "forbidden", "internal-error")
_GENERATED = ("HTTPValidationError", "ValidationError")


def install(app: FastAPI) -> None:
    """Replace the framework's document with ours, made once when first asked for."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to replace it


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        tags=app.openapi_tags,
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in _GENERATED:
        schemas.pop(name, None)
    problem_schema = ProblemDocument.model_json_schema(ref_template=_REF)
    schemas |= problem_schema.pop("$defs", {})
    schemas["Problem"] = problem_schema
    for route in surface(app):
        for method in route.methods:
            operation = document.get("paths", {}).get(route.path, {}).get(method.lower())
            if operation is not None:
                _complete(operation, route.requirements)
    return document


def _complete(operation: dict[str, Any], requirements: tuple[Requirement, ...]) -> None:
    declared = operation.setdefault("responses", {})
    if _is_generated(declared.get("422", {})):
        del declared["422"]
        _merge(declared, responses("validation-failed"))
    if "requestBody" in operation:
        _merge(
            declared,
            responses("malformed-json", "body-too-large", "unsupported-media-type", "validation-failed"),
        )
    if requirements:
        _merge(declared, responses(*_EVERYWHERE))
        demands = [str(demand) for requirement in requirements for demand in requirement.demands]
        operation["x-demands"] = demands
    operation["responses"] = dict(sorted(declared.items()))


def _is_generated(response: dict[str, Any]) -> bool:
    reference = response.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "")
    return bool(reference.endswith("/HTTPValidationError"))


def _merge(declared: dict[str, Any], added: dict[int | str, dict[str, Any]]) -> None:
    for status, response in added.items():
        present = declared.setdefault(str(status), response)
        if present is response:
            continue
        content = present.setdefault("content", {})
        ours = response["content"][MEDIA_TYPE]
        theirs = content.setdefault(MEDIA_TYPE, ours)
        examples = theirs.setdefault("examples", {})
        for slug, example in ours["examples"].items():
            examples.setdefault(slug, example)
