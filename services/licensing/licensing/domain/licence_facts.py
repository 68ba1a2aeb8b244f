"""The facts of a licence's later life: revoked, superseded, run out, handed back, used and given back."""

from __future__ import annotations

from exportlane.contracts import licensing
from exportlane.contracts.decision import Announce
from licensing.domain.application import Application
from licensing.domain.articles import OFFICER_ERROR
from licensing.domain.dossier import Licence, Line, Outcome

Facts = tuple[Announce, ...]


def revoked(state: Application, licence: Licence, outcome: Outcome) -> Facts:
    """The licence was taken back (行政许可法 第六十九条)."""
    return tuple(
        Announce(
            line.case_id,
            "licence.revoked.v1",
            licensing.LicenceRevoked(
                application_id=state.id,
                vin=line.vin,
                licence_no=licence.licence_no,
                code=outcome.code,
                reason=outcome.reason,
                article=outcome.article or OFFICER_ERROR,
            ),
        )
        for line in state.live
    )


def superseded(state: Application, licence: Licence, reason: str) -> Facts:
    """The old licence is void; the new one is announced right behind."""
    return tuple(
        Announce(
            line.case_id,
            "licence.superseded.v1",
            licensing.LicenceSuperseded(
                application_id=state.id, vin=line.vin, licence_no=licence.licence_no, reason=reason
            ),
        )
        for line in state.live
    )


def surrendered(state: Application, licence: Licence, code: str, reason: str) -> Facts:
    """The holder handed it back."""
    return tuple(
        Announce(
            line.case_id,
            "licence.surrendered.v1",
            licensing.LicenceSurrendered(
                application_id=state.id, vin=line.vin, licence_no=licence.licence_no, code=code, reason=reason
            ),
        )
        for line in state.live
    )


def expired(state: Application, licence: Licence, *lines: Line) -> Facts:
    """Its last day passed, for these vehicles (all of them when none is named)."""
    return tuple(
        Announce(
            line.case_id,
            "licence.expired.v1",
            licensing.LicenceExpired(
                application_id=state.id,
                vin=line.vin,
                licence_no=licence.licence_no,
                valid_to=licence.valid_to,
            ),
        )
        for line in lines or state.live
    )


def reapplied(state: Application) -> Facts:
    """The enterprise asked for another licence for these vehicles."""
    return tuple(
        Announce(
            line.case_id,
            "licence.reapplied.v1",
            licensing.LicenceReapplied(application_id=state.id, vin=line.vin, round=state.round),
        )
        for line in state.live
    )


def left_out(state: Application, *lines: Line) -> Facts:
    """These vehicles are not on the new licence."""
    return tuple(
        Announce(
            line.case_id,
            "licence.line_left_out.v1",
            licensing.LicenceLineLeftOut(
                application_id=state.id, vin=line.vin, reason=line.left_out or "Not on the new licence."
            ),
        )
        for line in lines
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


def reinstated(state: Application, licence: Licence, line: Line) -> Announce:
    """The write-off of this vehicle was taken back."""
    return Announce(
        line.case_id,
        "licence.reinstated.v1",
        licensing.LicenceReinstated(application_id=state.id, licence_no=licence.licence_no, vin=line.vin),
    )
