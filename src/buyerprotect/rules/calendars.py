"""Calendars that a pack defines for itself: another calendar with further days off or worked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import reduce

from buyerprotect.errors import BuyerProtectError
from buyerprotect.source import Source
from buyerprotect.structure import Reader
from buyerprotect.timing.calendar import MON_FRI, Calendar, calendar, calendar_names

__all__ = ["read_calendars"]


def read_calendars(tables: Reader | None, sources: Mapping[str, Source]) -> dict[str, Calendar]:
    """Read a pack's own calendars by their names, reporting what is wrong with any.

    Each builds on a `base`, or on several at once, in which a day is off if it is off in any; `off` and
    `worked` are days in which it differs, and `sources` say why.
    """
    found: dict[str, Calendar] = {}
    for name in tables.data if tables else ():
        table = tables.table(name) if tables else None
        if tables and name in calendar_names():
            tables.fault(name, "is the name of a calendar that is known everywhere: give it another")
        made = None if table is None else _calendar(name, table, sources)
        # A calendar with faults of its own is still one that rules can name.
        found[name] = made or MON_FRI
    return found


def _calendar(name: str, table: Reader, sources: Mapping[str, Source]) -> Calendar | None:
    named = table.texts("sources")
    for source in named:
        table.faults.one_of(table.at("sources"), source, sources, "a source of this pack")
    if not named:
        table.missing("sources", "say where its days come from")
    title = table.text("title", required=True)
    bases = _bases(table)
    off, worked = _dates(table, "off"), _dates(table, "worked")
    table.finish()
    if not (table.good and bases and title):
        return None
    united = reduce(lambda one, other: one.united(other, name, title), bases)
    cited = [sources[source] for source in named if source in sources]
    return united.with_days(name, off=off, worked=worked, title=title, sources=cited)


def _bases(table: Reader) -> list[Calendar]:
    value = table.take("base", required=True)
    names = [value] if isinstance(value, str) else table.texts("base") if value is not None else []
    if value == []:
        table.fault("base", "is empty: name a calendar to build on, such as 'mon-fri'")
    found: list[Calendar] = []
    for base in names:
        try:
            found.append(calendar(base))
        except BuyerProtectError as error:
            table.fault("base", str(error))
    return found


def _dates(table: Reader, key: str) -> list[date]:
    days = table.days(key)
    for place, day in enumerate(days):
        if not isinstance(day, date) or isinstance(day, datetime):
            table.fault(f"{key}[{place}]", f"{day!r} is not a day, such as 2026-12-24")
    return [day for day in days if isinstance(day, date)]
