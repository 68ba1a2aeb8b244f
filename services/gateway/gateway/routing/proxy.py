"""The call that carries a request on to an agency: time-outs, bounded retries of safe calls, a breaker, few headers.

What passes in either direction is a list of what may, so that a header nobody thought of stays outside. Problem
documents of the agency pass through as they are.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

import httpx
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from exportlane.runtime.problems import problem
from gateway.routing.circuits import AgencyFailed, Circuits
from gateway.routing.paths import Passage, PathRefused, passage

SAFE = frozenset({"GET", "HEAD"})
PASSED_ON = frozenset(
    {
        "accept", "accept-language", "authorization", "content-type", "idempotency-key", "if-match", "if-none-match",
        "prefer", "tracestate", "x-request-id",
    }
)  # fmt: skip
PASSED_BACK = frozenset(
    {
        "allow", "cache-control", "content-language", "content-length", "content-type", "deprecation", "etag",
        "idempotency-replayed", "link", "location", "retry-after", "vary", "warning", "www-authenticate",
        "x-request-id",
    }
)  # fmt: skip
OUT_OF_SERVICE = frozenset({502, 503, 504})
ATTEMPTS = 3
ANSWER_SECONDS = 10.0
MAX_ANSWER = 8 * 1024 * 1024


class TimedOut(AgencyFailed):
    """The agency took the call and did not answer in time."""


class AnswerTooLong(Exception):
    """An agency sent more than an answer may hold; the connection is cut so that nobody takes a part for the whole."""


class Proxy:
    """Carries requests under ``/v1/{agency}/`` on. `clients` holds one HTTP client for each discovered agency."""

    def __init__(
        self,
        clients: Mapping[str, httpx.AsyncClient],
        circuits: Circuits,
        *,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._clients = clients
        self._circuits = circuits
        self._seconds = answer_seconds

    async def carry(self, request: Request, *, traceparent: str | None) -> Response:
        """Answer with what the agency answers.

        Raises the problems path-not-allowed, agency-unavailable and upstream-timeout.
        """
        where = passage(request.scope["raw_path"], request.scope["query_string"], self._clients.keys())
        if isinstance(where, PathRefused):
            raise problem("path-not-allowed", f"{where.sentence[0].upper()}{where.sentence[1:]}.")
        headers = _passed_on(request, traceparent)
        return await self._carried(request.method, where, headers, await request.body() or None)

    async def ask(  # whom, what, and in whose name
        self,
        agency: str,
        path: str,
        request: Request,
        *,
        content: bytes,
        key: str | None,
        traceparent: str | None,
    ) -> Response:
        """Post what was read here to an agency, in the name of who sent `request`; `key` where it brought none.

        Raises the problems agency-unavailable and upstream-timeout.
        """
        headers = {**_passed_on(request, traceparent), "content-type": "application/json"}
        if key is not None:
            headers["idempotency-key"] = key
        return await self._carried("POST", Passage(agency, path.encode()), headers, content)

    async def _carried(
        self, method: str, where: Passage, headers: Mapping[str, str], content: bytes | None
    ) -> Response:
        client = self._clients.get(where.agency)
        if client is None:
            raise problem("agency-unavailable", f"The address of the agency {where.agency} is not known.")
        call = client.build_request(method, _url(client, where), headers=headers, content=content)
        return _answer(await self._send(client, call, where.agency), where.agency)

    async def _send(self, client: httpx.AsyncClient, call: httpx.Request, agency: str) -> httpx.Response:
        retrying = AsyncRetrying(
            stop=stop_after_attempt(ATTEMPTS if call.method in SAFE else 1),
            wait=wait_random_exponential(multiplier=0.05, max=1),
            # A call that timed out has used the caller's time up; asking again would double it.
            retry=retry_if_exception(
                lambda error: isinstance(error, AgencyFailed) and not isinstance(error, TimedOut)
            ),
            reraise=True,
        )
        try:
            return await retrying(self._once, client, call, agency)
        except TimedOut as error:
            raise problem("upstream-timeout", str(error)) from error
        except AgencyFailed as error:
            raise problem("agency-unavailable", str(error), headers={"retry-after": "5"}) from error

    async def _once(self, client: httpx.AsyncClient, call: httpx.Request, agency: str) -> httpx.Response:
        async with self._circuits.guard(agency):
            try:
                # The limit of the client itself does not reach an agency inside the same process; this one does.
                async with asyncio.timeout(self._seconds):
                    answer = await client.send(call, stream=True)
            except (TimeoutError, httpx.TimeoutException) as error:
                raise TimedOut(f"The agency {agency} did not answer within {self._seconds:g} s.") from error
            except (httpx.TransportError, OSError) as error:
                raise AgencyFailed(f"The agency {agency} cannot be reached.") from error
            if answer.status_code in OUT_OF_SERVICE and call.method in SAFE:
                await answer.aclose()
                raise AgencyFailed(f"The agency {agency} is out of service (status {answer.status_code}).")
            return answer


def _passed_on(request: Request, traceparent: str | None) -> dict[str, str]:
    """The headers of a request that may go on to an agency."""
    headers = {name: value for name, value in request.headers.items() if name in PASSED_ON}
    headers["accept-encoding"] = "identity"
    if traceparent:
        headers["traceparent"] = traceparent
    return headers


def _url(client: httpx.AsyncClient, where: Passage) -> httpx.URL:
    # The target is set in its raw form, so that no library normalises what has been checked.
    return client.base_url.copy_with(raw_path=where.target)


def _answer(answer: httpx.Response, agency: str) -> Response:
    headers = {name: value for name, value in answer.headers.items() if name in PASSED_BACK}
    location = headers.get("location", "")
    if location.startswith("/v1/"):
        headers["location"] = f"/v1/{agency}/{location.removeprefix('/v1/')}"
    elif location:
        # An address of the agency's own network is of no use outside, and nobody is sent to another host from here.
        del headers["location"]
    return StreamingResponse(_bounded(answer), status_code=answer.status_code, headers=headers)


async def _bounded(answer: httpx.Response) -> AsyncIterator[bytes]:
    sent = 0
    try:
        async for chunk in answer.aiter_raw():
            sent += len(chunk)
            if sent > MAX_ANSWER:
                raise AnswerTooLong(f"the answer is longer than {MAX_ANSWER} bytes")
            yield chunk
    finally:
        await answer.aclose()
