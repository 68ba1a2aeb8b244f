from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from exportlane.cli import build
from exportlane.cli.groups import group
from exportlane.cli.trace import draw, steps


def hop(agency: str, span: str, parent: str | None, started: str, ended: str, **more: Any) -> dict[str, Any]:
    given = {"name": "process x", "kind": "consumer", "links": [], "fact_id": None, "fact_type": None}
    day = "2026-03-02T01:00:"
    moments = {"started_at": f"{day}{started}Z", "ended_at": f"{day}{ended}Z"}
    return given | {"agency": agency, "span_id": span, "parent_span_id": parent} | moments | more


STORY = [
    hop(
        "licensing", "c", "b", "01.500", "01.520", fact_type="vehicle.transfer_pending_export.v1",
        announced=["licence.granted.v1"],
    ),
    hop("gateway", "a", "elsewhere", "00.000", "00.100", name="POST /v1/batches", kind="server"),
    hop("vehicle-registry", "b", "a", "00.300", "00.400", name="POST /v1/vehicles", kind="server"),
    hop("customs", "d", "c", "01.600", "03.000", fact_type="licence.granted.v1", failed=True),
    hop("vehicle-registry", "e", "c", "01.550", "01.560", fact_type="licence.granted.v1"),
]  # fmt: skip


def test_hops_stand_under_their_cause_in_order_of_time() -> None:
    assert [(step.depth, step.hop["span_id"]) for step in steps(STORY)] == [
        (0, "a"), (1, "b"), (2, "c"), (3, "e"), (3, "d"),
    ]  # fmt: skip


def test_a_hop_whose_cause_is_not_kept_is_a_root_and_did_not_wait() -> None:
    (first, second, *_) = steps(STORY)

    assert first.waited is None
    assert second.waited is not None
    assert second.waited.total_seconds() == pytest.approx(0.2)


def test_a_hop_that_began_before_its_cause_ended_did_not_wait() -> None:
    (_, second) = steps([hop("a", "1", None, "00.0", "05.0"), hop("b", "2", "1", "01.0", "02.0")])

    assert second.waited is not None
    assert second.waited.total_seconds() == 0


def test_what_was_announced_is_known_also_from_who_heard_it() -> None:
    found = {step.hop["span_id"]: step.announced for step in steps(STORY)}

    assert found["b"] == ("vehicle.transfer_pending_export.v1",)
    assert found["c"] == ("licence.granted.v1",)


def test_hops_that_name_each_other_as_cause_are_shown_and_do_not_hang() -> None:
    circle = [hop("a", "1", "2", "00.0", "01.0"), hop("b", "2", "1", "00.0", "01.0")]

    assert [step.depth for step in steps(circle)] == [0, 0]
    assert len(draw(circle)) == 5


def test_the_drawing_shows_who_heard_what_when_and_how_long() -> None:
    heading, _, head, *lines = draw(STORY)

    assert heading == "5 hops through 4 services, 3.0 s in all, from 2026-03-02 09:00:00 (+08:00)"
    assert head.split() == ["hop", "started", "waited", "took"]
    shown = [re.split(r"\s{2,}", line.strip()) for line in lines]
    assert shown[0][:3] == ["gateway: POST /v1/batches", "+0.0 ms", "100.0 ms"]
    assert ["licensing: vehicle.transfer_pending_export.v1", "+1.5 s", "1.1 s", "20.0 ms"] in [
        s[:4] for s in shown
    ]
    assert ["→ licence.granted.v1"] in shown
    assert any(line.strip().startswith("✗ customs: licence.granted.v1") for line in lines)


def test_later_hops_stand_further_right() -> None:
    bars = [line.index("█") for line in draw(STORY) if "█" in line]

    assert bars == sorted(bars[:3]) + bars[3:]
    assert bars[0] < bars[-1]


class Gateway(BaseHTTPRequestHandler):
    """Answers the two questions that the command asks."""

    asked: list[tuple[str, str | None]]

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["authorization"]))
        known = {"/v1/cases/case-1/trace": (200, STORY), "/v1/cases/empty/trace": (200, [])}
        problem = {"title": "Nothing is here", "detail": "There is no such case."}
        status, body = known.get(self.path, (404, problem))
        written = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(written)))
        self.end_headers()
        self.wfile.write(written)

    def log_message(self, *_arguments: object) -> None: ...


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, str | None]]]:
    Gateway.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("EXPORTLANE_GATEWAY", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("EXPORTLANE_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("EXPORTLANE_TOKEN", raising=False)
    yield Gateway.asked
    server.shutdown()
    thread.join()
    server.server_close()


def run(*arguments: str) -> Any:
    return CliRunner().invoke(build(), ["case", "trace", *arguments])


def test_the_command_draws_what_the_gateway_knows(asked: list[tuple[str, str | None]]) -> None:
    printed = run("case-1")

    assert printed.exit_code == 0
    assert "5 hops through 4 services" in printed.stdout
    assert (asked[0][1] or "").startswith("Bearer ey")


def test_scripts_get_the_hops_as_they_are(asked: list[tuple[str, str | None]]) -> None:
    assert json.loads(run("case-1", "--json").stdout) == STORY


def test_a_case_without_hops_and_an_unknown_case_end_in_a_sentence(
    asked: list[tuple[str, str | None]],
) -> None:
    for case, sentence in (("empty", "No hop of the case empty"), ("other", "There is no such case.")):
        printed = run(case)

        assert printed.exit_code == 1
        assert sentence in printed.stderr


def test_a_case_id_cannot_leave_its_address(asked: list[tuple[str, str | None]]) -> None:
    run("../../secrets")

    assert asked[0][0] == "/v1/cases/..%2F..%2Fsecrets/trace"


def test_a_gateway_that_is_down_ends_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPORTLANE_GATEWAY", "http://127.0.0.1:9")
    monkeypatch.setenv("EXPORTLANE_TOKEN", "x")

    printed = run("case-1")

    assert printed.exit_code == 1
    assert "does not answer" in printed.stderr


def test_in_real_mode_a_token_must_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPORTLANE_MODE", "real")
    monkeypatch.delenv("EXPORTLANE_TOKEN", raising=False)

    printed = run("case-1")

    assert printed.exit_code == 1
    assert "EXPORTLANE_TOKEN" in printed.stderr


def test_the_command_joins_a_group_that_is_there_already() -> None:
    made = typer.Typer()
    first = group(made, "case", "Look at cases.")

    assert group(made, "case", "Something else.") is first
