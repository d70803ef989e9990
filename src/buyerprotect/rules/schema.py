"""The JSON Schema of packs, for editors and for programs in other languages.

It is built from the tables that the loader reads, so that a word added there is in it. It accepts whatever
the loader accepts. The reverse does not hold: what takes the whole file to see (names that lead nowhere,
versions that overlap, windows that never open) only the loader refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, get_args

from buyerprotect.facts.currency import MINOR_UNITS
from buyerprotect.facts.events import KNOWN_EVENTS, PARCEL_EVENTS
from buyerprotect.facts.view import MEASURABLE
from buyerprotect.rules.kinds import IN_DISPUTE
from buyerprotect.rules.policy import (
    ACTIONS,
    ACTS,
    Asking,
    EvidenceRule,
    GroundTerm,
    Interaction,
    Less,
    Level,
    Norm,
    Part,
    Postage,
    ProgrammeKind,
    StageName,
    Window,
)
from buyerprotect.rules.schema_terms import (
    Schema,
    also,
    amount,
    day,
    definitions_of_terms,
    flag,
    listed,
    ref,
    table,
    text,
    whole_number,
    word,
    words_of,
)
from buyerprotect.source import SourceKind

__all__ = ["pack_schema"]

_ABOUT = (
    "A programme of buyer protection, the sources it rests on, and its dated versions, as one TOML file. "
    'In JSON a table is an object, a date the text of its day ("2026-11-01", format "date"), and anything '
    "else what it is in TOML. Other dates and times, and numbers with a fraction, stand nowhere in a pack. "
    "What takes the whole file to see is left to the loader of buyerprotect."
)


def pack_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of packs, in which TOML's dates are text.

    >>> schema = pack_schema()
    >>> schema["required"]
    ['schema', 'id', 'programme', 'title', 'sources', 'version']
    >>> "not_received" in schema["$defs"]["condition"]["properties"]["problem"]["anyOf"][0]["enum"]
    True
    """
    keys: Schema = {
        "schema": {"description": "The form of packs; 1 is the only one there is.", "const": 1},
        "id": text("The name of the pack."),
        "programme": text("The programme, as orders name it."),
        "title": text("The programme in words."),
        "commentary": flag("Whether the pack is used only when it is named."),
        "kind": word("Whose rules they are; `marketplace` unless said.", get_args(ProgrammeKind)),
        "applies": {
            "description": "Which purchases the programme is for, besides orders that name it.",
            **table(
                {
                    "when": ref("condition", "The purchases."),
                    "says": text("Which they are, in your own words."),
                    "sources": _cited("What says so."),
                },
                ("when", "says", "sources"),
            ),
        },
        "sources": _by_name("The sources of the pack, by the names that rules cite.", "source", least=1),
        "calendars": {
            **_by_name("Calendars of the pack's own, by their names.", "own_calendar"),
            "propertyNames": {"not": ref("calendar_name")},
        },
        "sites": {
            **_by_name("Every site the programme has, by its domain name in small letters.", "site"),
            "propertyNames": {"pattern": r"^[^A-Z]*\.[^A-Z]*$"},
        },
        "version": listed("The versions of the programme's rules.", ref("version"), least=1),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A pack of buyerprotect",
        "description": _ABOUT,
        **table(keys, ("schema", "id", "programme", "title", "sources", "version")),
        # Only a marketplace can do without: orders name it.
        "if": {"properties": {"kind": {"const": "marketplace"}}},
        "else": {"required": ["applies"]},
        "$defs": {
            "source": _source(),
            "own_calendar": _own_calendar(),
            "site": _site(),
            "version": _version(),
            "edge": _edge(),
            "zone": _zone(),
            **{kind: rule.schema() for kind, rule in _rules().items()},
            **definitions_of_terms(),
        },
    }


def _by_name(says: str, what: str, *, least: int = 0) -> Schema:
    named: Schema = {"description": says, "type": "object", "additionalProperties": ref(what)}
    return named | ({"minProperties": least} if least else {})


