"""The process in one place. Read `table.py`: it reads top to bottom like the law.

    shape.py      what a row is made of
    order.py      what follows from the rows: who hears what, what starts and undoes
    ..._row.py    one row each: licence, deregistration, customs, rebate
    table.py      THE PROCESS: the three orders made of the rows
    moves.py      the table as a state machine
    case.py       the fold of one case's facts
    view.py       the fold laid over the order: stages, what stands, what holds
    waits.py      who is waited for
    status.py     how a case ended
    sentences.py  what people read there
    deadlines.py  the clocks
    beside.py     who hears what without being a step

Pure: no clock, no input or output, nothing beyond the standard library, the contracts and the law.
"""

from __future__ import annotations

from exportlane.contracts import AGENCIES, AGENCY_OF_TYPE, ON_THE_WAY, OPERATIONS, REGISTER_FACTS
from exportlane.process.beside import BESIDE, heard_beside
from exportlane.process.case import CaseState, Slice, UnknownAgency, apply, begin
from exportlane.process.deadlines import Clock, clocks
from exportlane.process.moves import Stage, UnknownOrder, order_of
from exportlane.process.order import Order
from exportlane.process.shape import ENDORSED, Hold, Limit, Matter, Step, StepName, Words
from exportlane.process.status import CLOSED, CaseStatus, End, StepStatus, status
from exportlane.process.table import ORDERS, PROCESS_VERSION
from exportlane.process.waits import Wait

__all__ = [
    "BESIDE",
    "CLOSED",
    "ENDORSED",
    "ON_THE_WAY",
    "ORDERS",
    "PROCESS_VERSION",
    "CaseState",
    "CaseStatus",
    "Clock",
    "End",
    "Hold",
    "Limit",
    "Matter",
    "Order",
    "Slice",
    "Stage",
    "Step",
    "StepName",
    "StepStatus",
    "UnknownAgency",
    "UnknownOrder",
    "Wait",
    "Words",
    "apply",
    "begin",
    "clocks",
    "hears",
    "order_of",
    "status",
]


def hears(agency: str) -> frozenset[str]:
    """Every fact that an agency must hear, over all orders. The gateway hears everybody, for the case view.

    Raises:
        ValueError: for a name that is no agency.
    """
    if agency not in AGENCIES:
        raise ValueError(f"{agency!r} is no agency; there are {', '.join(AGENCIES)}")
    if agency == "gateway":
        foreign = frozenset(type_ for type_, of in AGENCY_OF_TYPE.items() if of != agency)
        return (foreign - REGISTER_FACTS) | frozenset(OPERATIONS) | heard_beside(agency)
    return heard_beside(agency).union(*(order.hears(agency) for order in ORDERS.values()))
