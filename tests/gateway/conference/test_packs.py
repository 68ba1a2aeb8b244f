"""Meeting packs: a month counted by hand, four forms, issued once and kept, counts for guests, quick when large."""

from __future__ import annotations

import hashlib
import io
import time
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from exportlane.runtime.database import Database
from exportlane.runtime.ledger import facts_of
from gateway.conference.members import bodies
from gateway.conference.pack.making import make_pack, month_of
from gateway.conference.pack.printed import printed
from gateway.conference.pack.shape import Pack, aggregates_of, read, written
from gateway.conference.pack.sheet import sheet_of
from gateway.conference.pack.tables import sections
from gateway.conference.reading import issued, issued_heads, issues_of_case, last_number
from gateway.entrance import entrance_of
from tests.gateway.conference.conftest import Hall
from tests.gateway.conference.facts import Row, heard, large_month, small_month
from tests.gateway.conference.test_issues import case_of, code
from tests.gateway.conference.test_meetings import met

PACK = "/v1/conference/packs/2026-11"
END = datetime(2026, 11, 30, 15, tzinfo=UTC)


async def november(hall: Hall, rows: list[Row] | None = None) -> Pack:
    """The pack of the November that can be counted by hand, on its last day."""
    hall.clock.move_to(END)
    entrance = entrance_of(hall.system.services["gateway"])
    await heard(entrance.database, small_month() if rows is None else rows)
    return await make_pack(entrance, bodies()["tianjin"], month_of("2026-11"))


def check_november(pack: Pack) -> None:
    """What was counted by hand."""
    licences = pack.licences
    assert (licences.granted, licences.refused, licences.late, licences.urgent) == (3, 1, 1, 1)
    assert (licences.on_time_share, licences.urgent_share) == ("75.00 %", "25.00 %")
    assert licences.by_day == ((date(2026, 11, 3), 1, 2), (date(2026, 11, 5), 1, 1))
    assert licences.as_of == datetime(2026, 11, 6, 2, tzinfo=UTC)
    waiting = pack.provisional
    assert (waiting.waiting, waiting.over, waiting.days, waiting.oldest) == (2, 1, 60, date(2026, 8, 10))
    codes = [(each.code, each.times) for each in pack.blocked]
    assert codes == [("inspection_report_missing", 2), ("letter_missing", 1), ("negative_list", 1)]
    second, fourth = pack.rebates
    assert (second.of_class, second.accepted, second.decided, second.mean, second.longest) == (
        2,
        2,
        2,
        "3.50",
        5,
    )
    assert (fourth.of_class, fourth.accepted, fourth.decided, fourth.mean) == (4, 1, 0, None)


async def test_a_month_is_counted_as_it_is_by_hand(hall: Hall) -> None:
    pack = await november(hall)

    check_november(pack)


async def test_cases_of_another_profile_are_not_counted(hall: Hall) -> None:
    entrance = entrance_of(hall.system.services["gateway"])
    hall.clock.move_to(END)
    await heard(entrance.database, small_month(), profile="taizhou")

    pack = await make_pack(entrance, bodies()["tianjin"], month_of("2026-11"))

    assert (pack.licences.granted, pack.licences.on_time_share, pack.licences.as_of) == (0, "—", None)
    assert (pack.blocked, pack.rebates, pack.provisional.waiting) == ((), (), 0)


