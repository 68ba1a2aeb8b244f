from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from exportlane.runtime.auth import Authenticator, Caller
from exportlane.runtime.problems import Problem

ISSUER = "https://id.example.test/realms/export"
NOW = 1_772_400_000.0


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


class Keys:
    """A source of keys that counts how often it was asked and can fail."""

    def __init__(self, *keys: Mapping[str, Any]) -> None:
        self.keys = list(keys)
        self.asked = 0
        self.broken = False

    async def jwks(self) -> Mapping[str, Any]:
        self.asked += 1
        await asyncio.sleep(0)
        if self.broken:
            raise OSError("the issuer is away")
        return {"keys": list(self.keys)}


ED = ed25519.Ed25519PrivateKey.generate()
EC = ec.generate_private_key(ec.SECP256R1())
RSA = rsa.generate_private_key(65537, 2048)
ED_JWK = OKPAlgorithm.to_jwk(ED.public_key(), as_dict=True) | {"kid": "ed", "use": "sig", "alg": "EdDSA"}
EC_JWK = ECAlgorithm.to_jwk(EC.public_key(), as_dict=True) | {"kid": "ec", "use": "sig"}
RSA_JWK = RSAAlgorithm.to_jwk(RSA.public_key(), as_dict=True) | {"kid": "rsa", "use": "sig", "alg": "RS256"}
CLAIMS: dict[str, Any] = {
    "iss": ISSUER, "aud": "exportlane", "sub": "wang.li", "iat": NOW - 10, "exp": NOW + 600,
    "agency": "licensing", "role": "officer", "scope": "read decide",
}  # fmt: skip


def token(
    key: Any = ED, alg: str = "EdDSA", kid: str | None = "ed", header: Any = None, **claims: Any
) -> str:
    given = {name: value for name, value in (CLAIMS | claims).items() if value is not None}
    headers = ({"kid": kid} if kid else {}) | (header or {})
    return jwt.encode(given, key, algorithm=alg, headers=headers)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys() -> Keys:
    return Keys(ED_JWK, EC_JWK, RSA_JWK)


@pytest.fixture
def authenticator(keys: Keys, clock: Clock) -> Authenticator:
    return Authenticator(issuer=ISSUER, audience="exportlane", keys=keys, now=clock)


async def refused(authenticator: Authenticator, text: str) -> Problem:
    with pytest.raises(Problem) as caught:
        await authenticator.authenticate(text)
    return caught.value


async def test_a_token_names_its_caller(authenticator: Authenticator) -> None:
    caller = await authenticator.authenticate(token())

    assert caller == Caller("wang.li", "licensing", "officer", frozenset({"read", "decide"}), None)
    assert caller.actor == "licensing/officer/wang.li"


@pytest.mark.parametrize(
    ("key", "alg", "kid"), [(ED, "EdDSA", "ed"), (EC, "ES256", "ec"), (RSA, "RS256", "rsa")]
)
async def test_each_allowed_algorithm_is_accepted(
    authenticator: Authenticator, key: Any, alg: str, kid: str
) -> None:
    assert (await authenticator.authenticate(token(key, alg, kid))).role == "officer"


async def test_scopes_may_be_a_list(authenticator: Authenticator) -> None:
    assert (await authenticator.authenticate(token(scope=["read"]))).scopes == {"read"}


async def test_an_exporter_carries_the_code_of_the_enterprise(authenticator: Authenticator) -> None:
    text = token(agency="enterprise", role="exporter", uscc="91120116MA05XXXX8K")

    assert (await authenticator.authenticate(text)).uscc == "91120116MA05XXXX8K"


def unsigned(alg: str) -> str:
    def part(value: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': alg, 'kid': 'ed', 'typ': 'JWT'})}.{part(CLAIMS)}."


async def test_an_unsigned_token_is_refused(authenticator: Authenticator) -> None:
    for alg in ("none", "None", "NONE", ""):
        assert (await refused(authenticator, unsigned(alg))).slug == "token-invalid"


async def test_a_public_key_used_as_a_shared_secret_is_refused(authenticator: Authenticator) -> None:
    pem = RSA.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )

    def part(value: Any) -> bytes:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

    signed = part({"alg": "HS256", "kid": "rsa", "typ": "JWT"}) + b"." + part(CLAIMS)
    mac = base64.urlsafe_b64encode(hmac.digest(pem, signed, hashlib.sha256)).rstrip(b"=")

    assert (await refused(authenticator, (signed + b"." + mac).decode())).slug == "token-invalid"


