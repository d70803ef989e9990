"""The schema of packs beside the loader: what either of them accepts, and that neither knows more keys."""

from __future__ import annotations

import copy
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from buyerprotect.errors import InvalidPackError
from buyerprotect.rules.grammar import ASKED
from buyerprotect.rules.kinds import KINDS
from buyerprotect.rules.pack import read_pack
from buyerprotect.rules.schema import pack_schema
from buyerprotect.strategies import pack_tables
from buyerprotect.strategies.tables import toml
from buyerprotect.timing.clock import zone_names

HERE = Path(__file__).parent
BUILT_IN = Path(str(files("buyerprotect.rules"))) / "packs"
GOOD = sorted((*(HERE / "good").glob("*.toml"), *BUILT_IN.glob("*.toml")))
BAD = sorted((HERE / "bad").glob("*.toml"))

SCHEMA = pack_schema()
DEFINITIONS: dict[str, dict[str, Any]] = SCHEMA["$defs"]
VALIDATOR: Any = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)

Place = tuple[str | int, ...]

# Bad packs whose fault takes more than the shape of a file to see, by what it takes.
ONLY_THE_LOADER = {
    "where a name leads": (
        "base-itself",
        "base-later",
        "base-unknown",
        "business-unknown-calendar",
        "calendar-source-unknown",
        "count-calendar-unknown",
        "drop-leaves-hole",
        "drop-unknown",
        "event-unknown",
        "floor-faulty",
        "ground-window-unknown",
        "pause-unknown-event",
        "site-source-unknown",
        "sources-unknown-applies",
        "sources-unknown-rule",
        "sources-unknown-term",
        "sources-unknown-version",
    ),
    "which zones there are, which is no matter of ours": (
        "zone-alternative-unknown",
        "zone-unknown",
    ),
    "that another one has the id": (
        "ground-id-twice",
        "reading-id-twice",
        "version-id-twice",
        "window-id-twice",
    ),
    "which of two values is more": (
        "bound-least-above-most",
        "bracket-reversed",
        "dated-ends-before-it-begins",
        "norm-low-above-high",
        "refund-no-item-between",
        "refund-two-currencies",
        "until-before-from",
        "until-bracket-before-from",
        "until-is-from",
    ),
    "what a version leaves out": ("dropped-and-stated",),
    "what stands before": ("stage-begun-twice",),
    "how versions lie": (
        "overlap",
        "overlap-same-scope",
        "scope-chosen-by-other-events",
        "scope-with-other-zones",
    ),
    "where a term leads": (
        "derived-itself",
        "derived-round-a-corner",
        "never-opens-assumed",
        "never-opens-backward",
        "never-opens-capped",
        "never-opens-choice",
        "never-opens-days",
        "never-opens-derived",
        "never-opens-longer",
        "never-opens-readings",
        "never-opens-same-event",
        "pause-of-itself",
        "replaced-by-no-event",
        "replaced-by-two-events",
    ),
    "what else is taken, read or cited": (
        "assume-both-ways",
        "condition-ground-too-early",
        "refund-losses-alone",
        "sources-missing-event",
        "sources-missing-event-with-reading",
        "too-many-readings",
        "too-many-readings-assumed",
        "too-many-readings-mixed",
    ),
    "what the counting rule says": (
        "count-backward-cycles",
        "count-calendar-missing",
        "count-calendar-useless",
        "count-months",
        "count-plus-unit",
        "length-hours-business",
        "length-hours-calendar",
        "pause-of-business-days",
    ),
    "how far or how deep is too much": (
        "condition-too-deep",
        "length-huge",
        "measure-limit-huge",
        "term-too-deep",
    ),
    "that it was a text before it was JSON": ("from-text",),
}
# These never become JSON that a validator could be given.
NO_JSON = ("not-toml", "not-toml-key-twice", "number-too-long-to-show", "table-too-deep-to-show")


def as_json(value: object) -> Any:
    """Map what TOML holds to JSON, as the schema says."""
    return json.loads(json.dumps(value, default=lambda other: other.isoformat()))


def accepted(data: Mapping[str, Any]) -> bool:
    """Tell whether the schema accepts these tables."""
    return bool(VALIDATOR.is_valid(as_json(data)))


def fault_of(data: Mapping[str, Any]) -> str | None:
    """Return what the schema has against these tables, if it has anything."""
    error: Any = next(iter(VALIDATOR.iter_errors(as_json(data))), None)
    return None if error is None else f"{error.json_path}: {error.message}"


def loaded(data: Mapping[str, Any]) -> bool:
    """Tell whether the loader accepts these tables; anything but its own error comes through."""
    try:
        read_pack(toml(data), "spoiled.toml")
    except InvalidPackError:
        return False
    return True


