"""Templates and static files: one environment for each language, addresses that change with the content."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from gateway.portal import words
from gateway.portal.frame.language import Language, translations
from gateway.portal.frame.local import filters
from gateway.portal.frame.places import country, port

STATIC: Final = "/static"
PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Everything from this host, nothing written into the page itself."""


@cache
def environment(language: Language) -> Environment:
    """The templates in a language. What a page prints is escaped; a name that is missing is an error, not a gap."""
    made = Environment(
        loader=PackageLoader("gateway.portal"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    made.filters |= dict(filters(language))
    made.filters |= {"as_json": _as_json, "country": country, "port": port}
    made.globals |= {"language": language, "static": address_of, "word": words.of, "fact_word": words.of_fact}
    made.globals |= {"issue_word": words.of_issue, "member_word": words.of_member}
    for name in ("AGENCIES", "STEPS", "STAGES", "ENDS", "PROFILES", "REACH", "DELIVERIES", "ROLES"):
        made.globals[name] = getattr(words, name)
    return made


def page(language: Language, template: str, **values: Any) -> str:
    """A page, or a part of one, as HTML."""
    return environment(language).get_template(template).render(**values)


@cache
def address_of(name: str) -> str | None:
    """The address of a static file, with a part that changes when its content does; None when it is not there."""
    file = Path(str(resources.files("gateway.portal").joinpath("static", name)))
    if not file.is_file():
        return None
    return f"{STATIC}/{name}?v={hashlib.sha256(file.read_bytes()).hexdigest()[:12]}"


def _as_json(value: Any) -> str:
    """For an attribute: the template escapes it like any other text."""
    return json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":"))
