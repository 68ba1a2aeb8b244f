"""`exportlane token`: an access token of the development issuer, in embedded mode only."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Annotated

import typer

from exportlane.cli.session import BAD_USAGE, refuse, settings

if TYPE_CHECKING:
    from datetime import timedelta

_DURATION = re.compile(r"([1-9][0-9]{0,6})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DISTRICT = re.compile(r"district-[0-9]{6}")
"""An office of a district writes in the registers under the district's code (GB/T 2260)."""
_USCC = re.compile(r"[0-9A-Z]{18}")
_MEMBER = re.compile(r"[a-z]{2,32}\.conf_[a-z]{2,32}")
_SUBJECT = re.compile(r"[^\s/\x00-\x1f\x7f]{1,128}")


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("token")(token)


def token(  # noqa: PLR0913, PLR0917 - the options of the command, which typer reads by name
    role: Annotated[str, typer.Option("--role", help="viewer, officer, supervisor, exporter, operator, …")],
    agency: Annotated[
        str | None, typer.Option("--agency", help="The agency; enterprise for an exporter.")
    ] = None,
    uscc: Annotated[str | None, typer.Option("--uscc", help="The code of the exporter's enterprise.")] = None,
    member: Annotated[
        str | None, typer.Option("--member", help="The member of the joint conference: tianjin.conf_police.")
    ] = None,
    subject: Annotated[
        str | None, typer.Option("--subject", help="The person; by default made of the role.")
    ] = None,
    scope: Annotated[list[str] | None, typer.Option("--scope", help="A scope; may be repeated.")] = None,
    ttl: Annotated[str, typer.Option("--ttl", help="How long it lives: 90s, 30m, 8h, 7d.")] = "8h",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on one line.")] = False,
) -> None:
    """Print an access token for trying things out. Works beside a running system, in embedded mode only."""
    from datetime import UTC, datetime

    from exportlane.runtime.auth import DEFAULT_SCOPES, ENTERPRISE, EXPORTER
    from exportlane.runtime.issuer import DevelopmentIssuer
    from exportlane.runtime.settings import StartupRefused

    named = agency or (ENTERPRISE if role == EXPORTER else None)
    _check(role, named, uscc, subject)
    _check_member(role, named, member)
    life, now = _duration(ttl), datetime.now(UTC)
    scopes = tuple(scope) if scope else DEFAULT_SCOPES[role]
    who = subject or f"{role}-1"
    try:
        minted = DevelopmentIssuer.open(settings()).mint(
            subject=who,
            agency=str(named),
            role=role,
            scopes=scopes,
            now=now,
            ttl=life,
            uscc=uscc,
            member=member,
        )
    except StartupRefused as error:
        refuse(str(error))
    except ValueError as error:
        refuse(f"--ttl {ttl}: {error}.", BAD_USAGE)
    if not as_json:
        typer.echo(minted)
        return
    expires = (now + life).isoformat(timespec="seconds")
    shown = {"token": minted, "subject": who, "agency": named, "role": role, "scopes": sorted(scopes)}
    typer.echo(
        json.dumps(shown | {"uscc": uscc, "member": member, "expires_at": expires}, ensure_ascii=False)
    )


def _check(role: str, agency: str | None, uscc: str | None, subject: str | None) -> None:
    """End the command when a running service would refuse the token, or when it would name nobody."""
    from importlib.metadata import entry_points

    from exportlane.runtime.auth import CONFERENCE, ENTERPRISE, EXPORTER, ROLES

    if role not in ROLES:
        refuse(f"There is no role {role}; there are {', '.join(sorted(ROLES))}.", BAD_USAGE)
    agencies = sorted(
        {point.name for point in entry_points(group="exportlane.services")} | {ENTERPRISE, CONFERENCE}
    )
    if agency is None:
        refuse(f"Give the agency with --agency: {', '.join(agencies)}.", BAD_USAGE)
    if agency not in agencies and not _DISTRICT.fullmatch(agency):
        refuse(f"There is no agency {agency}; there are {', '.join(agencies)}.", BAD_USAGE)
    if (role == EXPORTER) != (agency == ENTERPRISE):
        refuse("The role exporter and the agency enterprise go together.", BAD_USAGE)
    if role == EXPORTER and uscc is None:
        refuse("An exporter's token needs --uscc, the code of the enterprise.", BAD_USAGE)
    if uscc is not None and not _USCC.fullmatch(uscc):
        refuse(f"--uscc {uscc}: the code has 18 digits and capital letters.", BAD_USAGE)
    if subject is not None and not _SUBJECT.fullmatch(subject):
        refuse("--subject: a name without spaces and slashes, at most 128 characters.", BAD_USAGE)


def _check_member(role: str, agency: str | None, member: str | None) -> None:
    from exportlane.runtime.auth import CONFERENCE

    if member is None:
        return
    if (role, agency) != (CONFERENCE, CONFERENCE):
        refuse("Only a token of the role conference and the agency conference has a --member.", BAD_USAGE)
    if not _MEMBER.fullmatch(member):
        refuse(f"--member {member}: write the profile and the role, as in tianjin.conf_police.", BAD_USAGE)


def _duration(text: str) -> timedelta:
    from datetime import timedelta

    matched = _DURATION.fullmatch(text)
    if matched is None:
        refuse(f"--ttl {text}: write it as 90s, 30m, 8h or 7d.", BAD_USAGE)
    number, unit = matched.groups()
    return timedelta(**{_UNITS[unit]: int(number)})
