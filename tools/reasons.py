"""Write the reasons of the law that officers choose from: `python -m tools.reasons`.

The gateway knows no agency's code, so the reasons are copied here from the rules that stand beside each agency's code,
with their sentence in both languages and their article. A test compares the copy with the rules.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tools.documents.law_rules import ROOT, placed_rules

FILE: Final = ROOT / "services/gateway/gateway/portal/work/reasons.json"
_CODE: Final = re.compile(r"[a-z0-9_]{1,64}")
"""What the API of an agency takes as the code of a reason."""


def reasons() -> Mapping[str, list[dict[str, str]]]:
    """By agency every rule that has a code: its id, code, effect, sentence in both languages and article."""
    found: dict[str, list[dict[str, str]]] = {}
    placed, _ = placed_rules()
    for one in placed:
        rule = one.rule
        if rule.slug is not None and _CODE.fullmatch(rule.slug):
            found.setdefault(one.package.replace("_", "-"), []).append(
                {
                    "id": rule.id,
                    "code": rule.slug,
                    "effect": rule.effect,
                    "zh": rule.zh,
                    "en": rule.en,
                    "article": rule.article,
                }
            )
    return dict(sorted(found.items()))


def text() -> str:
    """The content of the file."""
    return json.dumps(reasons(), ensure_ascii=False, indent=1) + "\n"


def main(file: Path = FILE) -> None:
    """Write the file."""
    file.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
