"""The subsidy office running on its own in a throwaway folder, with everybody who may call it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa

from exportlane.contracts import ALL_FACTS
from exportlane.runtime.clock import ManualClock
from exportlane.runtime.ids import new_id
from exportlane.runtime.testing import Caller, System, system, until
from incentives.main import service as definition
from tests.agency.office import Office
from tests.incentives.given import OTHER, POLICY, USCC

MORNING = datetime(2025, 7, 1, 2, tzinfo=UTC)
AFTER_PUBLICATION = datetime(2025, 7, 21, 2, tzinfo=UTC)
THINGS = "/v1/subsidy-applications"
BY = "test/officer/x"
OF_ENTRY = {"source": "commerce", "as_of": "2025-06-30", "by": BY}
PAPER = {"reference": "A-1", "reason": "The original was shown at the window."}
GROUND = {"code": "unfit", "reason": "The papers do not bear it out.", "article": "第一条"}


class Funds(Office):
    """The office's window, and the agencies that tell it things. The firm is of 路桥区; another is of 椒江区."""

    def __init__(self, run: System, clock: ManualClock) -> None:
        super().__init__(run, "incentives", THINGS, officer="li")
        self.clock = clock
        self.second = self.caller("incentives", "officer", subject="wang")
        self.exporter = self.caller("enterprise", "exporter", uscc=USCC)
        self.stranger = self.caller("enterprise", "exporter", uscc=OTHER)
        self.voices = {
            name: self.beside(name) for name in ("customs", "licensing", "registers", "credit-insurance")
        }

    async def says(self, agency: str, type_: str, subject: str, **data: Any) -> None:
        """Another agency announces a fact, and the office has heard it."""
        source = self.voices[agency]
        before = await self._heard()
        await source.announces(type_, ALL_FACTS[type_].model_validate(data), subject)

        async def heard() -> bool:
            return await self._heard() > before

        await until(heard, what=type_)

    async def _heard(self) -> int:
        async with self.service.database.reading() as connection:
            return int((await connection.execute(sa.text("select count(*) from inbox"))).scalar_one())

    async def filed(self, uscc: str = USCC, on: str = "2023-04-01") -> None:
        data = {"filing_id": new_id(), "uscc": uscc, "kind": "circulation", "article": "公告2024年第6号"}
        await self.says(
            "licensing",
            "enterprise.filed.v1",
            str(data["filing_id"]),
            **data,
            valid_from=on,
            valid_to="2026-03-31",
        )

    async def listed(self, since: str = "2025-01-01", to: str | None = None) -> None:
        await self.says(
            "licensing", "enterprise.listed.v1", new_id(), filing_id="F", uscc=USCC, list="serious_dishonesty",
            code="court", reason="It does not obey a judgement.", article="第十二条", valid_from=since,
            valid_to=to, by=BY,
        )  # fmt: skip

    async def delisted(self, on: str) -> None:
        await self.says(
            "licensing", "enterprise.delisted.v1", new_id(), filing_id="F", uscc=USCC,
            list="serious_dishonesty", reason="It has obeyed.", on=on, by=BY,
        )  # fmt: skip

    async def cleared(self, case: str, on: str = "2025-05-01", uscc: str | None = USCC) -> None:
        await self.says(
            "customs", "customs.cleared.v1", case, declaration_id="D", vin="LSVAU033002221761",
            declaration_no="020220250000000017", licence_no="25-12-00001A", cleared_on=on, transport_mode="ro-ro",
            consignor_uscc=uscc,
        )  # fmt: skip

    async def returned(self, case: str, on: str = "2025-06-20") -> None:
        await self.says(
            "customs", "customs.returned.v1", case, declaration_id="D", vin="LSVAU033002221761",
            declaration_no="020220250000000017", reason="The buyer sent it back.", returned_on=on,
        )  # fmt: skip

    async def fair(self, fair: str, kind: str, year: int = 2025) -> None:
        await self.says(
            "registers", "exhibition.listed.v1", f"{fair}-{year}", **OF_ENTRY, fair_id=fair, year=year,
            fair_kind=kind, name="Astana Auto", country="KAZ",
        )  # fmt: skip

    async def premium(self, receipt: str, amount: str, **changes: Any) -> None:
        plain: dict[str, Any] = {
            "policy_no": "P-1", "uscc": USCC, "insurer": "SINOSURE", "product": "short_term_export",
            "amount_cny": amount, "paid_on": "2025-06-01", "receipt_no": receipt,
        }  # fmt: skip
        await self.says("credit-insurance", "insurance.premium_paid.v1", receipt, **{**plain, **changes})

    async def write(
        self, *lines: dict[str, Any], who: Caller | None = None, **changes: Any
    ) -> httpx.Response:
        return await (who or self.exporter).post(THINGS, claim(*lines, **changes))

    async def written(self, *lines: dict[str, Any], **changes: Any) -> str:
        answer = await self.write(*lines, **changes)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def submit(self, *lines: dict[str, Any], **changes: Any) -> httpx.Response:
        """Write and hand in; the answer of whichever refuses."""
        answer = await self.write(*lines, **changes)
        if answer.status_code != 201:
            return answer
        return await self.do(answer.json()["id"], "submit", who=self.exporter)

    async def do(
        self, id_: str, verb: str, body: object = None, *, who: Caller | None = None
    ) -> httpx.Response:
        version = (await self.see(id_))["version"]
        return await (who or self.officer).post(f"{THINGS}/{id_}/{verb}", body, version=version)

    async def done(self, id_: str, verb: str, body: object = None, **more: Any) -> dict[str, Any]:
        answer = await self.do(id_, verb, body, **more)
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    async def submitted(self, *lines: dict[str, Any], **changes: Any) -> str:
        id_ = await self.written(*lines, **changes)
        await self.done(id_, "submit", who=self.exporter)
        return id_

    async def reviewed(self, *lines: dict[str, Any], **changes: Any) -> str:
        id_ = await self.submitted(*lines, **changes)
        await self.done(id_, "accept")
        await self.done(id_, "review", review_of(await self.see(id_)))
        return id_

    async def publicised(self, *lines: dict[str, Any], **changes: Any) -> str:
        id_ = await self.reviewed(*lines, **changes)
        await self.done(id_, "publicise", {})
        return id_

    async def over(self) -> None:
        """The publication has ended."""
        await self.run.move_to(self.clock.now() + timedelta(days=20))

    async def approved(self, *lines: dict[str, Any], **changes: Any) -> str:
        id_ = await self.publicised(*lines, **changes)
        await self.over()
        await self.done(id_, "approve", who=self.second)
        return id_


