"""The measurable promises of the two policies, as data: what was promised, who is counted, by which formula.

A promise is a line of a file here; how it is measured is a name that the gateway knows (`measure`). A changed target
is a changed line, and a new city's policy is a new file.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

from exportlane.policies import PROFILE_NAMES, Bilingual

__all__ = ["PromiseText", "Unit", "promises_of", "promising_profiles"]

Unit = Literal["workdays", "share", "seconds", "hours", "cny", "papers", "count", "units", "day"]
Text = Annotated[str, Field(min_length=1)]


def _fraction(value: object) -> object:
    # A number with a point would be a binary fraction, and «exactly the target» would be missed by its last digit.
    if isinstance(value, str | int) and not isinstance(value, bool):
        return Fraction(value)
    return value


Exact = Annotated[Fraction, BeforeValidator(_fraction)]


class PromiseText(BaseModel):
    """One promise. `limit` binds each matter (days, seconds, vehicles), `target` the figure; both may be missing.

    `matter`, `classes`, `items` and `words` choose what the measure counts. Where the policy names no number there is
    no target: the figure is shown, and nobody says that it was kept or broken.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    id: Annotated[str, Field(pattern=r"^T[JZ]-[0-9]{1,2}[.0-9a-z]*(-[a-z0-9-]+)?$")]
    requirements: Annotated[tuple[Text, ...], Field(min_length=1)]
    profile: Text
    article: Text
    zh: Text
    en: Text
    population: Bilingual
    formula: Bilingual
    measure: Text
    unit: Unit
    target: Exact | None = None
    direction: Literal["at_most", "at_least"] | None = None
    limit: int | None = None
    matter: str = ""
    classes: tuple[int, ...] = ()
    items: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


_FILE: Final = TypeAdapter(tuple[PromiseText, ...])


@cache
def _shipped() -> tuple[PromiseText, ...]:
    folder = files(__name__)
    texts = sorted(
        (each for each in folder.iterdir() if each.name.endswith(".json")), key=lambda each: each.name
    )
    return tuple(one for text in texts for one in _FILE.validate_json(text.read_text(encoding="utf-8")))


def promises_of(profile: str) -> tuple[PromiseText, ...]:
    """The promises that were made in this profile's city, in the order of their articles; none for a stranger."""
    return tuple(one for one in _shipped() if one.profile == profile)


def promising_profiles() -> tuple[str, ...]:
    """The profiles in whose city something was promised."""
    found = {one.profile for one in _shipped()}
    return tuple(name for name in PROFILE_NAMES if name in found)