def tables_of(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def tables_in(value: object, here: Place = ()) -> Iterator[Place]:
    """Yield the place of every table within a value."""
    if isinstance(value, dict):
        yield here
        for key, inner in cast("dict[str, object]", value).items():
            yield from tables_in(inner, (*here, key))
    elif isinstance(value, list):
        for i, inner in enumerate(cast("list[object]", value)):
            yield from tables_in(inner, (*here, i))


def at(data: Any, place: Place) -> Any:
    for step in place:
        data = data[step]
    return data


VERSION: Place = ("version", 0)
RULE: dict[str, Any] = {"id": "sampled", "says": "A rule, to see what goes with it.", "sources": ["page"]}


def sample() -> dict[str, Any]:
    """Return a pack that has every table there is, once at least."""
    data = tables_of(HERE / "good" / "every-form.toml")
    data["sites"] = {"shop.example": {"currencies": ["EUR"], "sources": ["page"]}}
    version = at(data, VERSION)
    day = {"event": "paid", "from": date(2020, 1, 1), "until": date(2020, 2, 1), "zone": "UTC"}
    version["where"] = {"dated": day, "country": "DE"}
    version["assume"] = True
    version["refund"] = [{**RULE, "pays": ["price"], "most": "5 EUR", "when": {"stock": "local"}}]
    version["interaction"] = [
        {**RULE, "effect": "closed_by", "with": ["card"], "when": {"stock": "local"}},
    ]
    data["kind"] = "provider"
    data["applies"] = {"when": {"country": "DE"}, "says": "For some.", "sources": ["page"]}
    version["seller_protection"] = [{**RULE, "most": "5 EUR", "when": {"stock": "local"}}]
    return data


SAMPLE = sample()


# --- the schema itself ----------------------------------------------------------------------------


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_file_beside_the_packs_is_the_schema() -> None:
    text = files("buyerprotect.rules").joinpath("pack.schema.json").read_text(encoding="utf-8")
    assert text == json.dumps(pack_schema(), indent=2, ensure_ascii=False) + "\n", "run make pages"


def test_every_definition_is_referred_to_and_every_reference_leads_somewhere() -> None:
    named = set(re.findall(r'"#/\$defs/(\w+)"', json.dumps(SCHEMA)))
    assert named == set(DEFINITIONS)


def test_every_key_of_a_rule_is_described() -> None:
    for kind in KINDS:
        for key, about in DEFINITIONS[kind]["properties"].items():
            assert about.get("description"), f"{kind}.{key}"


def test_the_pattern_of_zones_fits_every_zone() -> None:
    validator: Any = Draft202012Validator(DEFINITIONS["zone_name"])
    assert [name for name in zone_names() if not validator.is_valid(name)] == []


# --- what the loader accepts the schema accepts ---------------------------------------------------


@pytest.mark.parametrize("file", GOOD, ids=lambda file: file.stem)
def test_good_packs_are_accepted(file: Path) -> None:
    assert fault_of(tables_of(file)) is None


@settings(max_examples=50)
@given(pack_tables())
def test_drawn_packs_are_accepted(tables: dict[str, Any]) -> None:
    assert fault_of(tables) is None


# --- what the schema refuses ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "file", [file for file in BAD if file.stem not in NO_JSON], ids=lambda file: file.stem
)
def test_bad_packs_are_refused_but_for_what_only_the_loader_sees(file: Path) -> None:
    beyond = {name for names in ONLY_THE_LOADER.values() for name in names}
    with pytest.raises(InvalidPackError):
        read_pack(file.read_text(encoding="utf-8"))
    assert accepted(tables_of(file)) is (file.stem in beyond)


@pytest.mark.parametrize("name", NO_JSON)
def test_what_becomes_no_json_is_refused_by_the_loader(name: str) -> None:
    text = (HERE / "bad" / f"{name}.toml").read_text(encoding="utf-8")
    with pytest.raises(InvalidPackError):
        read_pack(text)
    with pytest.raises((ValueError, RecursionError)):
        as_json(tomllib.loads(text))


def test_the_lists_of_what_only_the_loader_sees_are_in_order() -> None:
    names = [name for group in ONLY_THE_LOADER.values() for name in group]
    assert len(names) == len(set(names))
    assert set(names) <= {file.stem for file in BAD}
    for group in ONLY_THE_LOADER.values():
        assert list(group) == sorted(group)


# --- spoiled in one place -------------------------------------------------------------------------

NAMED_FREELY = ("sources", "calendars", "sites", "events")
WRONG: list[Any] = [
    *(-1, 3, True, "", " ", "~", [], [[]], [3], {}, {"~": 3}),
    *(date(2020, 2, 29), datetime(2020, 2, 29, tzinfo=UTC)),
]