async def test_the_oldest_of_ten_open_cases_is_beyond_the_ninetieth_percentile(hall: Hall) -> None:
    for number in range(1, 11):
        await case_of(hall, number)
        hall.clock.move_to(datetime(2026, 11, 20 + number // 2, 3, tzinfo=UTC))

    entrance = entrance_of(hall.system.services["gateway"])
    pack = await make_pack(entrance, bodies()["tianjin"], month_of("2026-11"))

    assert (pack.ages.open, pack.ages.beyond, len(pack.ages.worst)) == (10, 1, 1)
    (worst,) = pack.ages.worst
    assert (worst.opened_on, worst.age_days) == (date(2026, 11, 20), 5)
    assert "•" in worst.vin
    assert worst.waits_for.zh


@pytest.mark.requirement("TJ-11.1", "TJ-11.2", "TZ-11")
@pytest.mark.parametrize("profile", ["tianjin", "taizhou"])
async def test_the_next_pack_shows_every_promise_and_the_decisions_of_the_last_meeting_with_their_state(
    hall: Hall, profile: str
) -> None:
    await hall.raised(profile=profile)
    await met(hall, profile=profile)
    await hall.system.move_to(datetime(2026, 12, 3, 2, tzinfo=UTC))

    pack = (
        await hall.member("conf_police", profile).get("/v1/conference/packs/2026-12", profile=profile)
    ).json()

    assert [(each["text"], each["state"]) for each in pack["decisions"]["rows"]] == [
        ("增设窗口", "overdue"), ("开展培训", "done"),
    ]  # fmt: skip
    assert (pack["decisions"]["overdue"], pack["decisions"]["last_held_on"]) == (1, "2026-11-20")
    assert (pack["tickets"]["open"], pack["tickets"]["overdue"], pack["tickets"]["rows"][0]["overdue"]) == (
        1,
        1,
        True,
    )
    assert len(pack["promises"]) >= 3
    assert all(promise["article"] and promise["formula"]["zh"] for promise in pack["promises"])
    assert pack["issued"] is None


@pytest.mark.requirement("TJ-11.1")
async def test_an_issued_pack_stays_as_it_was_and_issuing_again_makes_the_next_number(hall: Hall) -> None:
    convener = hall.member("conf_convener")
    first = await convener.post(f"{PACK}/issue", {"profile": "tianjin"})
    assert first.status_code == 201, first.text

    await hall.raised()
    kept = (await convener.get(PACK, profile="tianjin")).json()
    draft = (await convener.get(PACK, profile="tianjin", draft="true")).json()
    second = (await convener.post(f"{PACK}/issue", {"profile": "tianjin"})).json()

    assert (kept["issued"]["number"], kept["tickets"]["open"]) == (1, 0)
    assert (draft["issued"], draft["tickets"]["open"]) == (None, 1)
    assert second["number"] == 2
    assert (await convener.get(PACK, profile="tianjin")).json()["tickets"]["open"] == 1
    again = await convener.get(PACK, profile="tianjin", number="1", format="original")
    assert hashlib.sha256(again.content).hexdigest() == first.json()["sha256"]
    heads = (await hall.member("conf_guest").get("/v1/conference/packs", profile="tianjin")).json()["items"]
    assert [head["number"] for head in heads] == [2, 1]
    assert "text" not in heads[0]


async def test_issuing_a_pack_is_a_fact(hall: Hall) -> None:
    issued = (await hall.member("conf_convener").post(f"{PACK}/issue", {"profile": "tianjin"})).json()

    database = hall.system.services["gateway"].database
    async with database.reading() as connection:
        (fact,) = await facts_of(database, connection, "gateway", (issued["id"],))
    assert fact.type == "meeting.pack_issued.v1"
    assert issued["sha256"] in fact.data.decode()


@pytest.mark.rule("CONF-PACK")
async def test_who_may_not_and_what_cannot_be_is_refused(hall: Hall) -> None:
    convener, guest = hall.member("conf_convener"), hall.member("conf_guest")
    body = {"profile": "tianjin"}

    assert code(await hall.member("conf_police").post(f"{PACK}/issue", body)) == (403, "not_the_convener")
    assert code(await guest.post(f"{PACK}/issue", body)) == (403, "guests_only_look")
    assert code(await convener.post(f"{PACK}/issue", {"profile": "taizhou"})) == (403, "not_a_member")
    late = "/v1/conference/packs/2026-12"
    assert code(await convener.post(f"{late}/issue", body)) == (422, "month_not_begun")
    assert code(await convener.get(late, profile="tianjin")) == (422, "month_not_begun")
    assert code(await convener.get(PACK, profile="national")) == (422, "no_conference")
    assert code(await convener.get(PACK)) == (422, "validation-failed")
    assert code(await convener.get(PACK, profile="tianjin", format="docx")) == (422, "validation-failed")
    assert code(await convener.get(PACK, profile="tianjin", number="7")) == (404, "not-found")
    assert code(await convener.get("/v1/conference/packs/2026-13", profile="tianjin")) == (
        422,
        "validation-failed",
    )
    assert code(await convener.get(PACK, profile="tianjin", format="original")) == (404, "not-found")
    assert code(await guest.get(PACK, profile="tianjin", format="original")) == (403, "forbidden")
    exporter = hall.system.client("gateway", "enterprise", "exporter", uscc="91120118MA06ABCD1Y")
    assert code(await exporter.get(PACK, profile="tianjin")) == (403, "forbidden")


@pytest.mark.requirement("TJ-11.1")
@pytest.mark.parametrize("role", ["conf_guest", "conf_district"])
async def test_a_guest_gets_counts_and_no_single_ticket_case_or_decision(hall: Hall, role: str) -> None:
    await hall.raised()
    await met(hall)

    pack = (await hall.member(role).get(PACK, profile="tianjin")).json()

    assert (pack["tickets"]["open"], pack["tickets"]["rows"]) == (1, [])
    assert (pack["decisions"]["open"], pack["decisions"]["rows"]) == (1, [])
    assert pack["ages"]["worst"] == []
    whole = (await hall.member("conf_tax").get(PACK, profile="tianjin")).json()
    assert len(whole["tickets"]["rows"]) == 1


@pytest.mark.requirement("TJ-11.1")
async def test_the_pack_is_handed_out_as_json_spreadsheet_and_pdf(hall: Hall) -> None:
    await hall.raised(text='=HYPERLINK("http://x")')
    convener = hall.member("conf_convener")

    sheet = await convener.get(PACK, profile="tianjin", format="xlsx")
    pdf = await convener.get(PACK, profile="tianjin", format="pdf")

    assert sheet.headers["content-disposition"].endswith('pack-tianjin-2026-11-draft.xlsx"')
    book = load_workbook(io.BytesIO(sheet.content))
    assert len(book.sheetnames) == 9
    ticket = book["待议事项"]
    cells = [cell for row in ticket.iter_rows() for cell in row if "HYPERLINK" in str(cell.value)]
    assert [cell.data_type for cell in cells] == ["s"]
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    assert b"ExportlaneHan" in pdf.content
    assert b"/FontFile2" in pdf.content


async def test_numbers_and_days_of_the_spreadsheet_are_numbers_and_days(hall: Hall) -> None:
    pack = await november(hall)

    book = load_workbook(io.BytesIO(sheet_of(pack, stamp="草稿")))

    rows = [[cell.value for cell in row] for row in book["许可证按日数量"].iter_rows()]
    assert [
        (row[0].date().isoformat(), *row[1:])
        for row in rows
        if isinstance(row[0], datetime) and row[1:] == [1, 2]
    ] == [("2026-11-03", 1, 2)]


async def test_a_pack_reads_back_as_it_was_written_and_prints_the_same_twice(hall: Hall) -> None:
    pack = await november(hall)

    assert read(written(pack)) == pack
    assert printed(pack, stamp="第1号") == printed(pack, stamp="第1号")
    assert [section.key for section in sections(aggregates_of(pack))] == [
        "promises", "decisions", "tickets", "licences", "rebates", "provisional", "blocked", "worst",
    ]  # fmt: skip


async def test_words_that_look_like_tags_or_are_rare_are_printed_all_the_same(hall: Hall) -> None:
    await hall.raised(text="<b>未闭合 & 𠮷 \u200b 龘 <img src=x>")

    pdf = await hall.member("conf_convener").get(PACK, profile="tianjin", format="pdf")

    assert pdf.status_code == 200


async def test_a_hundred_thousand_facts_are_counted_in_seconds(hall: Hall) -> None:
    entrance = entrance_of(hall.system.services["gateway"])
    await heard(entrance.database, large_month(10_000, 10))
    hall.clock.move_to(END)

    begun = time.perf_counter()
    pack = await make_pack(entrance, bodies()["tianjin"], month_of("2026-11"))
    seconds = time.perf_counter() - begun

    assert pack.licences.granted == 10_000
    assert pack.blocked[0].times == 10_000
    assert pack.rebates[0].decided == 10_000
    # A loose bound for a shared machine: it takes about one second on one core.
    assert seconds < 10


@pytest.mark.postgres
async def test_both_databases_count_the_same(hall: Hall, postgres_database: str) -> None:
    from exportlane.runtime.migrations import migrate  # noqa: PLC0415

    database = Database(postgres_database)
    await migrate(database, "gateway.migrations")
    entrance = entrance_of(hall.system.services["gateway"])
    hall.clock.move_to(END)
    await heard(database, small_month())
    own, entrance.database = entrance.database, database
    try:
        pack = await make_pack(entrance, bodies()["tianjin"], month_of("2026-11"))
        async with database.reading() as connection:
            assert await last_number(connection, "tianjin", "2026-11") == 0
            assert await issued(connection, "tianjin", "2026-11", None) is None
            assert await issued(connection, "tianjin", "2026-11", 1) is None
            assert await issued_heads(connection, "tianjin", most=5) == []
            assert await issues_of_case(connection, "c1") == []
    finally:
        entrance.database = own
        await database.close()

    check_november(pack)
