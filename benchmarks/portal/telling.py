"""Stories of cases: which facts come after which, and how many days apart. Chance comes in as an argument.

A story follows the order of its profile; on the way it may be sent back, held up or refused, and it may break off where
it stands today. Each fact is one that the fold allows there, so the views made of them are those that a gateway keeps.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from exportlane.process import StepName, order_of

Beat = tuple[str, float, dict[str, Any]]
"""(fact without its version, days after the fact before, what its data say otherwise than the sample)"""

GOES_WRONG: Final = 0.04
"""The share of steps that end in a refusal."""


@dataclass(slots=True)
class Story:
    """One story: its profile and its beats; `over` says that it came to an end, whichever."""

    profile: str
    beats: list[Beat] = field(default_factory=list)
    over: bool = False

    def say(self, type_: str, days: float = 0.0, **data: Any) -> None:
        self.beats.append((type_, days, data))

    @property
    def days(self) -> float:
        return sum(days for _, days, _ in self.beats)


def stories(count: int, chance: random.Random) -> Iterator[Story]:
    """So many stories, a third of which break off on the way."""
    for _ in range(count):
        profile = chance.choices(("tianjin", "taizhou", "national"), (5, 3, 2))[0]
        story = Story(profile)
        _tell(story, chance)
        if chance.random() < 0.33 and len(story.beats) > 3:
            story.beats = story.beats[: chance.randrange(2, len(story.beats))]
            story.over = False
        yield story


def _tell(story: Story, chance: random.Random) -> None:
    story.say("licence.application_submitted")
    story.say("vehicle.transfer_pending_export", _days(chance, 1.5))
    tell = {
        StepName.LICENCE: _licence,
        StepName.DEREGISTRATION: _deregistration,
        StepName.CUSTOMS: _customs,
        StepName.REBATE: _rebate,
    }
    for step in order_of(story.profile).steps:
        tell[step.name](story, chance)
        if story.over:
            return
    story.over = True


def _licence(story: Story, chance: random.Random) -> None:
    if chance.random() < 0.18:
        story.say("licence.correction_requested", _days(chance, 2))
        story.say("licence.correction_supplied", _days(chance, 6))
    story.say("licence.accepted", _days(chance, 1))
    if chance.random() < 0.05:
        story.say("licence.clock_paused", _days(chance, 1))
        story.say("licence.clock_resumed", _days(chance, 8))
    if chance.random() < GOES_WRONG:
        story.say("licence.refused", _days(chance, 2))
        story.over = True
        return
    story.say("licence.granted", _days(chance, 2.5))


def _deregistration(story: Story, chance: random.Random) -> None:
    story.say("vehicle.deregistration_requested", _days(chance, 2))
    if chance.random() < 0.07:
        story.say("vehicle.deregistration_blocked", _days(chance, 1))
        story.say("vehicle.deregistration_unblocked", _days(chance, 12))
    if chance.random() < 0.1:
        story.say("vehicle.deregistration_correction_requested", _days(chance, 1))
        story.say("vehicle.deregistration_correction_supplied", _days(chance, 4))
    phase = "final" if order_of(story.profile).step(StepName.DEREGISTRATION).upholds else "provisional"
    story.say("vehicle.deregistered", _days(chance, 1.5), phase=phase)


def _customs(story: Story, chance: random.Random) -> None:
    story.say("customs.submitted", _days(chance, 1))
    if chance.random() < 0.12:
        story.say("customs.returned_for_correction", _days(chance, 0.5))
        story.say("customs.resubmitted", _days(chance, 2))
    story.say("customs.accepted", _days(chance, 0.6))
    if chance.random() < 0.08:
        story.say("customs.held", _days(chance, 0.5), code="inspection")
        story.say("customs.hold_lifted", _days(chance, 3), code="inspection")
    story.say("customs.released", _days(chance, 1.2))
    story.say("licence.used", 0.01)
    if chance.random() < 0.04:
        story.say("customs.shut_out", _days(chance, 2))
        story.say("licence.reinstated", 0.01)
        story.say("customs.amended", _days(chance, 4))
        story.say("customs.released", _days(chance, 1))
        story.say("licence.used", 0.01)
    story.say("customs.cleared", _days(chance, 5))
    if order_of(story.profile).step(StepName.DEREGISTRATION).answers:
        story.say("vehicle.exit_confirmed", _days(chance, 1))


def _rebate(story: Story, chance: random.Random) -> None:
    story.say("rebate.submitted", _days(chance, 6))
    story.say("rebate.claim_accepted", _days(chance, 1))
    if chance.random() < 0.12:
        story.say("rebate.correction_requested", _days(chance, 2))
        story.say("rebate.correction_supplied", _days(chance, 5))
    if chance.random() < 0.05:
        story.say("rebate.suspicion_raised", _days(chance, 2))
        if chance.random() < 0.4:
            story.over = True
            return
        story.say("rebate.suspicion_cleared", _days(chance, 15))
    if chance.random() < GOES_WRONG:
        story.say("rebate.rejected", _days(chance, 3))
        story.over = True
        return
    story.say("rebate.approved", _days(chance, 4))
    story.say("rebate.paid", _days(chance, 1.5))


def _days(chance: random.Random, mean: float) -> float:
    return round(chance.gammavariate(2.0, mean / 2.0), 4)