def is_closed(place: Place) -> bool:
    """Tell whether the keys of a table are ours to name: those of sources, calendars and events are not."""
    names = [step for step in place if isinstance(step, str)]
    return not names or names[-1] not in NAMED_FREELY


drawn_or_written: st.SearchStrategy[dict[str, Any]] = st.one_of(
    pack_tables(), st.sampled_from([SAMPLE, tables_of(HERE / "good" / "base-and-changes.toml")])
)


@settings(max_examples=150)
@given(drawn_or_written, st.data())
def test_what_the_schema_refuses_the_loader_refuses(tables: dict[str, Any], data: st.DataObject) -> None:
    spoiled = copy.deepcopy(tables)
    table = at(spoiled, data.draw(st.sampled_from(list(tables_in(spoiled)))))
    assume(table)
    key = data.draw(st.sampled_from(sorted(table)))
    match data.draw(st.sampled_from(("drop", "replace", "within"))):
        case "drop":
            del table[key]
        case "within" if isinstance(table[key], list) and table[key]:
            table[key][-1] = data.draw(st.sampled_from(WRONG))
        case _:
            table[key] = data.draw(st.sampled_from(WRONG))
    assert accepted(spoiled) or not loaded(spoiled)


@settings(max_examples=60)
@given(drawn_or_written, st.data())
def test_a_key_that_nobody_knows_is_refused_by_both(tables: dict[str, Any], data: st.DataObject) -> None:
    spoiled = copy.deepcopy(tables)
    place = data.draw(st.sampled_from([place for place in tables_in(spoiled) if is_closed(place)]))
    at(spoiled, place)["~"] = data.draw(st.sampled_from(WRONG))
    assert not loaded(spoiled)
    assert not accepted(spoiled)


# --- what the loader asks for is in the schema ----------------------------------------------------

NOBODY = "~~~~"  # near to no word, so that the loader lists those it knows

# One term of each head, with what makes the loader ask for all that may stand beside it.
PROVISO: dict[str, Any] = {"when": {"stock": "local"}, "assume": True, "sources": ["page"]}
TERMS: dict[str, dict[str, Any]] = {
    "first": {"first": "shipped"},
    "last": {"last": "shipped"},
    "elapsed": {"elapsed": "3 days", "after": "placed"},
    "calendar": {"calendar": "3 days", "after": "placed"},
    "business": {"business": "3 days", "in": "CZ", "after": "placed"},
    "count": {"count": "3 days", "by": "eu-1182-71", "in": "CZ", "after": "placed"},
    "earliest_of": {"earliest_of": ["placed", "paid"]},
    "latest_of": {"latest_of": ["placed", "paid"]},
    "first_known": {"first_known": ["placed", "paid"]},
    "is": {"is": "placed"},
    "not_stated": {"not_stated": "no source says"},
}


def said(data: Mapping[str, Any], key: str) -> str:
    """Return what the loader says of one key, the last of its path."""
    with pytest.raises(InvalidPackError) as caught:
        read_pack(toml(data))
    told = [fault.says for fault in caught.value.faults if fault.path.split(".")[-1] == key]
    assert told, caught.value
    return told[0]


def listed(text: str) -> set[str]:
    """Return the words that a message lists as known."""
    _, _, words = text.partition("; known: ")
    assert words, f"{text!r} lists no words: find another way to learn them"
    return set(words.split(", "))


def with_term(term: Mapping[str, Any]) -> dict[str, Any]:
    data = copy.deepcopy(SAMPLE)
    at(data, VERSION)["events"]["tested"] = {**term, **PROVISO}
    return data


def keys_asked_for(data: Mapping[str, Any], place: Place) -> set[str]:
    """Return the keys that the loader knows in a table, from what it says of one it does not know."""
    spoiled = copy.deepcopy(dict(data))
    table = at(spoiled, place)
    table[NOBODY] = 1
    if place[-1:] == ("where",):
        return {*ASKED}  # too many for a message to list; it says so of each that is none of them
    return listed(said(spoiled, NOBODY))


def keys_of(schema: Mapping[str, Any]) -> set[str]:
    return set(schema["properties"])


