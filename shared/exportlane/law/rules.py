"""How a rule of law is named in code: beside the function that decides it, with its article.

A reader who knows no Python finds the rules in `docs/rules.md`, which is generated from these names; a test that
proves a rule carries `@pytest.mark.rule("ID")`, and a rule without a test fails the build.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Final, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

_MARK: Final = "__rules__"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `slug` is the code of the refusal, bar or flag that follows from it; None where nothing is refused.

    `id` is stable ("X03", "REG-29.2"); `article` cites the source as it is written on paper; `effect` says what
    happens when the rule does not hold: the step is refused, a correction is asked, the step waits, a person is told.
    """

    id: str
    zh: str
    en: str
    article: str
    slug: str | None = None
    effect: str = "refuse"


EFFECTS: Final = frozenset(
    {"refuse", "correct", "block", "hold", "flag", "suspicion", "compute", "deem", "waive"}
)


def rule(
    id: str,  # noqa: A002  # the word that the field uses
    *,
    zh: str,
    en: str,
    article: str,
    slug: str | None = None,
    effect: str = "refuse",
) -> Callable[[F], F]:
    """Say which rule a function decides. The function itself is unchanged; several rules may stand above one."""
    if effect not in EFFECTS:
        raise ValueError(f"a rule's effect is one of {', '.join(sorted(EFFECTS))}, not {effect!r}")
    named = Rule(id, zh, en, article, slug, effect)

    def mark(function: F) -> F:
        setattr(function, _MARK, (named, *getattr(function, _MARK, ())))
        return function

    return mark


def rules_in(module: ModuleType) -> Iterator[tuple[Rule, str]]:
    """The rules of a module with the dotted name of their place.

    They stand above functions, or in a module's tables `RULES: tuple[Rule, ...]` where one function reads a table.
    """
    for listed in getattr(module, "RULES", ()):
        if isinstance(listed, Rule):
            yield listed, module.__name__
    for name, member in vars(module).items():
        if getattr(member, "__module__", None) != module.__name__:
            continue
        for named in getattr(member, _MARK, ()):
            yield named, f"{module.__name__}.{name}"
