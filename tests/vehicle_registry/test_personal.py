"""Former owners' data: sealed, read with a purpose, never anywhere else."""

from __future__ import annotations

import base64
import json
import secrets
import sqlite3
from pathlib import Path

import pytest

from exportlane.runtime.settings import StartupRefused
from tests.vehicle_registry.conftest import Registry, Start, granted
from tests.vehicle_registry.test_transfer_api import CHECKED, a_transfer, done
from vehicle_registry.personal.sealing import Keys, SealBroken, embedded_keys, read_keys

OWNER = {
    "kind": "person",
    "name": "欧阳甲乙丙",
    "identity_no": "120103199001017719",
    "address": "天津市河西区某路七号",
    "phone": "13900001111",
}
SECRETS = ("欧阳甲乙丙", "120103199001017719", "某路七号", "13900001111")


def keys_file(path: Path, *names: str, keep: Keys | None = None) -> Path:
    """A file of keys; the last name is the current one."""
    old = {name: base64.b64encode(key).decode() for name, key in keep.keys.items()} if keep else {}
    new = {name: base64.b64encode(secrets.token_bytes(32)).decode() for name in names}
    path.write_text(json.dumps({"current": names[-1], "keys": {**old, **new}}))
    return path


def found_in(data_dir: Path) -> list[str]:
    """Every file under the folder that holds one of the secrets, in any usual writing."""
    needles = [
        form
        for text in SECRETS
        for form in (text.encode(), json.dumps(text)[1:-1].encode(), base64.b64encode(text.encode()))
    ]
    return [
        str(path.relative_to(data_dir))
        for path in data_dir.rglob("*")
        if path.is_file() and any(needle in path.read_bytes() for needle in needles)
    ]


def cells_of(database: Path) -> str:
    """Everything that stands in any table, as text."""
    with sqlite3.connect(database) as connection:
        tables = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")]
        return "\n".join(
            str(row)
            for name in tables
            for row in connection.execute(f'select * from "{name}"')  # noqa: S608  # the names are the database's own
        )


