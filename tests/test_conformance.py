"""The conformance set: every file is answered as it says, and the files cover every change of the rules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest
from jsonschema import Draft202012Validator

import buyerprotect as bp
from buyerprotect.convert import answer_to_data
from buyerprotect.convert.cases import read_case
from buyerprotect.facts.events import moments
from buyerprotect.rules.library import find_pack
from buyerprotect.rules.policy import Policy
from buyerprotect.timing.clock import zone

FOLDER = Path(__file__).parent.parent / "conformance"
FILES = tuple(sorted(file.relative_to(FOLDER).as_posix() for file in FOLDER.glob("*/*.json")))
LARGE = ("aliexpress", "amazon", "ebay", "etsy", "paypal", "vinted")
LEAST = 10

# The names only: a pack with a fault is to fail its own tests, and no others.
PACKS = tuple(sorted(file.stem for file in (Path(bp.__file__).parent / "rules" / "packs").glob("*.toml")))


# --- how an answer is matched: conformance/README.md ------------------------------------------------

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")
_AMOUNT = re.compile(r"-?\d+(\.\d+)?")


def differences(expected: object, found: object, path: str = "") -> Iterator[str]:
    """Yield where an answer is not as expected, each with its path, in the order of the expectation."""
    if isinstance(expected, dict):
        yield from _of_objects(cast("dict[str, object]", expected), found, path)
    elif isinstance(expected, list):
        yield from _of_lists(cast("list[object]", expected), found, path)
    elif not _same(expected, found):
        yield f"{path}: {_shown(expected)} is expected, and it is {_shown(found)}"


def _of_objects(expected: dict[str, object], found: object, path: str) -> Iterator[str]:
    if not isinstance(found, dict):
        yield f"{path}: an object is expected, and it is {_shown(found)}"
        return
    table = cast("dict[str, object]", found)
    for key, value in expected.items():
        inner = f"{path}.{key}" if path else key
        if key in table:
            yield from differences(value, table[key], inner)
        else:
            yield f"{inner}: {_shown(value)} is expected, and there is no such key"


def _of_lists(expected: list[object], found: object, path: str) -> Iterator[str]:
    if not isinstance(found, list):
        yield f"{path}: a list is expected, and it is {_shown(found)}"
        return
    members = cast("list[object]", found)
    wanted = [_identified(member) for member in expected]
    if wanted and all(name is not None for name, _ in wanted):
        for name, member in wanted:
            yield from _of_one(member, [one for one in members if _identified(one)[0] == name], name, path)
    elif len(expected) != len(members):
        yield f"{path}: {_shown(expected)} is expected, and it is {_shown(members)}"
    else:
        for i, (one, other) in enumerate(zip(expected, members, strict=True)):
            yield from differences(one, other, f"{path}[{i}]")


def _of_one(expected: dict[str, object], named: list[object], name: object, path: str) -> Iterator[str]:
    """Compare with the members that have the same id; one of them has to match."""
    inner = f"{path}[{name}]"
    if expected.get("absent") is True:
        if named:
            yield f"{inner}: none is expected, and there is one"
    elif not named:
        yield f"{inner}: is expected, and there is none"
    else:
        tried = [list(differences(expected, one, inner)) for one in named]
        if all(tried):
            yield from tried[0]


def _identified(member: object) -> tuple[object, dict[str, object]]:
    table = cast("dict[str, object]", member) if isinstance(member, dict) else {}
    return table.get("id"), table


def _same(expected: object, found: object) -> bool:
    if isinstance(expected, str) and isinstance(found, str):
        if _INSTANT.fullmatch(expected) and _INSTANT.fullmatch(found):
            return datetime.fromisoformat(expected) == datetime.fromisoformat(found)
        if _AMOUNT.fullmatch(expected) and _AMOUNT.fullmatch(found):
            return Decimal(expected) == Decimal(found)
        return expected == found
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    return expected == found


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


# --- the files and their answers --------------------------------------------------------------------


class Answered(NamedTuple):
    """What a file is answered: the data and the facts, or the paths of the faults for which it is refused."""

    data: dict[str, Any] | None
    facts: bp.Order | bp.Claim | bp.Dispute | None
    refused: tuple[str, ...]
    why: str


@cache
def content(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return data


@cache
def answered(name: str) -> Answered:
    return answer(content(name))


def answer(file: dict[str, Any]) -> Answered:
    find_pack(file["policy"])  # a pack that is missing or has faults is no refusal of the case
    try:
        facts = read_case(json.dumps(file["case"])).facts
        data = answer_to_data(bp.assess(facts, at=file["at"], policy=file["policy"]))
    except bp.BuyerProtectError as error:
        return Answered(None, None, tuple(fault.path for fault in error.faults), str(error))
    return Answered(data, facts, (), "")


def faults(expect: dict[str, Any], got: Answered) -> list[str]:
    """Say all that is not as a file expects, the first first."""
    if "error" in expect:
        path = expect["error"]["path"]
        if got.data is not None:
            return [f"error: a fault at {path!r} is expected, and the case is answered"]
        if path not in got.refused:
            return [f"error: a fault at {path!r} is expected, and it is: {got.why}"]
        return []
    if got.data is None:
        return [f"an answer is expected, and the case is refused: {got.why}"]
    return list(differences(expect, got.data))


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_answered_as_it_says(name: str) -> None:
    found = faults(content(name)["expect"], answered(name))
    assert not found, f"{name}: {found[0]}" + (f" (and {len(found) - 1} more)" if found[1:] else "")


@cache
def _validator() -> Any:
    schema = json.loads((FOLDER / "case.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def invalid(file: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in _validator().iter_errors(file)]


@pytest.mark.parametrize("name", FILES)
def test_a_file_has_the_form_of_the_schema(name: str) -> None:
    assert invalid(json.loads((FOLDER / name).read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("name", FILES)
def test_a_file_stands_in_the_folder_of_its_policy(name: str) -> None:
    folder = name.partition("/")[0]
    assert content(name)["policy"] == folder
    assert folder in PACKS, f"there is no pack {folder!r}"


def test_nothing_else_lies_in_the_folder() -> None:
    others = {file.relative_to(FOLDER).as_posix() for file in FOLDER.rglob("*") if file.is_file()}
    assert others - set(FILES) == {"README.md", "case.schema.json"}


def test_no_two_files_ask_the_same() -> None:
    asked: dict[str, str] = {}
    for name in FILES:
        file = content(name)
        question = json.dumps([file["case"], file["at"], file["policy"]], sort_keys=True, default=str)
        assert question not in asked, f"{name} asks what {asked[question]} asks"
        asked[question] = name


# --- what the files cover ---------------------------------------------------------------------------


@pytest.mark.parametrize("pack", LARGE)
def test_a_large_pack_has_at_least_ten_files(pack: str) -> None:
    files = [name for name in FILES if name.startswith(f"{pack}/")]
    assert len(files) >= LEAST, f"conformance/{pack} has {len(files)} files, and {LEAST} are the least"


def speaks_for(name: str, version: str) -> bool:
    """Tell whether a file is answered by a version, or names it among those that may govern instead.

    A version whose begin is known no closer than its end is never adopted: it is only found beside others.
    """
    got = answered(name)
    if got.data is None:
        return False
    expected = content(name)["expect"].get("policy", {}).get("or", [])
    governing: dict[str, Any] = got.data["policy"]
    return version == governing["version"] or version in set(expected) & set(governing["or"])


def selecting_day(version: Policy, facts: bp.Order | bp.Claim | bp.Dispute) -> date | None:
    """Return the day that chooses the version: as it was told, or in the zone of the version."""
    told = next((found[0] for name in version.selected_by if (found := moments(facts, name))), None)
    if isinstance(told, bp.Instant):
        return date.fromordinal(zone(version.zone).day(told.us))
    return told


def days_answered(version: Policy) -> set[date]:
    """Collect the days of the orders in the files that speak for a version."""
    days: set[date] = set()
    for name in FILES:
        if name.startswith(f"{version.id}/") and speaks_for(name, version.version):
            facts = answered(name).facts
            day = None if facts is None else selecting_day(version, facts)
            days |= set() if day is None else {day}
    return days


def edge_days(version: Policy, others: Sequence[Policy]) -> Iterator[tuple[str, date]]:
    """Yield the first day of a version and the last, as far as they are known to the day.

    The first day is that of a change where another version ends as this one begins.
    """
    begin, end = version.start.exact, version.end.exact if version.end else None
    if begin is not None and any(other.end == version.start for other in others):
        yield "first", begin
    if end is not None:
        yield "last", end - timedelta(days=1)


def lacking(version: Policy, others: Sequence[Policy], days: set[date]) -> list[str]:
    """Say which side of a change of the rules has no file, for a version and the days its files are of."""
    where = f"no file under conformance/{version.id}"
    if not days:
        return [f"{where} is answered by {version.version!r} or names it in policy.or"]
    return [
        f"{where} is answered by {version.version!r} for an order of {day}, its {which} day"
        for which, day in edge_days(version, others)
        if day not in days
    ]


@pytest.mark.parametrize("pack", PACKS)
def test_both_sides_of_every_change_have_a_file(pack: str) -> None:
    versions = () if find_pack(pack).commentary else find_pack(pack).versions
    missing = [says for version in versions for says in lacking(version, versions, days_answered(version))]
    assert not missing, "\n".join(missing)


# --- the tests themselves can fail ------------------------------------------------------------------

SAMPLE: dict[str, Any] = {
    "policy": {"version": "2017", "or": ["2019", "2020"]},
    "deadlines": [
        {"id": "open_dispute", "closes": "2018-03-21T11:00:00-07:00", "last_day": "2018-03-21"},
        {"id": "seller_answer", "closes": None, "needs": ["opened"]},
    ],
    "recommendation": {"request": {"amount": "24.00", "return_goods": True}, "extras": [{"amount": "55.00"}]},
    "schema": 1,
}


@pytest.mark.parametrize(
    "expected",
    [
        {},
        {"schema": 1},
        {"policy": {"version": "2017"}},
        {"policy": {"or": ["2019", "2020"]}},
        {"deadlines": [{"id": "seller_answer", "closes": None}, {"id": "open_dispute"}]},
        {"deadlines": [{"id": "open_dispute", "closes": "2018-03-21T18:00:00.000000Z"}]},
        {"deadlines": [{"id": "escalate", "absent": True}]},
        {"recommendation": {"request": {"amount": "24"}, "extras": [{"amount": "55.0"}]}},
    ],
)
def test_what_is_as_expected_matches(expected: dict[str, Any]) -> None:
    assert list(differences(expected, SAMPLE)) == []


@pytest.mark.parametrize(
    ("expected", "path"),
    [
        ({"schema": True}, "schema"),
        ({"schema": "1"}, "schema"),
        ({"remarks": []}, "remarks"),
        ({"policy": {"version": "2019"}}, "policy.version"),
        ({"policy": {"or": ["2020", "2019"]}}, "policy.or[0]"),
        ({"policy": {"or": ["2019"]}}, "policy.or"),
        ({"policy": {"or": []}}, "policy.or"),
        ({"policy": "2017"}, "policy"),
        ({"policy": {"version": {"id": "2017"}}}, "policy.version"),
        ({"policy": {"version": ["2017"]}}, "policy.version"),
        ({"deadlines": [{"id": "escalate"}]}, "deadlines[escalate]"),
        ({"deadlines": [{"id": "open_dispute", "absent": True}]}, "deadlines[open_dispute]"),
        (
            {"deadlines": [{"id": "open_dispute", "closes": "2018-03-21T11:00:00-08:00"}]},
            "deadlines[open_dispute].closes",
        ),
        (
            {"deadlines": [{"id": "open_dispute", "closes": "2018-03-21T18:00:00.000001Z"}]},
            "deadlines[open_dispute].closes",
        ),
        ({"deadlines": [{"id": "open_dispute", "closes": None}]}, "deadlines[open_dispute].closes"),
        ({"deadlines": [{"id": "open_dispute", "safe_by": None}]}, "deadlines[open_dispute].safe_by"),
        (
            {"deadlines": [{"id": "seller_answer", "closes": "2018-03-21T18:00:00Z"}]},
            "deadlines[seller_answer].closes",
        ),
        (
            {"deadlines": [{"id": "open_dispute", "last_day": "2018-03-22"}]},
            "deadlines[open_dispute].last_day",
        ),
        ({"recommendation": {"request": {"amount": "24.01"}}}, "recommendation.request.amount"),
        ({"recommendation": {"request": {"amount": 24}}}, "recommendation.request.amount"),
        ({"recommendation": {"request": {"return_goods": 1}}}, "recommendation.request.return_goods"),
        ({"recommendation": {"extras": [{"amount": "54"}]}}, "recommendation.extras[0].amount"),
        ({"recommendation": {"extras": []}}, "recommendation.extras"),
    ],
)
def test_the_first_path_that_differs_is_named(expected: dict[str, Any], path: str) -> None:
    first, *_ = differences(expected, SAMPLE)
    assert first.startswith(f"{path}: ")


def test_of_several_with_the_same_id_one_has_to_match() -> None:
    found = {"readings": [{"id": "adopted", "closes": "x"}, {"id": "adopted", "closes": "y"}]}
    assert list(differences({"readings": [{"id": "adopted", "closes": "y"}]}, found)) == []
    assert list(differences({"readings": [{"id": "adopted", "closes": "z"}]}, found))


def _example() -> dict[str, Any]:
    """Return the file that the README shows."""
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text.partition("```json\n")[2].partition("```")[0])
    return data


def test_the_example_of_the_readme_is_answered_as_it_says() -> None:
    file = _example()
    assert invalid(file) == []
    assert faults(file["expect"], answer(file)) == []


def test_an_unexpected_refusal_fails() -> None:
    file = _example()
    file["case"]["order"]["placed"] = "2016-01-31T12:00:00"
    got = answer(file)
    assert "order.placed" in got.refused
    (says,) = faults(file["expect"], got)
    assert says.startswith("an answer is expected, and the case is refused: order.placed")


def test_a_missing_pack_is_no_refusal() -> None:
    file = _example() | {"policy": "none-such", "expect": {"error": {"path": ""}}}
    with pytest.raises(bp.NotFoundError):
        answer(file)


def test_a_refusal_is_matched_by_its_path() -> None:
    file = _example()
    expected = {"error": {"path": "order.placed"}}
    assert faults(expected, answer(file)) == [
        "error: a fault at 'order.placed' is expected, and the case is answered"
    ]
    file["case"]["order"]["placed"] = "2016-01-31T12:00:00"
    assert faults(expected, answer(file)) == []
    assert faults({"error": {"path": "order.paid"}}, answer(file))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("expect", {}),
        ("expect", {"error": {"path": ""}, "policy": {"version": "2017"}}),
        ("expect", {"error": {}}),
        ("expect", {"deadlines": [{"closes": None}]}),
        ("expect", {"deadlines": [{"id": "open_dispute", "closes": "2016-02-15"}]}),
        ("expect", {"deadlines": [{"id": "open_dispute", "closes": "2016-02-15T12:00:00"}]}),
        ("expect", {"deadlines": [{"id": "open_dispute", "absent": True, "closes": None}]}),
        ("expect", {"classification": {"coverage": "perhaps"}}),
        ("expect", {"recommendation": {"request": {"amount": 24}}}),
        ("at", "2016-02-10"),
        ("source", "somewhere, but it does not say at which address it stands"),
        ("case", {"order": {}, "dispute": {"events": []}}),
        ("case", {"claim": {}}),
        ("more", 1),
    ],
)
def test_the_schema_refuses_what_is_no_case(key: str, value: object) -> None:
    assert invalid(_example() | {key: value})


@pytest.mark.parametrize("key", ["case", "at", "policy", "expect", "source"])
def test_the_schema_wants_every_key(key: str) -> None:
    file = _example()
    del file[key]
    assert invalid(file)


def test_the_side_of_a_change_that_has_no_file_is_named() -> None:
    pack = find_pack("aliexpress").versions
    first, version = pack[0], bp.policy("aliexpress", on="2020-12-02")
    begin, end = date(2020, 12, 2), date(2021, 7, 28)
    assert lacking(version, pack, {begin, date(2021, 1, 1), end}) == []
    where = "no file under conformance/aliexpress"
    assert lacking(version, pack, set()) == [f"{where} is answered by '2020-cancel' or names it in policy.or"]
    assert lacking(version, pack, {begin + timedelta(days=1), end}) == [
        f"{where} is answered by '2020-cancel' for an order of 2020-12-02, its first day"
    ]
    assert lacking(version, pack, {begin, end - timedelta(days=1)}) == [
        f"{where} is answered by '2020-cancel' for an order of 2021-07-28, its last day"
    ]
    assert [which for which, _ in edge_days(first, pack)] == ["last"]
