"""Countries and customs offices by their codes, as people call them. PURE."""

from __future__ import annotations

from functools import cache

from babel import Locale
from babel.core import get_global

from gateway.portal.fact_words import Words
from gateway.portal.frame.language import LANGUAGES
from gateway.shown import offices


@cache
def country(code: str) -> Words:
    """A country by its code of two or three letters; the code itself where Babel has no name."""
    short = code if len(code) == 2 else next(iter(get_global("territory_aliases").get(code, ())), code)
    zh, en = (str(Locale.parse(LANGUAGES[one]).territories.get(short) or code) for one in ("zh", "en"))
    return Words(zh, en)


@cache
def port(code: str) -> Words:
    """A customs office by its four figures."""
    found = offices.port(code)
    return Words(str(found["zh"]), str(found["en"]))
