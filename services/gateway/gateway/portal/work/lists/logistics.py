"""The work of ports, railways and carriers: bookings up to the cut-off, sailings, cars in the bonded zone, lines."""
# ruff: noqa: E501 - one verb, one line: a table is read across

from __future__ import annotations

from typing import Final

from gateway.portal.fact_words import Words
from gateway.portal.work.reasons import OTHER, of_law, own
from gateway.portal.work.shape import Bench, Column, Document, Flag, Things, Verb, WorkList, at
from gateway.portal.work.vocabulary.states import BOOKINGS, CARGOS, LINES, SAILINGS

_LAW: Final = of_law("logistics", "refuse")
_ROLLING: Final = (
    own("no_space", "舱位不足", "No space left"),
    own("late_at_the_gate", "未按时集港", "Not at the gate in time"),
    own("not_released", "海关未放行", "Not released by customs", "海关法 第二十三条"),
    own("weather", "天气或者海况", "Weather"),
    own("call_left_out", "船舶甩港或者班列停开", "The call was left out"),
    *_LAW,
    OTHER,
)
_CANCELLING: Final = (own("not_needed", "不再需要", "Not needed any more"), own("not_released", "海关未放行", "Not released by customs", "海关法 第二十三条"), OTHER)  # fmt: skip
_ROLLABLE: Final = frozenset({"requested", "confirmed", "gated_in", "loaded"})
BOOKING: Final = Things(
    agency="logistics",
    path="/v1/bookings",
    words=Words("订舱", "Booking"),
    states=BOOKINGS,
    title=("id",),
    firm="exporter_uscc",
    columns=(
        Column("vehicles", "vehicles", "vins"),
        Column("vessel_or_train", "on.vessel_or_train", "text"),
        Column("cargo_cutoff", "on.cargo_cutoff", "moment"),
        Column("mode", "mode", "choice"),
    ),
    due=at("on.cargo_cutoff"),
    age=("requested_at", "created_at"),
    lines="vehicles",
    flags=(
        Flag(Words("动力电池", "Traction battery"), "warn", lambda d: any(
            isinstance(each, dict) and each.get("new_energy") for each in d.get("vehicles") or ())),
        Flag(Words("曾被甩", "Rolled before"), "off", lambda d: bool(d.get("rolls"))),
    ),
    good=frozenset({"departed", "arrived"}),
    bad=frozenset({"rolled", "cancelled"}),
    verbs=(
        Verb("confirm", Words("确认舱位", "Keep the space"), frozenset({"requested"}), "main", together=True, key="a"),
        Verb("gate-in", Words("登记进闸", "Through the gate"), frozenset({"confirmed"}), "main", key="g"),
        Verb("load", Words("登记装载", "Note the loading"), frozenset({"gated_in"}), "main", key="g"),
        Verb("depart", Words("登记离港", "Note the departure"), frozenset({"loaded"}), "main", key="g"),
        Verb("arrive", Words("登记抵达", "Note the arrival"), frozenset({"departed"}), "main", together=True, key="g"),
        Verb("rebook", Words("改配", "Put on another call"), frozenset({"rolled"}), "main", key="g"),
        Verb("roll", Words("甩货", "Roll"), _ROLLABLE, "danger", reasons=_ROLLING, key="r"),
        Verb("cancel", Words("退舱", "Cancel"), frozenset({"requested", "confirmed", "gated_in", "rolled"}), "danger", reasons=_CANCELLING),
    ),
)  # fmt: skip
SAILING: Final = Things(
    agency="logistics",
    path="/v1/sailings",
    words=Words("船期、班列", "Sailing or train"),
    states=SAILINGS,
    title=("name", "number", "id"),
    firm=None,
    columns=(
        Column("number", "number", "mono"),
        Column("pol", "pol", "mono"),
        Column("pod", "pod", "mono"),
        Column("etd", "times.etd", "moment"),
    ),
    due=at("times.cargo_cutoff"),
    good=frozenset({"departed", "arrived"}),
    bad=frozenset({"rolled"}),
    verbs=(
        Verb("depart", Words("登记开航", "It left"), frozenset({"scheduled"}), "main", key="g"),
        Verb("arrive", Words("登记抵达", "It arrived"), frozenset({"departed"}), "main", key="g"),
        Verb("reschedule", Words("变更船期", "Other times"), frozenset({"scheduled"}), key="c"),
        Verb("roll", Words("甩港、停航", "Leave the call out"), frozenset({"scheduled"}), "danger", reasons=_ROLLING, key="r"),
    ),
)  # fmt: skip


