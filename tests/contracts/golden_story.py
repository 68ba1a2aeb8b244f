"""The golden messages: one of every type, as they would stand on the bus, signed and chained.

They are written once and then belong to everybody who ever received such a message: a file that exists is never
written again. `python -m tests.contracts.golden_story` adds the messages of types that have none yet, behind the last
link of their agency's chain. Who needs to change a golden message needs a new type.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from exportlane.contracts import AGENCIES, AGENCY_OF_TYPE, ALL_FACTS, OPERATIONS
from exportlane.contracts.envelope import GENESIS, Envelope, digest
from exportlane.runtime.signing import Ed25519Signer

FOLDER = Path(__file__).parent / "golden"
KEYS = FOLDER / "trusted.jwks.json"
CASE = "01931f2e-8c00-7a10-9b1e-6f3a2c4d5e6f"
BATCH = "01931f2e-8bf0-7c44-8d2a-1b2c3d4e5f60"
LOT = "01931f2e-8bf8-7d21-a0b1-c2d3e4f5a6b7"
VIN, OTHER_VIN = "LSVAU033002221761", "LFV2A21K9J4000003"
LICENCE, DECLARATION, CLAIM = "26-12-00001A", "020220260000000017", "T202611-0001"
EXPORTER = "91120118MA06ABCD1Y"
ITEM = {
    "code": "inspection_report_missing",
    "sentence": "缺少第三方检测报告。The inspection report is missing.",
    "article": "行政许可法 第三十二条",
    "vin": VIN,
}
BY = "licensing/officer/z.wang"
PINNED = {"profile": "tianjin", "profile_version": "tianjin-2026.1", "process_version": "2026.1"}
ROUTE = {
    "destination_country": "RUS",
    "customs_port": "0202",
    "hs_code": "8703234990",
    "contract_no": "HT-2026-0117",
}
_L = {"application_id": LOT, "vin": VIN}
_D = {"declaration_id": LOT, "vin": VIN}
_C = {"claim_id": LOT, "vin": VIN}
_NUMBERED = {"declaration_no": DECLARATION, "licence_no": LICENCE}
_REFUSAL = {"code": "licence_mismatch", "reason": "目的国不一致。", "article": "海关法 第二十四条"}
_REFUND = {"claim_no": CLAIM, "amount": "13000.00", "currency": "CNY"}

SAMPLES: dict[str, dict[str, Any]] = {
    "licence.application_submitted.v1": _L
    | PINNED
    | ROUTE
    | {"exporter_uscc": EXPORTER, "complete": True, "quantity": 2},
    "licence.correction_requested.v1": _L | {"items": [ITEM], "by": BY},
    "licence.correction_supplied.v1": _L | {"items": ["inspection_report_missing"]},
    "licence.granted.v1": _L
    | ROUTE
    | {
        "licence_no": LICENCE,
        "exporter_uscc": EXPORTER,
        "issued_on": "2026-11-05",
        "valid_to": "2026-12-31",
        "quantity": 2,
        "vins": [VIN, OTHER_VIN],
        "brand": "大众",
        "model_code": "SVW71611BM",
        "first_registration_date": "2022-03-14",
        "transfer_pending_export_date": "2026-10-28",
    },
    "licence.refused.v1": _L
    | {
        "code": "after_sales_letter_missing",
        "reason": "申请日距首次登记不满一百八十天，未附售后维修服务确认书。",
        "article": "商贸函〔2025〕648号",
        "remedy": "可在收到决定之日起六十日内申请行政复议，或六个月内提起行政诉讼。",
    },
    "licence.withdrawn.v1": _L | {"reason": "The buyer stepped back."},
    "licence.cancelled.v1": _L
    | {
        "licence_no": LICENCE,
        "code": "customs_rejected",
        "reason": "整批注销。",
        "article": "公告2024年第6号",
    },
    "licence.used.v1": _L | {"licence_no": LICENCE, "declaration_no": DECLARATION},
    "licence.reinstated.v1": _L | {"licence_no": LICENCE},
    "vehicle.transfer_pending_export.v1": {
        "vin": VIN,
        "owner_uscc": EXPORTER,
        "brand": "大众",
        "model_code": "SVW71611BM",
        "vehicle_class": "passenger",
        "energy_type": "A",
        "first_registration_date": "2022-03-14",
        "transfer_pending_export_date": "2026-10-28",
        "temp_plate_valid_to": "2026-12-27",
        "scrapping_due_date": None,
    },
    "vehicle.deregistration_correction_requested.v1": {
        "vin": VIN,
        "items": [{"code": "m3_missing", "sentence": "代理人未备案。"}],
        "by": "rule",
    },
    "vehicle.deregistration_correction_supplied.v1": {"vin": VIN, "items": ["m3_missing"]},
    "vehicle.deregistered.v1": {
        "vin": VIN,
        "phase": "provisional",
        "on": "2026-11-06",
        "materials": [
            {
                "code": "M6",
                "status": "waived",
                "reason": "Licence data received.",
                "fact_id": "licensing-4",
                "as_of": "2026-11-05",
            },
            {"code": "M5", "status": "deferred", "reason": "After customs."},
        ],
        "proof_no": None,
    },
    "vehicle.deregistration_refused.v1": {
        "vin": VIN,
        "code": "mortgage",
        "reason": "抵押登记未解除。",
        "article": "机动车登记规定 第四十二条",
    },
    "vehicle.exit_confirmed.v1": {"vin": VIN, "proof_no": "ZX-2026-000123", "on": "2026-11-16"},
    "vehicle.registration_restored.v1": {"vin": VIN, "code": "customs_rejected", "reason": "海关不予放行。"},
    "customs.accepted.v1": _D | _NUMBERED | {"customs_port": "0202"},
    "customs.returned_for_correction.v1": _D
    | {"items": [{"code": "goods_name", "sentence": "品名应以“旧”开头。"}], "by": "customs/officer/l.chen"},
    "customs.resubmitted.v1": _D | {"items": ["goods_name"]},
    "customs.rejected.v1": _D | _REFUSAL | {"declaration_no": DECLARATION},
    "customs.released.v1": _D | _NUMBERED | {"customs_port": "0202", "released_on": "2026-11-10"},
    "customs.cleared.v1": _D
    | _NUMBERED
    | {"cleared_on": "2026-11-14", "transport_mode": "water", "vessel": "MV TIANJIN STAR 012W"},
    "customs.cancelled.v1": _D | {"declaration_no": DECLARATION, "code": "not_loaded", "reason": "退关。"},
    "customs.lapsed.v1": _D | {"code": "licence_refused", "reason": "The licence was refused."},
    "customs.returned.v1": _D
    | {"declaration_no": DECLARATION, "reason": "买方拒收，货物退运。", "returned_on": "2026-12-20"},
    "rebate.claim_accepted.v1": _C
    | {"claim_no": CLAIM, "exporter_uscc": EXPORTER, "rebate_class": 2, "accepted_on": "2026-11-16"},
    "rebate.correction_requested.v1": _C
    | {"items": [{"code": "invoice_total", "sentence": "价税合计不符。", "vin": VIN}], "by": "rule"},
    "rebate.correction_supplied.v1": _C | {"items": ["invoice_total"]},
    "rebate.approved.v1": _C | _REFUND | {"decided_on": "2026-11-18"},
    "rebate.paid.v1": _C | _REFUND | {"paid_on": "2026-11-20"},
    "rebate.exempted.v1": _C
    | {
        "claim_no": CLAIM,
        "reason": "二手车销售统一发票，免税不退。",
        "article": "财政部 税务总局公告2026年第11号",
        "decided_on": "2026-11-18",
    },
    "rebate.rejected.v1": _C
    | {"claim_no": CLAIM, "code": "window", "reason": "超过三十六个月。", "article": "公告2026年第11号"},
    "rebate.lapsed.v1": _C | {"code": "customs_rejected", "reason": "No export took place."},
    "rebate.clawed_back.v1": _C | _REFUND | {"reason": "货物退运，追回已退税款。"},
    "case.opened.v1": {"batch_id": BATCH, "lot_id": LOT, "vin": VIN, "exporter_uscc": EXPORTER}
    | PINNED
    | ROUTE,
    "case.withdrawal_requested.v1": {
        "vin": VIN,
        "reason": "No longer needed.",
        "by_subject": "enterprise/agent/li",
    },
    "message.parked.v1": {
        "fact_id": "customs-3",
        "fact_source": "customs",
        "fact_type": "customs.cleared.v1",
        "cause": "contradiction",
        "sentence": "The licence was cancelled before the goods were cleared.",
    },
    "message.retried.v1": {
        "fact_id": "customs-3",
        "by": "licensing/operator/s.liu",
        "reason": "Data were repaired.",
    },
    "message.skipped.v1": {
        "fact_id": "customs-3",
        "by": "licensing/operator/s.liu",
        "reason": "Settled by hand.",
    },
    # The types that came later, one to a line: made-up firms, vehicles and numbers.
    **{
        type_: sample
        for path in sorted(Path(__file__).with_name("golden_samples").glob("*.json"))
        for type_, sample in json.loads(path.read_text(encoding="utf-8")).items()
    },
}
"""What each type says, in the form of the wire."""


def signer_of(agency: str) -> Ed25519Signer:
    """A key that everybody can make again: it protects nothing."""
    seed = hashlib.sha256(f"golden {agency}".encode()).digest()
    return Ed25519Signer(Ed25519PrivateKey.from_private_bytes(seed), f"{agency}/golden")


def path_of(type_: str) -> Path:
    return FOLDER / f"{type_}.json"


def speaker_of(type_: str) -> str:
    return AGENCY_OF_TYPE.get(type_, "licensing")


def chain_of(agency: str) -> list[dict[str, Any]]:
    """The golden messages of one agency that exist, in the order of their sequence."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.v*.json")]
    own = [message for message in found if message["headers"]["ce_source"] == agency]
    return sorted(own, key=lambda message: int(message["headers"]["ce_sequence"]))


