"""All keys that a rule may have, and whether a value is one that its key can have.

A new key is a field of `LicensingKeys`, `RegistryKeys`, `CustomsKeys`, `TaxKeys` or `TransportKeys`, and a rule in a
rule set; a new time limit is a name in `MATTERS`, and a rule `time_limits.<matter>`.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Annotated, Any, Final

from pydantic import BaseModel, TypeAdapter, ValidationError

from exportlane.policies.keys.customs import CustomsKeys
from exportlane.policies.keys.licensing import LicensingKeys
from exportlane.policies.keys.registry import RegistryKeys
from exportlane.policies.keys.tax import TaxKeys
from exportlane.policies.keys.time_limits import MATTERS, LimitText
from exportlane.policies.keys.transport import TransportKeys

AREAS: Final[dict[str, type[BaseModel]]] = {
    "licensing": LicensingKeys,
    "registry": RegistryKeys,
    "customs": CustomsKeys,
    "tax": TaxKeys,
    "transport": TransportKeys,
}
TIME_LIMITS: Final = "time_limits"


class BadValue(ValueError):
    """A value that its key cannot have, or a key that does not exist. `within` is the place inside the value."""

    def __init__(self, sentence: str, within: tuple[str | int, ...] = ()) -> None:
        super().__init__(sentence)
        self.within = within


def known_keys() -> frozenset[str]:
    """Every key that a rule may have."""
    areas = {f"{area}.{name}" for area, model in AREAS.items() for name in model.model_fields}
    return frozenset(areas | {f"{TIME_LIMITS}.{matter}" for matter in MATTERS})


def needed_keys() -> frozenset[str]:
    """The keys of the areas that must have a value in every profile."""
    return frozenset(
        f"{area}.{name}"
        for area, model in AREAS.items()
        for name, field in model.model_fields.items()
        if field.is_required()
    )


def value_of(key: str, value: Any) -> Any:
    """The value as its key's type. Raises BadValue with a sentence."""
    if key not in known_keys():
        raise BadValue(f"there is no key {key!r}")
    try:
        return _adapter(key).validate_json(json.dumps(value), strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        within = first["loc"]
        place = "".join(f".{step}" for step in within)
        raise BadValue(f"{key}{place} cannot be {_shown(first['input'])}: {first['msg']}", within) from error


@cache
def _adapter(key: str) -> TypeAdapter[Any]:
    area, _, name = key.partition(".")
    if area == TIME_LIMITS:
        return TypeAdapter(LimitText)
    field = AREAS[area].model_fields[name]
    one: Any = Annotated[field.annotation, field]
    return TypeAdapter(one)


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."
