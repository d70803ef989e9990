"""How fields of facts are read and checked: leniently on the way in, then all faults at once, by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar, cast

from buyerprotect.errors import Faults, InvalidFactsError, NotFoundError, OutOfCoverageError, shown
from buyerprotect.facts.money import Money, money
from buyerprotect.timing.clock import Instant, Moment, MomentLike, moment, moment_fault, zone

__all__ = [
    "check_amount",
    "check_country",
    "check_day_exists",
    "check_days",
    "check_each",
    "check_moment",
    "check_one_currency",
    "check_region",
    "check_words",
    "check_zone",
    "many",
    "told",
    "told_money",
    "told_or_none",
    "words",
    "words_in_order",
]

T = TypeVar("T")

_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_REGION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}", re.ASCII)
_LONGEST_DAYS = 36_500


def told(value: MomentLike) -> Moment:
    """Read a moment where it can be read, and leave anything else to `check_moment`."""
    try:
        return moment(value)
    except (InvalidFactsError, OutOfCoverageError):
        return value  # type: ignore[return-value]  # refused by the check, which can name the field


def told_or_none(value: MomentLike | None) -> Moment | None:
    """Read a moment that need not be told, as `told` does."""
    return None if value is None else told(value)


def told_money(value: Money | str | None) -> Money | None:
    """Read an amount that need not be told, leaving what is none to `check_amount`."""
    return None if value is None else money(value)


def many(values: Iterable[T]) -> tuple[T, ...]:
    """Read a list; what is none (a lone text or value) is left for `check_each` to refuse."""
    if isinstance(values, str | Mapping) or not isinstance(values, Iterable):
        return values  # type: ignore[return-value]  # refused by the check, which can name the field
    return tuple(values)


def words(values: Iterable[T]) -> frozenset[T]:
    """Read a set of words; what is none is left for `check_words` to refuse."""
    read = many(values)
    try:
        return frozenset(read) if isinstance(read, tuple) else read
    except TypeError:  # something in it is a list itself
        return read  # type: ignore[return-value]  # refused by the check, which can name the field


def words_in_order(values: Iterable[str]) -> tuple[str, ...]:
    """Read words whose order matters, as `words` does."""
    return many(values)


def check_moment(faults: Faults, path: str, value: object, *, required: bool = False) -> None:
    """Note a fault unless the value is a moment, or absent where it may be."""
    if value is not None:
        faults.add(path, moment_fault(value))
    elif required:
        faults.add(path, "None is no moment: give the day, or the moment with its offset")


def check_amount(faults: Faults, path: str, value: object) -> bool:
    """Note a fault unless the value is an amount that is not negative; tell whether it is money."""
    if not isinstance(value, Money):
        try:
            Money.of(value)  # type: ignore[arg-type]  # to learn what is wrong with it
        except (ValueError, TypeError, LookupError) as error:
            faults.add(path, str(error))
        return False
    if value.amount < 0:
        faults.add(path, f"{value} is negative: an amount that was paid or is asked for is zero or more")
    return True


def check_one_currency(faults: Faults, path: str, amounts: Iterable[Money]) -> None:
    """Note a fault where amounts are of different currencies."""
    currencies = sorted({amount.currency for amount in amounts})
    if len(currencies) > 1:
        faults.add(path, f"amounts in {' and '.join(currencies)}: one order has one currency; convert first")


def check_days(faults: Faults, path: str, value: object) -> None:
    """Note a fault unless the value is a sensible number of days."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _LONGEST_DAYS:
        faults.add(
            path, f"{shown(value)} is not a number of days: give a whole number from 1 to {_LONGEST_DAYS}"
        )


def check_country(faults: Faults, path: str, value: object) -> None:
    """Note a fault unless the value is a two-letter country code, or absent."""
    if value is not None and not (isinstance(value, str) and _COUNTRY.fullmatch(value)):
        faults.add(path, f"{shown(value)} is not a country: use the two capital letters of ISO 3166, 'CA'")


def check_region(faults: Faults, path: str, value: object, country: object) -> None:
    """Note a fault unless the value is a part of the country, as ISO 3166-2 writes it, or absent."""
    if value is None:
        return
    if not (isinstance(value, str) and _REGION.fullmatch(value)):
        faults.add(path, f"{shown(value)} is not a region: use the code of ISO 3166-2, 'CA-QC'")
    elif country is not None and value[:2] != country:
        faults.add(path, f"{value!r} is no part of the country {shown(country)}: correct one of the two")


def check_zone(faults: Faults, path: str, value: object) -> None:
    """Note a fault unless the value names a zone, or is absent."""
    if value is None:
        return
    if faults.instance(path, value, str, "the name of a zone, such as 'America/New_York'"):
        try:
            zone(str(value))
        except NotFoundError as error:
            faults.add(path, str(error))


def check_day_exists(faults: Faults, path: str, value: Moment, name: str | None) -> None:
    """Note a fault where a day is told without a zone, or one that its zone skipped."""
    if isinstance(value, Instant):
        return
    if name is None:
        way_out = "say in which zone, with the order's `zone`, or give the moment with its offset"
        faults.add(path, f"{value} is a day: {way_out}")
    elif not zone(name).has_day(value.toordinal()):
        faults.add(path, f"there was no {value} in {name}, whose clocks skipped it: give the day that was")


def check_words(faults: Faults, path: str, values: object, known: Iterable[str] | None, what: str) -> None:
    """Note a fault for each value that is not one of the known words (or, with none known, not a text)."""
    if not isinstance(values, tuple | frozenset):
        faults.add(path, f"{shown(values)} is not a list of words")
        return
    for value in sorted(cast("Iterable[object]", values), key=str):
        if known is None:
            faults.text(path, value)
        else:
            faults.one_of(path, value, known, what)


def check_each(faults: Faults, path: str, values: object, kind: type) -> bool:
    """Note a fault for each value that is not of the given type; tell whether all are."""
    if not isinstance(values, tuple):
        faults.add(path, f"{shown(values)} is not a list")
        return False
    good = True
    for i, value in enumerate(cast("tuple[object, ...]", values)):
        good = faults.instance(f"{path}[{i}]", value, kind, f"of the type {kind.__name__}") and good
    return good
