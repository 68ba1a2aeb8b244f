"""What cannot be trusted is kept aside with its cause, blocks nobody, and never takes the place of the genuine fact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jwt.utils import base64url_encode

from exportlane.contracts import topic_of
from exportlane.contracts.envelope import Envelope, digest
from exportlane.runtime.bus.contract import Delivery
from exportlane.runtime.signing import SignatureRefused
from tests.runtime.office import EXIT_CONFIRMED, RING, SIGNERS, Author, Office, delivery, signed
from tests.runtime.toy import RESTORED, WITHDRAWN

Forge = Callable[[Envelope], Delivery]


def headers_without(fact: Envelope, name: str) -> Delivery:
    return delivery(fact, headers=tuple(pair for pair in fact.headers() if pair[0] != name))


def headers_with(fact: Envelope, name: str, value: bytes) -> Delivery:
    kept = tuple(pair for pair in fact.headers() if pair[0] != name)
    return delivery(fact, headers=(*kept, (name, value)))


FORGERIES: dict[str, tuple[str, Forge]] = {
    "unsigned": ("unsigned", lambda f: delivery(replace(f, signature=""))),
    "its data altered": ("altered", lambda f: delivery(replace(f, data=f.data.replace(b"toy", b"joy")))),
    "its actor altered": ("altered", lambda f: delivery(replace(f, actor="licensing/officer/li"))),
    "its time altered": ("altered", lambda f: delivery(replace(f, time="2020-01-01T00:00:00.000000Z"))),
    "its id altered": ("altered", lambda f: delivery(replace(f, id="another"))),
    "its batch altered": ("altered", lambda f: delivery(replace(f, correlationid="another"))),
    "its link altered": ("altered", lambda f: delivery(replace(f, prevhash="f" * 64))),
    "signed by another agency": ("wrong-agency", lambda f: delivery(signed(f, "customs"))),
    "signed by a stranger": ("unknown-key", lambda f: delivery(signed(f, "stranger"))),
    "a signature of another fact": ("altered", lambda f: delivery(replace(signed(f, id="x"), id=f.id))),
    "a signature that is no JWS": ("altered", lambda f: delivery(replace(f, signature="rubbish"))),
    "a signature without its point": (
        "altered",
        lambda f: delivery(replace(f, signature=f.signature.replace("..", "."))),
    ),
    "on another agency's topic": ("wrong-topic", lambda f: delivery(f, topic=topic_of("customs"))),
    "no id": ("malformed", lambda f: headers_without(f, "ce_id")),
    "no source": ("malformed", lambda f: headers_without(f, "ce_source")),
    "no case": ("malformed", lambda f: headers_without(f, "ce_subject")),
    "no number": ("malformed", lambda f: headers_without(f, "ce_sequence")),
    "no link": ("malformed", lambda f: headers_without(f, "ce_prevhash")),
    "no version of CloudEvents": ("malformed", lambda f: headers_without(f, "ce_specversion")),
    "a number that is none": ("malformed", lambda f: headers_with(f, "ce_sequence", b"first")),
    "a header that is no text": ("malformed", lambda f: headers_with(f, "ce_type", b"\xff\xfe")),
    "a header with U+0000": ("malformed", lambda f: headers_with(f, "ce_id", b"a\x00b")),
    "no headers at all": ("malformed", lambda f: delivery(f, headers=())),
}


async def test_every_forgery_is_kept_aside_and_the_genuine_fact_still_goes_through(office: Office) -> None:
    author = Author()
    for name, (_, forge) in FORGERIES.items():
        await office.opens(name, name)
        one, two = author.says(name, "one"), author.says(name, "two")

        await office.hears(one, forge(two))
        await office.hears(forge(two))
        await office.hears(two)
        await office.hears(forge(two), two)

        assert await office.codes(name) == ["one", "two"], name
    parked = await office.parked()
    assert [(row.state, row.cause) for row in parked if row.state != "untrusted"] == []
    assert len(parked) == len(FORGERIES), "a forgery that comes again is not parked again"
    assert sorted(row.cause for row in parked) == sorted(slug for slug, _ in FORGERIES.values())
    assert [fact.type for fact in await office.facts(*FORGERIES)] == [WITHDRAWN] * 2 * len(FORGERIES)


async def test_a_forgery_never_waits_in_the_place_of_the_genuine_fact(office: Office) -> None:
    """Early, blocked or before the papers: whoever sits in a place must have proved that it is his."""
    author = Author()
    facts = [author.says("a", code) for code in ("one", "two", "three")]
    forged = [replace(fact, data=fact.data.replace(b"toy", b"joy")) for fact in facts]

    await office.hears(forged[2], forged[1], forged[0])
    assert await office.causes() == [("untrusted", "altered")] * 3
    await office.hears(facts[2], forged[2], facts[1], forged[1], facts[0], forged[0])
    await office.opens("a", "a")
    await office.handling.release(["a"])

    assert await office.codes("a") == ["one", "two", "three"]


async def test_a_forged_fact_that_nobody_here_hears_gives_way_to_the_genuine_one(office: Office) -> None:
    """What is not heard is noted without proof. When the proof comes, the forged note must not wedge the case."""
    await office.opens("a", "a")
    author = Author()
    one, two, three, four = (author.says("a", code) for code in ("one", "two", "three", "four"))
    forged_two = replace(two, type=EXIT_CONFIRMED)
    forged_three = replace(three, type=EXIT_CONFIRMED, prevhash=_digest(forged_two))

    await office.hears(one, forged_two, forged_three)
    await office.hears(two)
    await office.hears(forged_three, three, forged_two)
    await office.hears(four)

    assert await office.codes("a") == ["one", "two", "three", "four"]
    assert {row.state for row in await office.parked()} == {"untrusted"}


async def test_a_forged_note_and_the_genuine_fact_may_come_in_one_batch(office: Office) -> None:
    await office.opens("a", "a")
    author = Author()
    one, two = author.says("a", "one"), author.says("a", "two")

    await office.hears(replace(one, type=EXIT_CONFIRMED), one, two)

    assert await office.codes("a") == ["one", "two"]
    assert await office.causes() == [("untrusted", "altered")]


async def test_a_genuine_fact_off_the_chain_is_kept_aside(office: Office) -> None:
    await office.opens("a", "a")
    author = Author()
    one, two = author.says("a", "one"), author.says("a", "two")

    await office.hears(one, signed(two, prevhash="0" * 64))
    assert await office.causes() == [("untrusted", "chain-broken")]
    await office.hears(two)

    assert await office.codes("a") == ["one", "two"]


async def test_two_different_facts_with_one_number_are_a_contradiction(office: Office) -> None:
    await office.opens("a", "a")
    author = Author()
    one, two = author.says("a", "one"), author.says("a", "two")
    other = signed(one, id="another", data=one.data.replace(b"one", b"uno"))

    await office.hears(one, other)
    await office.hears(two, other)

    assert await office.codes("a") == ["one", "two"]
    assert await office.causes() == [("untrusted", "contradiction")]


async def test_two_different_facts_for_one_parked_place_are_a_contradiction(office: Office) -> None:
    author = Author()
    one = author.says("a", "one")
    other = signed(one, id="another", data=one.data.replace(b"one", b"uno"))

    await office.hears(one, one, other)

    assert await office.causes() == [("waiting", "no-papers"), ("untrusted", "contradiction")]


async def test_a_fact_of_an_agency_that_is_not_entitled_is_not_believed(office: Office) -> None:
    await office.opens("a", "a")
    customs = Author("customs")
    usurped = customs.says("a", "one")
    assert usurped.type == RESTORED
    own = customs.mumbles("a")

    await office.hears(usurped)
    await office.hears(usurped, own)

    assert await office.codes("a") == []
    assert await office.causes() == [("untrusted", "not-entitled")]
    rows = await office.rows("select sequence from inbox where source = 'customs' order by sequence")
    assert [row.sequence for row in rows] == [1, 2], "the lane of that agency goes on"


async def test_not_heard_facts_only_take_their_place(office: Office) -> None:
    await office.opens("a", "a")
    author = Author()

    await office.hears(
        author.mumbles("a"), author.says("a", "one"), author.mumbles("a"), author.says("a", "two")
    )

    assert await office.codes("a") == ["one", "two"]
    assert office.policy.calls == 2


@settings(max_examples=300, deadline=None)
@given(signature=st.one_of(st.text(), st.binary().map(lambda raw: raw.decode("latin-1"))))
def test_no_text_is_a_signature_by_chance(signature: str) -> None:
    with pytest.raises(SignatureRefused):
        RING.verify(signature, b"statement", source="licensing")


@pytest.mark.parametrize(
    "header",
    [
        b"[]",
        b"null",
        b'{"alg":"none","b64":false,"crit":["b64"],"kid":"licensing/1"}',
        b'{"alg":"HS256","b64":false,"crit":["b64"],"kid":"licensing/1"}',
        b'{"alg":"EdDSA","b64":true,"crit":["b64"],"kid":"licensing/1"}',
        b'{"alg":"EdDSA","b64":false,"crit":["b64","exp"],"kid":"licensing/1"}',
        b'{"alg":"EdDSA","b64":false,"crit":["b64"],"kid":["licensing/1"]}',
        b'{"alg":"EdDSA","b64":false,"crit":["b64"]}',
        b"[" * 100_000,
    ],
)
def test_a_header_is_read_with_distrust(header: bytes) -> None:
    body = SIGNERS["licensing"].sign(b"statement").partition("..")[2]

    with pytest.raises(SignatureRefused):
        RING.verify(f"{base64url_encode(header).decode()}..{body}", b"statement", source="licensing")


def test_a_genuine_signature_holds_for_its_statement_and_source_only() -> None:
    signature = SIGNERS["licensing"].sign(b"statement")

    for _ in range(2):
        RING.verify(signature, b"statement", source="licensing")
    for statement, source in ((b"other", "licensing"), (b"statement", "customs")):
        with pytest.raises(SignatureRefused):
            RING.verify(signature, statement, source=source)


def _digest(fact: Envelope) -> str:
    return digest(fact.statement())
