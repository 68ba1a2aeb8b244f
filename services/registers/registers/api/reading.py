"""Reading: a register by filter and cursor, one entry with its history, and counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from exportlane.runtime.auth import EXPORTER, Caller
from exportlane.runtime.listing import Query as ListQuery
from exportlane.runtime.problems import problem, responses
from exportlane.runtime.web import JsonResponse
from exportlane.runtime.work_list import with_history
from registers.access import OFFICES, OWN_ONLY, READER, may_read
from registers.api.table import TITLES, page_of, shown_of
from registers.bodies import EntryQuery
from registers.documents import BaseFigures, Counted, DistrictShown
from registers.domain.entry import Entry, Register, Status
from registers.storage import ENTRIES, base_counts, counted, entry_of

if TYPE_CHECKING:
    from exportlane.runtime.service import Service


def of_register(register: Register) -> Any:
    """Whether an entry exists for a caller in this register."""

    def admit(entry: Entry, caller: Caller) -> bool:
        return entry.register is register and may_read(entry, caller)

    return admit


def add_reading(router: APIRouter, service: Service, register: Register) -> None:
    """The list of a register, and one entry of it."""
    zh, en = TITLES[register]
    shown = shown_of(register)

    @router.get(
        "",
        summary=f"The register, each {en} · {zh}登记册",
        response_model=None,
        responses={200: {"model": page_of(register)}, **responses("bad-cursor", "bad-request")},
        name=f"list_{register.name.lower()}",
    )
    async def listed(
        caller: Annotated[Caller, Depends(READER)], asked: Annotated[EntryQuery, Query()]
    ) -> Response:
        return JsonResponse(await service.list(ENTRIES, _query(register, asked, caller)))

    @router.get(
        "/{entry_id}",
        summary=f"One {en}, with its history · 查看",
        response_model=None,
        responses={200: {"model": shown}, **responses("not-found")},
        dependencies=[Depends(READER)],
        name=f"show_{register.name.lower()}",
    )
    async def one(entry_id: str, request: Request) -> Response:
        return await with_history(service, ENTRIES, entry_id, request=request, admit=of_register(register))


def _query(register: Register, asked: EntryQuery, caller: Caller) -> ListQuery:
    status, uscc = asked.status, asked.uscc
    if caller.role == EXPORTER and register in OWN_ONLY:
        # An empty code matches nothing, which is what a question about somebody else finds.
        uscc = caller.uscc if asked.uscc in {None, caller.uscc} else ""
    if caller.role == EXPORTER and register is Register.POLICIES:
        status = Status.PUBLISHED.value if asked.status in {None, Status.PUBLISHED.value} else ""
    where = {
        "register": register.value, "status": status, "district": asked.district, "uscc": uscc,
        "country": asked.country, "kind": asked.kind, "year": asked.year,
    }  # fmt: skip
    return ListQuery(where, None, asked.sort, asked.cursor, asked.limit)


def add_figures(router: APIRouter, service: Service) -> None:
    """Counts for the joint conference, the districts, and the figures of a base."""

    @router.get("/v1/districts", summary="The districts that may have entries · 区划", tags=["figures"])
    async def districts(_caller: Annotated[Caller, Depends(READER)]) -> list[DistrictShown]:
        return [
            DistrictShown(code=each.code, zh=each.zh, en=each.en)
            for each in service.policy.districts.values()
        ]

    @router.get(
        "/v1/figures", summary="Entries by register, status and district · 登记册统计", tags=["figures"],
        dependencies=[Depends(OFFICES)],
    )  # fmt: skip
    async def figures(
        register: Register | None = None, district: Annotated[str | None, Query(max_length=6)] = None
    ) -> Counted:
        where = {"register": register.value if register else None, "district": district}
        async with service.database.reading() as connection:
            found = await counted(connection, ("register", "status", "district"), where)
        return Counted(items=list(found))

    @router.get(
        "/v1/suppliers/counts", summary="Suppliers and leading firms by district and kind · 分区统计",
        tags=["suppliers"], dependencies=[Depends(READER)],
    )  # fmt: skip
    async def suppliers(district: Annotated[str | None, Query(max_length=6)] = None) -> Counted:
        where = {
            "register": Register.SUPPLIERS.value, "status": Status.REGISTERED.value, "district": district,
        }  # fmt: skip
        async with service.database.reading() as connection:
            return Counted(items=list(await counted(connection, ("district", "kind"), where)))

    @router.get(
        "/v1/bases/{entry_id}/figures", summary="Cases handled at a base · 基地业务量", tags=["bases"],
        dependencies=[Depends(OFFICES)], responses=responses("not-found"),
    )  # fmt: skip
    async def of_base(entry_id: str) -> BaseFigures:
        async with service.database.reading() as connection:
            entry = await entry_of(service.database, connection, entry_id)
            if entry is None or entry.register is not Register.BASES:
                raise problem("not-found", f"There is no base with the id {entry_id}.")
            return BaseFigures(base_id=entry_id, **await base_counts(connection, entry_id))
