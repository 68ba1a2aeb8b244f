from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from exportlane.law.pauses import Pause
from exportlane.runtime.database import Database
from exportlane.runtime.migrations import migrate
from exportlane.runtime.settings import StartupRefused, load_settings
from tax_rebate.settings import TaxSettings, policy_from_settings
from tax_rebate.storage import CLAIMS


def test_the_profiles_lay_down_the_limits_of_the_classes() -> None:
    rules = policy_from_settings(load_settings(TaxSettings)).rules

    assert dict(rules["tianjin"].limit_by_class) == {1: 3, 2: 3}
    assert dict(rules["national"].limit_by_class) == {1: 5, 2: 10, 3: 15, 4: 20}
    assert (rules["tianjin"].average_workdays, rules["taizhou"].average_workdays) == (5, 3)
    assert {one.window_months for one in rules.values()} == {36}


def test_class_1_accepted_on_16_november_2026_is_due_on_the_19th() -> None:
    policy = policy_from_settings(load_settings(TaxSettings))

    assert policy.due(date(2026, 11, 16), 3, ()) == date(2026, 11, 19)


def test_a_pause_moves_the_last_day() -> None:
    policy = policy_from_settings(load_settings(TaxSettings))
    pause = Pause(date(2026, 11, 17), date(2026, 11, 24))

    assert policy.due(date(2026, 11, 16), 3, (pause,)) == date(2026, 11, 26)


@pytest.mark.parametrize(
    ("exported", "ends"),
    [(date(2023, 11, 23), date(2026, 11, 23)), (date(2023, 11, 21), date(2026, 11, 23))],
    ids=["on the same day three years later", "off a Saturday to the Monday"],
)
def test_the_window_ends_after_36_months(exported: date, ends: date) -> None:
    assert policy_from_settings(load_settings(TaxSettings)).window_ends(exported, 36) == ends


@pytest.mark.parametrize(
    ("said", "alone"), [("none", set()), ("rebate.pay, rebate.decide", {"rebate.pay", "rebate.decide"})]
)
def test_the_setting_overrides_what_is_done_alone(said: str, alone: set[str]) -> None:
    policy = policy_from_settings(load_settings(TaxSettings, automatic=said))

    assert {frozenset(rules.automatic) for rules in policy.rules.values()} == {frozenset(alone)}


def test_all_means_every_verb() -> None:
    policy = policy_from_settings(load_settings(TaxSettings, automatic="all"))

    assert policy.rules["national"].automatic >= {"rebate.decide", "rebate.pay", "rebate.clawback"}


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
