"""One language at a time: sentences of the conference's rules hold both, and a page shows the reader's own. PURE."""

from __future__ import annotations

import re
from typing import Final

from gateway.portal.fact_words import Words
from gateway.portal.frame.language import Language

_BOTH: Final = re.compile(r"(?P<zh>.*[。！？])\s*(?P<en>[A-Z0-9][^\u4e00-\u9fff]*)", re.DOTALL)
_LABEL: Final = re.compile(r"(?P<zh>[\u4e00-\u9fff，、（）]+)\s+(?P<en>[a-z][a-z ,]*)")


def in_language(text: str, language: Language) -> str:
    """Of a text that says one thing in Chinese and then in English the one part; any other text as it is."""
    found = _BOTH.fullmatch(text) or _LABEL.fullmatch(text)
    return found[language].strip() if found else text


def as_words(text: str) -> Words:
    """The same text as words of both languages."""
    return Words(in_language(text, "zh"), in_language(text, "en"))
