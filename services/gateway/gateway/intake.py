"""Taking a submission in: check it, open its cases in one transaction, hand its papers to the courier.

Of a hundred submissions for one vehicle that race, the database lets one through; the others look again, find the
winner and say so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from exportlane.contracts.decision import Decided
from exportlane.law.checks import check_uscc
from exportlane.law.instants import statutory_day
from exportlane.policies import Profile, UnknownProfile, profile
from exportlane.runtime.auth import ENTERPRISE, Caller
from exportlane.runtime.ids import new_id
from exportlane.runtime.once import call_of
from exportlane.runtime.problems import FieldError, Problem, ProblemKind, document, problem, register
from exportlane.runtime.propagation import current_traceparent
from gateway import opening
from gateway.delivery.table import OnItsWay, first_row, on_its_way
from gateway.disclosure import eyes_of
from gateway.domain import CaseView
from gateway.entrance import Entrance
from gateway.filing import barred
from gateway.header_checks import header_faults
from gateway.papers import BatchRequest, VehicleRow
from gateway.reading import live_cases
from gateway.row_checks import TRUTHFUL
from gateway.storage import CASES
from gateway.submission import Judged, LiveCase, Measure, RowProblem, judge

DUPLICATE = register(
    ProblemKind("duplicate-in-batch", 422, "A vehicle stands in the submission twice", "申报中车辆重复")
)
SAME_INVOICE = register(
    ProblemKind("duplicate-invoice", 422, "An invoice stands in the submission twice", "申报中发票重复")
)
REPLAYED = "idempotency-replayed"


class Intake:
    """One submission on its way in."""

    def __init__(
        self,
        entrance: Entrance,
        batch: BatchRequest,
        request: Request,
        caller: Caller,
        *,
        single: bool = False,
    ) -> None:
        self._entrance = entrance
        self._batch = batch
        self._request = request
        self._caller = caller
        self._eyes = eyes_of(caller)
        self._single = single
        self._batch_id = new_id()
        self._traceparent = current_traceparent()
        self._live: Mapping[str, LiveCase] = {}
        self._profile: Profile | None = None
        self._judged: Sequence[Judged] = ()
        self._lots: Sequence[opening.Lot] = ()
        self._ways: list[OnItsWay] = []

    async def take_in(self) -> Response:
        """202 with the result of each row. Raises the problems of the route."""
        self._check_header()
        await self._check_filing()
        database = self._entrance.database
        async with database.reading() as connection:
            await self._look_for_live_cases(connection)
        answer = await self._entrance.service.create_many(
            CASES,
            self._build,
            request=self._request,
            answer=self._answer,
            on_conflict=self._look_for_live_cases,
        )
        if REPLAYED not in answer.headers:
            self._entrance.courier.carry(self._ways)
            self._entrance.news()
        return answer

    def _check_header(self) -> None:
        batch = self._batch
        if self._caller.agency == ENTERPRISE and self._caller.uscc != batch.exporter_uscc:
            raise problem("forbidden", "An exporter hands in for its own code only.", field="/exporter_uscc")
        checked = check_uscc(batch.exporter_uscc)
        if not checked.valid:
            sentence = f"The exporter's code does not hold: {checked.reason}."
            raise problem(
                "rule-violated",
                sentence,
                field="/exporter_uscc",
                article=TRUTHFUL,
                extra={"code": checked.code},
            )
        try:
            self._profile = profile(batch.profile)
        except UnknownProfile as error:
            raise problem("unknown-profile", f"{str(error).capitalize()}.", field="/profile") from error
        self._check_papers_of_the_header(self._profile)

    def _check_papers_of_the_header(self, rules: Profile) -> None:
        found = list(
            header_faults(
                self._batch,
                today=statutory_day(self._entrance.service.clock.now()),
                currencies=frozenset(rules.tax.exchange_rates) | {"CNY"},
                deemed=frozenset(rules.tax.deemed_receipt_reasons),
                days_back=rules.licensing.application_days_back,
            )
        )
        if found:
            first, errors = found[0], [FieldError("body", each.field, each.sentence) for each in found]
            raise problem(
                "rule-violated",
                first.sentence,
                field=first.field,
                article=first.article,
                errors=errors,
                extra={"code": first.code},
            )

    async def _check_filing(self) -> None:
        """A firm that may not apply opens no case. A repeat gets its first answer, whatever has changed since."""
        found = await barred(self._entrance, self._batch.exporter_uscc)
        once = self._entrance.service.counter.once
        if found is not None and await once.stored(await call_of(self._request)) is None:
            raise found

    async def _look_for_live_cases(self, connection: AsyncConnection) -> None:
        vins = {row.vin for row in self._batch.rows if isinstance(row, VehicleRow)}
        self._live = await live_cases(self._entrance.database, connection, vins, self._eyes)

    def _build(self, now: datetime) -> list[Decided[CaseView]]:
        """Judge the rows on what is known now; called again when another submission was quicker."""
        if self._profile is None:
            raise self._nothing_holds()
        measure = Measure(
            statutory_day(now), self._entrance.headings, frozenset(self._profile.tax.exchange_rates)
        )
        self._judged = judge(self._batch.rows, measure, live=self._live)
        entries = [
            opening.Entry(new_id(), judged.vehicle)
            for judged in self._judged
            if judged.vehicle is not None and judged.problem is None
        ]
        if not entries:
            raise self._nothing_holds()
        self._lots = opening.lots(entries, largest=self._profile.rules.vehicles_per_licence, new_id=new_id)
        self._ways = []
        return [decided for lot in self._lots for decided in self._opened(lot, self._profile, now)]

    def _opened(self, lot: opening.Lot, rules: Profile, now: datetime) -> list[Decided[CaseView]]:
        ways = [
            on_its_way(paper, delivery_id=new_id(), traceparent=self._traceparent)
            for paper in opening.papers(self._batch_id, self._batch, lot, profile=rules)
        ]
        self._ways += ways
        first, *others = opening.opened(self._batch_id, self._batch, lot, profile=rules, now=now)
        # The papers of a lot are written with its first case; all of it is one transaction.
        writes = tuple(first_row(way, now=now) for way in ways)
        return [Decided(first.state, first.facts, writes), *others]

    def _nothing_holds(self) -> Problem:
        problems = [judged.problem for judged in self._judged if judged.problem is not None]
        if self._single:
            return _problem_of(problems[0], "/vehicle")
        rows = [_row(judged, None) for judged in self._judged]
        sentence = "No row of the submission can be taken in; each says why."
        return problem("rule-violated", sentence, field="/vehicles", extra={"rows": rows})

    def _answer(self, states: Sequence[CaseView]) -> tuple[int, Mapping[str, object], Mapping[str, str]]:
        cases = {view.vin: view for view in states}
        if self._single:
            return 202, _single(self._judged[0], states[0]), {"location": f"/v1/cases/{states[0].id}"}
        rows = [_row(judged, None if judged.problem else cases[str(judged.vin)]) for judged in self._judged]
        body = {
            "batch_id": self._batch_id,
            "accepted": len(states),
            "refused": len(rows) - len(states),
            "lots": [
                {
                    "lot_id": lot.lot_id,
                    "hs_code": lot.hs_code,
                    "case_ids": [entry.case_id for entry in lot.entries],
                }
                for lot in self._lots
            ],
            "rows": rows,
        }
        return 202, body, {"location": f"/v1/cases?batch={self._batch_id}"}


def _single(judged: Judged, view: CaseView) -> Mapping[str, object]:
    return {
        "batch_id": view.batch_id,
        "case_id": view.id,
        "lot_id": view.lot_id,
        "vin": view.vin,
        "warnings": _warnings(judged),
    }


def _row(judged: Judged, view: CaseView | None) -> Mapping[str, object]:
    found = judged.problem
    place = f"/vehicles/{judged.row - 1}"
    return {
        "row": judged.row,
        "vin": judged.vin,
        "case_id": view.id if view else None,
        "status": "refused" if found else "accepted",
        "problem": None if found is None else document(_problem_of(found, place), instance=None),
        "warnings": _warnings(judged),
    }


def _warnings(judged: Judged) -> list[Mapping[str, str]]:
    return [{"field": each.field, "code": each.code, "sentence": each.sentence} for each in judged.warnings]


def _problem_of(found: RowProblem, place: str) -> Problem:
    errors = [FieldError("body", place + fault.field, fault.sentence) for fault in found.faults]
    members = {"case_id": found.case_id, "code": found.code}
    extra = {name: value for name, value in members.items() if value is not None}
    field = None if found.field is None else place + found.field
    return problem(
        found.slug, found.sentence, field=field, errors=errors, extra=extra or None, article=found.article
    )
