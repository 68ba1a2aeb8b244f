"""The language of a page: Chinese first, English for whoever chose it. Texts of pages are gettext messages.

Messages are written in English where they stand; `texts/SECTION.po` holds the Chinese of each section. Terms of law are
not messages but data in both languages (`Words`), because the API tells them too.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Final, Literal

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from starlette.requests import Request
from starlette.responses import Response

Language = Literal["zh", "en"]
LANGUAGES: Final[Mapping[Language, str]] = {"zh": "zh_Hans_CN", "en": "en_GB"}
"""Each language of the pages with the locale by which Babel writes its days, numbers and sums."""
FIRST: Final[Language] = "zh"
COOKIE: Final = "exportlane_language"
A_YEAR: Final = 31_536_000


@dataclass(frozen=True, slots=True)
class Text:
    """A message that is translated when it is shown, because the module that writes it knows no reader."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __mod__(self, values: Mapping[str, object]) -> Text:
        return Text(self.message, values)


def _(message: str) -> Text:
    """Mark a message in Python; `tools.texts` finds it by this name."""
    return Text(message)


def language_of(request: Request) -> Language:
    """The language that the visitor chose; Chinese when he has chosen none."""
    return "en" if request.cookies.get(COOKIE) == "en" else FIRST


def keep(answer: Response, language: Language, *, secure: bool) -> Response:
    """Have the browser remember the language. It is no secret and says nothing about the person."""
    answer.set_cookie(
        COOKIE, language, max_age=A_YEAR, path="/", secure=secure, httponly=True, samesite="lax"
    )
    return answer


@cache
def translations(language: Language) -> NullTranslations:
    """The messages of all sections in a language; English is what stands in the pages."""
    if language == "en":
        return NullTranslations()
    whole = Catalog(locale=LANGUAGES[language])
    for file in sorted(
        resources.files("gateway.portal").joinpath("texts").iterdir(), key=lambda one: one.name
    ):
        if file.name.endswith(".po"):
            for message in read_po(io.BytesIO(file.read_bytes()), locale=LANGUAGES[language]):
                if message.id:
                    whole.add(message.id, message.string, context=message.context)
    compiled = io.BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return Translations(compiled)