def _cited(says: str) -> Schema:
    return listed(says, {"type": "string"}, least=1)


# --- the pack -------------------------------------------------------------------------------------


def _source() -> Schema:
    keys = {
        "title": text("The title of the page, record or thread."),
        "address": text("Where it can be read."),
        "read": day("The day on which you read it."),
        "kind": word("Who speaks, and so how far it can be trusted.", get_args(SourceKind)),
        "says": text("What it says, in your own words."),
    }
    return {"description": "Something that speaks for a rule.", **table(keys, keys)}


def _own_calendar() -> Schema:
    name = ref("calendar_name")
    keys = {
        "title": text("The calendar in words."),
        "base": {
            "description": "The calendar it builds on; of several, a day is off if it is off in any.",
            "anyOf": [name, {"type": "array", "items": name, "minItems": 1}],
        },
        "off": listed("Further days off.", day("A day off.")),
        "worked": listed("Days worked all the same.", day("A day worked.")),
        "sources": _cited("Where its days come from."),
    }
    return table(keys, ("title", "base", "sources"))


def _site() -> Schema:
    currencies = listed("The currencies it has; any, where none is named.", {"enum": sorted(MINOR_UNITS)})
    return table({"currencies": currencies, "sources": _cited("What says so.")}, ("sources",))


# --- versions -------------------------------------------------------------------------------------


def _version() -> Schema:
    chosen_by = {"enum": sorted(KNOWN_EVENTS - PARCEL_EVENTS)}
    keys: Schema = {
        "id": text("The name of the version."),
        "from": ref("edge", "The first day it is in force."),
        "until": ref("edge", "The first day no longer covered; without it, it is still in force."),
        "zone": ref("zone", "The zone in which days are counted."),
        "selected_by": {
            "description": "The event whose day chooses the version, or the first told of several; `placed` "
            "unless said.",
            "anyOf": [chosen_by, {"type": "array", "items": chosen_by, "minItems": 1}],
        },
        "where": ref("condition", "The cases it governs; all, where it is left out."),
        "assume": flag("What is taken where the facts do not decide `where`; else the case is refused."),
        "base": text("An earlier version of this file, from which this one states only what differs."),
        "drop": listed(
            "Rules of the base to leave out, such as note.bell.",
            {"type": "string", "pattern": rf"^({'|'.join(_rules())})\."},
        ),
        "sources": _cited("What the dates of the version rest on."),
        "events": {
            "description": "Events that follow from others, by names that no event of the facts has.",
            "type": "object",
            "propertyNames": {"not": {"enum": sorted(KNOWN_EVENTS)}},
            "additionalProperties": ref("term_table"),
        },
    }
    keys |= {kind: listed(rule.says, ref(kind)) for kind, rule in _rules().items()}
    # What a version states in full only if it builds on no other.
    whole: Schema = {kind: {"items": rule.whole()} for kind, rule in _rules().items()}
    whole["drop"] = {"maxItems": 0}
    return table(
        keys,
        ("id", "from"),
        **{
            "if": also(required=["base"]),
            "else": also(
                required=["zone", "sources"],
                properties=whole,
                dependentRequired={"assume": ["where"]},
            ),
        },
    )


def _edge() -> Schema:
    bracket = {
        "not_before": day("The first day it may have been; without it, any earlier day may be."),
        "not_after": day("The last day it may have been; without it, any later day may be."),
    }
    return {
        "anyOf": [
            day("The day, such as 2026-11-01."),
            {"description": "No source says.", "const": "unknown"},
            {"description": "The days between which it lies.", **table(bracket)},
        ]
    }


def _zone() -> Schema:
    name = ref("zone_name")
    others = listed(
        "Other zones it may be, each a reading; `buyer` is the zone of the buyer.",
        {"anyOf": [name, {"const": "buyer"}]},
    )
    assumed = {"assumed": ref("zone_name", "The zone that is taken."), "or": others}
    return {
        "anyOf": [
            ref("zone_name", "A zone that a source names."),
            {"description": "A zone that no source names.", **table(assumed, ("assumed",))},
        ]
    }


