"""The ledger is append-only, numbered without gaps, chained and signed; whatever is changed in it shows."""

from __future__ import annotations

import hashlib

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from exportlane.contracts.decision import Announce
from exportlane.contracts.vehicle_registry import VehicleRegistrationRestored
from exportlane.runtime.ledger import COLUMNS, Cause, Scribe, heads_of, verify
from exportlane.runtime.signing import Ed25519Signer
from tests.runtime.office import RING, SIGNERS, START, Office
from tests.runtime.toy import RESTORED, VIN

COLUMN_NAMES = ["position", *(name for name, _ in COLUMNS)]


async def write(office: Office, *cases: str, signer: Ed25519Signer | None = None) -> None:
    """One fact for every case named, each in a transaction of its own."""
    for case in cases:
        async with office.database.transaction() as connection:
            heads = await heads_of(office.database, connection, [case])
            scribe = Scribe("licensing", signer or SIGNERS["licensing"], heads)
            data = VehicleRegistrationRestored(vin=VIN, code="toy", reason="because it is a toy")
            scribe.write([Announce(case, RESTORED, data)], Cause("r", "b", "rule"), START)
            await office.database.write(connection, [scribe.rows()])


async def unguard(office: Office) -> None:
    """Take the guards away, as somebody with the keys of the database could."""
    if office.database.dialect == "postgresql":
        await office.execute("alter table ledger disable trigger user")
        return
    names = await office.rows("select name from sqlite_master where type = 'trigger'")
    await office.execute(*(f"drop trigger {row.name}" for row in names))


async def test_no_column_of_a_fact_can_be_changed(office: Office) -> None:
    await write(office, "a")

    for column in COLUMN_NAMES:
        with pytest.raises(DBAPIError, match="append-only"):
            await office.execute(f"update ledger set {column} = {column}")  # noqa: S608  # the test's own words


async def test_a_fact_can_be_marked_as_published_and_never_unmarked(office: Office) -> None:
    await write(office, "a")

    await office.execute("update ledger set published = true")

    assert [bool(row.published) for row in await office.rows("select published from ledger")] == [True]
    with pytest.raises(DBAPIError, match="append-only"):
        await office.execute("update ledger set published = false")


async def test_no_fact_can_be_removed(office: Office) -> None:
    await write(office, "a")
    columns = ", ".join(name for name, _ in COLUMNS)
    statements = {
        "postgresql": ["delete from ledger", "truncate ledger"],
        "sqlite": [
            "delete from ledger",
            f"insert or replace into ledger ({columns}) select {columns} from ledger",  # noqa: S608  # the test's own words
        ],
    }

    for statement in statements[office.database.dialect]:
        with pytest.raises(DBAPIError, match="append-only"):
            await office.execute(statement)

    assert len(await office.facts("a")) == 1


async def test_facts_of_a_case_are_numbered_from_one_without_gaps(office: Office) -> None:
    await write(office, "a", "b", "a", "a", "b")

    assert [fact.sequence for fact in await office.facts("a")] == [1, 2, 3]
    assert [fact.sequence for fact in await office.facts("b")] == [1, 2]


async def test_two_facts_never_have_the_same_number(office: Office) -> None:
    await write(office, "a")
    scribe = Scribe("licensing", SIGNERS["licensing"], {})
    data = VehicleRegistrationRestored(vin=VIN, code="toy", reason="written without a look at the head")
    scribe.write([Announce("a", RESTORED, data)], Cause("r", "b", "rule"), START)

    async def write_it() -> None:
        async with office.database.transaction() as connection:
            await office.database.write(connection, [scribe.rows()])

    with pytest.raises(IntegrityError):
        await write_it()

    assert len(await office.facts("a")) == 1


async def test_an_honest_ledger_verifies_whatever_the_page(office: Office) -> None:
    await write(office, "a", "b", "a", "c", "a", "b", "a")

    for page in (1, 2, 3, 7, 1000):
        found = await verify(office.database, "licensing", RING, page=page)
        assert (found.facts, found.cases, found.faults) == (7, 3, ())


TAMPERINGS = {
    "the data": "update ledger set data = replace(data, 'toy', 'joy') where sequence = 2 and case_id = :case",
    "the type": "update ledger set type = 'licence.granted.v1' where sequence = 2 and case_id = :case",
    "the time": "update ledger set time = '2020-01-01T00:00:00.000000Z' where sequence = 2 and case_id = :case",
    "the recording": "update ledger set recordedtime = '2020' where sequence = 2 and case_id = :case",
    "who decided": "update ledger set actor = 'licensing/officer/li' where sequence = 2 and case_id = :case",
    "the cause": "update ledger set causationid = 'another' where sequence = 2 and case_id = :case",
    "the batch": "update ledger set correlationid = 'another' where sequence = 2 and case_id = :case",
    "the trace": "update ledger set traceparent = 'another' where sequence = 2 and case_id = :case",
    "the id": "update ledger set id = 'another' where sequence = 2 and case_id = :case",
    "the case": "update ledger set case_id = 'another' where sequence = 2 and case_id = :case",
    "the number": "update ledger set sequence = 9 where sequence = 3 and case_id = :case",
    "the link": "update ledger set prevhash = digest where sequence = 2 and case_id = :case",
    "the digest": "update ledger set digest = prevhash where sequence = 2 and case_id = :case",
    "the signature": "update ledger set signature = "
    "(select signature from ledger where sequence = 1 and case_id = :case) where sequence = 2 and case_id = :case",
    "no signature": "update ledger set signature = '' where sequence = 2 and case_id = :case",
    "the first fact removed": "delete from ledger where sequence = 1 and case_id = :case",
    "a fact in the middle removed": "delete from ledger where sequence = 2 and case_id = :case",
    "the order": "update ledger set position = position + 100 where sequence = 1 and case_id = :case",
}


async def test_every_kind_of_tampering_is_found_where_it_was_done(office: Office) -> None:
    for name in ("untouched", *TAMPERINGS):
        await write(office, name, name, name)
    await unguard(office)
    assert not (await office.verified()).faults

    async with office.database.transaction() as connection:
        for name, statement in TAMPERINGS.items():
            await connection.execute(sa.text(statement), {"case": name})

    found = (await office.verified()).faults
    touched = {fault.removeprefix("case ").partition(",")[0] for fault in found}
    assert touched - {"another"} == set(TAMPERINGS)


async def test_a_fact_written_with_another_key_is_found(office: Office) -> None:
    await write(office, "a")

    await write(office, "a", signer=SIGNERS["customs"])

    assert (await office.verified()).faults == (
        "case a, sequence 2: The fact of licensing is signed by customs.",
    )


async def test_a_changed_fact_with_a_fitting_digest_is_still_found_by_its_signature(office: Office) -> None:
    await write(office, "a", "a")
    await unguard(office)
    forged = (await office.facts("a"))[1]
    changed = forged.statement().replace(b'"rule"', b'"wang"')

    digest = hashlib.sha256(changed).hexdigest()
    await office.execute(f"update ledger set actor = 'wang', digest = '{digest}' where sequence = 2")  # noqa: S608  # the test's own words

    assert (await office.verified()).faults == ("case a, sequence 2: The signature does not fit the fact.",)
