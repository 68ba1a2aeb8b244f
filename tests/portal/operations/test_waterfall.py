"""The waterfall's layout: order, indentation, folded pauses, labels that have room."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from exportlane.runtime.spans import Hop
from gateway.portal.operations.hops import kind_of, lasted
from gateway.portal.operations.waterfall import FOLD_WIDTH, traces

BEGIN = datetime(2026, 11, 22, 8, tzinfo=UTC)


def hop(name: str, parent: str | None, at: float, took: float, *, trace: str = "t", **changes: object) -> Hop:
    made = Hop(
        agency="customs", trace_id=trace, span_id=name, parent_span_id=parent, links=(), name=name, kind="consumer",
        started_at=BEGIN + timedelta(seconds=at), ended_at=BEGIN + timedelta(seconds=at + took), fact_id=None,
        fact_type=None,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def test_hops_stand_under_their_cause_in_the_order_of_time() -> None:
    hops = [hop("late", "root", 0.8, 0.1), hop("early", "root", 0.4, 0.1), hop("root", None, 0, 0.2)]

    (trace,) = traces([*hops, hop("below", "early", 0.6, 0.1)])

    assert [(row.hop.span_id, row.depth) for row in trace.rows] == [
        ("root", 0), ("early", 1), ("below", 2), ("late", 1),
    ]  # fmt: skip
    assert trace.rows[1].waited == timedelta(seconds=0.2)
    assert trace.rows[0].bar.at == 0
    assert [row.bar.at for row in trace.rows[1:3]] == [44.444, 66.667]


def test_a_pause_of_days_is_folded_and_says_how_long_it_was() -> None:
    days = 3 * 86400.0

    (trace,) = traces([hop("root", None, 0, 1), hop("after", "root", days, 1)])

    (fold,) = trace.folds
    assert fold.lasted == timedelta(seconds=days - 1)
    assert fold.bar.width == FOLD_WIDTH
    assert [(row.bar.at, row.bar.end) for row in trace.rows] == [(0, 47.5), (52.5, 100)]
    assert [tick.after for tick in trace.ticks] == [timedelta(), timedelta(seconds=days)]


def test_short_pauses_stay_as_they_are() -> None:
    (trace,) = traces([hop("root", None, 0, 0.01), hop("after", "root", 1.5, 0.01)])

    assert trace.folds == ()
    assert trace.rows[1].wait is not None


def test_traces_of_a_case_stand_one_after_the_other() -> None:
    found = traces([hop("b", None, 60, 1, trace="second"), hop("a", None, 0, 1, trace="first")])

    assert [trace.trace_id for trace in found] == ["first", "second"]
    assert found[1].rows[0].bar.at == 0


def test_hops_that_name_each_other_as_cause_are_not_hidden() -> None:
    (trace,) = traces([hop("a", "b", 0, 1), hop("b", "a", 1, 1)])

    assert {row.hop.span_id for row in trace.rows} == {"a", "b"}


def test_a_bar_can_always_be_seen_and_its_label_has_room() -> None:
    hops = [hop("root", None, 0, 10), hop("first", "root", 0, 0), hop("last", "root", 10, 0)]

    (trace,) = traces(hops)

    bars = {row.hop.span_id: row.bar for row in trace.rows}
    assert bars["last"].width > 0
    assert bars["last"].end <= 100
    assert {name: bar.label for name, bar in bars.items()} == {
        "root": "inside", "first": "right", "last": "left",
    }  # fmt: skip


def test_a_hop_is_called_by_what_it_does() -> None:
    heard = hop("a", None, 0, 1, fact_type="licence.granted.v1")

    kinds = [kind_of(replace(heard, kind=kind)) for kind in ("server", "client", "producer", "internal")]

    assert kinds == ["request", "call", "produce", "inside"]
    assert kind_of(heard) == "handle"
    assert kind_of(replace(heard, fact_type=None)) == "consume"


def test_lengths_are_told_down_to_milliseconds() -> None:
    assert lasted(timedelta(milliseconds=31.84)).en == "31.8 ms"
    assert lasted(timedelta(seconds=90)).zh == "90秒"
