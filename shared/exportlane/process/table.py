"""THE PROCESS: who does what, when it begins, how it ends, and what is undone when it fails.

Read the three orders at the bottom first. A step begins when its agency hears that the step before is done; nobody
commands anybody. Two rules make up all undoing, and both follow from the table:

- *in reverse*: a step that is done is undone when the step directly after it was refused or undone, unless that one
  `upholds` what came before it (a refused rebate brings no vehicle back);
- *with its ground*: a step rests on the one named in `rests_on`, the first one on the endorsement. When that falls, a
  step that has not begun lapses, one under way is refused, one that is done is undone.

What only holds a step up stands in its `holds`; what takes back a step that may be done anew in `voided` and `loosed`.

A number of days is never written here: a limit names its number in the city's profile (`exportlane.policies`). A limit
that has passed is an alarm; nothing is ever undone because of it.
Sources: 公告2024年第6号; 机动车登记规定 第二十八、三十七、三十九、四十二条; 海关法 第二十四条; 增值税法 第三十三条.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from exportlane.process.customs_row import CUSTOMS
from exportlane.process.deregistration_row import DEREGISTRATION_AFTER_CUSTOMS, DEREGISTRATION_IN_TWO_PHASES
from exportlane.process.licence_row import LICENCE
from exportlane.process.order import Order
from exportlane.process.rebate_row import REBATE
from exportlane.process.shape import StepName, Words

PROCESS_VERSION: Final = "2026.2"

_AFTER_CUSTOMS: Final = (
    LICENCE,
    CUSTOMS.behind(StepName.LICENCE),
    DEREGISTRATION_AFTER_CUSTOMS.behind(StepName.CUSTOMS),
    REBATE.behind(StepName.CUSTOMS),  # for customs alone, never for the deregistration
)

ORDERS: Final[Mapping[str, Order]] = MappingProxyType(
    {
        "tianjin": Order(
            "tianjin",
            Words("天津：先注销、后通关", "Tianjin: deregistration before customs"),
            (
                LICENCE,
                DEREGISTRATION_IN_TWO_PHASES.behind(StepName.LICENCE),
                CUSTOMS.behind(StepName.DEREGISTRATION),
                REBATE.behind(StepName.CUSTOMS),
            ),
        ),
        "taizhou": Order(
            "taizhou",
            Words("台州：先通关、后注销", "Taizhou: customs before deregistration"),
            _AFTER_CUSTOMS,
        ),
        "national": Order(
            "national",
            Words("全国：先通关、后注销", "National: customs before deregistration"),
            _AFTER_CUSTOMS,
        ),
    }
)
