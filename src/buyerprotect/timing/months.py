"""Months on the calendar: the day of another month that corresponds to a day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from buyerprotect.errors import OutOfCoverageError

__all__ = ["corresponding"]

_MONTHS = 12


def corresponding(day: int, months: int) -> tuple[int, bool]:
    """Return the ordinal of the day with the same number so many months on (or back), and True.

    Where that month has no such day, its last day is returned, and False.

    >>> [date.fromordinal(corresponding(date(2001, 1, 31).toordinal(), n)[0]).day for n in (1, 2)]
    [28, 31]
    """
    start = date.fromordinal(day)
    year, month = divmod(start.year * _MONTHS + start.month - 1 + months, _MONTHS)
    if not date.min.year <= year <= date.max.year:
        raise OutOfCoverageError(f"{months} months from {start} leave the supported years, 1900 to 2200")
    last = monthrange(year, month + 1)[1]
    exists = start.day <= last
    return date(year, month + 1, start.day if exists else last).toordinal(), exists
