"""A forger: for some of the genuine facts that it sees it makes messages that no agency may believe."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path

from exportlane.contracts import AGENCIES, topic_of
from exportlane.contracts.envelope import Envelope, digest, read_envelope
from exportlane.runtime.bus.contract import Delivery, Headers, Record
from exportlane.runtime.ids import new_id
from exportlane.runtime.signing import Signer, embedded_keys

HEARD_BY_ALL = ("licence.granted.v1", "customs.rejected.v1")
"""Types that every service hears that reads their topic, so that each of them must set a forgery aside."""


Signers = Mapping[str, Signer]


def _garbage(fact: Envelope, signers: Signers) -> tuple[str, Record]:
    return "malformed", Record(topic_of(fact.source), fact.subject, (), b"\x00\xff" + new_id().encode())


def _headless(fact: Envelope, signers: Signers) -> tuple[str, Record]:
    """A message whose case nobody can read, because a header is missing."""
    headers = tuple(pair for pair in _as(fact).headers() if pair[0] != "ce_sequence")
    return "malformed", _record(fact, headers)


def _unsigned(fact: Envelope, signers: Signers) -> tuple[str, Record]:
    return "unsigned", _record(replace(_as(fact), signature=""))


def _altered(fact: Envelope, signers: Signers) -> tuple[str, Record]:
    """The agency's own signature, over other data."""
    data = json.dumps({**json.loads(fact.data), "vin": "LSVAU0330M9999999"}).encode()
    return "altered", _record(replace(fact, data=data))


def _strangers(fact: Envelope, signers: Signers) -> tuple[str, Record]:
    """Signed well, but by another agency than the one that is said to speak."""
    other = next(agency for agency in AGENCIES if agency != fact.source)
    changed = _as(fact)
    return "wrong-agency", _record(replace(changed, signature=signers[other].sign(changed.statement())))


def _misplaced(fact: Envelope, signers: Signers) -> tuple[str, Record]:
    """A genuine fact on a topic that is not its agency's."""
    other = next(agency for agency in AGENCIES if agency not in {fact.source, "gateway"})
    return "wrong-topic", replace(_record(fact), topic=topic_of(other))


def _ahead(fact: Envelope, signers: Signers) -> tuple[str, Record]:
    """The licence, before the agency has decided: number and chain are right, the signature is not."""
    following = replace(
        _as(fact), type=HEARD_BY_ALL[0], sequence=fact.sequence + 1, prevhash=digest(fact.statement())
    )
    return "altered", _record(following)


def _as(fact: Envelope) -> Envelope:
    """The same fact under another id: another statement, in the same place of the chain."""
    return replace(fact, id=new_id())


def _record(fact: Envelope, headers: Headers | None = None) -> Record:
    return Record(topic_of(fact.source), fact.subject, headers or fact.headers(), fact.data)


KINDS: Mapping[str, Callable[[Envelope, Signers], tuple[str, Record]]] = {
    "garbage": _garbage,
    "headless": _headless,
    "unsigned": _unsigned,
    "altered": _altered,
    "stranger's": _strangers,
    "misplaced": _misplaced,
    "ahead": _ahead,
}


class Forger:
    """Makes one message for every `every`-th fact of these cases, one kind after the other.

    `made` holds each with the cause for which it must be set aside, wherever its topic is heard.
    """

    def __init__(self, cases: Collection[str] | Mapping[str, object], keys: Path, *, every: int) -> None:
        self._cases = cases
        self._signers, _ = embedded_keys(keys, sorted(AGENCIES))
        self._every = every
        self._seen = count()
        self._turn = count()
        self.made: list[tuple[str, Record]] = []
        self.kinds: list[str] = []

    def forged(self, delivery: Delivery) -> list[Record]:
        """What is to be written because of this genuine fact: mostly nothing."""
        if delivery.key not in self._cases or any(
            record.headers == delivery.headers for _, record in self.made
        ):
            return []
        envelope = read_envelope(delivery.headers, delivery.value)
        ahead = envelope.type == "licence.application_submitted.v1" and envelope.sequence == 1
        if next(self._seen) % self._every and not (ahead and "ahead" not in self.kinds[-8:]):
            return []
        names = [name for name in KINDS if name != "ahead"]
        name = "ahead" if ahead else names[next(self._turn) % len(names)]
        cause, record = KINDS[name](envelope, self._signers)
        self.kinds.append(name)
        self.made.append((cause, record))
        return [record]
