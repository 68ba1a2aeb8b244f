"""How goods leave: the codes of the declaration form, and the words by which others name them."""

from __future__ import annotations

from typing import Final

WATER, RAIL, ROAD, AIR = "2", "3", "4", "5"

MODES: Final[dict[str, tuple[str, str]]] = {
    WATER: ("水路运输", "water"),
    RAIL: ("铁路运输", "rail"),
    ROAD: ("公路运输", "road"),
    AIR: ("航空运输", "air"),
}
"""运输方式代码, with its name in both languages."""
_CODE_OF: Final = {name: code for code, (_, name) in MODES.items()} | {code: code for code in MODES}


def mode_of(text: str) -> str | None:
    """The code of a mode that is given by code or by its English name; None for anything else."""
    return _CODE_OF.get(text)
