"""What each agency announces about a case, from its first fact to its last, by the way the case ends.

Facts of one agency have one order; so a story is a tuple of types for each agency, and a ledger that holds anything
else has lost or doubled an effect.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Facts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """The end of a case and each agency's facts (types without prefix and version). `or_else`: what may stand instead.

    Two agencies that hear of one refusal do not wait for each other, so for some there are two true stories.
    """

    end: str
    facts: Mapping[str, Facts]
    or_else: Mapping[str, tuple[Facts, ...]] = field(default_factory=dict)

    def told_by(self, agency: str) -> tuple[Facts, ...]:
        return (self.facts[agency], *self.or_else.get(agency, ()))

    def but(self, end: str | None = None, **changes: Facts) -> Story:
        """The same story with other facts of some agencies."""
        named = {name.replace("_", "-"): told for name, told in changes.items()}
        return Story(end or self.end, {**self.facts, **named}, self.or_else)


OPENED = ("case.opened",)
TWO_PHASES = ("vehicle.transfer_pending_export", "vehicle.deregistered", "vehicle.exit_confirmed")
ONE_PHASE = TWO_PHASES[:2]
GRANTED = ("licence.application_submitted", "licence.granted")
ACCEPTED = ("licence.application_submitted", "licence.accepted")
"""Where an officer decides, the acceptance is said by itself."""
GRANTED_BY_HAND = (*ACCEPTED, "licence.granted")
REQUESTED = ("vehicle.deregistration_requested", "vehicle.materials_waived")
"""Where a deregistration waits for somebody, what it waits with is said."""
EXPORTED = ("customs.accepted", "customs.released", "customs.cleared")
LAPSED = ("rebate.lapsed",)

TIANJIN = Story(
    "refund_paid",
    {
        "gateway": OPENED,
        "vehicle-registry": TWO_PHASES,
        "licensing": (*GRANTED, "licence.used"),
        "customs": EXPORTED,
        "tax-rebate": ("rebate.claim_accepted", "rebate.approved", "rebate.paid"),
    },
)
NATIONAL = TIANJIN.but(vehicle_registry=ONE_PHASE)
PAID: Mapping[str, Story] = {"tianjin": TIANJIN, "taizhou": NATIONAL, "national": NATIONAL}

BY_HAND: Mapping[str, Story] = {
    profile: story.but(licensing=(*GRANTED_BY_HAND, "licence.used")) for profile, story in PAID.items()
}
"""The same where the licence was decided by hand."""

EXEMPT: Mapping[str, Story] = {
    profile: story.but("exempt_no_refund", tax_rebate=("rebate.claim_accepted", "rebate.exempted"))
    for profile, story in PAID.items()
}
REJECTED_CLAIM = TIANJIN.but("closed_no_refund", tax_rebate=("rebate.claim_accepted", "rebate.rejected"))
_NEVER_BEGUN = TIANJIN.but(vehicle_registry=TWO_PHASES[:1], customs=("customs.lapsed",), tax_rebate=LAPSED)
REFUSED = _NEVER_BEGUN.but("refused", licensing=("licence.application_submitted", "licence.refused"))
WITHDRAWN = _NEVER_BEGUN.but("withdrawn", licensing=(*ACCEPTED, "licence.withdrawn"))

UNDONE = TIANJIN.but(
    "cancelled",
    vehicle_registry=(*ONE_PHASE, "vehicle.registration_restored"),
    licensing=(*GRANTED, "licence.cancelled"),
    customs=("customs.rejected",),
    tax_rebate=LAPSED,
)
"""Customs refuses what was deregistered provisionally."""
UNDONE_NATIONAL = UNDONE.but(vehicle_registry=TWO_PHASES[:1])
"""The same where deregistration comes after customs, and so never began."""