@asynccontextmanager
async def opened(folder: Path, **overrides: Any) -> AsyncIterator[Funds]:
    """The subsidy office alone, in the morning of 2025-07-01; one firm is filed."""
    clock = ManualClock(MORNING)
    async with system(folder, definitions={"incentives": definition}, clock=clock, **overrides) as run:
        funds = Funds(run, clock)
        await funds.filed()
        yield funds


def bill(id_: str = "a", item: str = "O1", amount: str = "100000.00", **changes: Any) -> dict[str, Any]:
    """A line with its invoice."""
    invoice = {
        "number": f"N-{id_}-{new_id()[-6:]}", "seller": "台州会展公司", "amount": amount, "paid_on": "2025-06-01",
    } | changes.pop("invoice", {})  # fmt: skip
    return {"id": id_, "item": item, "invoice": invoice, **changes}


def claim(*lines: dict[str, Any], **changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "uscc": USCC,
        "name": "路桥远航汽车出口有限公司",
        "district": "331004",
        "policy": POLICY,
        "year": 2025,
        "lines": list(lines) or [bill()],
    }
    return {**plain, **changes}


def review_of(shown: dict[str, Any], **eligible: str) -> dict[str, Any]:
    """Everything as it was claimed, unless a line is named with another amount."""
    names = ("principal", "investment_usd", "hedged_usd", "decided_amount", "amount")
    rows = []
    for each in shown["lines"]:
        whole = next((each[name] for name in names if each[name] is not None), "0.00")
        row = {"line_id": each["id"], "eligible": eligible.get(each["id"], whole), "finding": "Looked at."}
        if row["eligible"] != whole:
            row["reason"] = "It is private."
        rows.append(row)
    return {"lines": rows}
