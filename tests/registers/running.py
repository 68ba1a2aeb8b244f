"""The registers running by themselves in a throwaway folder, with everybody who may call them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from httpx import Response

from exportlane.runtime.ids import new_id
from exportlane.runtime.testing import Caller, System, until
from tests.agency.voices import Voice
from tests.registers.given import BINHAI, FIRM, LUQIAO, paper

VIN = "LSVAU033002221761"
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


class Office:
    """The service, its callers, and the agencies that it hears."""

    def __init__(self, run: System) -> None:
        self.run = run
        self.service = run.services["registers"]
        self.commerce = self.client("registers", "officer", subject="wang")
        self.colleague = self.client("licensing", "officer", subject="li")
        self.supervisor = self.client("licensing", "supervisor", subject="chen")
        self.tax = self.client("tax-rebate", "officer", subject="zhao")
        self.luqiao = self.client(f"district-{LUQIAO}", "officer", subject="zhou")
        self.luqiao_other = self.client(f"district-{LUQIAO}", "officer", subject="sun")
        self.binhai = self.client(f"district-{BINHAI}", "officer", subject="liu")
        self.firm = self.client("enterprise", "exporter", uscc=FIRM)
        self.stranger = self.client("enterprise", "exporter", uscc="91120118MA06ABCD1Y")
        self.gateway = self.client("gateway", "service")
        self._voices: dict[str, Voice] = {}

    def client(self, agency: str, role: str, **claims: Any) -> Caller:
        return self.run.client("registers", agency, role, **claims)

    async def enter(self, who: Caller, register: str, **changes: Any) -> dict[str, Any]:
        answer = await who.post(f"/v1/{register}", paper(register, **changes))
        assert answer.status_code == 201, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    async def do(self, who: Caller, entry: dict[str, Any], verb: str, **body: Any) -> Response:
        """A verb on the newest version of an entry."""
        path = f"/v1/{entry['register']}/{entry['id']}"
        version = (await self.commerce.get(path)).json()["version"]
        return await who.post(f"{path}/{verb}", body, version=version)

    async def done(self, who: Caller, entry: dict[str, Any], verb: str, **body: Any) -> dict[str, Any]:
        answer = await self.do(who, entry, verb, **body)
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    async def told(self, entry: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        """The facts of an entry, oldest first."""
        shown = (await self.commerce.get(f"/v1/{entry['register']}/{entry['id']}")).json()
        return [(fact["type"], fact["data"]) for fact in shown["history"]]

    async def hear(self, agency: str, case_id: str, type_: str, **data: object) -> None:
        """A fact of another agency about a case."""
        voice = self._voices.setdefault(agency, Voice(self.run, agency, self.service.bus))
        await voice.says(case_id, type_, {"vin": VIN, **data})

    async def a_case(self, uscc: str = FIRM, country: str = "KAZ") -> str:
        """A case that was opened, as it is heard."""
        case_id = new_id()
        await self.hear(
            "gateway", case_id, "case.opened.v1", batch_id="batch", lot_id="lot", exporter_uscc=uscc,
            profile="taizhou", profile_version="taizhou-2026.1", process_version="2026.1",
            destination_country=country, customs_port="2901", contract_no="HT-1", hs_code="8703234990",
        )  # fmt: skip
        await self.until_case(case_id, "exporter_uscc", uscc)
        return case_id

    async def until_case(self, case_id: str, name: str, value: Any) -> dict[str, Any]:
        async def look() -> dict[str, Any] | None:
            answer = await self.commerce.get(f"/v1/cases/{case_id}")
            shown: dict[str, Any] = answer.json()
            return shown if shown.get(name) == value else None

        found = await until(look, what=f"{name} of the case")
        assert found is not None
        return found

    async def decide(self, case_id: str, on: str = "2026-11-03") -> None:
        """The claim of the case was approved, as it is heard."""
        money = {"claim_no": "T1", "amount": "10.00", "currency": "CNY"}
        await self.hear(
            "tax-rebate", case_id, "rebate.approved.v1", claim_id=f"claim-{case_id}", decided_on=on, **money
        )
        await self.until_case(case_id, "decided_on", on)