# --- rules ----------------------------------------------------------------------------------------


class _Kind(NamedTuple):
    """A kind of rule: what it says, its own keys, those it needs, and a set of which it needs one."""

    says: str
    keys: Schema
    needs: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()

    def schema(self) -> Schema:
        """Return the table of a rule that may leave out what it takes over from another version."""
        common = {
            "id": text("The name of the rule, by which later versions change or drop it."),
            "says": text("What the rule says, in your own words."),
            "sources": _cited("The sources of the rule, by their names."),
        }
        return {"description": self.says, **table({**common, **self.keys}, ("id",))}

    def whole(self) -> Schema:
        """Return what a rule states that takes nothing over."""
        needed = also(required=["id", "says", "sources", *self.needs])
        return needed | ({"anyOf": [also(required=[key]) for key in self.one_of]} if self.one_of else {})


def _when(says: str = "The cases it holds in; all, where it is left out.") -> Schema:
    return {"when": ref("condition", says)}


def _window() -> _Kind:
    return _Kind(
        "What somebody may do between two moments.",
        {
            "party": word("Who may do it.", words_of(Window, "party")),
            "action": text("What may be done; some actions have an effect on the next step.")
            | {"examples": list(ACTIONS)},
            "opens": ref("term", "The first moment at which it can be done."),
            "closes": ref("term", "The first moment that is too late."),
            **_when("The cases that have the window; all, where it is left out."),
            "used_by": word("The event that uses it.", sorted(KNOWN_EVENTS)),
            "in_time_when": word(
                "What has to come before it closes; `received` unless said.", words_of(Window, "in_time_when")
            ),
            "lapse": word("What follows if it passes; `not_known` unless said.", words_of(Window, "lapse")),
        },
        ("party", "action", "opens", "closes"),
    )


def _stage() -> _Kind:
    return _Kind(
        "A stage of a dispute; of several that an event begins, the first whose condition holds is taken.",
        {
            "name": word("The common word for it.", get_args(StageName)),
            "called": text("What the programme itself calls it."),
            "begins": listed("The events that lead to it.", {"enum": sorted(IN_DISPUTE)}, least=1),
            **_when("The disputes that have it; all, where it is left out."),
        },
        ("name", "begins"),
    )


def _ground() -> _Kind:
    return _Kind(
        "A reason the programme recognises.",
        {
            **_when("The problems that fall under it."),
            "covered": ref("condition", "Which of them it covers; all, where it is left out."),
            "window": text("The id of the window in which the claim is made."),
            "term": word("The field's word for it, where the id is none.", get_args(GroundTerm)),
        },
        ("when", "window"),
    )


def _exclusion() -> _Kind:
    return _Kind(
        "What is not covered, whatever the ground.",
        {
            **_when("The cases that are not covered."),
            "assume": flag("What is taken where the facts do not decide; without it they stay open."),
        },
        ("when",),
    )


def _evidence() -> _Kind:
    return _Kind(
        "What to show.",
        {
            "kind": word("The piece of evidence.", words_of(EvidenceRule, "kind")),
            "need": word("What it is worth.", words_of(EvidenceRule, "need")),
            "form": _form(),
            **_when(),
        },
        ("kind", "need"),
    )


def _form() -> Schema:
    ending = {"type": "string", "pattern": "^[a-z0-9]{1,8}$"}
    size = {"type": "string", "pattern": "^[1-9][0-9]{0,5} (kB|MB|GB)$"}
    keys = {
        "file_types": listed("How the names of files that are taken end, as mp4.", ending),
        "largest": {"description": "The most that one file may have, as 2 MB.", **size},
        "unedited": flag("Whether it counts only as it was taken."),
        "signed": flag("Whether it has to be signed."),
    }
    return {"description": "In which form it counts.", **table(keys), "minProperties": 1}