def _support(document: Document) -> object:
    return (document.get("support") or {}).get("status")


LINE: Final = Things(
    agency="logistics",
    path="/v1/lines",
    words=Words("航线、班列线路", "Line"),
    states=LINES,
    title=("name", "id"),
    firm=None,
    columns=(Column("carrier", "carrier", "text"), Column("mode", "mode", "choice"), Column("opened_on", "opened_on", "day")),
    due=lambda _document: None,
    age=("support.requested_on", "opened_on", "created_at"),
    flags=(Flag(Words("申请支持", "Support asked"), "warn", lambda d: _support(d) == "requested"),),
    good=frozenset({"open"}),
    verbs=(
        Verb("decide-support", Words("决定是否支持", "Decide on the support"), frozenset({"open", "closed"}), "main", if_=lambda d: _support(d) == "requested", key="g"),
        Verb("request-support", Words("申请新航线支持", "Ask for support"), frozenset({"open"}), if_=lambda d: _support(d) in {"none", "refused"}),
        Verb("close", Words("停开线路", "Close the line"), frozenset({"open"}), "danger"),
    ),
)  # fmt: skip
CARGO: Final = Things(
    agency="logistics",
    path="/v1/cargos",
    words=Words("待运车辆", "Car to be carried"),
    states=CARGOS,
    title=("vin", "id"),
    firm="exporter_uscc",
    vin="vin",
    case="id",
    status="_none",
    columns=(Column("released_on", "released_on", "day"), Column("starts_by", "starts_by", "choice"), Column("destination_country", "destination_country", "country")),
    due=at("temp_plate_valid_to"),
    flags=(
        Flag(Words("在综保区", "In the zone"), "go", lambda d: bool(d.get("zone"))),
        Flag(Words("已扣留", "Detained"), "bad", lambda d: bool(d.get("detained"))),
    ),
    verbs=(
        Verb("enter-zone", Words("登记入区", "Entered the zone"), frozenset({""}), "main", together=True, key="g"),
        Verb("leave-zone", Words("登记出区", "Left the zone"), frozenset({""}), together=True),
    ),
)  # fmt: skip
_SPACE, _CALLS, _OTHERS = Words("订舱", "Bookings"), Words("船期班列", "Calls"), Words("其他", "Others")


def _bookings(slug: str, zh: str, en: str, status: str, *, waits: bool = True) -> WorkList:
    params = {"status": status, "sort": "cutoff"}
    return WorkList(slug, Words(zh, en), BOOKING, params, _SPACE, ("exporter", "mode"), waits=waits)


BENCH: Final = Bench(
    "logistics",
    (
        _bookings("to-confirm", "待确认舱位", "To confirm", "requested"),
        _bookings("gate", "待进闸", "Before the gate", "confirmed"),
        _bookings("loading", "待装载", "To load", "gated_in"),
        _bookings("loaded", "待离港", "To depart", "loaded"),
        _bookings("rolled", "被甩待改配", "Rolled", "rolled"),
        _bookings("on-the-way", "在途", "On the way", "departed", waits=False),
        WorkList("sailings", Words("船期班列", "Schedule"), SAILING, {"status": "scheduled", "sort": "etd"}, _CALLS, ("pol", "pod"), waits=False),
        WorkList("ready", Words("放行未订舱", "Released, not booked"), CARGO, {"ready": "yes"}, _OTHERS, ("exporter", "vin")),
        WorkList("zone", Words("综保区在区", "In the zone"), CARGO, {"in_zone": "yes"}, _OTHERS, ("exporter", "vin"), waits=False),
        WorkList("lines", Words("线路", "Lines"), LINE, {"status": "open", "sort": "-opened"}, _OTHERS, (), waits=False),
    ),
)  # fmt: skip
