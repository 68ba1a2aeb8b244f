"""Who hears what beside the process: facts that move no step of a case, and that an agency needs for its own work.

The steps of the four agencies follow from the table of the process. Around them stand transport, the subsidy office,
the credit insurer, ports and railways, and the registers of commerce and the districts: what they say opens no step
and closes none, so it stands here, each line with what it is for.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

BESIDE: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "licensing": {},
        "vehicle-registry": {},
        "customs": {},
        "tax-rebate": {},
        "gateway": {
            "base.registered.v1": "bases and what they offer",
            "base.services_changed.v1": "bases and what they offer",
            "base.closed.v1": "bases and what they offer",
            "supplier.registered.v1": "leading firms and suppliers by district",
            "supplier.closed.v1": "leading firms and suppliers by district",
            "service_centre.registered.v1": "vehicles served, and centres recognised",
            "service_centre.served.v1": "vehicles served, and centres recognised",
            "service_centre.recognised.v1": "vehicles served, and centres recognised",
            "service_centre.recognition_cancelled.v1": "vehicles served, and centres recognised",
            "service_centre.closed.v1": "vehicles served, and centres recognised",
            "facility.registered.v1": "places abroad by country",
            "facility.invested.v1": "places abroad by country",
            "facility.closed.v1": "places abroad by country",
            "exhibition.listed.v1": "the catalogue of fairs",
            "exhibition.withdrawn.v1": "the catalogue of fairs",
            "participation.recorded.v1": "firms at fairs",
            "participation.struck.v1": "firms at fairs",
            "destination.assessed.v1": "destinations by risk and membership",
            "target_country.named.v1": "target countries of the year",
            "target_country.dropped.v1": "target countries of the year",
            "training.held.v1": "trainings held",
            "guidance.given.v1": "firms advised",
            "contact_officer.assigned.v1": "firms that have somebody to ask",
            "contact_officer.relieved.v1": "firms that have somebody to ask",
            "district_policy.drafted.v1": "policies of the districts and their review",
            "district_policy.reviewed.v1": "policies of the districts and their review",
            "district_policy.published.v1": "policies of the districts and their review",
            "district_policy.withdrawn.v1": "policies of the districts and their review",
            "payment_provider.registered.v1": "payment institutions settled",
            "payment_provider.closed.v1": "payment institutions settled",
            "fund_pool.registered.v1": "pools of the counties",
            "fund_pool.closed.v1": "pools of the counties",
            "promotion.scheduled.v1": "the calendar of summits and journeys",
            "promotion.held.v1": "the calendar of summits and journeys",
            "promotion.called_off.v1": "the calendar of summits and journeys",
            "supervision.sampled.v1": "rebate work checked",
            "supervision.found.v1": "rebate work checked",
            "supervision.remedied.v1": "rebate work checked",
            "supervision.concluded.v1": "rebate work checked",
        },
        "transport": {},
        "incentives": {},
        "credit-insurance": {},
        "logistics": {},
        "registers": {
            "case.opened.v1": "the firm and the destination of a case, for its base and its destination's profile",
            "customs.cleared.v1": "vehicles cleared, counted for the base",
            "rebate.approved.v1": "claims decided, from which the supervision draws its samples",
            "rebate.exempted.v1": "likewise",
            "rebate.rejected.v1": "likewise",
            "rebate.taxed.v1": "likewise",
            "rebate.paid.v1": "claims paid, likewise",
        },
    }
)
"""For each agency: the type that it hears, and what for."""


def heard_beside(agency: str) -> frozenset[str]:
    """What an agency hears beside the steps of the process."""
    return frozenset(BESIDE.get(agency, {}))
