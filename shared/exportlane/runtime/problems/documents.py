"""From a problem to the document that leaves (RFC 9457) and to its declaration in OpenAPI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from exportlane.runtime.problems.kinds import PROBLEMS, ProblemKind

MEDIA_TYPE = "application/problem+json"
SCHEMA_NAME = "Problem"


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with what was sent: where (`part` of the request, JSON pointer) and a sentence."""

    part: str
    field: str
    sentence: str


class FieldErrorDocument(BaseModel):
    """One thing wrong with what was sent."""

    part: str = Field(description="body, query, path, header or cookie", examples=["body"])
    field: str = Field(description="JSON pointer (RFC 6901) inside that part", examples=["/vehicles/0/vin"])
    sentence: str = Field(description="What is wrong, for people")


class ProblemDocument(BaseModel):
    """A problem (RFC 9457). Machines go by `slug`; people read `title` and `detail`."""

    model_config = ConfigDict(extra="allow", title=SCHEMA_NAME)

    type: str = Field(examples=["urn:exportlane:problem:stale-version"])
    title: str = Field(description="The kind of problem in English")
    title_zh: str = Field(description="The kind of problem in Chinese")
    status: int
    slug: str = Field(examples=["stale-version"])
    detail: str = Field(description="A sentence about this occurrence")
    instance: str | None = Field(default=None, description="The path that was asked for")
    field: str | None = Field(default=None, description="JSON pointer of the field at fault")
    article: str | None = Field(default=None, description="The article of law that the answer rests on")
    errors: list[FieldErrorDocument] | None = Field(default=None, description="Everything wrong, at once")


class Problem(Exception):
    """An answer that says no. Raise it anywhere under a route; the edge turns it into its document.

    `slug` names a registered kind (KeyError otherwise: a typing slip must not become a polite answer). `detail` is a
    sentence about this occurrence; `field` a JSON pointer; `extra` further members of the document.
    """

    def __init__(  # noqa: PLR0913 - the members of the document, all by keyword but the first two
        self,
        slug: str,
        detail: str,
        *,
        field: str | None = None,
        article: str | None = None,
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
        errors: Sequence[FieldError] = (),
    ) -> None:
        super().__init__(f"{slug}: {detail}")
        self.kind: ProblemKind = PROBLEMS[slug]
        self.slug = slug
        self.detail = detail
        self.field = field
        self.article = article
        self.headers = dict(headers) if headers else None
        self.extra = dict(extra) if extra else None
        self.errors = tuple(errors)

    @property
    def status(self) -> int:
        """The HTTP status of its kind."""
        return self.kind.status


def problem(slug: str, detail: str, **members: Any) -> Problem:
    """One to raise, so that the code reads as a sentence."""
    return Problem(slug, detail, **members)


def document(found: Problem, *, instance: str | None) -> dict[str, Any]:
    """The members of the problem document. Absent members are left out; `extra` never overrides a standard one."""
    members: dict[str, Any] = dict(found.extra or {})
    members |= {
        "type": found.kind.type,
        "title": found.kind.title_en,
        "title_zh": found.kind.title_zh,
        "status": found.kind.status,
        "slug": found.slug,
        "detail": found.detail,
    }
    optional = {"instance": instance, "field": found.field, "article": found.article}
    members |= {name: value for name, value in optional.items() if value is not None}
    if found.errors:
        members["errors"] = [asdict(error) for error in found.errors]
    return members


def response_to(found: Problem, *, instance: str | None) -> Response:
    """The HTTP answer to a problem."""
    headers = dict(found.headers or {})
    if found.status == 401:
        headers.setdefault("www-authenticate", _challenge(found))
    body = orjson.dumps(document(found, instance=instance), default=str)
    return Response(body, status_code=found.status, headers=headers, media_type=MEDIA_TYPE)


def _challenge(found: Problem) -> str:
    """RFC 6750, section 3.1: no error code when no token was sent at all."""
    return 'Bearer realm="exportlane"' + ("" if found.slug == "token-missing" else ', error="invalid_token"')


def responses(*slugs: str) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that may end in these problems, for OpenAPI. Raises KeyError for an unknown slug."""
    declared: dict[int | str, dict[str, Any]] = {}
    for slug in slugs:
        kind = PROBLEMS[slug]
        entry = declared.setdefault(
            kind.status,
            {
                "description": "",
                "content": {
                    MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{SCHEMA_NAME}"}, "examples": {}}
                },
            },
        )
        examples = entry["content"][MEDIA_TYPE]["examples"]
        examples[slug] = {
            "summary": kind.title_en,
            "value": document(Problem(slug, f"{kind.title_en}."), instance=None),
        }
        entry["description"] = "; ".join(f"{PROBLEMS[each].title_en} (`{each}`)" for each in examples)
    return declared
