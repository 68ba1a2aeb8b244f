"""Stretches of time that a statutory period does not count.

Administrative Licensing Law art. 45: expert review, inspection, testing and hearings stay out of the period; a
correction asked for after acceptance likewise.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from exportlane.law.errors import PauseReversed
from exportlane.law.instants import plain_day


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stood still after ``start`` up to and including ``end``; without an end it still does.

    The day on which the pause began is counted, the day on which it ended is not. Begun and ended on one day, a
    pause takes nothing out.

    Raises:
        PauseReversed: when the end lies before the start.
    """

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        plain_day(self.start)
        if self.end is not None and plain_day(self.end) < self.start:
            raise PauseReversed(f"the pause that starts on {self.start} ends before it, on {self.end}")

    def covers(self, day: date) -> bool:
        """Whether ``day`` is left out of the period: start < day <= end."""
        return self.start < day and (self.end is None or day <= self.end)


def merged(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """The same days as separate pauses in order: overlapping and touching ones joined, empty ones gone."""
    found: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: pause.start):
        if pause.start == pause.end:
            continue
        last = found[-1] if found else None
        if last is None or (last.end is not None and last.end < pause.start):
            found.append(pause)
            continue
        ends = (last.end, pause.end)
        found[-1] = Pause(last.start, None if None in ends else max(end for end in ends if end is not None))
    return tuple(found)
