"""What a request is answered with: the shape of a yes, and the sentence of every no that the counter itself gives."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from exportlane.contracts.decision import Decided, Refused, Write
from exportlane.runtime.database import is_outage
from exportlane.runtime.preconditions import etag
from exportlane.runtime.problems import Problem, problem
from exportlane.runtime.storage import Kind, Loaded

S = TypeVar("S")


@dataclass(slots=True)
class Outcome:
    """What a request led to: the answer, and what must be written and told."""

    status: int
    headers: dict[str, str]
    body: bytes
    things: Sequence[Loaded[Any]] = ()
    decisions: Sequence[tuple[Kind[Any], Decided[Any]]] = ()
    writes: Sequence[Write] = ()


def refusal(refused: Refused) -> Problem:
    """A domain's no as a problem: its slug goes in `code`, its article in `article`."""
    slug = "rule-violated" if refused.status == 422 else "move-not-allowed"
    return problem(
        slug, refused.sentence, field=refused.field, article=refused.article, extra={"code": refused.slug}
    )


def accepted(answer: Decided[S] | Refused) -> Decided[S]:
    """The decision. Raises the problem of a refusal."""
    if isinstance(answer, Refused):
        raise refusal(answer)
    return answer


def stale(kind: Kind[Any], version: int, expected: int) -> Problem:
    """Somebody decided on a version that is not the newest any more."""
    sentence = f"The {kind.name} has changed: it has version {version}, you decided on version {expected}."
    return problem("stale-version", sentence, headers={"etag": etag(version)})


def given_up(error: Exception) -> Problem:
    """What is said when every try met the same trouble."""
    if is_outage(error):
        sentence = "The database cannot be reached now; try again with the same Idempotency-Key."
        return problem("unavailable", sentence, headers={"retry-after": "5"})
    return problem(
        "conflict", "Something with the same id or for the same case is there already, or changes just now."
    )


def answered(
    status: int,
    kind: Kind[S],
    thing: Loaded[S],
    headers: Mapping[str, str],
    decisions: Sequence[tuple[Kind[S], Decided[S]]],
) -> Outcome:
    """The answer that shows a thing as it is after the decision, with its new version as ETag."""
    if thing.state is None:
        raise ValueError("an answer needs a state")
    version = thing.version + 1
    body = {"id": kind.thing_id(thing.state), "version": version, **kind.show(thing.state)}
    return Outcome(status, {"etag": etag(version), **headers}, to_json(body), [thing], decisions)


def to_json(body: Mapping[str, object]) -> bytes:
    """The body of an answer."""
    return json.dumps(body, ensure_ascii=False, default=str).encode()