TABLES: list[tuple[Place, dict[str, Any]]] = [
    ((), SCHEMA),
    (("sources", "page"), DEFINITIONS["source"]),
    (("calendars", "shop"), DEFINITIONS["own_calendar"]),
    (("sites", "shop.example"), DEFINITIONS["site"]),
    (("applies",), SCHEMA["properties"]["applies"]),
    (VERSION, DEFINITIONS["version"]),
    ((*VERSION, "from"), DEFINITIONS["edge"]["anyOf"][2]),
    ((*VERSION, "zone"), DEFINITIONS["zone"]["anyOf"][1]),
    ((*VERSION, "where"), DEFINITIONS["condition"]),
    ((*VERSION, "where", "dated"), DEFINITIONS["condition"]["properties"]["dated"]),
    ((*VERSION, "events", "standing", "paused"), DEFINITIONS["key_paused"]),
    *(((*VERSION, kind, 0), DEFINITIONS.get(kind, {"properties": {}})) for kind in KINDS),
]


def test_every_kind_of_rule_is_in_the_schema_and_in_the_sample() -> None:
    assert set(KINDS) <= set(DEFINITIONS)
    assert set(KINDS) <= keys_of(DEFINITIONS["version"])
    assert set(KINDS) <= set(at(SAMPLE, VERSION)), "the sample lacks a kind of rule"


@pytest.mark.parametrize(("place", "schema"), TABLES, ids=lambda value: str(value)[:40])
def test_the_schema_has_the_keys_that_the_loader_asks_for(place: Place, schema: dict[str, Any]) -> None:
    assert keys_asked_for(SAMPLE, place) == keys_of(schema)


def test_the_schema_has_the_heads_of_terms_that_the_loader_has() -> None:
    text = said(with_term({}), "tested")
    found = re.match(r"a term has one of (.*); here: none", text)
    assert found
    heads = set(found[1].split(", "))
    assert heads == {name.removeprefix("term_") for name in DEFINITIONS if name.startswith("term_")} - {
        "table"
    }
    assert heads == set(TERMS)


@pytest.mark.parametrize("head", sorted(TERMS))
def test_the_schema_has_the_keys_of_terms_that_the_loader_asks_for(head: str) -> None:
    asked = keys_asked_for(with_term(TERMS[head]), (*VERSION, "events", "tested"))
    assert asked == keys_of(DEFINITIONS[f"term_{head}"])
    assert asked | {"id"} == keys_of(DEFINITIONS[f"reading_{head}"])


def enumerated(schema: Mapping[str, Any]) -> Iterator[tuple[str, set[str]]]:
    """Yield the keys of a table that are one of some words, few enough for the loader to list."""
    for key, about in schema["properties"].items():
        target = about
        if isinstance(about, dict) and "$ref" in about:
            target = DEFINITIONS[cast("str", about["$ref"]).rpartition("/")[2]]
        if isinstance(target, dict) and "enum" in target and len(cast("list[str]", target["enum"])) <= 40:
            yield key, set(cast("list[str]", target["enum"]))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_words_in_a_rule_are_those_of_the_loader(kind: str) -> None:
    for key, words in enumerated(DEFINITIONS[kind]):
        data = copy.deepcopy(SAMPLE)
        at(data, VERSION)[kind][0][key] = NOBODY
        assert words == listed(said(data, key)), key


@pytest.mark.parametrize("head", sorted(TERMS))
def test_the_words_in_a_term_are_those_of_the_loader(head: str) -> None:
    for key, words in enumerated(DEFINITIONS[f"term_{head}"]):
        assert words == listed(said(with_term({**TERMS[head], key: NOBODY}), key)), key


def test_the_ends_of_days_are_those_of_the_loader() -> None:
    ends = set(DEFINITIONS["key_end"]["anyOf"][0]["enum"])
    found = re.search(
        r"neither one of (.*) nor a time", said(with_term({**TERMS["count"], "end": NOBODY}), "count")
    )
    assert found
    assert ends == set(found[1].split(", "))


@pytest.mark.parametrize("end", ["00:00", "09:30", "17:00", "23:59"])
def test_times_of_day_are_accepted_by_both(end: str) -> None:
    data = with_term({**TERMS["count"], "end": end})
    assert loaded(data)
    assert accepted(data)


@pytest.mark.parametrize("end", ["24:00", "9:30", "17.00", "17:60", "noon"])
def test_times_that_are_none_are_refused_by_both(end: str) -> None:
    data = with_term({**TERMS["count"], "end": end})
    assert not loaded(data)
    assert not accepted(data)


@pytest.mark.parametrize(("place", "schema"), TABLES, ids=lambda value: str(value)[:40])
def test_what_the_loader_wants_the_schema_wants(place: Place, schema: dict[str, Any]) -> None:
    others_name_it = {"calendars", "events", "window"}
    for key in sorted(keys_of(schema) & set(at(SAMPLE, place)) - others_name_it):
        data = copy.deepcopy(SAMPLE)
        del at(data, place)[key]
        assert accepted(data) is loaded(data), key