def _norm() -> _Kind:
    return _Kind(
        "What is usually paid, in percent.",
        {
            **_when(),
            "low": whole_number("The lower end of the range.", minimum=0, maximum=100),
            "high": whole_number("The upper end of the range.", minimum=0, maximum=100),
            "of": word("All that was paid, or the goods without shipping.", words_of(Norm, "of")),
            "falls_with": word("What makes the share smaller.", words_of(Norm, "falls_with")),
        },
        one_of=("low", "high"),
    )


def _asking() -> _Kind:
    return _Kind(
        "What to ask for; the first whose condition holds is taken.",
        {
            **_when(),
            "request": word(
                "All, the price without shipping, the usual part, or a repair.", words_of(Asking, "request")
            ),
            "return_goods": flag("Whether to offer the goods back."),
        },
        ("request", "return_goods"),
    )


def _postage() -> _Kind:
    return _Kind(
        "Who pays the way back; the first whose condition holds is taken.",
        {"paid_by": word("Who pays.", words_of(Postage, "paid_by")), **_when()},
        ("paid_by",),
    )


def _refund() -> _Kind:
    pays = listed("The parts that are paid back.", {"enum": list(get_args(Part))}, least=1)
    return _Kind(
        "What the programme pays back; the first whose condition holds is taken.",
        {
            "pays": pays,
            "most": amount("At most so much."),
            "item_above": amount("Only items are counted of which one piece costs more."),
            "item_at_most": amount("Only items are counted of which one piece costs no more."),
            "up_to_outstanding": flag("Whether what is still owed to the card's issuer is the cap."),
            "less": listed("What may be taken off.", {"enum": list(get_args(Less))}),
            **_when(),
        },
        ("pays",),
    )


def _interaction() -> _Kind:
    return _Kind(
        "What this programme and others do to each other.",
        {
            "effect": word("What one does to the other.", words_of(Interaction, "effect")),
            "with": listed(
                "The others: programmes by name, kinds (marketplace, provider, card, law), or any.",
                {"type": "string"},
                least=1,
            ),
            **_when(),
        },
        ("effect", "with"),
    )


def _seller_protection() -> _Kind:
    most = amount("Up to so much.")
    return _Kind("What protects the seller; it bounds no request.", {"most": most, **_when()})


def _multiple() -> _Kind:
    most = whole_number("How many times the price is paid at the most.", minimum=1)
    return _Kind("A guarantee that pays the price several times.", {"most": most, **_when()}, ("most",))


def _bound() -> _Kind:
    counted = [name for name, kind in MEASURABLE.items() if kind is int]
    return _Kind(
        "What is usual of a measure; a case outside it is answered, with a remark.",
        {
            "fact": word("The measure.", counted),
            "least": whole_number("The least that is usual."),
            "most": whole_number("The most that is usual."),
        },
        ("fact",),
        ("least", "most"),
    )


def _of_one_word(says: str, key: str, about: str, words: Iterable[str]) -> Callable[[], _Kind]:
    return lambda: _Kind(says, {key: word(about, words), **_when()}, (key,))


def _level() -> _Kind:
    changes = word("What it changes.", words_of(Level, "changes"))
    return _Kind("A service level, which never changes a verdict.", {"changes": changes}, ("changes",))


def _note() -> _Kind:
    return _Kind("What the sources say that nothing is computed from.", {})


_KINDS: dict[str, Callable[[], _Kind]] = {
    "window": _window,
    "stage": _stage,
    "ground": _ground,
    "exclusion": _exclusion,
    "evidence": _evidence,
    "norm": _norm,
    "asking": _asking,
    "risk": _of_one_word("What an act may bring.", "act", "The act.", ACTS),
    "advice": _of_one_word("How to take a step.", "action", "The step.", ACTIONS),
    "level": _level,
    "postage": _postage,
    "refund": _refund,
    "seller_protection": _seller_protection,
    "multiple": _multiple,
    "interaction": _interaction,
    "bound": _bound,
    "note": _note,
}


def _rules() -> dict[str, _Kind]:
    return {kind: make() for kind, make in _KINDS.items()}
