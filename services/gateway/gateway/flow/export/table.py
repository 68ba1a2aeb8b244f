"""Cases as a table: one line each, heads in both languages, values in words. CSV and XLSX are written from it."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Final

from exportlane.law.instants import in_shanghai
from exportlane.runtime.clock import parse_rfc3339
from gateway.flow.export.source import Case, Source
from gateway.portal.words import AGENCIES, ENDS, PROFILES, STAGES, STEPS, Words, of

HEADS: Final[Mapping[str, str]] = {
    "case_id": "案件编号 case",
    "vin": "车架号 VIN",
    "brand": "品牌 brand",
    "model_code": "型号 model",
    "exporter_uscc": "统一社会信用代码 exporter code",
    "exporter_name": "出口企业 exporter",
    "profile": "方案 profile",
    "destination": "目的国 destination",
    "port": "口岸 port",
    "batch_id": "批次 batch",
    "contract_no": "合同号 contract",
    "licence_no": "许可证号 licence",
    "declaration_no": "报关单号 declaration",
    "claim_no": "退税申报号 claim",
    "proof_no": "注销证明号 proof",
    "opened_on": "建案日 opened",
    "ended_on": "办结日 ended",
    "ended_as": "结果 outcome",
    "step": "当前环节 step",
    "step_state": "环节状态 state",
    "waiting_agency": "等待 waiting for",
    "waiting_since": "等待起 waiting since",
    "due_on": "时限 due",
    "workdays": "总工作日 working days",
    "rework": "返工次数 rework",
    "parked": "搁置消息 parked",
    "as_of": "最近事实 latest fact",
}
_WORDS: Final[Mapping[str, Mapping[str, Words]]] = {
    "profile": PROFILES,
    "ended_as": ENDS,
    "step": STEPS,
    "step_state": STAGES,
    "waiting_agency": AGENCIES,
}
_FORMULA: Final = frozenset("=+-@\t\r\n|%＝＋－＠")
BOM: Final = "\ufeff"
Value = str | int | None


def line(case: Case) -> list[Value]:
    """One case in the order of `HEADS`."""
    return [_value(name, case) for name in HEADS]


def _value(name: str, case: Case) -> Value:
    found = case[name]
    if found is None or found == "":
        return None
    if name == "waiting_agency" and case["waiting_kind"] == "enterprise":
        found = "enterprise"
    if name in _WORDS:
        return of(_WORDS[name], found).zh
    if name == "as_of":
        return in_shanghai(parse_rfc3339(found)).strftime("%Y-%m-%d %H:%M:%S")
    return found if isinstance(found, int) else safe(str(found))


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula: what somebody wrote into a form must not run elsewhere."""
    return "'" + text if text[:1] in _FORMULA else text


def cut(most: int) -> str:
    """The sentence behind the last line of a file that does not hold everything."""
    return f"只含前 {most} 件案件，请缩小范围后再导出。Only the first {most} cases: narrow the filters for the rest."


async def as_csv(source: Source, *, is_cut: bool) -> AsyncIterator[bytes]:
    """UTF-8 with the mark by which spreadsheets know it, lines by RFC 4180."""
    yield (BOM + _lines([list(HEADS.values())])).encode()
    async for cases in source.cases():
        yield _lines([line(case) for case in cases]).encode()
    if is_cut:
        yield _lines([[cut(source.most)]]).encode()


def _lines(rows: Sequence[Sequence[Value]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()
