"""What may not be exported: one table of codes, sources and the steps that each code stands in the way of. PURE.

机动车登记规定 第二十九条 (transfer), 第四十二条 (deregistration), 第二十五、三十七条 (violations and accidents are
settled first) and 公告2024年第6号. A code is registered for a vehicle as a *bar* by an officer, because the court, the
bank or the police said so, or it follows from the papers (`computed`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from exportlane.law.rules import Rule

Step = Literal["transfer", "deregistration"]
BAR_ARTICLE: Final = "机动车登记规定 第四十二条"
REFUSAL_OF_TRANSFER: Final = "机动车登记规定 第二十九条"


@dataclass(frozen=True, slots=True)
class Prohibition:
    """One line. `blocks` names for each step that it stands against the article that says so."""

    code: str
    zh: str
    sentence: str
    blocks: Mapping[Step, str]
    computed: bool = False


def _line(
    code: str, zh: str, sentence: str, *, computed: bool = False, **blocks: str
) -> tuple[str, Prohibition]:
    steps: dict[Step, str] = {}
    if "transfer" in blocks:
        steps["transfer"] = blocks["transfer"]
    if "deregistration" in blocks:
        steps["deregistration"] = blocks["deregistration"]
    return code, Prohibition(code, zh, sentence, MappingProxyType(steps), computed)


_29, _42 = REFUSAL_OF_TRANSFER, BAR_ARTICLE
_6: Final = "公告2024年第6号"

PROHIBITIONS: Final[Mapping[str, Prohibition]] = MappingProxyType(
    dict(
        (
            _line("mortgage", "抵押登记", "a mortgage (抵押) is still registered", transfer=_6, deregistration=_42),
            _line("pledge", "质押备案", "a pledge (质押) is still registered", transfer=_6, deregistration=_42),
            _line(
                "seizure", "查封、扣押", "the vehicle is sealed or seized (查封、扣押)",
                transfer=_29, deregistration=_42,
            ),
            _line("stolen", "被盗抢", "the vehicle is reported stolen (被盗抢)", transfer=_29, deregistration=_42),
            _line(
                "mismatch", "与档案不一致", "the vehicle does not match its file (与档案记载不一致)",
                transfer=_29, deregistration=_42,
            ),
            _line(
                "invalid_proofs", "证明、凭证无效", "a proof or certificate is not valid (证明、凭证无效)",
                transfer=_29, deregistration=_42,
            ),
            _line(
                "customs_supervised", "海关监管未解除", "customs supervise the vehicle and have not released it",
                transfer=_29,
            ),
            _line(
                "scrapping_within_year", "距强制报废一年以内", "it is within one year of compulsory scrapping",
                computed=True, transfer=_29,
            ),
            _line(
                "illegally_assembled", "走私、非法拼组装", "it was smuggled or illegally assembled (走私、非法拼组装)",
                transfer=_6, deregistration=_6,
            ),
            _line(
                "violations_open", "交通违法未处理", "traffic violations are not settled (交通违法未处理)",
                transfer="机动车登记规定 第二十五条", deregistration="机动车登记规定 第三十七条",
            ),
            _line(
                "accident_open", "交通事故未处理", "a traffic accident is not settled (交通事故未处理)",
                transfer="机动车登记规定 第二十五条", deregistration="机动车登记规定 第三十七条",
            ),
        )
    )
)  # fmt: skip

BARS: Final[Mapping[str, str]] = MappingProxyType(
    {code: line.sentence for code, line in PROHIBITIONS.items() if not line.computed}
)
"""What an officer can register for a vehicle: code -> sentence."""


def standing(bars: tuple[str, ...], step: Step) -> tuple[Prohibition, ...]:
    """Those of a vehicle's bars that stand against a step, in the order in which they were registered."""
    return tuple(
        PROHIBITIONS[bar] for bar in bars if bar in PROHIBITIONS and step in PROHIBITIONS[bar].blocks
    )


def article_of(code: str, step: Step) -> str:
    """The article that a refusal with this code rests on; the step's general one for a code of an officer's own."""
    general = {"transfer": REFUSAL_OF_TRANSFER, "deregistration": BAR_ARTICLE}[step]
    line = PROHIBITIONS.get(code)
    return general if line is None else line.blocks.get(step, general)


RULES: Final[tuple[Rule, ...]] = tuple(
    Rule(
        id=f"REG-{'T' if step == 'transfer' else 'D'}-{code}",
        zh=f"{line.zh}的，不予办理{'转让登记' if step == 'transfer' else '注销登记'}",
        en=f"No {'endorsement' if step == 'transfer' else 'deregistration'} where {line.sentence}",
        article=article,
        slug=code,
        effect="refuse" if step == "transfer" else "block",
    )
    for code, line in PROHIBITIONS.items()
    for step, article in line.blocks.items()
    if not line.computed
)
"""The same table for `docs/rules.md`: a transfer is refused, a deregistration waits."""
