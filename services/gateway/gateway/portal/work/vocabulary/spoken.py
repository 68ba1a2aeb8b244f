"""The words for names and values of an agency's documents. PURE.

Where there are none the name itself is shown in a readable spelling: nothing is hidden because it lacks a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from babel import Locale
from babel.core import get_global

from exportlane.process import ORDERS
from gateway.portal.fact_words import Words
from gateway.portal.work.vocabulary.names_a_to_i import A_TO_I
from gateway.portal.work.vocabulary.names_j_to_z import J_TO_Z
from gateway.portal.work.vocabulary.names_kept import KEPT
from gateway.portal.work.vocabulary.names_more_a_to_m import MORE_A_TO_M
from gateway.portal.work.vocabulary.names_more_n_to_z import MORE_N_TO_Z
from gateway.portal.work.vocabulary.values import VALUES

NAMES: Final[Mapping[str, Words]] = {**A_TO_I, **J_TO_Z, **MORE_A_TO_M, **MORE_N_TO_Z, **KEPT}


def name_of(name: str, title: str | None = None) -> Words:
    """What a field is called; else the title that the agency's document gives it."""
    readable = title or name.replace("_", " ").capitalize()
    return NAMES.get(name) or Words(readable, readable)


LIMITS: Final[Mapping[str, Words]] = {
    limit.matter: Words(limit.title.zh, limit.title.en)
    for order in ORDERS.values()
    for step in order.steps
    for limit in step.limits
}
"""What the time limits of the process are called there."""


def country_of(code: str) -> Words:
    """A country by its code of two or three letters."""
    aliases = get_global("territory_aliases").get(code, ())
    short = code if len(code) == 2 else next(iter(aliases), code)
    zh, en = (str(Locale.parse(tongue).territories.get(short) or code) for tongue in ("zh", "en"))
    return Words(zh, en)


def limit_of(matter: str) -> Words:
    """A time limit by the name of its matter."""
    return LIMITS.get(matter) or value_of("matter", matter)


def value_of(name: str, value: str) -> Words:
    """What a value of an enumeration is called."""
    readable = value.replace("_", " ")
    return VALUES.get(name, {}).get(value) or Words(readable, readable)
