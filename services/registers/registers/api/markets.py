"""Fairs looked up, destinations in profile and in rank: what others ask of the registers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Path, Query

from exportlane.contracts.register_entries import FairId
from exportlane.runtime.problems import problem, responses
from registers.access import READER
from registers.documents import FairFound, ProfileShown, Ranked
from registers.domain import articles
from registers.domain.destinations import ranked, score_of
from registers.domain.entry import Entry, Register
from registers.domain.fairs import find_fair
from registers.domain.particulars import Destination, said
from registers.domain.terms import Policy
from registers.storage import all_of, entry_of, fair_entry, shown

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def add_markets(router: APIRouter, service: Service) -> None:
    """The routes under /v1/exhibitions and /v1/destinations that are about more than an entry."""

    @router.get(
        "/v1/exhibitions/lookup", summary="Whether a fair stands in the catalogue of a year · 目录查询",
        tags=["exhibitions"], dependencies=[Depends(READER)],
    )  # fmt: skip
    async def lookup(
        fair_id: Annotated[FairId, Query()], year: Annotated[int, Query(ge=2000, le=2100)]
    ) -> FairFound:
        async with service.database.reading() as connection:
            entry = await entry_of(service.database, connection, fair_entry(fair_id, year))
        found = find_fair(fair_id, year, entry)
        return FairFound(
            fair_id=fair_id, year=year, listed=found.listed, fair_kind=found.fair_kind, code=found.code,
            reason=found.reason, article=found.article,
        )  # fmt: skip

    @router.get(
        "/v1/destinations/guidance", summary="Destinations in the order of recommendation · 国别指导",
        tags=["destinations"], dependencies=[Depends(READER)],
    )  # fmt: skip
    async def guidance(limit: Annotated[int, Query(ge=1, le=249)] = 20) -> Ranked:
        entries = await _destinations(service)
        items = [_profile(each, service.policy, rank) for rank, each in enumerate(entries, 1)]
        return Ranked(article=articles.TJ_7, items=items[:limit])

    @router.get(
        "/v1/destinations/{country}/profile", summary="What is known of a destination · 国别档案",
        tags=["destinations"], dependencies=[Depends(READER)], responses=responses("not-found"),
    )  # fmt: skip
    async def profile(country: Annotated[str, Path(max_length=3)]) -> ProfileShown:
        line = service.policy.countries.get(country)
        if line is None:
            raise problem(
                "not-found",
                f"There is no country {country}.",
                field="/country",
                article=articles.COUNTRY_CODES,
            )
        for rank, entry in enumerate(await _destinations(service), 1):
            if said(entry.particulars, "country") == country:
                return _profile(entry, service.policy, rank)
        return ProfileShown(
            country=country, zh=line.zh, en=line.en, assessed=False, belt_and_road=line.belt_and_road,
            rcep=line.rcep,
        )  # fmt: skip


async def _destinations(service: Service) -> list[Entry]:
    async with service.database.reading() as connection:
        entries = await all_of(connection, Register.DESTINATIONS)
    return ranked(entries, service.policy.guidance)


def _profile(entry: Entry, policy: Policy, rank: int) -> ProfileShown:
    here = entry.particulars
    if not isinstance(here, Destination):
        raise TypeError(f"the entry {entry.id} is no destination")
    line = policy.countries[here.country]
    return ProfileShown(
        country=here.country, zh=line.zh, en=line.en, assessed=True, belt_and_road=bool(here.belt_and_road),
        rcep=bool(here.rcep), score=score_of(here, policy.guidance), rank=rank, profile=dict(shown(entry)),
    )  # fmt: skip
