"""Write the days of the built-in calendars from their heads; with `--check`, name those that are stale.

Each file in `src/buyerprotect/timing/calendars` has a head written by hand. Its table `from` says which
holidays of the package `holidays` are meant, and each day that differs from them:

- `country`, `subdivision`, `categories`: as that package has them; without a category, `public` is meant.
- `observed = false`: without the days it adds where a holiday falls on a weekend.
- `only` or `without`: names of holidays, in English; a day added for one of them goes with it.
- `swaps = true`: with the days off that a decree swaps for a working weekend, and with those weekends.
- `union`: further tables of these keys; a day is off if any of them has it.
- `every_year`: days such as `12-24` that are off each year; `off`: dates that are; `not_off`: that are not.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from holidays import country_holidays

FOLDER = Path(__file__).parent.parent / "src" / "buyerprotect" / "timing" / "calendars"
MARK = "# Written by calendars/generate.py: change what stands above, then run `make calendars`.\n"
SWAPPED = "Day off (substituted"
OBSERVED = " (observed)"
PART = {"country", "subdivision", "categories", "observed", "only", "without", "swaps"}
WHOLE = PART | {"union", "every_year", "off", "not_off"}


def _check_keys(table: Mapping[str, Any], known: set[str]) -> None:
    if unknown := sorted(table.keys() - known):
        raise ValueError(f"unknown keys in `from`: {', '.join(unknown)}")


def _part(table: Mapping[str, Any], years: Iterable[int]) -> tuple[set[date], set[date]]:
    """Return the days off that one table asks for, and the weekends worked in their stead."""
    found = country_holidays(
        table["country"],
        subdiv=table.get("subdivision"),
        years=years,
        observed=table.get("observed", True),
        language="en_US",
        categories=tuple(table.get("categories", ("public",))),
    )
    swaps = table.get("swaps", False)
    only, without = set(table.get("only", ())), set(table.get("without", ()))
    seen: set[str] = set()
    off: set[date] = set()
    for day in found:
        for name in found.get_list(day):
            plain = name.removesuffix(OBSERVED)
            seen.add(plain)
            if (swaps or not plain.startswith(SWAPPED)) and (plain in only if only else plain not in without):
                off.add(day)
    if gone := sorted((only | without) - seen):
        raise ValueError(f"holidays has no {', '.join(gone)} in {table['country']}")
    return off, set(found.weekend_workdays) if swaps else set()


def days(head: Mapping[str, Any]) -> tuple[set[date], set[date]]:
    """Return the days off, and the weekends that are worked, of the calendar with this head."""
    first, last = head["first"], head["last"]
    origin = head["from"]
    _check_keys(origin, WHOLE)
    # A weekend worked in December may belong to the holidays of January, so one year more is asked for.
    years = range(first.year, last.year + 2)
    off: set[date] = set()
    worked: set[date] = set()
    for part in (origin, *origin.get("union", ())):
        if part is not origin:
            _check_keys(part, PART)
        more_off, more_worked = _part(part, years)
        off |= more_off
        worked |= more_worked
    named, denied = set(origin.get("off", ())), set(origin.get("not_off", ()))
    # What is listed by hand has to make a difference, or it would go on saying what is no longer so.
    if idle := sorted((named & off) | (denied - off)):
        raise ValueError(f"makes no difference: {', '.join(map(str, idle))}")
    yearly = {date.fromisoformat(f"{year}-{day}") for year in years for day in origin.get("every_year", ())}
    off = (off | yearly | named) - denied
    return (
        {day for day in off if first <= day <= last},
        {day for day in worked if first <= day <= last},
    )


def _table(name: str, dates: set[date]) -> str:
    years: dict[int, list[str]] = {}
    for day in sorted(dates):
        years.setdefault(day.year, []).append(f"{day:%m-%d}")
    return f"\n[{name}]\n" + "".join(f'{year} = "{" ".join(written)}"\n' for year, written in years.items())


def renewed(text: str) -> str:
    """Return the text of a calendar's file with its days written anew."""
    head = text.partition(MARK)[0].rstrip("\n") + "\n"
    off, worked = days(tomllib.loads(head))
    return f"{head}\n{MARK}{_table('days', off)}{_table('worked', worked) if worked else ''}"


def texts(folder: Path = FOLDER) -> dict[Path, str]:
    """Return the text of each calendar's file."""
    return {file: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.toml"))}


def stale(folder: Path = FOLDER) -> list[str]:
    """Return the names of the calendars whose days are not those their heads ask for."""
    return [file.stem for file, text in texts(folder).items() if renewed(text) != text]


def write(folder: Path = FOLDER) -> None:
    """Write the days of every calendar."""
    for file, text in texts(folder).items():
        try:
            file.write_text(renewed(text), encoding="utf-8", newline="\n")
        except (ValueError, KeyError) as error:
            error.add_note(f"in {file.name}")
            raise


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the days, or with `--check` say which are stale."""
    parser = argparse.ArgumentParser(description="Write the days of the built-in calendars from their heads.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if any days are stale")
    if not parser.parse_args(arguments).check:
        write()
        return 0
    found = stale()
    for name in found:
        sys.stderr.write(f"stale: {name}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
