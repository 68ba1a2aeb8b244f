"""Messages that come twice, in another order, or from somebody who may not speak."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Sequence

from exportlane.runtime.bus import Delivery
from exportlane.runtime.testing import on_the_way, until
from tests.end_to_end.people import OPERATOR, SERVICES
from tests.faults.either import Either
from tests.faults.forging import KINDS, Forger
from tests.faults.load import lasting
from tests.faults.wire import again, intruding, listening


async def test_every_message_delivered_twice_has_its_effect_once(either: Either) -> None:
    async def repeat(delivery: Delivery) -> None:
        if delivery.key in either.load.stories:
            await either.bus.publish([again(delivery)])

    async with listening(either.bus, repeat) as heard:
        await either.load.rounds(3)
        proof = await either.load.proven()
        ours = [each for each in heard.seen if each.key in either.load.stories]
        assert len(ours) == proof.facts

    # And all of it once more, long after, in no order at all.
    random.Random(7).shuffle(ours)
    await either.bus.publish([again(delivery) for delivery in ours])
    again_proof = await either.load.proven()
    assert again_proof.facts == proof.facts


async def test_messages_of_a_case_may_come_in_any_order(either: Either) -> None:
    chance = random.Random(11)
    services = on_the_way()

    async def shuffled_for(name: str, handed_in: asyncio.Event) -> int:
        async with intruding(either.bus, f"exportlane.{name}", services[name].topics()) as kept:
            await handed_in.wait()
            await until(lambda: _nothing_more(kept), limit=60, what=f"{name} standing still")
        ours = [each for each in kept if each.key in either.load.stories]
        others = [each for each in kept if each.key not in either.load.stories]
        chance.shuffle(ours)
        for delivery in (*others, *ours):  # one by one, so that they lie in this order
            await either.bus.publish([again(delivery)])
        return len(ours)

    handed_in = asyncio.Event()
    intruders = [asyncio.create_task(shuffled_for(name, handed_in)) for name in ("gateway", "customs")]
    await lasting(3)
    await either.load.rounds(4)
    handed_in.set()
    shuffled = await asyncio.gather(*intruders)

    await either.load.proven()
    early = await _waited(either, "gateway") + await _waited(either, "customs")
    assert min(shuffled) > 0
    assert early["gap"] > 0, f"of {shuffled} messages none came before the one before it: {early}"


async def _nothing_more(kept: Sequence[Delivery]) -> bool:
    count = len(kept)
    await lasting(2.5)
    return len(kept) == count > 0


async def _waited(either: Either, service: str) -> Counter[str]:
    """Why messages of this load had to wait at a service."""
    rows = await either.books.read(service, "parked")
    return Counter(row["cause"] for row in rows if row["case_id"] in either.load.stories)


async def test_forged_messages_among_the_genuine_ones_are_set_aside_and_hold_up_nobody(
    either: Either,
) -> None:
    forger = Forger(either.load.stories, either.books.keys, every=12)

    async def forge(delivery: Delivery) -> None:
        await either.bus.publish(forger.forged(delivery))

    before = {name: await _untrusted(either, name) for name in SERVICES}
    async with listening(either.bus, forge):
        await either.load.rounds(6)
        proof = await either.load.proven(untrusted=True)

    assert len(forger.made) >= proof.facts / 100
    assert set(forger.kinds) == set(KINDS)
    for name, definition in on_the_way().items():
        set_aside = await _untrusted(either, name) - before[name]
        hearing = definition.topics()
        expected = Counter(cause for cause, record in forger.made if record.topic in hearing)
        assert set_aside == expected, name

    for name in SERVICES:
        await _skip_untrusted(either, name)
    await either.load.proven()


async def _skip_untrusted(either: Either, service: str) -> None:
    """An operator looks through what nobody may believe, and lays it aside for good."""
    path = f"/v1{'' if service == 'gateway' else '/' + service}/operations/parked"
    for row in (await either.entrance.get(OPERATOR, path, state="untrusted", limit="500"))["items"]:
        reason = {"reason": "It is a forgery."}
        answer = await either.entrance.ask(OPERATOR, "POST", f"{path}/{row['id']}/skip", json=reason)
        assert (answer.status_code, answer.json()["outcome"]) == (200, "skipped"), answer.text


async def _untrusted(either: Either, service: str) -> Counter[str]:
    rows = await either.books.read(service, "parked")
    return Counter(row["cause"] for row in rows if row["state"] == "untrusted")
