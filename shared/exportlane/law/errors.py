"""What the law package refuses, in one small tree.

LawError
├── CalendarOutOfRange   a day for which there is neither a notice nor a rule
├── BadCalendarData      an override or festival table that contradicts itself or cannot be read
├── PauseReversed        a pause that ends before it starts
├── NegativePeriod       a period of fewer than zero days or months
├── ClockStopped         an open pause holds the deadline: it has no date yet
├── NotPausable          a period of a kind that the law never stops
├── NoSuchPeriod         a limit that has no length here, or not in days
├── DecidedBeforeAccepted  a matter whose days are the wrong way round
├── AppliedBeforeRegistered  an application older than the vehicle
├── BadInvoice           amounts or rates that no invoice has; `field` names which
└── CurrencyMismatch     two currencies in one sum

Each carries a slug for machines; its text is a sentence for people.
"""

from typing import ClassVar


class LawError(ValueError):
    """Whatever this package refuses to compute."""

    slug: ClassVar[str] = "law"


class CalendarOutOfRange(LawError):
    """Neither a published notice nor the statutory rule covers the day."""

    slug = "calendar_out_of_range"


class BadCalendarData(LawError):
    """Calendar data that cannot be read or that contradicts itself."""

    slug = "bad_calendar_data"


class PauseReversed(LawError):
    """A pause ends before it starts."""

    slug = "pause_reversed"


class NegativePeriod(LawError):
    """A period of fewer than zero days or months."""

    slug = "negative_period"


class ClockStopped(LawError):
    """An open pause holds the period: the deadline has no date until the clock runs again."""

    slug = "clock_stopped"


class NotPausable(LawError):
    """Only periods of days stand still; one by months runs through."""

    slug = "not_pausable"


class NoSuchPeriod(LawError):
    """The limit has no length for this case, or is counted in another way than asked."""

    slug = "no_such_period"


class CurrencyMismatch(LawError):
    """Two currencies met in one sum or comparison."""

    slug = "currency_mismatch"


class DecidedBeforeAccepted(LawError):
    """A matter was decided before it was accepted."""

    slug = "decided_before_accepted"


class BadInvoice(LawError):
    """Amounts or rates that no invoice has."""

    slug = "bad_invoice"

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence)
        self.field = field


class AppliedBeforeRegistered(LawError):
    """An application lies before the first registration of its vehicle."""

    slug = "applied_before_registered"
