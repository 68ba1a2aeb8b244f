"""Whether the registers of other agencies bear a line out. PURE.

What an agency has told comes before what the applicant writes: the kind of a fair, the insurer of a premium, the
recognition of a service centre are read from the fact. What no register knows waits for it, or for an officer who
takes a paper and says why; what a register contradicts no paper cures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from exportlane.law.rules import rule
from incentives.domain.articles import OPINIONS
from incentives.domain.line import Finding, Line, Proof
from incentives.domain.registers import Entry, Known, entry_id

KEY_KINDS: Final = frozenset({"key_overseas", "key_domestic", "key_online"})
WAREHOUSES: Final = frozenset({"warehouse", "forward_warehouse"})
NETWORK: Final = frozenset({"after_sales", "shop", "showroom"})
REPORTS: Final = frozenset({"industry", "bill_of_lading"})

Proven = tuple[Line, tuple[Finding, ...]]
Prove = Callable[[Line, Known, int], Proven]


def named_by(line: Line, evidence: str | None, year: int) -> tuple[str, ...]:
    """The ids of the entries that would prove a line."""
    number = line.reference or (line.invoice.number if line.invoice else "")
    ids: Mapping[str, tuple[str, ...]] = {
        "fair": (entry_id("fair", f"{line.fair}/{year}"),),
        "premium": (entry_id("premium", number),),
        "report": (entry_id("report", number),),
        "hedge": (entry_id("hedge", number),),
        "service_centre": (
            entry_id("served", f"{number}/{year}"),
            entry_id("recognised", f"{number}/{year}"),
        ),
        "warehouse": (entry_id("facility", number),),
        "after_sales": (
            entry_id("facility", number),
            entry_id("invested", f"{number}/{year}"),
            entry_id("destination", line.country or ""),
        ),
    }
    return ids.get(evidence or "", ())


def proven(line: Line, known: Known, *, evidence: str | None, year: int, uscc: str) -> Line:
    """The line with what the registers say of it now, and what speaks against it."""
    ids = named_by(line, evidence, year)
    entries = [known.entries[id_] for id_ in ids if id_ in known.entries]
    clean = replace(line, proofs=tuple(_proof(entry) for entry in entries), findings=())
    if (check := CHECKS.get(evidence or "")) is None:
        return clean
    checked, findings = check(clean, known, year)
    strange = tuple(_of_another(entries, uscc))
    return replace(checked, findings=(*strange, *findings))


def _proof(entry: Entry) -> Proof:
    return Proof(entry.kind, entry.key, entry.fact_id, entry.as_of, entry.values)


@rule(
    "INC-OWN-EVIDENCE",
    zh="凭证须属于申报企业",
    en="A receipt, a report, a hedge or a facility proves the claim of its own firm only",
    article=OPINIONS + "第三条",
    slug="evidence-of-another",
)
def _of_another(entries: list[Entry], uscc: str) -> Iterator[Finding]:
    for entry in entries:
        if entry.uscc is not None and entry.uscc != uscc:
            sentence = f"The {entry.kind} {entry.key} belongs to another firm."
            yield Finding("evidence-of-another", sentence, OPINIONS + "第三条", "reference", hard=True)


def _entry(line: Line, known: Known, kind: str, year: int) -> Entry | None:
    """The entry of this kind that stands; one that was withdrawn or closed proves nothing."""
    found = (known.entries.get(id_) for id_ in named_by(line, kind, year))
    return next((entry for entry in found if entry is not None and entry.stands), None)


@rule(
    "INC-FAIR",
    zh="展会须在当年目录内，类别以目录为准",
    en="A fair counts as what the year's catalogue says that it is; a key fair that is not in it is none",
    article=OPINIONS + "第一条",
    slug="fair-not-listed",
)
def _fair(line: Line, known: Known, year: int) -> Proven:
    article = OPINIONS + "第一条"
    entry = _entry(line, known, "fair", year)
    if entry is None:
        hard = line.fair_kind in KEY_KINDS
        sentence = f"The fair {line.fair or '(none)'} is not in the catalogue of {year}."
        return line, (Finding("fair-not-listed", sentence, article, "fair", hard=hard),)
    kind = entry.values.get("fair_kind", "")
    if line.fair_kind not in {None, kind}:
        sentence = f"The catalogue has the fair {line.fair} as {kind}, and not as {line.fair_kind}."
        return line, (Finding("fair-kind-differs", sentence, article, "fair_kind", hard=True),)
    return replace(line, fair_kind=kind), ()


@rule(
    "INC-PREMIUM",
    zh="保费以出口信用保险机构的收据为准",
    en="A premium counts as the insurer's receipt has it: the insurer, the amount, the day",
    article=OPINIONS + "第三条",
    slug="premium-differs",
)
def _premium(line: Line, known: Known, year: int) -> Proven:
    article = OPINIONS + "第三条"
    entry = _entry(line, known, "premium", year)
    if entry is None:
        sentence = "The insurer has not told of a premium with this receipt number yet."
        return line, (Finding("premium-not-found", sentence, article, "reference"),)
    paid = Decimal(entry.values["amount_cny"])
    found = tuple(_differs(line, paid, entry, "premium-differs", "the receipt", article))
    return replace(line, insurer=entry.values["insurer"]), found


def _differs(
    line: Line, paid: Decimal, entry: Entry, code: str, what: str, article: str
) -> Iterator[Finding]:
    if line.claimed > paid:
        sentence = f"{line.claimed} is claimed, and {what} {entry.key} says {paid}."
        yield Finding(code, sentence, article, line.measure, hard=True)
    if line.paid_on is not None and entry.on is not None and line.paid_on != entry.on:
        sentence = f"{line.paid_on} is claimed, and {what} {entry.key} says {entry.on}."
        yield Finding(code, sentence, article, "paid_on", hard=True)


@rule(
    "INC-REPORT",
    zh="资信报告限行业报告和提单报告，以出具机构记录为准",
    en="Of the insurer's reports those on an industry and on bills of lading are supported, at the fee that was paid",
    article=OPINIONS + "第三条",
    slug="report-differs",
)
def _report(line: Line, known: Known, year: int) -> Proven:
    article = OPINIONS + "第三条"
    entry = _entry(line, known, "report", year)
    if entry is None:
        sentence = "The insurer has not told of a report with this number yet."
        return line, (Finding("report-not-found", sentence, article, "reference"),)
    kind = entry.values.get("type", "")
    if kind not in REPORTS:
        sentence = f"The report {entry.key} is a {kind} report, which is not supported."
        return line, (Finding("report-differs", sentence, article, "reference", hard=True),)
    fee = Decimal(entry.values["fee_cny"])
    insurer = entry.values["insurer"]
    found = tuple(_differs(line, fee, entry, "report-differs", "the report", article))
    return replace(line, insurer=insurer), found


@rule(
    "INC-HEDGE",
    zh="汇率避险金额以担保增信记录为准",
    en="Dollars are hedged as far as the register of hedges says",
    article=OPINIONS + "第九条",
    slug="hedge-differs",
)
def _hedge(line: Line, known: Known, year: int) -> Proven:
    article = OPINIONS + "第九条"
    entry = _entry(line, known, "hedge", year)
    if entry is None:
        sentence = "Nobody has told of a hedge with this number yet."
        return line, (Finding("hedge-not-found", sentence, article, "reference"),)
    amount = Decimal(entry.values["usd_amount"])
    return line, tuple(_differs(line, amount, entry, "hedge-differs", "the hedge", article))


@rule(
    "INC-CENTRE",
    zh="综合服务中心的服务台数和认定以登记册为准",
    en="How many vehicles a centre served, and whether it is recognised, the register says and nobody else",
    article=OPINIONS + "第六条",
    slug="centre-not-found",
)
def _service_centre(line: Line, known: Known, year: int) -> Proven:
    article = OPINIONS + "第六条"
    served = known.entries.get(entry_id("served", f"{line.reference}/{year}"))
    decided = known.entries.get(entry_id("recognised", f"{line.reference}/{year}"))
    recognised = decided is not None and decided.stands
    amount = decided.values.get("decided_amount") if decided is not None and recognised else None
    checked = replace(
        line, recognised=recognised, decided_amount=None if amount is None else Decimal(amount), amount=None
    )
    if served is None:
        sentence = f"The register has no service centre {line.reference} with vehicles in {year}."
        return checked, (Finding("centre-not-found", sentence, article, "reference", hard=True),)
    return checked, ()


@rule(
    "INC-FACILITY",
    zh="前置仓、海外仓和售后网点须在册",
    en="A warehouse, a shop or an after-sales point stands in the register, and was open",
    article=OPINIONS + "第五、七条",
    slug="facility-not-registered",
)
def _facility(line: Line, known: Known, year: int, kinds: frozenset[str], evidence: str) -> Proven:
    article = OPINIONS + ("第五条" if evidence == "warehouse" else "第七条")
    entry = next((e for id_ in named_by(line, evidence, year)[:1] if (e := known.entries.get(id_))), None)
    if entry is None or (entry.ended_on is not None and entry.ended_on.year < year):
        sentence = f"The facility {line.reference or '(none)'} does not stand in the register for {year}."
        return line, (Finding("facility-not-registered", sentence, article, "reference"),)
    kind = entry.values.get("kind", "")
    if kind not in kinds:
        sentence = f"The facility {entry.key} is a {kind}, which this item does not support."
        return line, (Finding("facility-differs", sentence, article, "reference", hard=True),)
    country = entry.values.get("country")
    if line.country not in {None, country}:
        sentence = f"The facility {entry.key} stands in {country}, and not in {line.country}."
        return line, (Finding("facility-differs", sentence, article, "country", hard=True),)
    return replace(line, country=country), ()


def _warehouse(line: Line, known: Known, year: int) -> Proven:
    return _facility(line, known, year, WAREHOUSES, "warehouse")


def _after_sales(line: Line, known: Known, year: int) -> Proven:
    checked, findings = _facility(line, known, year, NETWORK, "after_sales")
    return checked, (*findings, *_invested(line, known, year))


@rule(
    "INC-INVESTED",
    zh="境外投资额以商务部门确认的当年实际投资额为准",
    en="What was invested abroad in a year is what commerce confirmed",
    article=OPINIONS + "第七条",
    slug="investment-differs",
)
def _invested(line: Line, known: Known, year: int) -> Iterator[Finding]:
    article = OPINIONS + "第七条"
    entry = known.entries.get(entry_id("invested", f"{line.reference}/{year}"))
    if entry is None:
        sentence = (
            f"Commerce has not confirmed what was invested in {line.reference or '(none)'} in {year} yet."
        )
        yield Finding("investment-not-confirmed", sentence, article, "reference")
    elif line.claimed > Decimal(entry.values["investment_usd"]):
        confirmed = entry.values["investment_usd"]
        sentence = f"{line.claimed} dollars are claimed, and commerce confirmed {confirmed}."
        yield Finding("investment-differs", sentence, article, "investment_usd", hard=True)


CHECKS: Final[Mapping[str, Prove]] = {
    "fair": _fair,
    "premium": _premium,
    "report": _report,
    "hedge": _hedge,
    "service_centre": _service_centre,
    "warehouse": _warehouse,
    "after_sales": _after_sales,
}
"""By the register that an item's line is proven from."""
