"""The facts that a decision about an application announces: always one per line, each about its own case."""

from __future__ import annotations

from exportlane.contracts import fields, licensing
from exportlane.contracts.decision import Announce
from licensing.domain.application import Application, Item, Licence, Line, Outcome
from licensing.domain.rules import REASONED_REFUSAL, WRITE_OFF_LICENCE, Policy

REMEDY = (
    "申请人不服本决定的，可以自收到决定之日起六十日内申请行政复议，或者六个月内向人民法院提起行政诉讼。"
    "(Within sixty days of receipt the applicant may ask for administrative reconsideration, or within six months sue "
    "in the people's court.)"
)
"""行政许可法 第三十八条: a refusal names the remedy. Periods: 行政复议法 第二十条, 行政诉讼法 第四十六条."""


def submitted(state: Application, policy: Policy, *, complete: bool) -> tuple[Announce, ...]:
    """The application was handed in."""
    rules = policy.profiles[state.profile]
    return tuple(
        Announce(
            line.case_id,
            "licence.application_submitted.v1",
            licensing.LicenceApplicationSubmitted(
                application_id=state.id,
                vin=line.vin,
                exporter_uscc=state.exporter_uscc,
                profile=state.profile,
                profile_version=rules.version,
                process_version=policy.process_version,
                destination_country=state.destination_country,
                customs_port=state.customs_port,
                hs_code=state.hs_code,
                contract_no=state.contract_no,
                complete=complete,
                quantity=len(state.lines),
            ),
        )
        for line in state.lines
    )


def correction_requested(state: Application, by: str) -> tuple[Announce, ...]:
    """The whole notice goes to every line: none of them moves before all items are answered."""
    items = tuple(_item(item) for item in state.asked)
    return tuple(
        Announce(
            line.case_id,
            "licence.correction_requested.v1",
            licensing.LicenceCorrectionRequested(application_id=state.id, vin=line.vin, items=items, by=by),
        )
        for line in state.lines
    )


def correction_supplied(state: Application, codes: tuple[str, ...]) -> tuple[Announce, ...]:
    """Every item was answered."""
    return tuple(
        Announce(
            line.case_id,
            "licence.correction_supplied.v1",
            licensing.LicenceCorrectionSupplied(application_id=state.id, vin=line.vin, items=codes),
        )
        for line in state.lines
    )


def granted(state: Application, licence: Licence) -> tuple[Announce, ...]:
    """The licence, with each line's own row of the annex."""
    vins = tuple(line.vin for line in state.lines)
    return tuple(
        Announce(
            line.case_id,
            "licence.granted.v1",
            licensing.LicenceGranted(
                application_id=state.id,
                licence_no=licence.licence_no,
                vin=line.vin,
                exporter_uscc=state.exporter_uscc,
                issued_on=licence.issued_on,
                valid_to=licence.valid_to,
                customs_port=state.customs_port,
                destination_country=state.destination_country,
                hs_code=state.hs_code,
                contract_no=state.contract_no,
                quantity=len(vins),
                vins=vins,
                brand=line.brand,
                model_code=line.model_code,
                first_registration_date=line.first_registration_date,
                transfer_pending_export_date=line.transfer_pending_export_date,
            ),
        )
        for line in state.lines
    )


def refused(state: Application, outcome: Outcome) -> tuple[Announce, ...]:
    """The whole application was refused."""
    return tuple(
        Announce(
            line.case_id,
            "licence.refused.v1",
            licensing.LicenceRefused(
                application_id=state.id,
                vin=line.vin,
                code=outcome.code,
                reason=outcome.reason,
                article=outcome.article or REASONED_REFUSAL,
                remedy=REMEDY,
            ),
        )
        for line in state.lines
    )


def withdrawn(state: Application, reason: str) -> tuple[Announce, ...]:
    """The enterprise took it back."""
    return tuple(
        Announce(
            line.case_id,
            "licence.withdrawn.v1",
            licensing.LicenceWithdrawn(application_id=state.id, vin=line.vin, reason=reason),
        )
        for line in state.lines
    )


def cancelled(state: Application, licence: Licence, outcome: Outcome) -> tuple[Announce, ...]:
    """The licence is void for every vehicle on it."""
    return tuple(
        Announce(
            line.case_id,
            "licence.cancelled.v1",
            licensing.LicenceCancelled(
                application_id=state.id,
                licence_no=licence.licence_no,
                vin=line.vin,
                code=outcome.code,
                reason=outcome.reason,
                article=outcome.article or WRITE_OFF_LICENCE,
            ),
        )
        for line in state.lines
    )


def used(state: Application, licence: Licence, line: Line, declaration_no: str) -> Announce:
    """Customs released this vehicle against the licence."""
    return Announce(
        line.case_id,
        "licence.used.v1",
        licensing.LicenceUsed(
            application_id=state.id,
            licence_no=licence.licence_no,
            vin=line.vin,
            declaration_no=declaration_no,
        ),
    )


def _item(item: Item) -> fields.Item:
    return fields.Item(code=item.code, sentence=item.sentence, article=item.article, vin=item.vin)