class TestSealing:
    def test_what_is_sealed_belongs_to_one_vehicle(self, tmp_path: Path) -> None:
        keys = read_keys(keys_file(tmp_path / "keys.json", "2026-1"))
        sealed = keys.seal(b"plain", belongs_to="a")

        assert keys.unseal(sealed, belongs_to="a") == b"plain"
        with pytest.raises(SealBroken):
            keys.unseal(sealed, belongs_to="b")

    def test_a_changed_seal_or_a_lost_key_gives_nothing(self, tmp_path: Path) -> None:
        keys = read_keys(keys_file(tmp_path / "keys.json", "2026-1"))
        others = read_keys(keys_file(tmp_path / "others.json", "2027-1"))
        sealed = keys.seal(b"plain", belongs_to="a")
        text = bytearray(base64.b64decode(sealed.text))
        text[0] ^= 1
        forged = type(sealed)(sealed.key_id, sealed.nonce, base64.b64encode(text).decode())

        with pytest.raises(SealBroken):
            keys.unseal(forged, belongs_to="a")
        with pytest.raises(SealBroken, match="2026-1 is not in the file"):
            others.unseal(sealed, belongs_to="a")

    def test_two_seals_of_one_text_differ(self, tmp_path: Path) -> None:
        keys = read_keys(keys_file(tmp_path / "keys.json", "2026-1"))

        assert keys.seal(b"plain", belongs_to="a") != keys.seal(b"plain", belongs_to="a")

    @pytest.mark.parametrize(
        "text",
        ["", "[]", "{}", '{"current": "a", "keys": {}}', '{"current": "a", "keys": {"a": "c2hvcnQ="}}',
         '{"current": "a", "keys": {"a": "?"}}', '{"current": "b", "keys": {"a": 7}}'],
    )  # fmt: skip
    def test_a_file_that_holds_no_keys_stops_with_a_sentence(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "keys.json"
        path.write_text(text)

        with pytest.raises(StartupRefused, match="EXPORTLANE_PERSONAL_DATA_KEY"):
            read_keys(path)

    def test_the_embedded_keys_are_made_once_and_for_ourselves_alone(self, tmp_path: Path) -> None:
        made = embedded_keys(tmp_path)

        assert embedded_keys(tmp_path) == made
        assert (tmp_path / "keys" / "personal-data.json").stat().st_mode & 0o077 == 0
        assert base64.b64encode(made.keys[made.current]).decode() not in repr(made)


async def given(registry: Registry, **changed: object) -> str:
    case = await registry.receive(**changed)
    answer = await registry.exporter.post(f"/v1/vehicles/{case}/former-owner", OWNER)
    assert answer.status_code == 201, answer.text
    return case


async def test_an_officer_reads_it_for_a_purpose_and_the_reading_is_recorded(registry: Registry) -> None:
    case = await given(registry)
    path = f"/v1/vehicles/{case}/former-owner"

    read = await registry.officer.get(path, purpose="transfer_check")
    again = await registry.supervisor.get(path, purpose="complaint")
    readings = await registry.supervisor.get(f"{path}/readings")

    assert (read.json(), read.headers["cache-control"]) == (OWNER, "no-store")
    assert again.status_code == 200
    assert [(one["by"], one["purpose"]) for one in readings.json()] == [
        ("vehicle-registry/officer/li", "transfer_check"),
        ("vehicle-registry/supervisor/test", "complaint"),
    ]


async def test_without_a_purpose_or_the_role_nothing_is_read(registry: Registry) -> None:
    path = f"/v1/vehicles/{await given(registry)}/former-owner"

    aimless = [await registry.officer.get(path), await registry.officer.get(path, purpose="curiosity")]
    others = [
        await registry.caller(agency, role, uscc="91120118MA06ABCD1Y").get(path, purpose="audit")
        for agency, role in (
            ("vehicle-registry", "viewer"), ("enterprise", "exporter"), ("gateway", "service"),
            ("licensing", "supervisor"), ("gateway", "operator"),
        )
    ]  # fmt: skip

    assert {answer.status_code for answer in aimless} == {422}
    assert {answer.status_code for answer in others} == {403}
    assert (await registry.officer.get(f"{path}/readings")).status_code == 403


async def test_it_is_given_once_for_an_own_vehicle_that_exists(registry: Registry) -> None:
    case = await given(registry)
    path = f"/v1/vehicles/{case}/former-owner"

    again = await registry.exporter.post(path, OWNER)
    stranger = await registry.stranger.post(path, OWNER)
    nowhere = await registry.exporter.post("/v1/vehicles/none/former-owner", OWNER)
    unread = await registry.officer.get("/v1/vehicles/none/former-owner", purpose="audit")
    unseen = await registry.supervisor.get("/v1/vehicles/none/former-owner/readings")

    assert again.json()["slug"] == "conflict"
    assert {a.status_code for a in (stranger, nowhere, unread, unseen)} == {404}
    assert SECRETS[0] not in again.text


async def test_the_plain_text_stands_in_no_table_ledger_span_log_or_answer(
    start: Start, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    spans = tmp_path / "spans.db"
    async with start(spans_db=spans) as run:
        registry = Registry(run)
        case = await registry.receive(**a_transfer())
        path = f"/v1/vehicles/{case}/former-owner"
        key = "the-same-key"
        answers = [
            await registry.exporter.post(path, OWNER, key=key),
            await registry.exporter.post(path, OWNER, key=key),
            await registry.exporter.post(path, OWNER | {"colour": SECRETS[1]}),
            await registry.exporter.post(path, OWNER | {"phone": ["13900001111"]}),
        ]
        await done(registry, case, *CHECKED, ("endorse", {}))
        async with registry.speaks("licensing") as licensing:
            await licensing.says(case, "licence.granted.v1", granted())
            shown = await registry.until_status(case, "deregistered_provisional")
        read = await registry.officer.get(path, purpose="court_order")
        tables = cells_of(run.data_dir / "vehicle-registry.db")

    assert read.json() == OWNER
    assert [answer.status_code for answer in answers] == [201, 201, 422, 422]
    texts = [*(answer.text for answer in answers), json.dumps(shown, ensure_ascii=False), tables]
    said = capfd.readouterr()
    for secret in SECRETS:
        assert not [text for text in (*texts, said.out, said.err) if secret in text]
    assert spans.exists()
    assert found_in(tmp_path) == []


async def test_with_a_new_key_everything_is_sealed_anew_and_still_read(start: Start, tmp_path: Path) -> None:
    path = keys_file(tmp_path / "keys.json", "2026-1")
    async with start(personal_data_key=path) as run:
        case = await given(Registry(run))
    keys_file(path, "2026-2", keep=read_keys(path))

    async with start(personal_data_key=path) as run:
        registry = Registry(run)
        denied = await registry.officer.post("/v1/former-owners/reseal")
        sealed = await registry.supervisor.post("/v1/former-owners/reseal")
        again = await registry.supervisor.post("/v1/former-owners/reseal")
        read = await registry.officer.get(f"/v1/vehicles/{case}/former-owner", purpose="audit")

    assert denied.status_code == 403
    assert sealed.json() == {"resealed": 1, "key_id": "2026-2"}
    assert (again.json()["resealed"], read.json()) == (0, OWNER)


async def test_when_the_old_key_is_lost_the_answer_says_so_and_shows_nothing(
    start: Start, tmp_path: Path
) -> None:
    path = keys_file(tmp_path / "keys.json", "2026-1")
    async with start(personal_data_key=path) as run:
        case = await given(Registry(run))
    keys_file(path, "2026-2")

    async with start(personal_data_key=path) as run:
        registry = Registry(run)
        read = await registry.officer.get(f"/v1/vehicles/{case}/former-owner", purpose="audit")
        sealed = await registry.supervisor.post("/v1/former-owners/reseal")

    for answer in (read, sealed):
        assert (answer.status_code, answer.json()["slug"]) == (503, "unavailable")
