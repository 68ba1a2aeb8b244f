"""docs/rules.md: every rule of law with its article, refusal and tests, and every number with its source."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from exportlane.policies import PROFILE_NAMES, Profile, Source, profile, versions
from exportlane.policies.differences import Difference, profile_differences
from exportlane.policies.keys import AREAS, TIME_LIMITS
from tools.documents.law_rules import Placed, Proof, faults, placed_rules, proofs, proved
from tools.documents.markdown import notice, table

PACKAGES: Mapping[str, tuple[str, str]] = {
    "licensing": ("Commerce", "商务"),
    "vehicle_registry": ("Public security", "公安车管"),
    "customs": ("Customs", "海关"),
    "tax_rebate": ("Tax", "税务"),
    "gateway": ("Gateway", "网关"),
    "transport": ("Transport", "交通运输"),
    "incentives": ("Support funds", "扶持资金"),
    "credit_insurance": ("Credit insurance and finance", "信保与融资"),
    "logistics": ("Ports and railways", "港口铁路"),
    "registers": ("Registers", "登记册"),
    "exportlane": ("All agencies", "各部门共用"),
}
"""The packages in the order of the page. A service that is not named here comes after them."""

AREA_WORDS = {
    "licensing": "Commerce 商务",
    "registry": "Public security 公安车管",
    "customs": "Customs 海关",
    "tax": "Tax 税务",
    "transport": "Transport 交通运输",
}

EFFECTS = {
    "refuse": "the step is refused 不予办理",
    "correct": "a correction is asked for 补正",
    "block": "the step waits 暂缓",
    "hold": "customs holds 暂扣",
    "flag": "a person is told 提示",
    "suspicion": "tax suspicion 疑点",
    "compute": "a value follows 计算",
    "deem": "the law takes it as done 视为",
    "waive": "a paper is waived 免予提交",
}

_READING = """For a reader of the law. Each rule is decided by one function, whose place is named here, and proved by
the tests in its row. The **refusal** is the code that an answer, a notice or a flag carries. Numbers are data: where
they stand, since when and on which article is in the tables at the end, and `exportlane policy show NAME` prints them.
An article that says 本系统约定 is a convention of this system, because no source decides the matter."""

_COUNTER = {"workdays": "wd 工作日", "days": "days 日", "months": "months 月", "hours": "hours 小时"}


def rules_page() -> str:
    """The whole page."""
    placed, _ = placed_rules()
    tests = proved(proofs())
    parts = [
        "# Rules 规则",
        notice("services/, shared/exportlane/law and shared/exportlane/policies/rule_sets"),
    ]
    parts += [_READING, _counts(placed)]
    for package in _packages(placed):
        parts += _agency(package, [one for one in placed if one.package == package], tests)
    newest = [profile(name) for name in PROFILE_NAMES]
    parts += ["## Numbers 数值", _versions(), *(_numbers(area, newest) for area in AREAS)]
    parts += ["## Time limits 办理时限", _time_limits(newest), "## What changed 版本变化", _changes()]
    return "\n\n".join(parts) + "\n"


def rule_faults() -> tuple[str, ...]:
    """A sentence for each rule without a test, shared id, and mark that names no rule."""
    placed, shared = placed_rules()
    return (*shared, *faults(placed, proofs()))


def _packages(placed: Iterable[Placed]) -> list[str]:
    found = {one.package for one in placed}
    return [name for name in PACKAGES if name in found] + sorted(found - PACKAGES.keys())


def _counts(placed: Sequence[Placed]) -> str:
    rows = []
    for package in _packages(placed):
        own = [one.rule for one in placed if one.package == package]
        slugs = {rule.slug for rule in own} - {None}
        rows.append((_words(package), str(len(own)), str(len(slugs))))
    slugs = {one.rule.slug for one in placed} - {None}
    rows.append(("All 合计", str(len(placed)), str(len(slugs))))
    return table(("Agency 部门", "Rules 规则", "Refusals 拒绝代码"), rows)


def _agency(package: str, placed: Iterable[Placed], tests: Mapping[str | None, Sequence[Proof]]) -> list[str]:
    head = ("Rule", "What it says", "Article 依据", "When it does not hold", "Refusal", "Where", "Tests")
    rows = [
        (
            one.rule.id,
            f"{one.rule.zh}<br>{one.rule.en}",
            one.rule.article,
            EFFECTS.get(one.rule.effect, one.rule.effect),
            f"`{one.rule.slug}`" if one.rule.slug else "–",
            "<br>".join(f"`{place}`" for place in one.places),
            "<br>".join(_test(test) for test in tests.get(one.rule.id, ())) or "**none**",
        )
        for one in placed
    ]
    return [f"## {_words(package)}", table(head, rows)]


def _test(proof: Proof) -> str:
    sentence = proof.test.rpartition(".")[2].removeprefix("test_").replace("_", " ")
    return f"{sentence} (`{proof.file}`)"


def _words(package: str) -> str:
    return " ".join(PACKAGES.get(package, (package,)))


def _versions() -> str:
    rows = [
        (
            f"`{one.version}`",
            one.status.replace("_", " "),
            f"{one.valid_from} – {one.valid_to or ''}",
            "<br>".join(_instruments(one)),
        )
        for name in PROFILE_NAMES
        for one in versions(name)
    ]
    head = ("Version 版本", "Status", "For cases begun 适用于此期间开始的案件", "Rests on 依据文件")
    return table(head, rows)


def _instruments(of: Profile) -> list[str]:
    marks = {"draft": " (draft 征求意见稿)", "expired": " (expired 已失效)"}
    return [f"{one.title} {one.number}{marks.get(one.status, '')}" for one in of.instruments]


def _numbers(area: str, newest: Sequence[Profile]) -> str:
    rows = [(f"`{key}`<br>{_said(key, newest)}", *_cells(key, newest)) for key in _keys(area, newest)]
    return f"### {AREA_WORDS[area]}\n\n" + table(("Number 数值", *PROFILE_NAMES, "Article 依据"), rows)


def _time_limits(newest: Sequence[Profile]) -> str:
    note = (
        "`wd` are working days; «on average» is a target for the mean, which no single case breaches. "
        "The day on which a period begins does not count (民法典 第二百零一条)."
    )
    rows = []
    for key in _keys(TIME_LIMITS, newest):
        limits = [one.time_limits.get(key.partition(".")[2]) for one in newest]
        shown = next(limit for limit in limits if limit is not None)
        runs = f"{_said(key, newest)}<br>{shown.starts} → {shown.ends}"
        rows.append((f"`{key.partition('.')[2]}`", runs, shown.agency, *_cells(key, newest)))
    head = ("Matter", "From → to 起止", "Who 主体", *PROFILE_NAMES, "Article 依据")
    return f"{note}\n\n{table(head, rows)}"


def _changes() -> str:
    rows = [
        (f"`{before.version}` → `{after.version}`", f"`{one.key}`", _side(one.before), _side(one.after))
        for name in PROFILE_NAMES
        for before, after in pairwise(versions(name))
        for one in _telling(profile_differences(before, after))
    ]
    return table(("Versions", "Number", "Before 此前", "After 此后"), rows)


def _telling(found: Iterable[Difference]) -> list[Difference]:
    return [one for one in found if one.kind != "resourced"]


def _side(source: Source | None) -> str:
    return "–" if source is None else f"{_value(source)}<br>{source.article}"


def _keys(area: str, newest: Iterable[Profile]) -> list[str]:
    return sorted({key for one in newest for key in one.sources if key.startswith(f"{area}.")})


def _said(key: str, newest: Iterable[Profile]) -> str:
    words = next(one.sources[key].words for one in newest if key in one.sources)
    return f"{words.zh} {words.en}"


def _cells(key: str, newest: Sequence[Profile]) -> tuple[str, ...]:
    """A cell for each profile, then the articles, each once."""
    sources = [one.sources.get(key) for one in newest]
    articles = dict.fromkeys(one.article for one in sources if one is not None)
    return (*("–" if one is None else _value(one) for one in sources), "<br>".join(articles))


def _value(source: Source) -> str:
    written = source.written
    if source.key.startswith(f"{TIME_LIMITS}.") and isinstance(written, dict):
        return _length(written)
    if isinstance(written, bool):
        return "yes" if written else "no"
    if isinstance(written, list):
        return ", ".join(map(str, written))
    if isinstance(written, dict):
        return "<br>".join(f"{name}: {json.dumps(one, ensure_ascii=False)}" for name, one in written.items())
    return "none" if written is None else str(written)


def _length(written: Mapping[str, object]) -> str:
    unit = _COUNTER[str(written["unit"])]
    parts = []
    by_class = written.get("by_class")
    if isinstance(by_class, dict):
        parts = [f"class {number}: {days} {unit}" for number, days in by_class.items()]
    if "length" in written:
        average = " on average 平均" if written.get("average") else ""
        parts.append(f"{written['length']} {unit}{average}")
    return "<br>".join(parts)
