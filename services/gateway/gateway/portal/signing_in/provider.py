"""The issuer as the portal meets it: found by discovery, asked for tokens, its signatures checked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx
import jwt
from pydantic import ValidationError

from exportlane.runtime.auth import JwksUrl, KeyRing
from gateway.portal.signing_in import protocol
from gateway.portal.signing_in.attempt import Attempt
from gateway.portal.signing_in.protocol import Client, Metadata, Tokens
from gateway.portal.signing_in.troubles import SignInFailed, Trouble

ANSWER_SECONDS: Final = 5.0
REMEMBERED_SECONDS: Final = 600.0
LARGEST_ANSWER: Final = 200_000
WELL_KNOWN: Final = "/.well-known/openid-configuration"

Line = Callable[[], httpx.AsyncClient]
"""Opens a client by which the issuer is asked."""


def over_the_network() -> httpx.AsyncClient:
    """A client for an issuer elsewhere."""
    return httpx.AsyncClient(timeout=ANSWER_SECONDS, follow_redirects=False)


@dataclass(frozen=True, slots=True)
class _Keys:
    line: Line
    address: str

    async def jwks(self) -> Mapping[str, Any]:
        async with self.line() as client:
            return await JwksUrl(self.address, client=client).jwks()


class Provider:
    """One issuer. `issuer` is its name, which the discovered document and every token must carry."""

    def __init__(
        self,
        client: Client,
        *,
        issuer: str,
        discovery: str,
        line: Line = over_the_network,
        now: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.client = client
        self._issuer = issuer
        self._discovery = discovery
        self._line = line
        self._now = now
        self._monotonic = monotonic
        self._known: tuple[Metadata, KeyRing] | None = None
        self._known_at = 0.0
        self._finding = asyncio.Lock()

    async def way_in(self, attempt: Attempt, *, redirect_uri: str) -> str:
        """Where a person goes to prove who he is. Raises SignInFailed unreachable, untrusted."""
        metadata, _ = await self._found()
        return protocol.way_to_the_issuer(
            metadata,
            self.client,
            redirect_uri=redirect_uri,
            state=attempt.state,
            nonce=attempt.nonce,
            verifier=attempt.verifier,
        )

    async def way_out(self, *, hint: str, back: str) -> str | None:
        """Where he leaves it, None where there is no such place or it cannot be asked now."""
        try:
            metadata, _ = await self._found()
        except SignInFailed:
            return None
        return protocol.way_out(metadata, self.client, hint=hint, back=back)

    async def redeem(self, code: str, attempt: Attempt, *, redirect_uri: str, named: str | None) -> Tokens:
        """The tokens for a code, the id token verified. `named` is the issuer that the answer names (RFC 9207).

        Raises SignInFailed.
        """
        metadata, ring = await self._found()
        if named != metadata.issuer and (
            named is not None or metadata.authorization_response_iss_parameter_supported
        ):
            raise SignInFailed(Trouble.UNTRUSTED, "The answer comes from another issuer.")
        request = protocol.exchange(
            metadata, self.client, code=code, redirect_uri=redirect_uri, verifier=attempt.verifier
        )
        tokens = await self._asked(request)
        await self._verify(tokens, ring, nonce=attempt.nonce)
        return tokens

    async def renew(self, refresh: str) -> Tokens:
        """New tokens for a refresh token. Raises SignInFailed: code-refused when the issuer has enough of it."""
        metadata, ring = await self._found()
        tokens = await self._asked(protocol.renewal(metadata, self.client, refresh=refresh))
        if tokens.id_token:
            await self._verify(tokens, ring, nonce=None)
        return tokens

    async def _verify(self, tokens: Tokens, ring: KeyRing, *, nonce: str | None) -> None:
        try:
            kid = jwt.get_unverified_header(tokens.id_token).get("kid")
        except jwt.PyJWTError as error:
            raise SignInFailed(Trouble.UNTRUSTED, "The issuer gave no id token.") from error
        protocol.trusted_claims(
            tokens.id_token,
            await ring.find(kid),
            issuer=self._issuer,
            client_id=self.client.id,
            nonce=nonce,
            access_token=tokens.access_token,
            now=self._now(),
        )

    async def _found(self) -> tuple[Metadata, KeyRing]:
        """The issuer's description, asked for again every ten minutes; an old one serves while it is away."""
        async with self._finding:
            if self._known is None or self._monotonic() - self._known_at > REMEMBERED_SECONDS:
                try:
                    metadata = await self._discovered()
                except SignInFailed:
                    if self._known is None:
                        raise
                    return self._known
                self._known = metadata, KeyRing(_Keys(self._line, metadata.jwks_uri))
                self._known_at = self._monotonic()
            return self._known

    async def _discovered(self) -> Metadata:
        answer = await self._sent("GET", self._discovery)
        try:
            answer.raise_for_status()
            metadata = Metadata.model_validate_json(answer.content)
        except (httpx.HTTPStatusError, ValidationError) as error:
            raise SignInFailed(
                Trouble.UNREACHABLE, "The issuer does not describe itself as it should."
            ) from error
        if metadata.issuer != self._issuer:
            raise SignInFailed(Trouble.UNTRUSTED, "The issuer gives itself another name.")
        return metadata

    async def _asked(self, request: protocol.Request) -> Tokens:
        answer = await self._sent(
            "POST", request.address, headers=dict(request.headers), content=request.body
        )
        if answer.status_code >= 500:
            raise SignInFailed(Trouble.UNREACHABLE, f"The issuer answered with status {answer.status_code}.")
        try:
            document = answer.json()
            if not isinstance(document, dict) or not answer.is_success:
                raise _refusal(document, answer.status_code)
            tokens = Tokens.model_validate(document)
        except ValueError as error:
            raise SignInFailed(Trouble.UNTRUSTED, "The issuer's answer holds no tokens.") from error
        if tokens.token_type.lower() != "bearer":
            raise SignInFailed(Trouble.UNTRUSTED, "The issuer gave tokens of a kind that we do not use.")
        return tokens

    async def _sent(self, method: str, address: str, **what: Any) -> httpx.Response:
        try:
            async with self._line() as client:
                answer = await client.request(method, address, **what)
        except (httpx.HTTPError, OSError) as error:
            raise SignInFailed(
                Trouble.UNREACHABLE, f"The issuer does not answer ({type(error).__name__})."
            ) from error
        if len(answer.content) > LARGEST_ANSWER:
            raise SignInFailed(Trouble.UNTRUSTED, "The issuer's answer is too long.")
        return answer


def _refusal(document: object, status: int) -> SignInFailed:
    """The issuer's no with its own word for it (RFC 6749, section 5.2), which is a code and no secret."""
    code = document.get("error") if isinstance(document, dict) else None
    known = isinstance(code, str) and code.isascii() and code.isprintable() and len(code) <= 64
    # That it does not know us is for the operator to mend; anything else is about this sign-in.
    unknown = code in {"invalid_client", "unauthorized_client"}
    trouble = Trouble.NOT_SET_UP if unknown else Trouble.CODE_REFUSED
    return SignInFailed(trouble, f"The issuer refuses: {code if known else status}.")
