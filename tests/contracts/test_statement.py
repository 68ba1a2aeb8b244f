"""The statement of a fact is canonical JSON (RFC 8785), whichever library writes it."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from exportlane.contracts.envelope import Envelope

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40)


@given(
    actor=TEXT,
    subject=TEXT,
    state=TEXT,
    sequence=st.integers(min_value=1, max_value=10**15),
    data=st.binary(),
)
def test_the_statement_is_what_the_standard_library_would_write(
    actor: str, subject: str, state: str, sequence: int, data: bytes
) -> None:
    fact = Envelope(
        id="1", source="customs", type="customs.cleared.v1", time="t", subject=subject, sequence=sequence,
        prevhash="0", correlationid="c", causationid="d", recordedtime="t", actor=actor, traceparent="",
        tracestate=state, data=data,
    )  # fmt: skip

    statement = fact.statement()

    members = json.loads(statement)
    assert (
        statement == json.dumps(members, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    )
    assert (members["actor"], members["subject"], members["partitionkey"]) == (actor, subject, subject)
    assert members["sequence"] == str(sequence)
