"""The insurer and the banks running on their own in a throwaway folder, with everybody who may call them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from httpx import Response

from exportlane.law.instants import statutory_day
from exportlane.runtime.clock import SystemClock
from exportlane.runtime.ids import new_id
from exportlane.runtime.testing import Caller, System, until
from tests.agency import office as agency
from tests.agency.office import EXPORTER

TODAY = statutory_day(SystemClock().now())
VIN = "LSVAU033002221761"
BUYER = "KAZ-000117"
BANK, OTHER_BANK = "BOC-TJ", "ICBC-TJ"
CONTRACT = "TJ-KAZ-2026-117"


def days(number: int) -> str:
    """So many days from today."""
    return (TODAY + timedelta(number)).isoformat()


def code(answer: Response) -> tuple[int, str]:
    """Status and code of a refusal; the slug where there is no code of the law."""
    body = answer.json()
    return answer.status_code, body.get("code", body.get("slug", ""))


class Desk(agency.Office):
    """The desk of this agency: the insurer's officer, an officer of each of two banks, and the voices of others."""

    def __init__(self, run: System) -> None:
        super().__init__(run, "credit-insurance", "/v1/exports", officer="li.na")
        self.bank = self.caller("credit-insurance", "officer", subject="boc.zhao")
        self.other_bank = self.caller("credit-insurance", "officer", subject="icbc.qian")
        self.opens = self.beside("gateway")
        self.customs = self.beside("customs")
        self.licensing = self.beside("licensing")
        self.tax = self.beside("tax-rebate")

    async def ok(
        self, caller: Caller, path: str, body: object = None, *, verb: bool = False
    ) -> dict[str, Any]:
        """A call that must be answered with yes; verbs are done on the newest version."""
        answer = await caller.post(path, body, version="*" if verb else None)
        assert answer.status_code in {200, 201}, (path, answer.status_code, answer.text)
        shown: dict[str, Any] = answer.json()
        return shown

    async def get(self, path: str, *, by: Caller | None = None, **asked: str) -> dict[str, Any]:
        answer = await (by or self.officer).get(path, **asked)
        assert answer.status_code == 200, (path, answer.text)
        shown: dict[str, Any] = answer.json()
        return shown

    async def set_up(self) -> None:
        """Two banks with an officer each, and one buyer."""
        for bank, subject in ((BANK, "boc.zhao"), (OTHER_BANK, "icbc.qian")):
            await self.ok(self.supervisor, "/v1/banks", {"bank_id": bank, "name": f"Bank {bank}"})
            await self.ok(self.supervisor, "/v1/bank-seats", {"subject": subject, "bank_id": bank})
        await self.ok(self.officer, "/v1/buyers", buyer_paper())

    async def opened(self, *, uscc: str = EXPORTER, vin: str = VIN, contract: str = CONTRACT) -> str:
        """A case that the gateway told of."""
        case = new_id()
        data: dict[str, object] = {
            "batch_id": new_id(), "lot_id": new_id(), "vin": vin, "exporter_uscc": uscc, "profile": "tianjin",
            "profile_version": "tianjin-2026.1", "process_version": "2026.1", "destination_country": "KAZ",
            "customs_port": "0202", "contract_no": contract, "hs_code": "8703234990",
        }  # fmt: skip
        await self.opens.says(case, "case.opened.v1", data)
        await self.until_export(case, "opened")
        return case

    async def until_export(self, case: str, standing: str) -> dict[str, Any]:
        async def there() -> dict[str, Any] | None:
            answer = await self.officer.get(f"/v1/exports/{case}")
            found: dict[str, Any] = answer.json()
            return found if answer.status_code == 200 and found["standing"] == standing else None

        shown = await until(there, what=f"the case {standing}")
        assert shown is not None
        return shown

    async def clears(self, case: str, *, on: date = TODAY, vin: str = VIN) -> dict[str, Any]:
        data: dict[str, object] = {
            "declaration_id": new_id(), "vin": vin, "declaration_no": "020220260000000017",
            "licence_no": "26-12-00001A", "cleared_on": on, "transport_mode": "rail",
        }  # fmt: skip
        await self.customs.says(case, "customs.cleared.v1", data)
        return await self.until_export(case, "cleared")

    async def comes_back(self, case: str, *, vin: str = VIN) -> dict[str, Any]:
        data: dict[str, object] = {
            "declaration_id": new_id(), "vin": vin, "declaration_no": "020220260000000017",
            "reason": "The buyer refused the car.", "returned_on": TODAY,
        }  # fmt: skip
        await self.customs.says(case, "customs.returned.v1", data)
        return await self.until_export(case, "returned")

    async def issued(self, **changes: Any) -> dict[str, Any]:
        """A policy that stands."""
        applied = await self.ok(self.exporter, "/v1/policies", policy_paper(**changes))
        path = f"/v1/policies/{applied['id']}"
        await self.ok(self.officer, f"{path}/quote", {"premium_cny": "12500.00"}, verb=True)
        number = f"SCH-{new_id()[-12:]}"
        return await self.ok(self.officer, f"{path}/issue", {"policy_no": number}, verb=True)

    async def reported(self, **changes: Any) -> dict[str, Any]:
        """A credit report on the buyer that is paid."""
        asked = await self.ok(self.exporter, "/v1/reports", report_paper())
        path = f"/v1/reports/{asked['id']}"
        await self.ok(self.officer, f"{path}/answer", findings(**changes), verb=True)
        paid = {"receipt_no": f"F-{new_id()[-12:]}", "paid_on": days(0)}
        return await self.ok(self.officer, f"{path}/pay", paid, verb=True)

    async def insured(self, limit: str = "60000.00", **changes: Any) -> dict[str, Any]:
        """A policy that stands, with a limit for the buyer."""
        policy, report = await self.issued(**changes), await self.reported()
        named = {"buyer_id": BUYER, "amount": limit, "report_id": report["id"]}
        return await self.ok(self.officer, f"/v1/policies/{policy['id']}/limits", named, verb=True)

    async def declared(self, case: str, **changes: Any) -> dict[str, Any]:
        return await self.ok(self.exporter, "/v1/shipments", shipment_paper(case, **changes))

    async def receivable(self, value: str = "10000.00", *, policy: str | None = None, **changes: Any) -> str:
        """A case that is declared, has left and is not paid for."""
        case = await self.opened()
        await self.declared(case, value=value, policy_id=policy, **changes)
        await self.clears(case)
        return case

    async def consented(self, *cases: str, bank: str = BANK, **changes: Any) -> dict[str, Any]:
        return await self.ok(self.exporter, "/v1/consents", consent_paper(*cases, bank=bank, **changes))

    async def asked(self, *cases: str, amount: str = "8000.00", bank: str = BANK) -> dict[str, Any]:
        """A loan that is asked for, with a consent."""
        consent = await self.consented(*cases, bank=bank)
        paper = finance_paper(*cases, consent=consent["id"], amount=amount, bank=bank)
        return await self.ok(self.exporter, "/v1/finances", paper)

    async def granted(self, *cases: str, amount: str = "8000.00") -> dict[str, Any]:
        asked = await self.asked(*cases, amount=amount)
        return await self.ok(self.bank, f"/v1/finances/{asked['id']}/grant", {"amount": amount}, verb=True)