async def test_the_algorithm_is_the_keys_not_the_tokens(authenticator: Authenticator) -> None:
    found = await refused(authenticator, token(EC, "ES256", "ed"))

    assert found.slug == "token-invalid"
    assert "algorithm" in found.detail


async def test_a_shared_secret_in_the_key_set_is_never_used(clock: Clock) -> None:
    secret = {"kty": "oct", "kid": "hs", "k": base64.urlsafe_b64encode(b"x" * 32).decode().rstrip("=")}
    authenticator = Authenticator(issuer=ISSUER, audience="exportlane", keys=Keys(secret), now=clock)

    assert (await refused(authenticator, token(b"x" * 32, "HS256", "hs"))).slug == "token-invalid"


async def test_a_small_rsa_key_is_never_used(clock: Clock) -> None:
    small = rsa.generate_private_key(65537, 1024)  # noqa: S505 - that is the point
    jwk = RSAAlgorithm.to_jwk(small.public_key(), as_dict=True) | {"kid": "small", "alg": "RS256"}
    authenticator = Authenticator(issuer=ISSUER, audience="exportlane", keys=Keys(jwk, ED_JWK), now=clock)

    with pytest.warns(jwt.warnings.InsecureKeyLengthWarning):
        text = token(small, "RS256", "small")

    assert (await refused(authenticator, text)).slug == "token-invalid"


async def test_a_key_of_an_unknown_kind_does_not_hide_the_others(clock: Clock) -> None:
    strange = {"kty": "SM2", "kid": "sm"}
    encrypting = ED_JWK | {"kid": "enc", "use": "enc"}
    authenticator = Authenticator(
        issuer=ISSUER, audience="exportlane", keys=Keys(strange, encrypting, ED_JWK), now=clock
    )

    assert (await authenticator.authenticate(token())).subject == "wang.li"
    assert (await refused(authenticator, token(kid="enc"))).slug == "token-invalid"


@pytest.mark.parametrize(
    ("claims", "says"),
    [
        ({"aud": "another"}, "audience"),
        ({"iss": "https://evil.example"}, "issuer"),
        ({"aud": None}, "aud"),
        ({"iss": None}, "iss"),
        ({"exp": None}, "exp"),
        ({"iat": None}, "iat"),
        ({"sub": None}, "sub"),
        ({"sub": ""}, "sub"),
        ({"sub": "a/b"}, "sub"),
        ({"sub": "a b"}, "sub"),
        ({"agency": None}, "agency"),
        ({"agency": "Licensing"}, "agency"),
        ({"agency": ["licensing"]}, "agency"),
        ({"role": None}, "role"),
        ({"role": "root"}, "role"),
        ({"scope": 7}, "scope"),
        ({"uscc": "short"}, "uscc"),
        ({"member": "police"}, "member"),
        ({"member": "tianjin.conf_police"}, "joint conference"),
        ({"role": "exporter"}, "enterprise"),
        ({"role": "exporter", "agency": "enterprise"}, "enterprise"),
        ({"agency": "enterprise"}, "enterprise"),
        ({"nbf": NOW + 60}, "not valid yet"),
        ({"iat": NOW + 60}, "not valid yet"),
        ({"exp": True}, "moment"),
    ],
)
async def test_a_token_with_a_wrong_claim_is_refused_and_says_which(
    authenticator: Authenticator, claims: dict[str, Any], says: str
) -> None:
    found = await refused(authenticator, token(**claims))

    assert found.slug == "token-invalid"
    assert says in found.detail


@pytest.mark.parametrize(
    "text", ["", "x", "a.b.c", "a.b.c.d", "é.é.é", "." * 500, "x" * 10_000, "\udcff.x.y"]
)
async def test_what_is_no_token_is_refused(authenticator: Authenticator, text: str) -> None:
    assert (await refused(authenticator, text)).slug == "token-invalid"


