"""Entries as the tests need them: everything is made up, and every code has the right check character."""

from __future__ import annotations

from datetime import date
from typing import Any

from exportlane.law.checks.uscc import uscc_check_character
from registers.domain.entry import Entry, Office, Writer
from registers.domain.keeping import enter
from registers.domain.particulars import Base, Centre, DistrictPolicy, SupportMeasure
from registers.settings import shipped_policy

POLICY = shipped_policy()
TODAY = date(2026, 11, 20)
LUQIAO, BINHAI = "331004", "120116"
FIRM = "91331004MA2A1B2C3U"


def firm(number: int, district: str = LUQIAO) -> str:
    """Another firm of a district."""
    first = f"91{district}MA{number:07d}"
    return first + uscc_check_character(first)


def commerce(name: str = "z.wang") -> Writer:
    return Writer(by=f"registers/officer/{name}", office=Office.COMMERCE, on=TODAY)


def district(code: str = LUQIAO, name: str = "x.zhou") -> Writer:
    return Writer(by=f"district-{code}/officer/{name}", office=Office.DISTRICT, on=TODAY, scope=code)


def the_firm(uscc: str = FIRM) -> Writer:
    return Writer(by="enterprise/exporter/agent", office=Office.FIRM, on=TODAY, scope=uscc)


def entered(particulars: Any, writer: Writer | None = None, *, id_: str = "e-1") -> Entry:
    answer = enter(id_, particulars, source="test", as_of=TODAY, writer=writer or commerce(), policy=POLICY)
    assert hasattr(answer, "state"), answer
    return answer.state


def a_centre(**changes: Any) -> Entry:
    return entered(Centre(**{"uscc": FIRM, "name": "路桥综合服务中心", "district": LUQIAO} | changes))


def a_base() -> Entry:
    return entered(Base(name="路桥基地", district=LUQIAO, services=("display", "repair")))


def a_policy(hangs_on: str = "none", writer: Writer | None = None) -> Entry:
    measure = SupportMeasure(text="Rent of premises", benefit=True, hangs_on=hangs_on)  # type: ignore[arg-type]
    return entered(
        DistrictPolicy(district=LUQIAO, title="扶持办法", measures=(measure,)), writer or district()
    )


# What is handed in over HTTP

SOURCE = {"source": "路商务〔2026〕1号", "as_of": "2026-01-01"}
PAPERS: dict[str, dict[str, Any]] = {
    "bases": {"name": "路桥二手车出口基地", "district": LUQIAO, "services": ["display", "repair", "vehicle_office"]},
    "suppliers": {"uscc": FIRM, "name": "路桥检测", "kind": "inspection_and_preparation", "district": LUQIAO},
    "service-centres": {"uscc": FIRM, "name": "路桥综合服务中心", "district": LUQIAO},
    "facilities": {
        "uscc": FIRM, "name": "阿拉木图海外仓", "kind": "warehouse", "country": "KAZ", "district": LUQIAO,
        "opened_on": "2025-03-01", "approval_no": "N3300202500001",
    },
    "exhibitions": {"fair_id": "F-1", "year": 2025, "fair_kind": "key_overseas", "name": "迪拜车展", "country": "ARE"},
    "participations": {"uscc": FIRM, "fair_id": "F-1", "year": 2025, "booths": 2},
    "destinations": {
        "country": "KAZ", "risk": "moderate", "risk_as_of": "2025-06-01", "risk_source": "国别风险分析报告",
        "access_standard": {"max_age_years": 7, "emission": "Euro 5", "steering": "left"},
        "market": {"yearly_units": 120000, "structure_fit": 4, "potential": 5},
    },
    "target-countries": {"country": "KAZ", "year": 2026, "aim": "共同开拓中亚市场"},
    "trainings": {"authority": "tax", "topic": "出口退税申报", "held_on": "2026-03-02", "firms": [FIRM]},
    "guidance": {
        "uscc": FIRM, "authority": "tax", "topic": "单证备案", "given_on": "2026-03-05", "advice": "补齐收汇材料。",
    },
    "contact-officers": {
        "uscc": FIRM, "authority": "tax", "office": "路桥区税务局", "officer": "周某", "reached_by": "0576-0000000",
        "from_on": "2026-01-01",
    },
    "district-policies": {
        "district": LUQIAO, "title": "促进二手车流通若干措施",
        "measures": [{"text": "场地租金补助", "benefit": True, "hangs_on": "none"}],
    },
    "payment-providers": {
        "uscc": firm(9, BINHAI), "name": "某跨境支付机构", "district": BINHAI, "licence_no": "Z2000012000010",
        "settled_on": "2025-05-01",
    },
    "fund-pools": {"name": "路桥资金池", "district": LUQIAO, "size_cny": "50000000.00", "operator": "路桥国资"},
    "promotions": {
        "kind": "summit", "name": "中国天津二手车出口高峰论坛", "country": "CHN", "from_on": "2026-05-10",
        "to_on": "2026-05-12", "target_countries": ["KAZ"],
    },
}  # fmt: skip


def paper(register: str, **changes: Any) -> dict[str, Any]:
    """The paper of an entry, with changes to its particulars."""
    return {"particulars": PAPERS[register] | changes, **SOURCE}
