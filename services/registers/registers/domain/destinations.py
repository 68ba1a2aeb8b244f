"""Destinations: what they have joined, and how they rank for guidance. PURE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from exportlane.contracts.decision import Refused
from exportlane.law.rules import rule
from registers.domain import articles
from registers.domain.entry import Entry
from registers.domain.particulars import Destination
from registers.domain.terms import GuidanceTerms, Policy


@rule(
    "RGS-MEMBER",
    zh="“一带一路”、RCEP 成员身份与国别表不一致的，须载明依据",
    en="A membership that differs from the table of countries names its source",
    article=articles.TZ_7,
    slug="membership_unproven",
)
def settled(said: Destination, policy: Policy) -> Destination | Refused:
    """The assessment with both memberships: as they were said, or else as the table has them."""
    line = policy.countries[said.country]
    for name, table in (("belt_and_road", line.belt_and_road), ("rcep", line.rcep)):
        given = getattr(said, name)
        if given is not None and given != table and not said.membership_source:
            sentence = (
                f"The table of countries says {'yes' if table else 'no'} to {name} for {said.country}; "
                "whoever says otherwise names the document in membership_source."
            )
            return Refused(
                "membership_unproven", sentence, articles.TZ_7, "/particulars/membership_source", 422
            )
    return replace(
        said,
        belt_and_road=line.belt_and_road if said.belt_and_road is None else said.belt_and_road,
        rcep=line.rcep if said.rcep is None else said.rcep,
    )


@rule(
    "RGS-RANK",
    zh="按市场规模、消费结构、贸易潜力、国别风险指导企业",
    en="Destinations are ranked by market size, structure of demand, potential and country risk",
    article=articles.TJ_7,
    effect="compute",
)
def score_of(found: Destination, terms: GuidanceTerms) -> int:
    """From 0 to 100. A market that lets no used car in is worth nothing, whatever its size."""
    if found.access_standard.closed:
        return 0
    market = found.market
    size = max((points for least, points in terms.size_points if market.yearly_units >= least), default=0)
    steps = terms.points_per_step * (market.structure_fit + market.potential)
    return size + steps + terms.risk_points[found.risk]


def ranked(entries: Sequence[Entry], terms: GuidanceTerms) -> list[Entry]:
    """The destinations, the most promising first; of equals the one that comes first in the alphabet."""
    found = [(each, each.particulars) for each in entries]
    scored = [
        (-score_of(here, terms), here.country, each) for each, here in found if isinstance(here, Destination)
    ]
    return [each for _, _, each in sorted(scored, key=lambda one: one[:2])]
