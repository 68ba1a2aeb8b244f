"""How the commands that compute an answer speak: one object with ``--json``, one sentence when they cannot answer.

Exit status 2 is bad usage. The sentence stands on standard error; with ``--json`` standard output has one object with
``slug``, ``field``, ``line`` where there is a file, and the sentence as ``detail``.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from exportlane.policies import Profile

BAD_USAGE = 2
WRITTEN = ("FILE", "DIR")
"""What these arguments name stands as it is written, also at the beginning of a sentence."""
# date.fromisoformat also reads 20260930 and 2026-W40-3, and \d would read Arabic digits.
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object on one line.")]
ProfileOption = Annotated[
    str, typer.Option("--profile", metavar="NAME", help="tianjin, taizhou or national.")
]
FileArgument = Annotated[str, typer.Argument(metavar="FILE", help="A JSON file, or - for standard input.")]


class BadInput(ValueError):
    """What was asked cannot be answered: a slug for machines, the field, and a sentence for people."""

    def __init__(self, sentence: str, *, slug: str, field: str, line: int | None = None) -> None:
        super().__init__(sentence)
        self.slug, self.field, self.line = slug, field, line


def say(answer: Mapping[str, object]) -> None:
    """Print one object on one line."""
    typer.echo(json.dumps(answer, ensure_ascii=False))


@contextmanager
def refusing(*, as_json: bool, field: str = "") -> Iterator[None]:
    """Turn bad input into a sentence and exit status 2. `field` stands for what an error of the law is about."""
    from exportlane.law.errors import LawError
    from exportlane.policies import UnknownProfile, VersionNotFound

    try:
        yield
    except BadInput as error:
        _refuse(str(error), error.slug, error.field, line=error.line, as_json=as_json)
    except UnknownProfile as error:
        _refuse(str(error), error.slug, "profile", as_json=as_json)
    except VersionNotFound as error:
        _refuse(str(error), error.slug, field or "version", as_json=as_json)
    except LawError as error:
        _refuse(str(error), error.slug, field, as_json=as_json)


def parse_day(text: str, field: str) -> date:
    """A day written YYYY-MM-DD. Raises BadInput."""
    from datetime import date

    if not ISO_DAY.fullmatch(text):
        raise BadInput(f"{field} {text!a}: a day is written YYYY-MM-DD", slug="bad_date", field=field)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"{field} {text}: there is no such day", slug="bad_date", field=field) from error


def profile_on(name: str, day: date) -> Profile:
    """The version of a profile that holds on a day; before the first one that first one, which is then said.

    Raises:
        UnknownProfile: there is no profile of this name.
        VersionNotFound: none holds on the day, and it is not before the first.
    """
    from exportlane.policies import profile, versions

    first = versions(name)[0]
    if day >= first.valid_from:
        return profile(name, on=day)
    typer.echo(
        f"{first.version}, the first version of these rules, holds from {first.valid_from}: "
        f"for {day} this only says what it would say.",
        err=True,
    )
    return first


def read_text(file: str) -> str:
    """The text of a file, or of standard input for ``-``. Raises BadInput."""
    from pathlib import Path

    if not file:
        raise BadInput("No file is named", slug="unreadable_file", field="FILE")
    try:
        if file == "-":
            return sys.stdin.buffer.read().decode("utf-8")
        return Path(file).read_text(encoding="utf-8")
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise BadInput(f"{file} cannot be read: {why}", slug="unreadable_file", field="FILE") from error
    except UnicodeDecodeError as error:
        sentence = f"{file} is no text in UTF-8: byte {error.start} does not belong there"
        raise BadInput(sentence, slug="unreadable_file", field="FILE") from error


def _refuse(sentence: str, slug: str, field: str, *, as_json: bool, line: int | None = None) -> NoReturn:
    # A sentence about a file begins with its name, which is written as it is.
    begun = sentence if line is not None or field in WRITTEN else sentence[0].upper() + sentence[1:]
    whole = begun.rstrip(".") + "."
    typer.echo(whole, err=True)
    if as_json:
        placed = {} if line is None else {"line": line}
        say({"slug": slug, "field": field, **placed, "detail": whole})
    raise typer.Exit(BAD_USAGE)
