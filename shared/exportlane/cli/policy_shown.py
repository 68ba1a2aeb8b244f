"""What ``exportlane policy`` prints, as objects for scripts and as tables for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import typer

from exportlane.cli.answering import BadInput
from exportlane.policies import PROFILE_NAMES, Profile, Source
from exportlane.policies.composing import source_of
from exportlane.policies.differences import Difference
from exportlane.policies.reading import Data, RuleSet

SIGNS = {"added": "+", "removed": "-", "changed": "~", "resourced": "="}
WORDS = {
    "added": "added",
    "removed": "removed",
    "changed": "changed",
    "resourced": "same value, other source",
}


def listed(data: Data, profiles: Iterable[Profile]) -> dict[str, object]:
    """Everything there is, without the rules."""
    return {
        "profiles": [profile_head(one) for one in profiles],
        "rule_sets": [rule_set_head(one) for _, one in sorted(data.rule_sets.items())],
    }


def profile_head(of: Profile) -> dict[str, object]:
    """What stands above the rules of a profile's version."""
    return {
        "profile": of.name,
        "version": of.version,
        "title": {"zh": of.title.zh, "en": of.title.en},
        "status": of.status,
        "valid_from": of.valid_from.isoformat(),
        "valid_to": _day(of.valid_to),
        "order": of.order,
        "rule_sets": list(of.rule_sets),
        "automatic": sorted(of.automatic),
    }


def rule_set_head(of: RuleSet) -> dict[str, object]:
    """What stands above the rules of a rule set."""
    said = of.text
    return {
        "rule_set": said.id,
        "version": said.version,
        "status": said.status,
        "valid_from": _day(said.valid_from),
        "valid_to": _day(said.valid_to),
        "instrument": said.instrument.model_dump(),
    }


def rule(source: Source) -> dict[str, object]:
    """One rule with its source."""
    return {
        "key": source.key,
        "value": source.written,
        "article": source.article,
        "zh": source.words.zh,
        "en": source.words.en,
        "rule_set": source.rule_set,
        "status": source.status,
        "instrument": source.instrument.number,
    }


def difference(one: Difference) -> dict[str, object]:
    """One difference, with both sides."""
    return {
        "kind": one.kind,
        "key": one.key,
        "before": None if one.before is None else rule(one.before),
        "after": None if one.after is None else rule(one.after),
    }


def sources_of(of: RuleSet) -> Mapping[str, Source]:
    """The rules of a rule set by their keys."""
    return {key: source_of(of, key) for key in of.values}


def rule_set_of(data: Data, name: str, version: str | None, on: date | None) -> RuleSet:
    """The named version of a rule set, or the one of a day, or the newest. Raises BadInput."""
    same = [one for _, one in sorted(data.rule_sets.items()) if one.text.id == name]
    if not same:
        known = ", ".join((*PROFILE_NAMES, *sorted({one.text.id for one in data.rule_sets.values()})))
        raise BadInput(
            f"there is no profile or rule set {name!a}; choose one of {known}",
            slug="unknown_name",
            field="name",
        )
    fitting = [one for one in same if version in {None, one.text.version} and (on is None or _holds(one, on))]
    if not fitting:
        known = ", ".join(one.text.version for one in same)
        asked = version or f"that holds on {on}"
        raise BadInput(
            f"{name} has no version {asked}; there are {known}", slug="version_not_found", field="version"
        )
    return fitting[-1]


def print_list(data: Data, profiles: Iterable[Profile]) -> None:
    """Two tables: the profiles' versions, then the rule sets."""
    heads = [profile_head(one) for one in profiles]
    _table(
        ("PROFILE", "STATUS", "FROM", "TO", "RULE SETS"),
        [(str(h["version"]), _status(h), _from(h), _to(h), str(_count(h["rule_sets"]))) for h in heads],
    )
    typer.echo("")
    sets = [one for _, one in sorted(data.rule_sets.items())]
    _table(
        ("RULE SET", "STATUS", "FROM", "TO", "RULES", "INSTRUMENT"),
        [
            (one.text.pin, _status(h), _from(h), _to(h), str(len(one.values)), _instrument(one))
            for one in sets
            for h in (rule_set_head(one),)
        ],
    )


def print_rules(head: Mapping[str, object], sources: Mapping[str, Source]) -> None:
    """The head on one line, then three lines for each rule."""
    name = head.get("version") if "profile" in head else f"{head['rule_set']}@{head['version']}"
    typer.echo(f"{name}: {_status(head)}, from {_from(head)} to {_to(head)}.")
    if head["status"] == "draft":
        typer.echo("It rests on a draft, which binds nobody.")
    if head["status"] == "expired":
        typer.echo("It rests on a text that has expired.")
    for source in sources.values():
        typer.echo("")
        typer.echo(f"{source.key} = {_shown(source)}")
        typer.echo(f"    {source.words.en} {source.words.zh}")
        note = "" if source.status == "in_force" else f", {_word(source.status)}"
        typer.echo(f"    {source.article} ({source.rule_set}{note})")


def print_differences(old: str, new: str, found: Sequence[Difference]) -> None:
    """One block for each rule that differs, the old side above the new one."""
    if not found:
        typer.echo(f"{old} and {new} have the same rules.")
        return
    typer.echo(f"From {old} to {new}: {_counts(found)}.")
    for one in found:
        named = one.after or one.before
        words = f"  {named.words.en} {named.words.zh}" if named else ""
        typer.echo(f"\n{SIGNS[one.kind]} {one.key} ({WORDS[one.kind]}){words}")
        for word, side in (("before", one.before), ("after", one.after)):
            if side is not None:
                typer.echo(f"    {word + ':':8}{_shown(side)}  [{side.article}; {side.rule_set}]")


def _counts(found: Sequence[Difference]) -> str:
    kinds = [one.kind for one in found]
    return ", ".join(f"{kinds.count(kind)} {WORDS[kind]}" for kind in WORDS if kind in kinds)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    for row in (head, *rows):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        typer.echo(line.rstrip())


def _holds(one: RuleSet, day: date) -> bool:
    begins, ends = one.text.valid_from, one.text.valid_to
    return (begins is None or begins <= day) and (ends is None or day <= ends)


def _shown(source: Source) -> str:
    return json.dumps(source.written, ensure_ascii=False)


def _instrument(one: RuleSet) -> str:
    text = one.text.instrument
    return text.title if text.number == text.title else f"{text.title} {text.number}"


def _word(status: object) -> str:
    return str(status).replace("_", " ")


def _status(head: Mapping[str, object]) -> str:
    return _word(head["status"])


def _from(head: Mapping[str, object]) -> str:
    return str(head["valid_from"] or "issue")


def _to(head: Mapping[str, object]) -> str:
    return str(head["valid_to"] or "open")


def _count(pins: object) -> int:
    return len(pins) if isinstance(pins, list) else 0


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
