"""``exportlane policy``: which rules hold, since when, on what they rest, and what a new version changes.

Exit status: 0 done or without fault, 1 faults in the data or no such rule set, 2 bad usage with a sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from exportlane.cli.answering import BadInput, JsonOption, parse_day, refusing, say
from exportlane.cli.groups import group

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from exportlane.policies import Source
    from exportlane.policies.reading import Data

FAULTS = 1

VersionOption = Annotated[
    str | None, typer.Option("--version", metavar="V", help="The version, by its name.")
]
OnOption = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The version of this day.")]


def register(app: typer.Typer) -> None:
    """Add ``policy list``, ``show``, ``check`` and ``diff``."""
    policy = group(app, "policy", "The rules as dated data: what holds, since when, on which article.")
    policy.command("list")(list_)
    policy.command("show")(show)
    policy.command("check")(check)
    policy.command("diff")(diff)


def list_(as_json: JsonOption = False) -> None:
    """List every rule set and every version of every profile, with status, days and instrument."""
    from exportlane.cli import policy_shown
    from exportlane.policies import profiles_of, shipped

    data = shipped()
    profiles = [version for versions in profiles_of(data).values() for version in versions]
    if as_json:
        say(policy_shown.listed(data, profiles))
        return
    policy_shown.print_list(data, profiles)


def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A profile or a rule set, as in policy list.")],
    version: VersionOption = None,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show every rule of a profile's version, or of a rule set: value, article, source."""
    from exportlane.cli import policy_shown

    with refusing(as_json=as_json, field="name"):
        if version is not None and on is not None:
            raise BadInput("give --version or --on, not both", slug="bad_usage", field="on")
        plain, named = _split(name)
        if named is not None and (version is not None or on is not None):
            raise BadInput(f"{name} names its version already", slug="bad_usage", field="name")
        head, sources = _named(plain, version if named is None else named, on)
    if as_json:
        say({**head, "rules": [policy_shown.rule(source) for source in sources.values()]})
        return
    policy_shown.print_rules(head, sources)


def check(
    first: Annotated[
        str | None,
        typer.Argument(metavar="[DIR | OLD]", help="A folder of policy data; without it the shipped one."),
    ] = None,
    second: Annotated[
        str | None, typer.Argument(metavar="[NEW]", help="With OLD: print what NEW changes.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check policy data, one fault on a line as file:line: sentence. With two versions, check and compare them."""
    if first is not None and second is not None:
        _check(None, as_json=as_json, silent=True)
        diff(first, second, as_json)
        return
    _check(first, as_json=as_json, silent=False)


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="NAME@VERSION, as in tianjin@2024.2.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="NAME@VERSION, as in tianjin@2026.1.")],
    as_json: JsonOption = False,
) -> None:
    """Show what differs between two versions: rules added, removed and changed, each with its article."""
    from exportlane.cli import policy_shown
    from exportlane.policies.differences import differences

    with refusing(as_json=as_json, field="name"):
        before, after = _pinned(old, "old"), _pinned(new, "new")
    found = differences(before, after)
    if as_json:
        say({"old": old, "new": new, "differences": [policy_shown.difference(one) for one in found]})
        return
    policy_shown.print_differences(old, new, found)


def _check(folder: str | None, *, as_json: bool, silent: bool) -> None:
    from exportlane.policies.checking import check as find_faults

    with refusing(as_json=as_json, field="DIR"):
        data = _data(folder)
    faults = find_faults(data)
    if as_json and not (silent and not faults):
        rows = [{"file": one.file, "line": one.line, "sentence": one.sentence} for one in faults]
        say({"rule_sets": len(data.rule_sets), "profiles": len(data.profiles), "faults": rows})
    elif not as_json:
        for fault in faults:
            typer.echo(str(fault))
        if not faults and not silent:
            typer.echo(f"{len(data.rule_sets)} rule sets and {len(data.profiles)} profiles, no fault.")
    if faults:
        raise typer.Exit(FAULTS)


def _data(folder: str | None) -> Data:
    from pathlib import Path

    from exportlane.policies import shipped_files
    from exportlane.policies.reading import read

    return read(shipped_files() if folder is None else _files(Path(folder)))


def _files(folder: Path) -> dict[str, str]:
    from exportlane.cli.answering import read_text

    if not folder.is_dir():
        raise BadInput(f"{folder} is no folder", slug="no_such_folder", field="DIR")
    found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.json"))}
    if not found:
        raise BadInput(f"{folder} holds no JSON file", slug="no_such_folder", field="DIR")
    return {name: read_text(str(path)) for name, path in found.items()} | _strangers(folder)


def _strangers(folder: Path) -> dict[str, str]:
    """Files that lie among the rules under another ending, where they would be overlooked without a word."""
    from exportlane.policies.reading import PROFILES, RULE_SETS

    lying = [path for name in (RULE_SETS, PROFILES) for path in (folder / name).glob("[!.]*")]
    return {path.relative_to(folder).as_posix(): "" for path in lying if path.suffix != ".json"}


def _named(name: str, version: str | None, on: str | None) -> tuple[dict[str, object], Mapping[str, Source]]:
    """What is said above the rules, and the rules. Raises BadInput, UnknownProfile, VersionNotFound."""
    from exportlane.cli import policy_shown
    from exportlane.policies import PROFILE_NAMES, profile, shipped

    day = None if on is None else parse_day(on, "on")
    if name in PROFILE_NAMES:
        found = profile(name, _full(name, version), day)
        return policy_shown.profile_head(found), found.sources
    rule_set = policy_shown.rule_set_of(shipped(), name, version, day)
    return policy_shown.rule_set_head(rule_set), policy_shown.sources_of(rule_set)


def _pinned(pin: str, field: str) -> Mapping[str, Source]:
    name, version = _split(pin)
    if not version:
        raise BadInput(f"{pin!a} is not written NAME@VERSION", slug="bad_version", field=field)
    return _named(name, version, None)[1]


def _split(name: str) -> tuple[str, str | None]:
    """A name, and the version in it if there is one, as `list` prints them: tianjin-2026.1, customs-law@2021.1."""
    from exportlane.policies import PROFILE_NAMES

    plain, at, version = name.partition("@")
    if at:
        return plain, version
    for each in PROFILE_NAMES:
        rest = name.removeprefix(f"{each}-")
        # taizhou-opinions is a rule set, whose name goes on with a word.
        if rest != name and rest[:1].isdigit():
            return each, rest
    return name, None


def _full(name: str, version: str | None) -> str | None:
    """`2026.1` is short for `tianjin-2026.1`."""
    return None if version is None else version if version.startswith(f"{name}-") else f"{name}-{version}"
