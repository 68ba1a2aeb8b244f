"""Faults of what is told: a fact that cannot be true, a fact that nobody signed, a notice that one has not heard of."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from exportlane.contracts import topic_of
from exportlane.contracts.envelope import GENESIS, Envelope
from exportlane.runtime.bus.contract import Record
from exportlane.runtime.clock import rfc3339
from exportlane.runtime.ids import new_id
from exportlane.runtime.signing import Ed25519Signer, Signer
from tools.drill.fault import Fault
from tools.drill.lane import GATEWAY, Lane

NOTICE = Path(__file__).resolve().parents[2] / "examples" / "made-up-holiday-notice-2027.json"
REASON = "It was part of the drill."
SPEAKER, HEARER, FORGED = "credit-insurance", "tax-rebate", "licensing"
STRANGER = "stranger/1"


def poison_fact(lane: Lane) -> Fault:
    """The insurer tells, well signed, that another firm was paid for the case: the tax office cannot agree."""

    async def inject() -> None:
        data = {
            "uscc": "91310000MA1FL0000N", "amount": "100.00", "currency": "USD", "received_on": "2026-09-01",
            "bank": "BKCHCNBJ", "receipt_no": f"DRILL-{new_id()[:8]}",
        }  # fmt: skip
        await _publish(lane, SPEAKER, "forex.received.v1", data, lane.signer(SPEAKER))

    async def mend() -> None:
        await lane.skip_parked("failed", REASON)

    return Fault("poison fact", "message-poison", HEARER, "Parked messages", inject, mend)


def wrong_signature(lane: Lane) -> Fault:
    """Somebody with a key of his own speaks on the topic of commerce."""

    async def inject() -> None:
        stranger = Ed25519Signer(Ed25519PrivateKey.generate(), STRANGER)
        await _publish(lane, FORGED, "licence.granted.v1", {"licence_no": "FORGED"}, stranger)

    async def mend() -> None:
        await lane.skip_parked("untrusted", REASON)

    part = f"topic of {FORGED}"
    return Fault("wrong signature", "message-untrusted", part, "Untrusted messages", inject, mend)


def missing_calendar(lane: Lane, without: str) -> Fault:
    """A holiday notice is loaded while one service is out of reach."""

    async def load(service: str) -> None:
        path = "/v1/operations/calendar" if service == GATEWAY else f"/v1/{service}/operations/calendar"
        answer = await lane.ask("POST", path, json=json.loads(NOTICE.read_text(encoding="utf-8")))
        if answer.status_code != 200:
            raise RuntimeError(f"{service} refused the notice: {answer.text[:300]}")

    async def inject() -> None:
        for service in lane.services:
            if service != without:
                await load(service)

    async def mend() -> None:
        await load(without)

    part = f"calendar of {without}"
    return Fault("missing calendar", "calendar-missing", part, "Calendar ends", inject, mend)


async def _publish(lane: Lane, source: str, type_: str, data: object, signer: Signer) -> None:
    """A fact about the case, the first of this source, written past the source to its topic."""
    now = rfc3339(datetime.now(UTC))
    fact = Envelope(
        id=new_id(), source=source, type=type_, time=now, subject=lane.case, sequence=1, prevhash=GENESIS,
        correlationid=lane.case, causationid=new_id(), recordedtime=now, actor=f"{source}/officer/drill",
        traceparent="", tracestate="", data=json.dumps(data).encode(),
    )  # fmt: skip
    signed = replace(fact, signature=signer.sign(fact.statement()))
    await lane.bus.publish([Record(topic_of(source), signed.subject, signed.headers(), signed.data)])
