"""Write what is made from data: pages, and the schema of packs; with `--check`, name what is stale."""  # noqa: INP001 - a script, not a package

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from buyerprotect.rules.library import built_in
from buyerprotect.rules.schema import pack_schema
from buyerprotect.timing.calendar import WEEKDAYS, Calendar, calendar, calendar_names
from buyerprotect.timing.counting import Counting, counting, counting_names
from buyerprotect.views.pages import pack_as_markdown
from buyerprotect.views.translations import translations_as_markdown
from buyerprotect.views.words import CONFIDENCE

FOLDER = Path(__file__).parent
POLICIES = "policies"
SCHEMA = FOLDER.parent / "src" / "buyerprotect" / "rules" / "pack.schema.json"
_SPECIAL = re.compile(r"([\\`*_\[\]<>|])")

RULES = """\
# Counting rules

How each law or platform counts a period, as the library has it. What the words mean is told with examples in
[How time is counted](counting.md). What a rule says nothing of is refused: it is not counted by that rule. An
end that is counted backward stays on a day off, unless its move is told. A single provision may state any
setting for itself.
"""

CALENDARS = """\
# Calendars

Which days are working days, and for which years that is known. A calendar refuses the days before and after.
How they are used stands in [How time is counted](counting.md). The zone is that of the place, and of its
capital where the place has several.
"""


def pages() -> dict[str, str]:
    """Return each page, by the path of its file in this folder."""
    made = {f"{POLICIES}/{name}.md": pack_as_markdown(pack) for name, pack in built_in().items()}
    made |= {"counting-rules.md": _text(_rules()), "calendars.md": _text(_calendars())}
    return made | {"translation.md": translations_as_markdown()}


def stale(folder: Path = FOLDER) -> list[str]:
    """Return the paths of pages that are missing, out of date, or of a pack that is gone."""
    wanted = pages()
    written = {path for path, text in wanted.items() if _read(folder / path) == text}
    return sorted((wanted.keys() - written) | (_there(folder) - wanted.keys()))


def write(folder: Path = FOLDER) -> None:
    """Write every page, and remove those of packs that are gone."""
    (folder / POLICIES).mkdir(exist_ok=True)
    wanted = pages()
    for path in _there(folder) - wanted.keys():
        (folder / path).unlink()
    for path, text in wanted.items():
        (folder / path).write_text(text, encoding="utf-8", newline="\n")


def schema_text() -> str:
    """Return the text of the file that holds the schema of packs."""
    return json.dumps(pack_schema(), indent=2, ensure_ascii=False) + "\n"


def _there(folder: Path) -> set[str]:
    return {f"{POLICIES}/{file.name}" for file in (folder / POLICIES).glob("*.md")}


def _read(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.exists() else None


# --- counting rules -------------------------------------------------------------------------------


def _rules() -> Iterator[str]:
    rules = [counting(name) for name in counting_names()]
    yield RULES
    heads = ("rule", "event's day", "hours", "months", "an end on a day off", "working days", "calendar")
    yield from _table(heads, map(_rule_row, rules))
    for rule in rules:
        yield from ("", f"(rule-{rule.id})=", "", f"## `{rule.id}`", "", f"{_plain(rule.title)}.", "")
        for source in rule.sources:
            about = f"{CONFIDENCE[source.kind]}, read {source.read}"
            yield f"- [{_plain(source.title)}](<{source.address}>), {about}. {_plain(source.says)}"


def _rule_row(rule: Counting) -> tuple[str, ...]:
    return (
        f"[{rule.id}](#rule-{rule.id})",
        _event_day(rule),
        _settings(rule.hours or "refused"),
        _settings(
            rule.month_end or "refused", "from the first day" if rule.months_from == "first_day" else ""
        ),
        _roll(rule),
        _working_days(rule),
        f"`{rule.calendar}`" if rule.calendar else ("to be named" if rule.rolls else ""),
    )


def _event_day(rule: Counting) -> str:
    if rule.days == "exact":
        return "exact time"
    at_midnight = f"at midnight {rule.at_midnight}" if rule.at_midnight else ""
    return _settings(rule.event_day, at_midnight, "clear" if rule.clear else "")


def _roll(rule: Counting) -> str:
    if rule.roll == "none":
        return "stays"
    backward = "" if rule.roll_before == "none" else f"backward {rule.roll_before}"
    limit = f"not beyond {rule.roll_up_to} days" if rule.roll_up_to else ""
    return _settings(rule.roll, backward, "hours too" if rule.roll_hours else "", limit)


def _working_days(rule: Counting) -> str:
    least = f"{rule.working_days} in {rule.working_days_from} days or more" if rule.working_days else ""
    alone = f"they alone count in {rule.skip_up_to} days or fewer" if rule.skip_up_to else ""
    return _settings(least, alone)


def _settings(*words: str) -> str:
    return "; ".join(word.replace("_", " ") for word in words if word)


# --- calendars ------------------------------------------------------------------------------------


def _calendars() -> Iterator[str]:
    yield CALENDARS
    rows = (_calendar_row(calendar(name)) for name in calendar_names())
    yield from _table(("name", "title", "zone", "weekend", "covers"), rows)


def _calendar_row(known: Calendar) -> tuple[str, ...]:
    first, last = (date.fromordinal(day) for day in (known.first, known.last))
    weekend = ", ".join(WEEKDAYS[day].capitalize() for day in sorted(known.weekend))
    return f"`{known.name}`", _plain(known.title), known.zone or "", weekend, f"{first} to {last}"


# --- Markdown -------------------------------------------------------------------------------------


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    columns = list(heads)
    yield f"| {' | '.join(columns)} |"
    yield f"|{' --- |' * len(columns)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the script; return 1 when it is to check and finds a page stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, and name what is stale")
    if not parser.parse_args(arguments).check:
        write()
        SCHEMA.write_text(schema_text(), encoding="utf-8", newline="\n")
        return 0
    paths = [f"docs/{path}" for path in stale()]
    if _read(SCHEMA) != schema_text():
        paths.append(SCHEMA.relative_to(FOLDER.parent).as_posix())
    for path in paths:
        print(f"{path} is stale: run make pages", file=sys.stderr)  # noqa: T201 - a script tells
    return 1 if paths else 0


if __name__ == "__main__":
    sys.exit(main())
