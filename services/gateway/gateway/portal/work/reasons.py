"""The reasons of the law from which an officer chooses, by agency; `python -m tools.reasons` writes them. PURE data."""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import cache
from importlib import resources

from gateway.portal.fact_words import Words
from gateway.portal.work.shape import Reason

OTHER = Reason("other", Words("其他原因（请在下方说明）", "Another reason (say it below)"))


@cache
def _written() -> dict[str, list[dict[str, str]]]:
    file = resources.files("gateway.portal.work").joinpath("reasons.json")
    found: dict[str, list[dict[str, str]]] = json.loads(file.read_text(encoding="utf-8"))
    return found


def of_law(
    agency: str, *effects: str, ids: Collection[str] = (), but: Collection[str] = ()
) -> tuple[Reason, ...]:
    """The reasons of an agency whose rules have one of these effects and an id that begins with one of `ids`.

    Each code stands once: several rules can lead to the same refusal, and the first one speaks for it.
    """
    found: dict[str, Reason] = {}
    for each in _written().get(agency, ()):
        wanted = each["effect"] in effects and (not ids or each["id"].startswith(tuple(ids)))
        if wanted and not (but and each["id"].startswith(tuple(but))):
            reason = Reason(each["code"], Words(each["zh"], each["en"]), each["article"])
            found.setdefault(each["code"], reason)
    return tuple(found.values())


def own(code: str, zh: str, en: str, article: str | None = None) -> Reason:
    """A reason that an article lists and no rule of the code decides."""
    return Reason(code, Words(zh, en), article)


def sentence_of(agency: str, code: str) -> Words | None:
    """What the rule behind a refusal says; None when no rule has this code."""
    wanted = code.replace("-", "_")
    for each in (*_written().get(agency, ()), *_written().get("exportlane", ())):
        if each["code"] in {code, wanted} and each["id"] != "LIC-REISSUE":
            return Words(each["zh"], each["en"])
    return None
