"""Many entries at once: each row by itself, none twice, and the example that is shipped goes in whole."""

from __future__ import annotations

import json
from pathlib import Path

from registers.domain.entry import Register
from tests.registers.given import BINHAI, firm, paper
from tests.registers.running import Office

EXAMPLE = Path(__file__).parents[2] / "examples" / "registers.json"


async def test_each_row_is_judged_by_itself(office: Office) -> None:
    rows = [
        paper("suppliers"),
        paper("suppliers"),
        paper("suppliers", uscc="91331004MA2A1B2C3X"),
        paper("suppliers", uscc=firm(1), colour="red"),
        paper("suppliers", uscc=firm(2), district=BINHAI),
        {"nonsense": True},
        paper("suppliers", uscc=firm(3)),
    ]

    answer = (await office.luqiao.post("/v1/suppliers/import", {"entries": rows}, key="import-1")).json()
    again = await office.luqiao.post("/v1/suppliers/import", {"entries": rows}, key="import-1")

    results = answer["results"]
    assert [row["status"] for row in results] == [201, 409, 422, 422, 403, 422, 201]
    assert [row.get("problem", {}).get("code") for row in results[:5]] == [
        None, "entered_already", "uscc_invalid", None, "not_own",
    ]  # fmt: skip
    assert results[3]["problem"]["errors"][0]["field"] == "/particulars/colour"
    assert again.json() == answer
    assert len((await office.luqiao.get("/v1/suppliers")).json()["items"]) == 2


async def test_an_import_without_rows_or_with_too_many_is_refused(office: Office) -> None:
    for rows in ([], [{}] * 501):
        answer = await office.commerce.post("/v1/suppliers/import", {"entries": rows})

        assert (answer.status_code, answer.json()["slug"]) == (422, "validation-failed")
    assert (await office.firm.post("/v1/bases/import", {"entries": [{}]})).status_code == 403


async def test_the_example_fills_every_register(office: Office) -> None:
    example = json.loads(EXAMPLE.read_text(encoding="utf-8"))

    for register in Register:
        rows = example[register]
        answer = (await office.commerce.post(f"/v1/{register}/import", {"entries": rows})).json()

        assert [row["status"] for row in answer["results"]] == [201] * len(rows), (register, answer)
    assert set(example) - {"comment"} == set(Register)
