"""The work of the transport commission: the export quota of small passenger cars."""
# ruff: noqa: E501 - one verb, one line: a table is read across

from __future__ import annotations

from typing import Final

from gateway.portal.fact_words import Words
from gateway.portal.work.reasons import OTHER, of_law, own
from gateway.portal.work.shape import Bench, Column, Flag, Things, Verb, WorkList, at
from gateway.portal.work.vocabulary.states import FINDINGS, GRANTS, MISUSES, UNITS

_LAW: Final = (*of_law("transport", "refuse", "hold"), OTHER)
_MISUSED: Final = (
    own("road_use", "待出口车辆上路行驶", "Driven on roads", "天津措施（征求意见稿）第二条"),
    own("home_sale", "在国内出售", "Sold at home", "天津措施（征求意见稿）第二条"),
    own("not_shown", "违规使用不成立", "No misuse was shown", "天津措施（征求意见稿）第二条"),
    OTHER,
)
GRANT: Final = Things(
    agency="transport",
    path="/v1/grants",
    words=Words("出口指标额度", "Quota amount"),
    states=GRANTS,
    title=("id",),
    firm="uscc",
    columns=(Column("year", "year", "text"), Column("amount", "amount", "number"), Column("valid_to", "valid_to", "day")),
    due=at("valid_to"),
    flags=(Flag(Words("已冻结", "Frozen"), "bad", lambda d: bool(d.get("frozen"))),),
    good=frozenset({"allocated"}),
    bad=frozenset({"refused", "revoked", "expired"}),
    verbs=(
        Verb("determine", Words("确定额度", "Determine the amount"), frozenset({"applied", "determined", "allocated"}), "main", key="g"),
        Verb("allocate", Words("配置指标", "Allocate units"), frozenset({"determined", "allocated"}), "main", key="a"),
        Verb("refuse", Words("不予额度", "Refuse"), frozenset({"applied"}), "danger", reasons=_LAW, key="r"),
        Verb("cancel", Words("收回未使用指标", "Take unused units back"), frozenset({"allocated"}), "danger", reasons=_LAW, undoes=True),
    ),
)  # fmt: skip
UNIT: Final = Things(
    agency="transport",
    path="/v1/units",
    words=Words("指标单元", "Unit of the quota"),
    states=UNITS,
    title=("id",),
    firm="uscc",
    vin="vin",
    case="case_id",
    columns=(Column("grant_no", "grant_no", "mono"), Column("reserved_to", "reserved_to", "day")),
    due=at("reserved_to", "valid_to"),
    good=frozenset({"consumed"}),
    bad=frozenset({"revoked", "expired"}),
    verbs=(
        Verb(
            "release", Words("释放指标", "Release the unit"), frozenset({"reserved"}), reasons=_LAW, key="g"
        ),
    ),
)
FINDING: Final = Things(
    agency="transport",
    path="/v1/findings",
    words=Words("待核查登记", "Registration to look into"),
    states=FINDINGS,
    title=("vin", "id"),
    firm="uscc",
    vin="vin",
    columns=(Column("code", "code", "choice"), Column("unit_no", "unit_no", "mono")),
    due=lambda _document: None,
    good=frozenset({"counted"}),
    verbs=(
        Verb("count", Words("核定指标", "Let a unit count"), frozenset({"open"}), "main", key="g"),
        Verb("note", Words("备注结案", "Note why none counts"), frozenset({"open"}), key="r"),
    ),
)
MISUSE: Final = Things(
    agency="transport",
    path="/v1/misuses",
    words=Words("违规使用", "Report of misuse"),
    states=MISUSES,
    title=("vin", "id"),
    firm="uscc",
    vin="vin",
    case="case_id",
    columns=(Column("unit_no", "unit_no", "mono"), Column("opened_on", "opened_on", "day")),
    due=lambda _document: None,
    age=("opened_on", "created_at"),
    flags=(
        Flag(Words("待负责人审定", "A second person decides"), "warn", lambda d: d.get("status") == "proposed"),
        Flag(Words("曾被退回", "Sent back before"), "off", lambda d: bool(d.get("sent_back"))),
    ),
    bad=frozenset({"established"}),
    verbs=(
        Verb("propose", Words("提出处理意见", "Propose a decision"), frozenset({"open"}), "main", reasons=_MISUSED, key="g"),
        Verb("confirm", Words("审定处理意见", "Decide as proposed"), frozenset({"proposed"}), "main", undoes=True, key="g"),
        Verb("send-back", Words("退回再查", "Send it back"), frozenset({"proposed"}), undoes=True, key="r"),
    ),
)  # fmt: skip
_AMOUNTS, _CARS = Words("额度", "Amounts"), Words("车辆核查", "Cars")
BENCH: Final = Bench(
    "transport",
    (
        WorkList("to-allocate", Words("待配置指标", "To allocate"), GRANT, {"status": "determined", "sort": "created"}, _AMOUNTS, ("uscc",)),
        WorkList("findings", Words("待核查登记", "To look into"), FINDING, {"status": "open"}, _CARS, ("vin",)),
        WorkList("misuses", Words("违规使用", "Misuse"), MISUSE, {"status": "open"}, _CARS, ("uscc", "vin")),
        WorkList("second-person", Words("待审定", "To decide"), MISUSE, {"status": "proposed"}, _CARS, ("uscc", "vin"),
                 hint=Words("由提出意见者以外的负责人审定。", "Another person than the proposer decides.")),
        WorkList("reserved", Words("已预留指标", "Units reserved"), UNIT, {"status": "reserved", "sort": "reserved_to"}, _AMOUNTS, ("uscc", "vin"), waits=False),
        WorkList("applied", Words("待商务确定额度", "With commerce"), GRANT, {"status": "applied", "sort": "created"}, _AMOUNTS, ("uscc",), waits=False),
        WorkList("allocated", Words("已配置额度", "Allocated"), GRANT, {"status": "allocated", "sort": "valid_to"}, _AMOUNTS, ("uscc",), waits=False),
    ),
)  # fmt: skip
