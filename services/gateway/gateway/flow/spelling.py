"""The words by which a case is found, spelt in one way however somebody writes them. PURE.

A number is kept forwards and backwards, so that its beginning as well as its end is found by how a word begins.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from gateway.domain import CaseView

BACKWARDS: Final = "<"
"""Begins a word that is written from its end. No number holds it."""
LONGEST: Final = 64
SHORTEST: Final = 3
_LEFT_OUT: Final = re.compile(r"[\s\-_./\\,;:()\[\]<>#·•]+")


def spelt(text: str) -> str:
    """Without spaces and dashes, in capitals, full-width letters like narrow ones."""
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKC", text)).upper()[:LONGEST]


def backwards(word: str) -> str:
    """The word as it is kept for who knows its end only."""
    return BACKWARDS + word[::-1]


def after(word: str) -> str:
    """The first word that does not begin with this one."""
    return word + "\U0010ffff"


def words_of(view: CaseView, named: Iterable[tuple[str, str]] = ()) -> Iterator[tuple[str, str]]:
    """(word, kind) for everything that is printed on a paper of the case; ids and codes are columns of their own.

    `named` are the (kind, number) that its facts name: a licence that was replaced, a container, a policy.
    """
    numbers = view.numbers
    known = (
        ("vin", view.vin),
        ("contract", view.contract_no),
        ("licence", numbers.licence_no),
        ("declaration", numbers.declaration_no),
        ("claim", numbers.claim_no),
        ("proof", numbers.proof_no),
    )
    found = dict.fromkeys((kind, spelt(number or "")) for kind, number in (*known, *named))
    for kind, word in found:
        if len(word) >= SHORTEST:
            yield word, kind
            yield backwards(word), kind
