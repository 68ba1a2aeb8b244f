"""What people read when a body cannot be taken: one sentence for each kind of fault, never the library's own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_SENTENCES: Final = {
    "extra_forbidden": "This is an unknown field.",
    "missing": "This field is required.",
    "string_unicode": "The text holds characters that are not valid Unicode.",
    "string_type": "This must be text.",
    "bool_type": "This must be true or false.",
    "int_type": "This must be a whole number.",
    "int_parsing": "This must be a whole number.",
    "int_from_float": "This must be a whole number.",
    "tuple_type": "This must be a list.",
    "list_type": "This must be a list.",
}
_OBJECT: Final = "This must be an object with named fields."
_DAY: Final = "This must be a day such as 2026-09-05."
_INSTANT: Final = "This must be an instant with its offset, such as 2026-09-05T10:00:00+08:00."
_BY_START: Final = (
    ("model_", _OBJECT),
    ("dict_type", _OBJECT),
    ("datetime_", _INSTANT),
    ("timezone_", _INSTANT),
    ("date_", _DAY),
)
_WITH_BOUNDS: Final = {
    "too_short": "There must be at least {min_length} here.",
    "too_long": "There may be no more than {max_length} here.",
    "string_too_short": "This needs at least {min_length} characters.",
    "string_too_long": "This may have no more than {max_length} characters.",
    "string_pattern_mismatch": "This does not have its form, {pattern}.",
    "literal_error": "This must be one of {expected}.",
}
_FILES: Final = (
    (b"\x1f\x8b", "a gzip file"),
    (b"PK\x03\x04", "a ZIP file, such as a spreadsheet (XLSX) is"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet or document (XLS, DOC)"),
    (b"%PDF", "a PDF file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
)


def sentence_of(error: Mapping[str, Any]) -> str:
    """What is wrong, in a sentence; `error` is one of pydantic's list."""
    kind = str(error.get("type"))
    known = _SENTENCES.get(kind) or next((said for start, said in _BY_START if kind.startswith(start)), None)
    if known is not None:
        return known
    bounds = error.get("ctx") or {}
    if kind in _WITH_BOUNDS:
        try:
            return _WITH_BOUNDS[kind].format_map(bounds)
        except KeyError:
            pass  # Who made the error left the bounds out; the library's words are better than none.
    message = str(error.get("msg", "This is not valid")).removeprefix("Value error, ")
    message = message.replace("Input should", "This should", 1)
    return message if message.endswith((".", "。", "!", "?")) else message + "."


def file_instead_of_json(body: bytes) -> str | None:
    """What the body is by its first bytes, when it is a file of another kind; None when they do not tell."""
    return next((said for start, said in _FILES if body.startswith(start)), None)
