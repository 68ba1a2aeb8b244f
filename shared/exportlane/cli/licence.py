"""``exportlane licence``: how long a licence is valid, and whether the maker's letter is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from exportlane.cli.answering import JsonOption, ProfileOption, parse_day, profile_on, refusing, say
from exportlane.cli.groups import group

if TYPE_CHECKING:
    from exportlane.law.letter import LetterRule
    from exportlane.policies import Profile


def register(app: typer.Typer) -> None:
    """Add ``licence validity`` and ``licence letter``."""
    licence = group(app, "licence", "Export licences: validity, and the letter for young vehicles.")
    licence.command("validity")(validity)
    licence.command("letter")(letter)


def validity(
    issued: Annotated[str, typer.Option("--issued", metavar="DATE", help="The day of issue, YYYY-MM-DD.")],
    profile: ProfileOption = "national",
    as_json: JsonOption = False,
) -> None:
    """Say until when a licence is valid: six months, and never past 31 December (公告2024年第6号)."""
    from exportlane.law.clock import licence_valid_to

    with refusing(as_json=as_json, field="issued"):
        day = parse_day(issued, "issued")
        rules = profile_on(profile, day)
        valid_to = licence_valid_to(day, rules.licensing.licence_validity_months)
    if as_json:
        say({"valid_to": valid_to.isoformat()})
        return
    days = (valid_to - day).days
    typer.echo(
        f"Issued on {day}, a licence is valid to {valid_to}: {days} days, the day of issue not counted."
    )
    typer.echo(f"{rules.article('licensing.licence_validity_months')}.")
    if days < rules.licensing.short_validity_warning_days:
        typer.echo("That is short: the year ends first.")


def letter(
    first_registered: Annotated[
        str, typer.Option("--first-registered", metavar="DATE", help="The day of first registration.")
    ],
    applied: Annotated[
        str, typer.Option("--applied", metavar="DATE", help="The day of the application for the licence.")
    ],
    endorsed: Annotated[
        str | None,
        typer.Option(
            "--endorsed", metavar="DATE", help="The day of the endorsement 转让待出口, if it is known."
        ),
    ] = None,
    profile: ProfileOption = "national",
    as_json: JsonOption = False,
) -> None:
    """Say whether a vehicle needs the maker's letter of after-sales service (商贸函〔2025〕648号)."""
    from exportlane.law.letter import letter as decide

    with refusing(as_json=as_json, field="applied"):
        registered = parse_day(first_registered, "first_registered")
        on = parse_day(applied, "applied")
        endorsed_on = None if endorsed is None else parse_day(endorsed, "endorsed")
        rules = profile_on(profile, on)
        found = decide(first_registered=registered, applied=on, rule=_rule(rules), endorsed=endorsed_on)
        article = _article(rules)
    if as_json:
        say({"required": found.required, "age_days": found.age_days, "article": article})
        return
    needed = "The maker's letter is needed" if found.required else "No letter of the maker is needed"
    typer.echo(f"{needed}: applied for {found.age_days} days after first registration.")
    typer.echo(f"{article}.")


def _rule(rules: Profile) -> LetterRule | None:
    from exportlane.law.letter import LetterRule

    keys = rules.licensing
    if keys.after_sales_letter_days is None or keys.after_sales_letter_from is None:
        return None
    return LetterRule(keys.after_sales_letter_days, keys.after_sales_letter_from, keys.grandfather_cutoff)


def _article(rules: Profile) -> str:
    """Where the rule stands; for a day before it, where it says from when on it holds."""
    from exportlane.policies import versions

    if _rule(rules) is not None:
        return rules.article("licensing.after_sales_letter_days")
    later = next(version for version in versions(rules.name) if _rule(version) is not None)
    return later.article("licensing.after_sales_letter_from")