def write(type_: str) -> None:
    agency = speaker_of(type_)
    chain = chain_of(agency)
    sequence = len(chain) + 1
    data = ALL_FACTS[type_].model_validate_json(json.dumps(SAMPLES[type_])).model_dump_json().encode()
    unsigned = Envelope(
        id=f"01931f2e-9000-7000-8000-{AGENCIES.index(agency):04x}{sequence:08x}",
        source=agency,
        type=type_,
        time=f"2026-11-05T02:{sequence:02d}:00.000000Z",
        subject=CASE,
        sequence=sequence,
        prevhash=chain[-1]["digest"] if chain else GENESIS,
        correlationid=BATCH,
        causationid=f"request-{sequence}",
        recordedtime=f"2026-11-05T02:{sequence:02d}:01.000000Z",
        actor=f"{agency}/officer/z.wang" if sequence % 2 else "rule",
        traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        tracestate="",
        data=data,
    )
    kept = {one.name: getattr(unsigned, one.name) for one in fields(Envelope)}
    signed = Envelope(**kept | {"signature": signer_of(agency).sign(unsigned.statement())})
    message = {
        "headers": {name: value.decode() for name, value in signed.headers()},
        "data": data.decode(),
        "digest": digest(signed.statement()),
    }
    path_of(type_).write_text(json.dumps(message, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    if not KEYS.exists():
        keys = {"keys": [signer_of(agency).public_jwk(agency) for agency in AGENCIES]}
        KEYS.write_text(json.dumps(keys, indent=2) + "\n", encoding="utf-8")
    for type_ in (*AGENCY_OF_TYPE, *OPERATIONS):
        if not path_of(type_).exists():
            write(type_)
            print(path_of(type_).name)  # noqa: T201 - run by hand, it says what it wrote


if __name__ == "__main__":
    main()
