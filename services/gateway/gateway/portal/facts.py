"""How a fact is told on a page: its words, its colour, and the few lines of it that a person wants to read. PURE."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from gateway.portal.words import AGENCIES, Words, of, of_fact

GOOD = frozenset({"granted", "deregistered", "exit_confirmed", "cleared", "paid", "exempted", "released"})
ASK = frozenset(
    {
        "correction_requested", "deregistration_correction_requested", "transfer_correction_requested",
        "returned_for_correction", "parked", "due_soon", "disputed", "deregistration_blocked", "held", "shut_out",
        "suspicion_raised", "expired", "surrendered", "second_person_required", "temp_plate_expired",
    }
)  # fmt: skip
NO = frozenset(
    {
        "refused", "deregistration_refused", "rejected", "cancelled", "registration_restored", "lapsed", "withdrawn",
        "clawed_back", "returned", "not_accepted", "revoked", "line_left_out", "transfer_refused", "transfer_lifted",
        "locked", "registration_revoked", "misuse_reported", "exit_overdue", "deregistration_overdue", "breached",
        "detained", "confiscated", "departure_reversed", "taxed", "clawback_ordered", "offset", "documents_overdue",
    }
)  # fmt: skip
PHASES = {"provisional": Words("暂行（待出境确认）", "provisional"), "final": Words("正式", "final")}
MATERIALS = {
    "waived": Words("免予提交", "waived"),
    "satisfied": Words("已具备", "on file"),
    "deferred": Words("暂缓", "deferred"),
    "required": Words("须提交", "required"),
}
LABELS: Mapping[str, Words] = {
    "licence_no": Words("许可证号", "licence"),
    "valid_to": Words("有效至", "valid to"),
    "declaration_no": Words("报关单号", "declaration"),
    "claim_no": Words("申报号", "claim"),
    "proof_no": Words("注销证明", "proof"),
    "vessel": Words("船名", "vessel"),
    "remedy": Words("救济途径", "remedy"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A fact as the page tells it."""

    id: str
    agency: str
    sequence: int
    occurred_at: str
    words: Words
    tone: str
    lines: tuple[str, ...]
    papers: tuple[str, ...]
    """What became of each paper, for those who want to look: it fills a screen."""


def told(document: Mapping[str, object]) -> Told:
    """A fact document (as the API shows it to this reader) in the words of the page."""
    fact_type = str(document["type"])
    data = document["data"]
    return Told(
        id=str(document["id"]),
        agency=str(document["agency"]),
        sequence=int(str(document["sequence"])),
        occurred_at=str(document["occurred_at"]),
        words=of_fact(fact_type),
        tone=tone(fact_type),
        lines=tuple(lines(data)) if isinstance(data, Mapping) else (),
        papers=tuple(_each(data.get("materials"), _material)) if isinstance(data, Mapping) else (),
    )


def tone(fact_type: str) -> str:
    """The colour of a fact: good, ask, no, or an ordinary step."""
    verb = fact_type.split(".")[1] if fact_type.count(".") else fact_type
    for name, verbs in (("good", GOOD), ("ask", ASK), ("no", NO)):
        if verb in verbs:
            return name
    return "step"


def lines(data: Mapping[str, object]) -> Iterator[str]:
    """The lines under a fact: numbers, reasons, what is asked for."""
    numbers = [f"{label.zh} {label.en} {data[name]}" for name, label in LABELS.items() if data.get(name)]
    if "amount" in data:
        numbers.append(f"金额 amount {data['amount']} {data.get('currency', '')}".rstrip())
    if data.get("phase"):
        numbers.append(_both(of(PHASES, str(data["phase"]))))
    if numbers:
        yield " · ".join(numbers)
    if data.get("fact_source"):
        yield f"{of(AGENCIES, str(data['fact_source'])).zh}：{_both(of_fact(str(data.get('fact_type'))))}"
    for name in ("reason", "sentence"):
        if data.get(name):
            yield f"{data[name]}{_article(data)}"
    yield from _each(data.get("items"), _item)


def _each(values: object, line: Callable[[Mapping[str, object]], str | None]) -> Iterator[str]:
    for value in values if isinstance(values, list) else ():
        if isinstance(value, Mapping) and (text := line(value)):
            yield text


def _item(item: Mapping[str, object]) -> str | None:
    return f"• {item['sentence']}{_article(item)}" if item.get("sentence") else None


def _material(material: Mapping[str, object]) -> str | None:
    status = str(material.get("status"))
    if status == "satisfied":
        return None
    return f"{material.get('code')} {_both(of(MATERIALS, status))}：{material.get('reason')}"


def _article(data: Mapping[str, object]) -> str:
    return f"（{data['article']}）" if data.get("article") else ""


def _both(words: Words) -> str:
    return f"{words.zh} {words.en}".strip()
