"""Milestones of facts that were heard before there were any: each case is folded once more, fact by fact.

Only the migration asks here, once. Without it a figure would count what came since, and look as if that were all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import sqlalchemy as sa

from exportlane.contracts import ALL_FACTS
from exportlane.contracts.decision import Heard, Write
from exportlane.process.case import begin
from exportlane.runtime.clock import parse_rfc3339
from gateway.domain import CaseView, hear
from gateway.promises.milestones import milestones
from gateway.storage import CASES

_CASES: Final = sa.text("select id, doc from cases where id > :after order by id limit 500")
_FACTS: Final = sa.text(
    "select id, agency, type, case_id, sequence, occurred_at, data from timeline "
    "where case_id = :case_id order by position"
)


def remembered(connection: sa.Connection) -> Iterator[Write]:
    """The rows of every fact in the timeline, case by case."""
    after = ""
    while found := connection.execute(_CASES, {"after": after}).all():
        for row in found:
            facts = connection.execute(_FACTS, {"case_id": row.id}).all()
            yield from _of_case(CASES.decode(row.doc), facts)
        after = found[-1].id


def _of_case(newest: CaseView, facts: Any) -> Iterator[Write]:
    state = begin(newest.profile, newest.state.process_version)
    view = replace(newest, state=state, newest={}, alarms=(), disputes=(), relied={})
    for row in facts:
        heard = Heard(
            id=row.id,
            source=row.agency,
            type=row.type,
            case_id=row.case_id,
            sequence=row.sequence,
            occurred_at=parse_rfc3339(row.occurred_at),
            correlation_id="",
            data=ALL_FACTS[row.type].model_validate_json(row.data),
        )
        view = hear(view, heard, now=heard.occurred_at)
        yield from milestones(view, heard)
