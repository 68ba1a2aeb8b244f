"""What every number has to pass first: no blanks around it, the right length, the right characters.

Alphabets are written out; no regular expression's "digit" or "word" is asked: to those a full-width or an Arabic
digit is a digit too. Nothing is trimmed, raised to capitals or otherwise repaired, because the next agency compares
character by character.
"""

import unicodedata
from collections.abc import Sequence

from exportlane.law.checks.result import CheckResult, failed

DIGITS = "0123456789"
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def named(character: str) -> str:
    """A character as a person can find it: quoted when it can be seen, by its Unicode name when not."""
    if character.isascii() and character.isprintable():
        return f"'{character}'"
    return f"U+{ord(character):04X} ({unicodedata.name(character, 'no printable character')})"


def character_fault(value: str, noun: str, alphabets: Sequence[str]) -> CheckResult | None:
    """The first thing wrong with the writing of ``value``, or None.

    Args:
        value: as it was handed in.
        noun: what it should be, as a sentence starts: "a VIN".
        alphabets: the characters allowed at each position; their number is the length.
    """
    if not value:
        return failed("empty", f"{noun} is missing: the value is empty")
    if value != value.strip():
        return failed("surrounding_space", f"{noun} has no space or line break before or after it")
    if len(value) != len(alphabets):
        return failed("length", f"{noun} has {len(alphabets)} characters, not {len(value)}")
    for position, (character, allowed) in enumerate(zip(value, alphabets, strict=True), start=1):
        if character not in allowed:
            return _not_allowed(character, position, noun, allowed)
    return None


def _not_allowed(character: str, position: int, noun: str, allowed: str) -> CheckResult:
    where = f"character {position} is {named(character)}"
    if not character.isascii():
        return failed("not_ascii", f"{where}: {noun} is written in plain (half-width) letters and digits")
    if character.islower() and character.upper() in allowed:
        return failed("lower_case", f"{where}: {noun} is written in capitals")
    return failed("character", f"{where}, which {noun} cannot have there; allowed: {_listed(allowed)}")


def _listed(allowed: str) -> str:
    """The allowed characters in words: runs of the alphabet by their gaps, short lists one by one."""
    if allowed == DIGITS:
        return "a digit"
    if allowed == CAPITALS:
        return "a capital letter"
    if allowed.startswith(DIGITS):
        missing = "".join(letter for letter in CAPITALS if letter not in allowed)
        return "a digit or a capital letter" + (f" other than {', '.join(missing)}" if missing else "")
    return " or ".join(f"'{character}'" for character in allowed)
