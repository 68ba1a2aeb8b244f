from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from exportlane.law import limits
from exportlane.runtime.database import Database
from exportlane.runtime.migrations import migrate
from exportlane.runtime.settings import StartupRefused, load_settings
from vehicle_registry.settings import RegistrySettings, policy_from_settings
from vehicle_registry.storage import VEHICLES


def test_the_profiles_lay_down_the_phases_and_the_limit() -> None:
    policy = policy_from_settings(load_settings(RegistrySettings))

    assert {name: policy.rules(name).two_phase for name in policy.newest} == {
        "tianjin": True,
        "taizhou": False,
        "national": False,
    }
    lengths = {(r.limits["transfer"].length, r.limits["deregistration"].length) for r in policy.book.values()}
    assert lengths == {(3, 1)}
    assert policy.rules("tianjin").automatic >= {"vehicle.deregister", "vehicle.restore"}


def test_one_working_day_from_a_friday_ends_on_monday() -> None:
    policy = policy_from_settings(load_settings(RegistrySettings))

    clock = limits.start(
        policy.rules("tianjin").limits["deregistration"], on=date(2026, 11, 20), calendar=policy.calendar
    )

    assert clock.due_on == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "alone"),
    [
        ("none", set()),
        ("vehicle.restore", {"vehicle.restore"}),
        ("vehicle.restore, vehicle.deregister", {"vehicle.restore", "vehicle.deregister"}),
    ],
)
def test_the_setting_overrides_what_is_done_alone(said: str, alone: set[str]) -> None:
    policy = policy_from_settings(load_settings(RegistrySettings, automatic=said))

    assert {frozenset(rules.automatic) for rules in policy.book.values()} == {frozenset(alone)}


def test_all_means_every_verb() -> None:
    policy = policy_from_settings(load_settings(RegistrySettings, automatic="all"))

    assert policy.rules("national").automatic >= {"vehicle.deregister", "vehicle.restore"}


def test_keys_that_cannot_be_read_stop_the_start_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StartupRefused, match="EXPORTLANE_PERSONAL_DATA_KEY"):
        load_settings(RegistrySettings, personal_data_key=tmp_path / "none.json")


def test_a_verb_that_does_not_exist_stops_the_start_with_a_sentence() -> None:
    with pytest.raises(StartupRefused, match=r"EXPORTLANE_AUTOMATIC.*vehicle\.fly"):
        load_settings(RegistrySettings, automatic="vehicle.fly")


async def test_the_migrations_make_every_column_that_the_kind_writes(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'registry.db'}")
    await migrate(database, "vehicle_registry.migrations")

    async with database.reading() as connection:
        rows = await connection.execute(sa.text("select name from pragma_table_info('vehicles')"))
        columns = {row.name for row in rows}
    await database.close()

    assert columns == {name for name, _ in VEHICLES.row_columns} | {"created_at"}