async def test_an_id_token_is_no_access_token(authenticator: Authenticator) -> None:
    assert (await refused(authenticator, token(header={"typ": "logout+jwt"}))).slug == "token-invalid"


async def test_an_altered_token_is_refused(authenticator: Authenticator) -> None:
    head, _, mac = token().split(".")
    body = token(role="supervisor").split(".")[1]

    found = await refused(authenticator, f"{head}.{body}.{mac}")

    assert "signature" in found.detail


async def test_the_clocks_of_issuer_and_service_may_differ_by_thirty_seconds(
    authenticator: Authenticator, clock: Clock
) -> None:
    text = token()
    clock.now = NOW + 629

    assert await authenticator.authenticate(text)
    clock.now = NOW + 630

    assert (await refused(authenticator, text)).slug == "token-expired"


async def test_an_expired_token_is_refused_also_when_it_was_never_seen(
    authenticator: Authenticator, clock: Clock
) -> None:
    clock.now = NOW + 10_000

    assert (await refused(authenticator, token())).slug == "token-expired"


async def test_a_new_key_is_fetched_when_a_token_names_it(
    authenticator: Authenticator, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    await authenticator.authenticate(token())
    new = ed25519.Ed25519PrivateKey.generate()
    keys.keys.append(OKPAlgorithm.to_jwk(new.public_key(), as_dict=True) | {"kid": "new"})
    later(authenticator, monkeypatch, 11)

    assert (await authenticator.authenticate(token(new, kid="new"))).subject == "wang.li"
    assert keys.asked == 2


async def test_made_up_key_ids_do_not_flood_the_issuer(authenticator: Authenticator, keys: Keys) -> None:
    for number in range(50):
        await refused(authenticator, token(kid=f"made-up-{number}"))

    assert keys.asked == 1


async def test_many_callers_at_the_start_fetch_the_keys_once(
    authenticator: Authenticator, keys: Keys
) -> None:
    callers = await asyncio.gather(*(authenticator.authenticate(token(sub=f"s{n}")) for n in range(20)))

    assert len(callers) == 20
    assert keys.asked == 1


async def test_a_key_that_was_taken_back_no_longer_opens_anything(
    authenticator: Authenticator, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = token()
    await authenticator.authenticate(text)
    keys.keys.remove(ED_JWK)
    later(authenticator, monkeypatch, 601)

    assert (await refused(authenticator, text)).slug == "token-invalid"


async def test_known_keys_stay_in_use_while_the_issuer_is_away(
    authenticator: Authenticator, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    await authenticator.authenticate(token())
    keys.broken = True
    later(authenticator, monkeypatch, 601)

    assert await authenticator.authenticate(token(sub="zhao"))


async def test_without_any_keys_the_service_says_that_it_cannot_know(
    authenticator: Authenticator, keys: Keys
) -> None:
    keys.broken = True

    found = await refused(authenticator, token())

    assert (found.slug, found.status) == ("unavailable", 503)


async def test_without_a_key_id_only_a_single_key_is_meant(
    authenticator: Authenticator, clock: Clock
) -> None:
    alone = Authenticator(issuer=ISSUER, audience="exportlane", keys=Keys(ED_JWK), now=clock)

    assert await alone.authenticate(token(kid=None))
    assert (await refused(authenticator, token(kid=None))).slug == "token-invalid"


async def test_a_verified_token_is_remembered_but_not_for_ever(clock: Clock, keys: Keys) -> None:
    authenticator = Authenticator(issuer=ISSUER, audience="exportlane", keys=keys, now=clock)
    first = await authenticator.authenticate(token())

    assert await authenticator.authenticate(token()) is first
    for number in range(4100):
        authenticator._remember(number.to_bytes(32, "big"), first, NOW)
    assert len(authenticator._remembered) == 4096


def later(authenticator: Authenticator, monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let the clock of the key ring be this much later."""
    ring = authenticator._ring
    before = ring._monotonic
    monkeypatch.setattr(ring, "_monotonic", lambda: before() + seconds)
