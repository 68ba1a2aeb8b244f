"""JSON that knows on which line each of its values stands, so that an error can name the line.

The standard library reads the text; the lines are counted in a second pass over the same, then valid, text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

Place = tuple[str | int, ...]
"""A path into the document: names of objects, indices of lists. The document itself is ()."""

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_LONGEST_NUMBER: Final = 100
"""Digits. Nothing that is counted here comes near it, and Python itself stops with an error far beyond."""


class BadJson(ValueError):
    """The text is no JSON, or says one name twice in one object. `line` counts from 1."""

    def __init__(self, sentence: str, line: int) -> None:
        super().__init__(sentence)
        self.line = line


@dataclass(frozen=True, slots=True)
class Located:
    """A document and the line of each place in it."""

    value: Any
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int:
        """The line of a place; of the nearest place around it when it is not there itself."""
        while place not in self.lines:
            place = place[:-1]
        return self.lines[place]


def read_located(text: str, *, parse_float: Callable[[str], Any] | None = None) -> Located:
    """Read JSON. A number with a point goes through `parse_float`.

    Raises:
        BadJson: for what is no JSON (NaN and Infinity are none) and for a name that stands twice.
    """
    lines: dict[Place, int] = {}
    try:
        value = json.loads(text, parse_float=parse_float, parse_int=_whole, parse_constant=_no_constant)
        _walk(_tokens(text), (), lines)
    except json.JSONDecodeError as error:
        raise BadJson(f"this is no JSON: {error.msg}, in column {error.colno}", error.lineno) from error
    except _NoNumber as error:
        line = next((line for sign, line in _tokens(text) if sign == error.word), 1)
        raise BadJson(str(error), line) from error
    except RecursionError as error:
        raise BadJson("this is no JSON that can be read: its lists and objects lie too deep", 1) from error
    return Located(value, lines)


class _NoNumber(ValueError):
    def __init__(self, word: str, sentence: str) -> None:
        super().__init__(sentence)
        self.word = word


def _no_constant(word: str) -> Any:
    raise _NoNumber(word, f"this is no JSON: {word} is no number")


def _whole(word: str) -> int:
    if len(word) > _LONGEST_NUMBER:
        raise _NoNumber(word, f"a number of {len(word)} digits is none that is meant here")
    return int(word)


def _text(sign: str, line: int) -> str:
    """A text as it is meant. Half a character (a lone surrogate) is JSON, but can be written nowhere."""
    text = str(json.loads(sign))
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadJson(f"the text {sign} holds half a character", line) from error
    return text


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    line, seen = 1, 0
    for found in _TOKEN.finditer(text):
        line += text.count("\n", seen, found.start())
        seen = found.start()
        yield found[0], line


def _walk(tokens: Iterator[tuple[str, int]], place: Place, lines: dict[Place, int]) -> bool:
    """Note the line of the value that comes next. False when a closing bracket stands there instead."""
    sign, line = next(tokens)
    if sign in {"}", "]"}:
        return False
    lines.setdefault(place, line)
    if sign.startswith('"'):
        _text(sign, line)
    if sign == "{":
        _walk_object(tokens, place, lines)
    elif sign == "[":
        number = 0
        while _walk(tokens, (*place, number), lines) and next(tokens)[0] == ",":
            number += 1
    return True


def _walk_object(tokens: Iterator[tuple[str, int]], place: Place, lines: dict[Place, int]) -> None:
    for sign, line in tokens:
        if sign == "}":
            return
        if sign == ",":
            continue
        name = (*place, _text(sign, line))
        if name in lines:
            raise BadJson(f"{name[-1]!r} stands here a second time", line)
        lines[name] = line
        next(tokens)  # the colon
        _walk(tokens, name, lines)
