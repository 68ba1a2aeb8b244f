"""JSON answers, written by orjson."""

from __future__ import annotations

from typing import Any

import orjson
from pydantic import BaseModel
from starlette.responses import Response


def _plain(value: object) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    # Money is a Decimal and leaves as text: a number of JSON is read as binary floating point.
    return str(value)


class JsonResponse(Response):
    """Takes whatever orjson writes (dataclasses, dates, UUIDs), pydantic models and Decimal (as text)."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return orjson.dumps(content, default=_plain)
