"""The register of filings of the national platform, as a file that is read at the start.

`{"enterprises": [{"uscc", "name", "kind", "valid_from", "brands"}]}`. Without `valid_from` a filing counts from the
day on which it is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from exportlane.agency.papers import CheckedUscc
from exportlane.contracts.fields import Day, Name
from exportlane.runtime.settings import StartupRefused
from licensing.domain.standing import FILED, Standing

SETTING = "EXPORTLANE_FILING_REGISTER"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    uscc: CheckedUscc
    name: Name
    kind: Literal["manufacturer", "circulation"] = "circulation"
    valid_from: Day | None = None
    first_filed_on: Day | None = None
    brands: Annotated[tuple[Name, ...], Field(max_length=50)] = ()


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    comment: str = ""
    enterprises: tuple[_Entry, ...]


def read_register(path: Path) -> Mapping[str, Standing]:
    """The firms of the file by 统一社会信用代码. Raises StartupRefused with a sentence that names the setting."""
    try:
        read = _File.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise StartupRefused(f"The file of {SETTING} cannot be read: {path}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = "/".join(str(part) for part in first["loc"])
        raise StartupRefused(f"The file of {SETTING} is wrong at {place}: {first['msg']}.") from error
    return {
        entry.uscc: Standing(
            uscc=entry.uscc,
            status=FILED,
            kind=entry.kind,
            name=entry.name,
            valid_from=entry.valid_from,
            first_filed_on=entry.first_filed_on,
            brands=entry.brands,
        )
        for entry in read.enterprises
    }
