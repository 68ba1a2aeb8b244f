"""``exportlane rebate``: what a purchase invoice gives back, and the average handling time of claims.

Money and rates are read as they are written and reckoned in Decimal; a number with a point in the file is refused,
because a binary fraction has no place near money.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from exportlane.cli.answering import (
    FileArgument,
    JsonOption,
    ProfileOption,
    parse_day,
    profile_on,
    read_text,
    refusing,
    say,
)
from exportlane.cli.groups import group

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from fractions import Fraction

    from exportlane.law.averages import Aged, Average
    from exportlane.law.rebate import Refund


def register(app: typer.Typer) -> None:
    """Add ``rebate compute`` and ``rebate average``."""
    rebate = group(app, "rebate", "Export refunds: amounts, and the average handling time.")
    rebate.command("compute")(compute)
    rebate.command("average")(average)


def compute(file: FileArgument, as_json: JsonOption = False) -> None:
    """Compute the refund of each line of a file: ex-VAT price x the lower of HS rebate rate and invoice rate."""
    from exportlane.cli.rebate_files import refunds_of

    with refusing(as_json=as_json, field="lines"):
        found = refunds_of(file, read_text(file))
    if as_json:
        say({"lines": [_line(id_, refund) for id_, refund in found]})
        return
    for id_, refund in found:
        typer.echo(
            f"{id_}: {refund.outcome.value}, {refund.refund} on {refund.ex_vat} without VAT "
            f"at the rate {refund.applied_rate}"
        )
    total = sum(refund.refund for _, refund in found)
    typer.echo(f"{total:.2f} in all, of {len(found)} {'line' if len(found) == 1 else 'lines'}.")


def average(
    file: FileArgument,
    profile: ProfileOption,
    on: Annotated[
        str | None,
        typer.Option(
            "--on", metavar="DATE", help="The day up to which open claims are counted; today without it."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Say what the average handling time of the claims in a file is, in working days, and what stands beside it."""
    from exportlane.cli.rebate_files import matters_of
    from exportlane.law.averages import average as reckon
    from exportlane.law.calendar import shipped_calendar

    with refusing(as_json=as_json, field="on"):
        day = parse_day(on, "on") if on is not None else _today()
        limit = profile_on(profile, day).time_limits["rebate"]
        matters = matters_of(file, read_text(file))
        found = reckon(
            matters,
            on=day,
            calendar=shipped_calendar(),
            limit=limit.length if limit.average else None,
            by_class=limit.by_class,
        )
    if as_json:
        say(_shown(found))
        return
    for sentence in _sentences(found, limit.article):
        typer.echo(sentence)


def _today() -> date:
    from datetime import UTC, datetime

    from exportlane.law.instants import statutory_day

    return statutory_day(datetime.now(UTC))


def _line(id_: str, refund: Refund) -> dict[str, str]:
    return {
        "id": id_,
        "outcome": refund.outcome.value,
        "ex_vat": str(refund.ex_vat),
        "applied_rate": str(refund.applied_rate),
        "refund": str(refund.refund),
    }


def _shown(found: Average) -> dict[str, object]:
    return {
        "exact": _exact(found.exact),
        "display": _two_decimals(found.exact),
        "n": found.n,
        "median": None if found.median is None else _plain(found.median),
        "p90": found.p90,
        "maximum": found.maximum,
        "within_limit": found.within,
        "average_without_pauses": _exact(found.without_pauses),
        "display_without_pauses": _two_decimals(found.without_pauses),
        "limit": found.limit,
        "share_within_limit": _exact(found.share_within),
        "class_breaches": [_aged(one) for one in found.breaches],
        "open": [_aged(one) for one in found.open],
        "threatening": [one.id for one in found.threatening],
        "suspected": [_aged(one) for one in found.suspected],
        "provisional": found.provisional,
    }


def _aged(one: Aged) -> dict[str, object]:
    return {"id": one.id, "class": one.of_class, "workdays": one.workdays, "limit": one.limit}


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _plain(value: Fraction) -> int | float:
    """A median is a whole number or a half, and both are exact as numbers of JSON."""
    return value.numerator if value.denominator == 1 else value.numerator / value.denominator


def _two_decimals(value: Fraction | None) -> str | None:
    from exportlane.law.averages import displayed

    return None if value is None else str(displayed(value))


def _sentences(found: Average, article: str) -> list[str]:
    said = [_headline(found), f"{article}."]
    if found.exact is not None:
        said.append(
            f"Of {found.n} decided: median {_two_decimals(found.median)}, P90 {found.p90}, maximum {found.maximum}; "
            f"{_two_decimals(found.without_pauses)} on average with the pauses counted."
        )
    said += _listed("past the limit of their class", found.breaches)
    said += _listed("open, the oldest first", found.open)
    said += _listed("open and older than the average may be, which threatens it", found.threatening)
    said += _listed("under suspicion, not counted", found.suspected)
    if found.provisional:
        said.append(
            "Provisional: the holiday notice for part of these days is not loaded, and may move them."
        )
    return said


def _headline(found: Average) -> str:
    if found.exact is None:
        return "No data: no normal claim of these is decided."
    mean = f"{_two_decimals(found.exact)} working days on average (exactly {_exact(found.exact)})"
    if found.limit is None:
        return f"{mean}; this profile has no limit for the average."
    return f"{mean}: {'within' if found.within else 'above'} the limit of {found.limit}."


def _listed(what: str, matters: Sequence[Aged]) -> list[str]:
    if not matters:
        return []
    each = "; ".join(
        f"{one.id} (class {one.of_class}) {one.workdays}" + (f" of {one.limit}" if one.limit else "")
        for one in matters
    )
    return [f"{len(matters)} {what}: {each}."]
