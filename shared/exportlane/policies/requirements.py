"""The requirements of the two policies, as data: clause by clause, what was promised and where it is met.

An endpoint is named by the service that offers it, a command as it is typed after ``exportlane``. That each of them
exists, and that a test proves each requirement, is checked by `tools/generate.py --check`.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from exportlane.policies.shape import Bilingual

__all__ = ["Endpoint", "Requirement", "requirements"]

Text = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Endpoint(_Strict):
    """A route of a service, as its OpenAPI document has it: ``POST /v1/claims``."""

    service: Text
    route: Annotated[str, Field(pattern=r"^(GET|POST|PUT|PATCH|DELETE) /")]


class Requirement(_Strict):
    """One requirement: its clause, the capability that meets it, and the service that it is above all a matter of."""

    id: Annotated[str, Field(pattern=r"^T[JZ]-[0-9]+(\.[0-9]+|[a-z])?$")]
    article: Text
    service: Text
    capability: Bilingual
    endpoints: tuple[Endpoint, ...] = ()
    commands: tuple[Text, ...] = ()


_FILE: Final = TypeAdapter(tuple[Requirement, ...])


@cache
def requirements() -> tuple[Requirement, ...]:
    """All of them, in the order of the articles."""
    return _FILE.validate_json(files(__package__).joinpath("requirements.json").read_text(encoding="utf-8"))
