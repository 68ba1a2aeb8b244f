from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from exportlane.runtime.database import Database
from exportlane.runtime.migrations import migrate
from exportlane.runtime.settings import StartupRefused, load_settings
from tax_rebate.domain import Policy
from tax_rebate.settings import TaxSettings, policy_from_settings
from tax_rebate.storage import CLAIMS


def shipped(automatic: str | None = None) -> Policy:
    return policy_from_settings(load_settings(TaxSettings, automatic=automatic))


def test_the_profiles_lay_down_the_limits_of_the_classes() -> None:
    policy = shipped()
    tianjin, taizhou, national = (
        policy.of(name, None).time_limits["rebate"] for name in ("tianjin", "taizhou", "national")
    )

    assert dict(tianjin.by_class) == {1: 3, 2: 3}
    assert dict(national.by_class) == {1: 5, 2: 10, 3: 15, 4: 20}
    assert (tianjin.average, tianjin.length) == (True, 5)
    assert (taizhou.average, taizhou.length) == (True, 3)
    assert (national.average, national.length) == (False, None)


def test_a_claim_is_pinned_to_the_version_in_force_on_its_day() -> None:
    policy = shipped()

    assert policy.in_force("tianjin", date(2025, 6, 2)) == "tianjin-2024.2"
    assert policy.in_force("tianjin", date(2026, 11, 23)) == "tianjin-2026.1"
    assert policy.of("tianjin", "tianjin-2024.2").window_months is None
    assert policy.of("tianjin", None).window_months == 36
    assert not policy.knows("tianjin", "tianjin-1999.1")


@pytest.mark.parametrize(
    ("said", "alone"), [("none", set()), ("rebate.pay, rebate.decide", {"rebate.pay", "rebate.decide"})]
)
def test_the_setting_overrides_what_is_done_alone(said: str, alone: set[str]) -> None:
    assert {frozenset(rules.automatic) for rules in shipped(said).by_version.values()} == {frozenset(alone)}


def test_all_means_every_verb() -> None:
    automatic = shipped("all").of("national", None).automatic

    assert automatic >= {"rebate.decide", "rebate.pay", "rebate.clawback"}


def test_a_verb_that_does_not_exist_stops_the_start_with_a_sentence() -> None:
    with pytest.raises(StartupRefused, match=r"EXPORTLANE_AUTOMATIC.*rebate\.give"):
        load_settings(TaxSettings, automatic="rebate.give")


async def test_the_migrations_make_every_column_that_the_kind_writes(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'tax.db'}")
    await migrate(database, "tax_rebate.migrations")

    async with database.reading() as connection:
        rows = await connection.execute(sa.text("select name from pragma_table_info('claims')"))
        columns = {row.name for row in rows}
    await database.close()

    assert columns == {name for name, _ in CLAIMS.row_columns} | {"created_at"}
