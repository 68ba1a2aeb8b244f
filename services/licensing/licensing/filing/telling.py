"""The facts that a decision about a filing announces. Their subject is the filing itself."""

from __future__ import annotations

from datetime import date

from exportlane.contracts import fields
from exportlane.contracts import filings as facts
from exportlane.contracts.decision import Announce, FactData
from licensing.domain.announcements import REMEDY
from licensing.domain.articles import EXIT_MECHANISM, FILING_YEAR, REASONED_REFUSAL
from licensing.domain.dossier import Outcome
from licensing.filing.conditions import unmet
from licensing.filing.entry import Filing, Listing

Facts = tuple[Announce, ...]


def _of(filing: Filing, type_: str, model: type[FactData], **data: object) -> Facts:
    return (
        Announce(
            filing.id, type_, model.model_validate({"filing_id": filing.id, "uscc": filing.uscc, **data})
        ),
    )


def submitted(filing: Filing, version: str) -> Facts:
    """The firm asked to be filed."""
    return _of(
        filing,
        "enterprise.filing_submitted.v1",
        facts.EnterpriseFilingSubmitted,
        kind=filing.kind,
        name=filing.name,
        profile=filing.profile,
        profile_version=version,
        unmet=tuple(condition.code for condition in unmet(filing.conditions)),
    )


def correction_requested(filing: Filing, by: str) -> Facts:
    """One notice of all that is missing."""
    items = tuple(
        fields.Item(code=item.code, sentence=item.sentence, article=item.article) for item in filing.asked
    )
    type_ = "enterprise.filing_correction_requested.v1"
    return _of(filing, type_, facts.EnterpriseFilingCorrectionRequested, items=items, by=by)


def correction_supplied(filing: Filing, codes: tuple[str, ...]) -> Facts:
    """Every item was answered."""
    type_ = "enterprise.filing_correction_supplied.v1"
    return _of(filing, type_, facts.EnterpriseFilingCorrectionSupplied, items=codes)


def accepted(filing: Filing, on: date) -> Facts:
    """The papers are complete, or no notice came in time."""
    type_ = "enterprise.filing_accepted.v1"
    return _of(filing, type_, facts.EnterpriseFilingAccepted, accepted_on=on, deemed=filing.deemed)


def filed(filing: Filing) -> Facts:
    """The firm may apply for licences."""
    return _of(
        filing,
        "enterprise.filed.v1",
        facts.EnterpriseFiled,
        kind=filing.kind,
        valid_from=filing.valid_from,
        valid_to=filing.valid_to,
        article=FILING_YEAR,
        imported=filing.imported,
        first_filed_on=filing.first_filed_on or (None if filing.imported else filing.valid_from),
    )


def rejected(filing: Filing, outcome: Outcome) -> Facts:
    """A condition is not met."""
    return _of(
        filing,
        "enterprise.filing_rejected.v1",
        facts.EnterpriseFilingRejected,
        code=outcome.code,
        reason=outcome.reason,
        article=outcome.article or REASONED_REFUSAL,
        remedy=REMEDY,
    )


def renewed(filing: Filing) -> Facts:
    """The year starts again."""
    return _of(
        filing,
        "enterprise.filing_renewed.v1",
        facts.EnterpriseFilingRenewed,
        valid_from=filing.valid_from,
        valid_to=filing.valid_to,
        article=FILING_YEAR,
    )


def suspended(filing: Filing, outcome: Outcome, by: str) -> Facts:
    """The firm may not apply until it is resumed."""
    return _of(
        filing,
        "enterprise.filing_suspended.v1",
        facts.EnterpriseFilingSuspended,
        code=outcome.code,
        reason=outcome.reason,
        article=outcome.article or EXIT_MECHANISM,
        by=by,
    )


def resumed(filing: Filing, reason: str, by: str) -> Facts:
    """The ground of the suspension is gone."""
    return _of(filing, "enterprise.filing_resumed.v1", facts.EnterpriseFilingResumed, reason=reason, by=by)


def removed(filing: Filing, outcome: Outcome, by: str) -> Facts:
    """Struck off."""
    return _of(
        filing,
        "enterprise.filing_removed.v1",
        facts.EnterpriseFilingRemoved,
        code=outcome.code,
        reason=outcome.reason,
        article=outcome.article or EXIT_MECHANISM,
        by=by,
    )


def expired(filing: Filing) -> Facts:
    """The year passed."""
    type_ = "enterprise.filing_expired.v1"
    return _of(filing, type_, facts.EnterpriseFilingExpired, valid_to=filing.valid_to, article=FILING_YEAR)


def withdrawn(filing: Filing, reason: str) -> Facts:
    """Taken back, or let lapse."""
    return _of(filing, "enterprise.filing_withdrawn.v1", facts.EnterpriseFilingWithdrawn, reason=reason)


def listed(filing: Filing, listing: Listing, by: str) -> Facts:
    """The firm was put on a list."""
    return _of(
        filing,
        "enterprise.listed.v1",
        facts.EnterpriseListed,
        list=listing.list,
        code=listing.code,
        reason=listing.reason,
        article=listing.article,
        valid_from=listing.valid_from,
        valid_to=listing.valid_to,
        by=by,
    )


def delisted(filing: Filing, name: str, reason: str, on: date, by: str) -> Facts:
    """The firm was taken off a list."""
    return _of(
        filing, "enterprise.delisted.v1", facts.EnterpriseDelisted, list=name, reason=reason, on=on, by=by
    )
