"""The line to the gateway: where it is, as whom, and what a refusal looks like to a person.

The address is `--url`, else `EXPORTLANE_URL` (or `EXPORTLANE_GATEWAY`), else `http://127.0.0.1:` and
`EXPORTLANE_PORT`. The token is `EXPORTLANE_TOKEN`; without one, in embedded mode, the development issuer beside the
data mints one for a few minutes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from exportlane.cli.session import refuse, settings

if TYPE_CHECKING:
    import httpx

FINE, FOUND, BAD = 0, 1, 2
GATEWAY = "gateway"
SECONDS = 30.0
UrlOption = Annotated[str | None, typer.Option("--url", help="The gateway's address (EXPORTLANE_URL).")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on one line.")]
AgencyOption = Annotated[str | None, typer.Option("--agency", help="One service only, for example customs.")]


class Unreachable(Exception):
    """A service could not be asked. The message is a sentence."""


class Denied(Exception):
    """The gateway or an agency said no. `slug` is its problem's, `status` the HTTP status; the message a sentence."""

    def __init__(self, status: int, slug: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.slug = slug


@dataclass(frozen=True, slots=True)
class Line:
    """An open line. Every call raises Unreachable or Denied, with a sentence."""

    client: httpx.Client

    def get(self, path: str, **asked: str | int) -> Any:
        return self._call("GET", path, params=asked)

    def post(self, path: str, body: object) -> Any:
        return self._call("POST", path, json=body)

    def services(self) -> list[str]:
        """The gateway and every agency that it has discovered."""
        return [GATEWAY, *(each["agency"] for each in self.get("/v1/agencies")["agencies"])]

    def _call(self, method: str, path: str, **options: Any) -> Any:
        import httpx

        try:
            answer = self.client.request(method, path, **options)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unreachable(
                f"The gateway at {self.client.base_url} does not answer ({type(error).__name__}). "
                "Is it running (exportlane up), and is --url right?"
            ) from error
        try:
            document = answer.json()
        except ValueError as error:
            raise Unreachable(
                f"{self.client.base_url} answered with something that is no JSON; is it a gateway?"
            ) from error
        if answer.is_success:
            return document
        raise _denied(answer.status_code, document)


def _denied(status: int, document: Any) -> Denied | Unreachable:
    found = document if isinstance(document, dict) else {}
    slug, sentence = (
        str(found.get("slug", "")),
        str(found.get("detail", f"The answer had the status {status}.")),
    )
    if slug in {"agency-unavailable", "upstream-timeout"}:
        return Unreachable(sentence)
    return Denied(status, slug, sentence)


def path_of(service: str, rest: str) -> str:
    """The operators' path of a service: the gateway's own, or an agency's through the gateway."""
    return f"/v1/operations/{rest}" if service == GATEWAY else f"/v1/{service}/operations/{rest}"


@contextmanager
def line(url: str | None) -> Iterator[Line]:
    """A line for one command. What goes wrong on it ends the command with a sentence and the right status."""
    import httpx

    found = settings()
    address = url or os.environ.get("EXPORTLANE_URL") or os.environ.get("EXPORTLANE_GATEWAY")
    address = address or f"http://127.0.0.1:{found.port}"
    if not address.startswith(("http://", "https://")):
        refuse(f"--url {address}: an address starts with http:// or https://.", BAD)
    headers = {"authorization": f"Bearer {_token()}", "accept": "application/json"}
    with httpx.Client(base_url=address, headers=headers, timeout=SECONDS) as client:
        try:
            yield Line(client)
        except Unreachable as error:
            refuse(str(error), BAD)
        except Denied as error:
            refuse(str(error), FOUND if error.status == 404 else BAD)


def _token() -> str:
    from datetime import UTC, datetime, timedelta

    given = os.environ.get("EXPORTLANE_TOKEN", "").strip()
    if given:
        return given
    found = settings()
    if not found.embedded:
        refuse(
            "Set EXPORTLANE_TOKEN to an operator's access token; outside embedded mode none can be made here.",
            BAD,
        )
    if not _has_key(found.data_dir):
        refuse(
            f"There is no embedded system in {found.data_dir}: set EXPORTLANE_DATA_DIR to its data folder, or "
            "EXPORTLANE_TOKEN to an access token.",
            BAD,
        )
    from exportlane.runtime.auth import DEFAULT_SCOPES, OPERATOR
    from exportlane.runtime.issuer import DevelopmentIssuer

    return DevelopmentIssuer.open(found).mint(
        subject="command-line", agency=GATEWAY, role=OPERATOR, scopes=DEFAULT_SCOPES[OPERATOR],
        now=datetime.now(UTC), ttl=timedelta(minutes=5),
    )  # fmt: skip


def _has_key(folder: Path) -> bool:
    # Opening the issuer would make a key, and a key beside no system is a token that nobody accepts.
    return (folder / "issuer.pem").exists()


def chosen(gateway: Line, agency: str | None) -> Sequence[str]:
    """All services, or the one that was asked for. Ends the command when there is no such service."""
    known = gateway.services()
    if agency is None:
        return known
    if agency not in known:
        refuse(f"There is no service {agency}; there are {', '.join(known)}.", BAD)
    return [agency]


def end(status: int) -> NoReturn:
    """End the command."""
    raise typer.Exit(status)