def buyer_paper(**changes: Any) -> dict[str, Any]:
    return {"buyer_id": BUYER, "name": "Almaty Auto LLP", "country": "KAZ", **changes}


def policy_paper(**changes: Any) -> dict[str, Any]:
    plain = {
        "uscc": EXPORTER, "product": "short_term_export", "insured_amount": "100000.00", "currency": "USD",
        "valid_from": days(-30), "valid_to": days(335),
    }  # fmt: skip
    return {**plain, **changes}


def report_paper(**changes: Any) -> dict[str, Any]:
    return {"uscc": EXPORTER, "type": "credit", "buyer_id": BUYER, **changes}


def findings(**changes: Any) -> dict[str, Any]:
    plain = {
        "report_no": f"CR-{new_id()[-12:]}", "rating": "B", "summary": "Pays late, but pays.", "fee_cny": "1200.00",
        "valid_to": days(180),
    }  # fmt: skip
    return {**plain, **changes}


def shipment_paper(case: str, **changes: Any) -> dict[str, Any]:
    plain = {
        "uscc": EXPORTER, "case_id": case, "buyer_id": BUYER, "value": "10000.00", "currency": "USD", "payment": "oa",
        "due_on": days(60),
    }  # fmt: skip
    return {**plain, **changes}


def receipt_paper(case: str | None, **changes: Any) -> dict[str, Any]:
    plain = {
        "receipt_no": f"FX-{new_id()[-12:]}", "uscc": EXPORTER, "bank_id": BANK, "amount": "4000.00",
        "currency": "USD", "received_on": days(0),
    }  # fmt: skip
    return {**plain, **({} if case is None else {"case_id": case}), **changes}


def consent_paper(*cases: str, bank: str = BANK, **changes: Any) -> dict[str, Any]:
    plain = {
        "uscc": EXPORTER, "bank_id": bank, "case_ids": list(cases), "fields": ["licence", "clearance", "standing"],
        "valid_to": days(90),
    }  # fmt: skip
    return {**plain, **changes}


def finance_paper(*cases: str, consent: str, **changes: Any) -> dict[str, Any]:
    bank = changes.pop("bank", BANK)
    plain = {
        "uscc": EXPORTER, "bank_id": bank, "case_ids": list(cases), "amount": "8000.00", "currency": "USD",
        "consent_id": consent,
    }  # fmt: skip
    return {**plain, **changes}


def hedge_paper(**changes: Any) -> dict[str, Any]:
    plain = {
        "hedge_no": f"HG-{new_id()[-12:]}", "uscc": EXPORTER, "guarantor": "Taizhou Guarantee",
        "usd_amount": "3700000.00", "guaranteed_on": days(-3), "due_on": days(87),
    }  # fmt: skip
    return {**plain, **changes}


def facts(shown: dict[str, Any]) -> list[str]:
    """The names of the facts of a thing, oldest first."""
    return [fact["type"].removesuffix(".v1") for fact in shown["history"]]
