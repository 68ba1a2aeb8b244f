"""What may pass through the gateway to an agency. PURE.

The decision is made on the raw bytes of the request target, before anything decodes them: an access list that looks
at a decoded path while the agency decodes again is how an encoded path escapes its route. So nothing is decoded at all:
the identifiers of this system (UUIDs, VINs, licence numbers) need no percent sign, and a path that has one is refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

MAX_PATH = 512
MAX_QUERY = 2048
MAX_SEGMENTS = 10

AGENCY_OF = {b"subsidies": "incentives"}
"""Things that are asked for by their own name, and the agency that answers: ``/v1/subsidies/…`` is its path too."""

_SEGMENT = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._~-]*")
_QUERY = re.compile(rb"[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*")
_PERCENT = re.compile(rb"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Passage:
    """A target that may pass: the agency's name and the path and query to ask it for."""

    agency: str
    target: bytes


@dataclass(frozen=True, slots=True)
class PathRefused:
    """A target that may not pass, with the sentence that says why."""

    sentence: str


def passage(raw_path: bytes, raw_query: bytes, agencies: Collection[str]) -> Passage | PathRefused:
    """Decide on ``/v1/{agency}/…`` or ``/v1/subsidies/…``: one of `agencies`, and plain segments.

    `raw_path` is the path as it stood on the wire (ASGI's ``raw_path``), without the query.
    """
    refusal = _refusal_of_path(raw_path) or _refusal_of_query(raw_query)
    if refusal is not None:
        return PathRefused(refusal)
    _, version, agency, *rest = raw_path.split(b"/")
    name = AGENCY_OF.get(agency) or agency.decode()
    if version != b"v1" or name not in agencies or not rest:
        return PathRefused("the path does not lead to a discovered agency: it must be /v1/{agency}/…")
    target = raw_path if agency in AGENCY_OF else b"/v1/" + b"/".join(rest)
    return Passage(name, target + b"?" + raw_query if raw_query else target)


def _refusal_of_path(raw_path: bytes) -> str | None:
    segments = raw_path[1:].split(b"/")
    rules = (
        (len(raw_path) > MAX_PATH, f"the path is longer than {MAX_PATH} characters"),
        (b"%" in raw_path, "the path holds an encoded character; no path of this system needs one"),
        (b"\\" in raw_path, "the path holds a backslash"),
        (
            any(byte <= 0x20 or byte >= 0x7F for byte in raw_path),
            "the path holds a blank or an unprintable character",
        ),
        (not raw_path.startswith(b"/"), "the path does not start at the root of this host"),
        (
            not 2 < len(segments) <= MAX_SEGMENTS,
            f"the path has fewer than 3 or more than {MAX_SEGMENTS} segments",
        ),
    )
    broken = next((sentence for holds, sentence in rules if holds), None)
    return broken or next((why for segment in segments if (why := _refusal_of_segment(segment))), None)


def _refusal_of_segment(segment: bytes) -> str | None:
    if not segment:
        return "the path holds an empty segment"
    if segment.startswith(b"."):
        return "the path holds a segment that starts with a dot"
    if _SEGMENT.fullmatch(segment) is None:
        return "a segment of the path holds a character other than letters, digits, dot, hyphen, underscore and tilde"
    return None


def _refusal_of_query(raw_query: bytes) -> str | None:
    if len(raw_query) > MAX_QUERY:
        return f"the query is longer than {MAX_QUERY} characters"
    if _QUERY.fullmatch(raw_query) is None:
        return "the query holds a character that must be percent-encoded"
    if _PERCENT.search(raw_query):
        return "the query holds a percent sign without two hexadecimal digits"
    if re.search(rb"%(?:0|1|7[fF])", raw_query):
        return "the query holds an encoded control character"
    return None
