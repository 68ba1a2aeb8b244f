"""Between instants and statutory days.

Inside, an instant is aware UTC; a statutory day is a ``date`` in Asia/Shanghai. The zone is a fixed +08:00: it has
had no other offset since 1991, the calendar starts in 2004, and a fixed offset reads no zone file.
"""

from datetime import UTC, date, datetime, time, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


def plain_day(day: date) -> date:
    """Return ``day`` if it is a day and not an instant.

    Raises:
        TypeError: for a ``datetime``, which Python counts as a ``date``: taken as it is, it would be a day in
            whatever zone it carries, and between 16:00 and 24:00 UTC the wrong one.
    """
    if isinstance(day, datetime):
        raise TypeError(f"{day!r} is an instant; take its statutory_day first")
    return day


def _aware(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise TypeError(f"{instant!r} names no zone; an instant is aware")
    return instant


def statutory_day(instant: datetime) -> date:
    """The day in Asia/Shanghai on which something happened: 16:00 UTC already belongs to the next day.

    Raises:
        TypeError: for an instant without a zone.
    """
    return _aware(instant).astimezone(SHANGHAI).date()


def due_instant(day: date) -> datetime:
    """The first instant after a deadline day, 24:00 in Shanghai, in UTC: before it an act is in time.

    Civil Code art. 203: the last day of a period ends at 24:00.
    """
    return datetime.combine(plain_day(day) + timedelta(days=1), time(), SHANGHAI).astimezone(UTC)


def day_begins(day: date) -> datetime:
    """The first instant of a day in Shanghai, in UTC."""
    return datetime.combine(plain_day(day), time(), SHANGHAI).astimezone(UTC)


def is_late(now: datetime, day: date) -> bool:
    """Whether a deadline day is over: true from the first instant after it (Civil Code art. 203)."""
    return _aware(now) >= due_instant(day)


def in_shanghai(instant: datetime) -> datetime:
    """The same instant with the offset that people here read, +08:00."""
    return _aware(instant).astimezone(SHANGHAI)


def shown(instant: datetime) -> str:
    """An instant for the screen, to the second: ``2026-11-21 21:12:48 +08:00``."""
    return in_shanghai(instant).isoformat(" ", "seconds").replace("+", " +")
