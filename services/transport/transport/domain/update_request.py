"""A request for an update quota (更新指标) on the ground of a car: answered and kept, never granted. PURE.

天津措施 第二条: no update quota follows from a car that was registered on a unit of the export quota, before its exit
and after it. A car that no unit was used for is not for this register to decide about.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal

from exportlane.contracts.decision import Announce, Decided
from exportlane.contracts.transport import QuotaUpdateRefused
from exportlane.law.instants import statutory_day
from exportlane.law.rules import rule
from transport.domain.articles import TIANJIN_2
from transport.domain.grant import Ended
from transport.domain.unit import Unit

NO_UPDATE_QUOTA: Final = "no_update_quota"


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateRequest:
    """One request and its answer. `asked_uscc` is the firm that asks, None at the window."""

    id: str
    vin: str
    reference: str
    received_on: date
    asked_by: str
    asked_uscc: str | None = None
    answer: Literal["refused", "not_barred"] = "not_barred"
    refusal: Ended | None = None
    unit_no: str | None = None

    @property
    def exporter_uscc(self) -> str:
        """Whose request it is, for who may see it."""
        return self.asked_uscc or ""


@rule(
    "TJ-2.2.update",
    zh="使用出口指标登记的车辆不产生更新指标",
    en="No update quota follows from a car that was registered on a unit of the export quota",
    article=TIANJIN_2,
    slug="no_update_quota",
)
def answered(
    asked: UpdateRequest, unit: Unit | None, claimed: str | None, *, now: datetime
) -> Decided[UpdateRequest]:
    """The request with its answer. `unit` is the one that the car used, `claimed` one named in a finding."""
    received = replace(asked, received_on=statutory_day(now))
    unit_no = unit.id if unit is not None and unit.consumed_on is not None else claimed
    if unit_no is None:
        return Decided(received)
    sentence = f"{asked.vin} was registered on a unit of the export quota, which is for export only."
    refusal = Ended(NO_UPDATE_QUOTA, sentence, TIANJIN_2)
    data = QuotaUpdateRefused(
        request_id=asked.id, vin=asked.vin, unit_no=unit_no, code=NO_UPDATE_QUOTA, reason=sentence,
        article=TIANJIN_2, refused_on=received.received_on,
    )  # fmt: skip
    state = replace(received, answer="refused", refusal=refusal, unit_no=unit_no)
    return Decided(state, (Announce(asked.id, "quota.update_refused.v1", data),))
