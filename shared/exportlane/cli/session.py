"""How a command speaks to the running gateway: where it is, as whom, and what its refusals look like to a person.

`EXPORTLANE_GATEWAY` is its address (default: `http://127.0.0.1:` and `EXPORTLANE_PORT`). `EXPORTLANE_TOKEN` is the
access token; without one, in embedded mode, the development issuer of `DATA_DIR` mints one for a minute.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NoReturn

import typer

if TYPE_CHECKING:
    import httpx

    from exportlane.runtime.settings import ServiceSettings

FAILED, BAD_USAGE = 1, 2
_TIMEOUT_S = 15.0


def refuse(sentence: str, status: int = FAILED) -> NoReturn:
    """End the command with a sentence on standard error."""
    typer.echo(sentence, err=True)
    raise typer.Exit(status)


def settings() -> ServiceSettings:
    """The settings of this shell. Ends the command with a sentence when one is wrong."""
    from pydantic import ValidationError

    from exportlane.runtime.settings import PREFIX, ServiceSettings

    try:
        return ServiceSettings()
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        refuse(f"The setting {name} is wrong: {first['msg']}.", BAD_USAGE)


def gateway(*, role: str = "operator", agency: str = "gateway") -> httpx.Client:
    """A client of the gateway that carries a token. Ends the command when there is none to carry."""
    import httpx

    found = settings()
    address = os.environ.get("EXPORTLANE_GATEWAY") or f"http://127.0.0.1:{found.port}"
    token = os.environ.get("EXPORTLANE_TOKEN") or _minted(found, role=role, agency=agency)
    return httpx.Client(base_url=address, headers={"authorization": f"Bearer {token}"}, timeout=_TIMEOUT_S)


def _minted(found: ServiceSettings, *, role: str, agency: str) -> str:
    from datetime import UTC, datetime, timedelta

    from exportlane.runtime.auth import DEFAULT_SCOPES
    from exportlane.runtime.issuer import DevelopmentIssuer

    if not found.embedded:
        refuse(
            "Set EXPORTLANE_TOKEN to an access token of your issuer; outside embedded mode none can be made here."
        )
    return DevelopmentIssuer.open(found).mint(
        subject="command-line",
        agency=agency,
        role=role,
        scopes=DEFAULT_SCOPES[role],
        now=datetime.now(UTC),
        ttl=timedelta(minutes=1),
    )


def fetch(client: httpx.Client, path: str, **parameters: str | int) -> Any:
    """GET and parse. Ends the command with the problem's own sentence when the gateway refuses or is not there."""
    import httpx

    try:
        answer = client.get(path, params=parameters)
    except httpx.HTTPError as error:
        refuse(
            f"The gateway at {client.base_url} does not answer ({type(error).__name__}); is «exportlane up» running?"
        )
    if answer.is_success:
        return answer.json()
    try:
        problem = answer.json()
        refuse(f"{problem['title']}: {problem['detail']}")
    except (ValueError, KeyError, TypeError):
        refuse(f"The gateway answered with status {answer.status_code}.")
