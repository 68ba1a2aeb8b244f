"""Reading the office's own rules: `usual.json`, and for a policy the lines of its own file in the place of those."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from exportlane.law.limits import TimeLimit
from exportlane.runtime.settings import StartupRefused
from incentives.domain.procedure import MATTERS, ItemNeeds, Procedure, Share

USUAL: Final = "usual"
AGENCY: Final = "incentives"
Words = Annotated[str, Field(min_length=1, max_length=400)]
Evidence = Literal["fair", "premium", "report", "hedge", "service_centre", "warehouse", "after_sales"]
Fraction = Annotated[str, Field(pattern=r"^(0\.[0-9]{2,4}|1\.0{2,4})$")]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Limit(_Strict):
    workdays: Annotated[int, Field(ge=1, le=250)]
    starts: Words
    ends: Words


class _Publication(_Strict):
    workdays: Annotated[int, Field(ge=1, le=60)]
    article: Words


class _Share(_Strict):
    city: Fraction
    article: Words

    def read(self) -> Share:
        return Share(Decimal(self.city), self.article)


class _Item(_Strict):
    evidence: Evidence | None = None
    invoice: bool = True

    def read(self) -> ItemNeeds:
        return ItemNeeds(self.evidence, invoice=self.invoice)


class _File(_Strict):
    article: Words
    time_limits: Mapping[str, _Limit]
    publication: _Publication
    most_corrections: Annotated[int, Field(ge=0, le=20)]
    recovered_cap_returns: bool
    share: _Share
    shares: Mapping[Annotated[str, Field(pattern=r"^[0-9]{6}$")], _Share]
    items: Mapping[str, _Item]

    def read(self) -> Procedure:
        return Procedure(
            publication_workdays=self.publication.workdays,
            publication_article=self.publication.article,
            limits={name: self._limit(name, limit) for name, limit in self.time_limits.items()},
            share=self.share.read(),
            items={name: item.read() for name, item in self.items.items()},
            shares={district: share.read() for district, share in self.shares.items()},
            recovered_cap_returns=self.recovered_cap_returns,
            most_corrections=self.most_corrections,
            article=self.article,
        )

    def _limit(self, name: str, limit: _Limit) -> TimeLimit:
        return TimeLimit(
            matter=name, agency=AGENCY, unit="workdays", length=limit.workdays, starts=limit.starts,
            ends=limit.ends, article=self.article,
        )  # fmt: skip


def read_procedures(folder: Path | None = None) -> tuple[Procedure, Mapping[str, Procedure]]:
    """The usual procedure, and those of policies with their own. Raises StartupRefused for a file that is wrong."""
    texts = _shipped() | (_of(folder) if folder is not None else {})
    usual = _object(USUAL, texts.pop(USUAL))
    return _made(USUAL, usual), {name: _made(name, {**usual, **_object(name, texts[name])}) for name in texts}


def _shipped() -> dict[str, str]:
    return _texts(files(__package__ or "incentives.procedures").iterdir())


def _of(folder: Path) -> dict[str, str]:
    if not folder.is_dir():
        raise StartupRefused(f"The folder of EXPORTLANE_SUBSIDY_PROCEDURES is not there: {folder}.")
    return _texts(folder.iterdir())


def _texts(entries: Iterable[Any]) -> dict[str, str]:
    return {
        entry.name.removesuffix(".json"): entry.read_text(encoding="utf-8")
        for entry in sorted(entries, key=lambda each: each.name)
        if entry.name.endswith(".json")
    }


def _object(name: str, text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except ValueError as error:
        raise StartupRefused(f"The procedure {name}.json is not JSON: {error}.") from error
    if not isinstance(said, dict):
        raise StartupRefused(f"The procedure {name}.json is no object.")
    return said


def _made(name: str, said: Mapping[str, Any]) -> Procedure:
    try:
        read = _File.model_validate(said)
    except ValidationError as error:
        first = error.errors()[0]
        place = "/".join(str(part) for part in first["loc"])
        raise StartupRefused(f"The procedure {name}.json is wrong at {place}: {first['msg']}.") from error
    if missing := [matter for matter in MATTERS if matter not in read.time_limits]:
        raise StartupRefused(f"The procedure {name}.json has no time limit {missing[0]}.")
    return read.read()
