"""`exportlane case trace`: the hops of a case, drawn as a tree with a waterfall beside it."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Annotated, Any

import typer

from exportlane.cli.groups import group
from exportlane.cli.session import fetch, gateway, refuse

_CHINA = timezone(timedelta(hours=8))
_BAR_WIDTH = 30
_LONGEST_TREE = 64


@dataclass(frozen=True, slots=True)
class Step:
    """One hop where it stands in the tree. `waited` is the time since the hop that caused it ended, None for a root."""

    depth: int
    hop: Mapping[str, Any]
    announced: tuple[str, ...]
    started: datetime
    ended: datetime
    waited: timedelta | None


def register(app: typer.Typer) -> None:
    """Add the command to the group `case` of `app`."""
    group(app, "case", "Look at cases.").command("trace")(trace)


def trace(
    case_id: Annotated[str, typer.Argument(metavar="CASE_ID", help="The id of the case.")],
    as_json: Annotated[bool, typer.Option("--json", help="The hops as one JSON list on one line.")] = False,
) -> None:
    """Draw every hop of a case: who heard what, what followed, how long it waited and took."""
    from urllib.parse import quote

    with gateway() as client:
        hops = fetch(client, f"/v1/cases/{quote(case_id, safe='')}/trace")
    if as_json:
        typer.echo(json.dumps(hops, ensure_ascii=False))
        return
    if not hops:
        refuse(f"No hop of the case {case_id} is kept here.")
    for line in draw(hops):
        typer.echo(line)


def steps(hops: Sequence[Mapping[str, Any]]) -> list[Step]:
    """The hops as a tree, depth first, each level by time. A hop whose cause is not kept is a root."""
    known = {hop["span_id"] for hop in hops}
    children: dict[str | None, list[Mapping[str, Any]]] = {}
    for hop in sorted(hops, key=lambda hop: str(hop["started_at"])):
        parent = hop["parent_span_id"] if hop["parent_span_id"] in known else None
        children.setdefault(parent, []).append(hop)
    found = list(_walk(children, None, None, 0))
    drawn = {step.hop["span_id"] for step in found}
    # Hops that name each other as cause are nobody's doing, yet they are not to be hidden either.
    lost = [hop for hop in hops if hop["span_id"] not in drawn]
    return found + [
        Step(0, hop, (), _instant(hop["started_at"]), _instant(hop["ended_at"]), None) for hop in lost
    ]


def _walk(
    children: Mapping[str | None, Sequence[Mapping[str, Any]]],
    parent: str | None,
    caused: datetime | None,
    depth: int,
) -> Iterator[Step]:
    for hop in children.get(parent, ()):
        started, ended = _instant(hop["started_at"]), _instant(hop["ended_at"])
        below = children.get(hop["span_id"], ())
        heard_below = {each["fact_type"] for each in below if each["fact_type"]}
        announced = tuple(sorted(set(hop.get("announced") or ()) | heard_below))
        waited = None if caused is None else max(started - caused, timedelta(0))
        yield Step(depth, hop, announced, started, ended, waited)
        yield from _walk(children, hop["span_id"], ended, depth + 1)


def draw(hops: Sequence[Mapping[str, Any]]) -> list[str]:
    """The lines to print: a heading, then one line for each hop and one for what it announced."""
    found = steps(hops)
    first, last = min(step.started for step in found), max(step.ended for step in found)
    agencies = {step.hop["agency"] for step in found}
    heading = (
        f"{len(found)} hops through {len(agencies)} services, {_span(last - first)} in all, "
        f"from {first.astimezone(_CHINA):%Y-%m-%d %H:%M:%S} (+08:00)"
    )
    left = [_left(step) for step in found]
    width = min(max((_width(text) for text in left), default=0), _LONGEST_TREE)
    head = f"{_pad('hop', width)}  {'started':>9}  {'waited':>8}  {'took':>8}"
    lines = [heading, "", head]
    for step, text in zip(found, left, strict=True):
        waited = "" if step.waited is None else _span(step.waited)
        took, at = _span(step.ended - step.started), "+" + _span(step.started - first)
        bar = _bar(step.started - first, step.ended - step.started, last - first)
        lines.append(f"{_pad(text, width)}  {at:>9}  {waited:>8}  {took:>8}  {bar}".rstrip())
        lines += [f"{'  ' * step.depth}    → {fact}" for fact in step.announced]
    return lines


def _left(step: Step) -> str:
    mark = "✗ " if step.hop.get("failed") else ""
    heard = step.hop["fact_type"] or step.hop["name"]
    return f"{'  ' * step.depth}{mark}{step.hop['agency']}: {heard}"


def _bar(offset: timedelta, length: timedelta, total: timedelta) -> str:
    whole = max(total.total_seconds(), 1e-9)
    begin = min(int(offset.total_seconds() / whole * _BAR_WIDTH), _BAR_WIDTH - 1)
    cells = max(1, round(length.total_seconds() / whole * _BAR_WIDTH))
    return " " * begin + "█" * min(cells, _BAR_WIDTH - begin)


def _span(length: timedelta) -> str:
    seconds = length.total_seconds()
    for limit, unit, size in ((1, "ms", 0.001), (120, "s", 1), (7200, "min", 60), (172_800, "h", 3600)):
        if seconds < limit:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds / 86400:.1f} d"


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _pad(text: str, width: int) -> str:
    return text + " " * max(width - _width(text), 0)
