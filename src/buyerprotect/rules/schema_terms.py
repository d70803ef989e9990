"""The JSON Schema of terms and conditions: what may stand where a rule names a moment or a case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, get_args, get_origin, get_type_hints

from buyerprotect.facts.events import KNOWN_EVENTS, LENGTHS, PARCEL_EVENTS, PROLONGATIONS
from buyerprotect.facts.money import Money
from buyerprotect.facts.order import TELLABLE
from buyerprotect.facts.view import ASKABLE, MEASURABLE
from buyerprotect.rules.condition import BOUNDS
from buyerprotect.timing.calendar import calendar_names
from buyerprotect.timing.count import EXACT
from buyerprotect.timing.counting import CHANGEABLE, CHOICES, ELAPSED, Counting, counting_names
from buyerprotect.timing.period import PlusFrom, Unit

__all__ = [
    "Schema",
    "also",
    "amount",
    "day",
    "definitions_of_terms",
    "flag",
    "listed",
    "ref",
    "table",
    "text",
    "whole_number",
    "word",
    "words_of",
]

Schema = dict[str, Any]

_NO_EVENT = frozenset({"committed_end"})  # a promise, of which nothing happens on its day
_COUNTRY_FACTS = ("country", "seller_country")
_AMOUNT = r"[0-9]{1,20}(\.[0-9]{1,20})? [A-Z]{3}$"


# --- values ---------------------------------------------------------------------------------------


def text(says: str) -> Schema:
    """Return the schema of a text that is not blank."""
    return {"description": says, "type": "string", "pattern": r"\S"}


def word(says: str, words: Iterable[str]) -> Schema:
    """Return the schema of one of some words."""
    return {"description": says, "enum": list(words)}


def flag(says: str) -> Schema:
    """Return the schema of true or false."""
    return {"description": says, "type": "boolean"}


def whole_number(says: str, **limits: int) -> Schema:
    """Return the schema of a whole number."""
    return {"description": says, "type": "integer", **limits}


def day(says: str) -> Schema:
    """Return the schema of a date, which TOML has as a type of its own and JSON as text."""
    return {"description": says, "type": "string", "format": "date"}


def amount(says: str) -> Schema:
    """Return the schema of an amount of money that is more than nothing."""
    nothing = {"pattern": r"^\+?0+(\.0+)? "}
    return {"description": says, "type": "string", "pattern": rf"^\+?{_AMOUNT}", "not": nothing}


def listed(says: str, items: Schema, *, least: int = 0) -> Schema:
    """Return the schema of a list."""
    return {"description": says, "type": "array", "items": items} | ({"minItems": least} if least else {})


def table(keys: Schema, required: Iterable[str] = (), **more: Any) -> Schema:
    """Return the schema of a table that has no other keys than these."""
    return {
        "type": "object",
        "properties": keys,
        "required": list(required),
        "additionalProperties": False,
        **more,
    }


def also(**what: Any) -> Schema:
    """Return what else holds of a table whose keys are listed elsewhere.

    Some editors take a table for closed unless it says that it is open.
    """
    return {"additionalProperties": True, **what}


def ref(name: str, says: str | None = None) -> Schema:
    """Return a reference to a definition, with a description where one is given.

    Some editors read nothing that stands beside a reference, so it is wrapped where something does.
    """
    to: Schema = {"$ref": f"#/$defs/{name}"}
    return to if says is None else {"description": says, "anyOf": [to]}


def words_of(owner: type, name: str) -> tuple[str, ...]:
    """Return the words that a field of a class may have, from its annotation."""
    return tuple(_literals(get_type_hints(owner)[name]))


def _literals(hint: Any) -> Iterable[str]:
    if get_origin(hint) is Literal:
        yield from get_args(hint)
        return
    for part in get_args(hint):
        yield from _literals(part)


# --- the definitions ------------------------------------------------------------------------------


def definitions_of_terms() -> dict[str, Schema]:
    """Return the definitions of terms and conditions by their names.

    Each head of a term has a closed table of its own, so that an editor can offer the keys that go with
    it; a reading is the same table with an `id`.
    """
    heads = _heads()
    return {
        "event": _event(),
        "term": {"anyOf": [ref("event"), *(ref(f"term_{head}") for head in heads)]},
        "term_table": {"anyOf": [ref(f"term_{head}") for head in heads]},
        "reading": {"anyOf": [ref(f"reading_{head}") for head in heads]},
        **{f"term_{head}": made for head, made in heads.items()},
        **{f"reading_{head}": _as_reading(made) for head, made in heads.items()},
        **{f"key_{name}": made for name, made in (_modifiers() | _keys_of_counts() | _settings()).items()},
        "calendar_name": {"enum": list(calendar_names())},
        "zone_name": _zone_name(),
        "condition": _condition(),
    }


def _event() -> Schema:
    return {
        "anyOf": [
            word("An event that facts tell of.", sorted(KNOWN_EVENTS - PARCEL_EVENTS)),
            {
                "description": "An event of the version's own, defined under its `events`.",
                "type": "string",
                "not": {"enum": sorted(PARCEL_EVENTS)},
            },
        ]
    }


def _zone_name() -> Schema:
    # The names are those of the zone database, which changes by itself: the loader checks them.
    name = r"^[A-Za-z][A-Za-z0-9_+/-]*$"
    return {"type": "string", "pattern": name, "not": {"const": "buyer"}, "examples": ["Europe/London"]}


def _terms(says: str) -> Schema:
    return listed(says, ref("term"), least=1)


# --- terms ----------------------------------------------------------------------------------------


def _heads() -> dict[str, Schema]:
    """Return the tables of terms, by the one key that says what each is."""
    parcels = sorted(PARCEL_EVENTS)
    plain: dict[str, Schema] = {
        "first": {"first": word("This event of the first parcel that has it.", parcels)},
        "last": {"last": word("This event of the last parcel; pending until all have it.", parcels)},
        "earliest_of": {"earliest_of": _terms("The earliest of these.")},
        "latest_of": {"latest_of": _terms("The latest of these.")},
        "first_known": {"first_known": _terms("The first of these that the facts settle.")},
        "is": {"is": ref("term", "A term that is only modified by the other keys.")},
        "not_stated": {
            "not_stated": text("No source says when: the reason."),
            "unless_told": word("What the order may tell instead.", sorted(TELLABLE)),
        },
    }
    return {
        **{head: _head(head, keys) for head, keys in plain.items()},
        "count": _count("count", "A length, counted by the rule that `by` names.", get_args(Unit)),
        "elapsed": _count("elapsed", "A length of exact time: a day is 24 hours.", tuple(EXACT)),
        "calendar": _count("calendar", "A length in local days: the event's day is out.", get_args(Unit)),
        "business": _count("business", "A length in which days are working days.", get_args(Unit)),
    }


def _head(head: str, keys: Schema, required: Iterable[str] = (), **more: Any) -> Schema:
    """Return a table with this head, the keys that go with it, and the modifiers of any term."""
    needs = {"assume": ["when"], "waived_at": ["not_before"]}
    shared = {name: ref(f"key_{name}") for name in _modifiers()}
    return table(keys | shared, (head, *required), dependentRequired=needs, **more)


def _as_reading(head: Schema) -> Schema:
    keys = {
        "id": text("The name of this reading; no other reading of the term has it."),
        **head["properties"],
        "sources": listed("The sources that read it so.", {"type": "string"}, least=1),
    }
    return {**head, "properties": keys, "required": ["id", "sources", *head["required"]]}


def _modifiers() -> dict[str, Schema]:
    """Return the keys that may stand in any table of a term."""
    return {
        "sources": listed("Its own sources, beside those of the rule.", {"type": "string"}),
        "readings": listed("Other ways to understand it, each with sources of its own.", ref("reading")),
        "extended_by": word("Later by the extensions that were granted.", sorted(PROLONGATIONS)),
        "capped": ref("term", "At the latest then."),
        "not_before": ref("term", "At the earliest then."),
        "waived_at": ref("term", "The wait of `not_before` falls away where it would end then or later."),
        "replaced_by": ref("term", "Another moment from when its one event happens in time."),
        "when": ref("condition", "The term drops out where this is false."),
        "assume": flag("What is taken where the facts do not decide `when`; the other way is a reading."),
    }


def _count(head: str, says: str, units: Iterable[str]) -> Schema:
    """Return the table of a period, counted forward or backward."""
    keys: Schema = {head: {"description": says, "type": "string", "pattern": _length(units)}}
    keys |= {name: ref(f"key_{name}") for name in _keys_of_counts() if name != "by" or head == "count"}
    keys |= _exact_settings() if head == "elapsed" else {name: ref(f"key_{name}") for name in CHANGEABLE}
    # Of these the loader says why they do not go together; here they only cannot.
    forward_only = dict.fromkeys(("after", "told", "from", "paused"), False)
    together: Schema = {"plus_from": also(properties={head: {"pattern": " and "}})}
    if head == "elapsed":
        keys["in"] = False  # exact time looks at no working days
    if head == "business":
        in_days = also(properties={head: {"pattern": " (business-)?day"}})
        together[head] = {"if": in_days, "then": also(required=["in"])}
    return _head(
        head,
        keys,
        ("by",) if head == "count" else (),
        dependentSchemas=together,
        **{"if": also(required=["before"]), "then": also(properties=forward_only)},
        **{"else": also(required=["after"])},
    )


def _length(units: Iterable[str]) -> str:
    names = "|".join(f"{unit.removesuffix('s').replace('-', '[- ]')}s?" for unit in units)
    one = f"0{{0,8}}[1-9][0-9]{{0,8}} ({names})"
    return f"^{one}( and {one})?$"


def _keys_of_counts() -> dict[str, Schema]:
    """Return the keys that stand beside a length, but for the settings of counting."""
    paused = table(
        {
            "stops": ref("event", "The event that stops the clock."),
            "resumes": ref("event", "The event from which it runs on."),
            "stop_day": flag("Whether the day on which it stops counts as paused; so unless said."),
            "resume_day": flag("Whether the day on which it runs on counts as paused; so unless said."),
            "at_least": ref("term", "The earliest end there is once the clock stood still."),
        },
        ("stops", "resumes"),
    )
    return {
        "by": word("The counting rule.", counting_names()),
        "in": {
            "description": "The calendar of working days.",
            "anyOf": [
                ref("calendar_name"),
                text("A calendar of the pack's own, defined under `calendars`."),
            ],
        },
        "after": ref("term", "Count forward from here."),
        "before": ref("term", "Count backward from here."),
        "told": word("A length that facts may tell, instead of the one written.", sorted(LENGTHS)),
        "from": word(
            "Of a chain: count on from the end as it was moved, or as it was before.", ("end", "nominal")
        ),
        "plus_from": word("Where the second length counts from; `nominal` unless said.", get_args(PlusFrom)),
        "paused": {"description": "Events between which the clock stands still.", **paused},
    }


_SAYS_OF_SETTINGS = {
    "hours": "How hours count.",
    "event_day": "Whether the day of the event counts.",
    "at_midnight": "The same, of an event at the very first instant of a day.",
    "clear": "Whether the day at the far end is left out as well.",
    "month_end": "What is taken where the month lacks the day.",
    "months_from": "The day that months are counted from.",
    "skip_up_to": "Periods of so many days or fewer count working days only.",
    "working_days": "So many working days at least, in periods of `working_days_from` days or more.",
    "working_days_from": "The shortest period, in days, that `working_days` holds for.",
    "roll": "Where an end on a day off is moved.",
    "roll_before": "Where an end on a day off is moved that was counted backward.",
    "roll_hours": "Whether ends of hours are moved too.",
    "roll_up_to": "No end of a period of more days is moved; 0 is no limit.",
    "end": "When the last day ends.",
}


def _settings() -> dict[str, Schema]:
    """Return the settings of counting that one count may state for itself."""
    kinds = get_type_hints(Counting)
    settings: dict[str, Schema] = {}
    for name in CHANGEABLE:
        says = _SAYS_OF_SETTINGS.get(name, "A setting of counting.")
        if name in CHOICES:
            settings[name] = word(says, CHOICES[name])
        elif name == "end":
            settings[name] = _end(says)
        else:
            settings[name] = flag(says) if kinds[name] is bool else whole_number(says, minimum=0)
    return settings


def _end(says: str) -> Schema:
    clock = {"description": "A time, such as 17:00.", "type": "string"}
    return {
        "description": says,
        "anyOf": [
            {"enum": ["end_of_day", "during_day", "same_clock_time"]},
            clock | {"pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
        ],
    }


def _exact_settings() -> Schema:
    """Return the settings of exact time: how hours count, and else only what it has anyway."""
    had = {name: getattr(ELAPSED, name) for name in CHANGEABLE}
    fixed: Schema = {name: False if value is None else {"const": value} for name, value in had.items()}
    return fixed | {"hours": ref("key_hours")}


# --- conditions -----------------------------------------------------------------------------------


def _condition() -> Schema:
    keys: Schema = {
        **{name: _fact(name) for name in ASKABLE},
        **{name: _measure(kind) for name, kind in MEASURABLE.items()},
        "dated": _dated(),
        "not_stated": text("What no source settles; it is never decided, and told as what is needed."),
        "any": listed("At least one of these holds.", ref("condition"), least=1),
        "all": listed("All of these hold.", ref("condition"), least=1),
        "not": ref("condition", "This does not hold."),
    }
    says = "Facts and the words they may be, all of which hold."
    return {"description": says, **table(keys, minProperties=1)}


def _dated() -> Schema:
    keys = {
        "event": word("The event; of several, the last.", sorted(KNOWN_EVENTS - PARCEL_EVENTS - _NO_EVENT)),
        "from": day("The first day."),
        "until": day("The first day that is too late."),
        "zone": ref("zone_name", "The zone in which the day is told."),
    }
    either = {"anyOf": [also(required=["from"]), also(required=["until"])]}
    return {"description": "The day of an event lies here.", **table(keys, ("event", "zone"), **either)}


def _fact(name: str) -> Schema:
    known = ASKABLE[name]
    one: Schema = {"type": "string", "pattern": r"\S"}
    if known is not None:
        one = {"enum": sorted(known)}
    elif name in _COUNTRY_FACTS:
        one = {"type": "string", "pattern": "^[A-Z]{2}$"}
    return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}


def _measure(kind: type[int | Money]) -> Schema:
    limit: Schema = {"type": "integer", "minimum": 0}
    if kind is Money:
        limit = {"type": "string", "pattern": rf"^[+-]?{_AMOUNT}", "examples": ["1000 USD"]}
    return table(dict.fromkeys(BOUNDS, limit), minProperties=1)
