"""The cases in `examples/` that the programme's own rules decide, with answers worked out by hand."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import buyerprotect as bp
from buyerprotect.cli import main
from buyerprotect.convert import answer_to_data, load_case
from buyerprotect.convert.cases import read_case
from buyerprotect.facts.events import order_of
from buyerprotect.rules.library import find_pack

EXAMPLES = Path(__file__).parent.parent / "examples"
GUIDE = "aliexpress-guide"


class Answer(NamedTuple):
    """What a case is to be answered, and the end of the window it turns on (None: it has no such window)."""

    version: str
    ground: str
    coverage: str
    action: str
    request: str
    amount: str | None
    act_by: str | None
    wait_until: str | None
    window: str
    closes: str | None


EXPECTED: dict[str, Answer] = {
    # Sent last on 27 Feb 23:15:28 PST = 28 Feb 07:15:28 UTC; 90 days on it is 28 May 07:15:28 UTC.
    "two-parcels": Answer(
        "2024-business",
        "not_received",
        "too_early",
        "wait",
        "full",
        "30.00",
        "2024-06-12T00:15:27-07:00",
        "2024-05-28T00:15:28-07:00",
        "confirm_receipt",
        "2024-05-28T00:15:28-07:00",
    ),
    # Opened on 23 Aug; by hand until 15 days later.
    "promise-before-2013-08": Answer(
        "2010-escrow",
        "not_received",
        "covered",
        "escalate",
        "full",
        "20.00",
        "2013-09-07T09:59:59-07:00",
        None,
        "escalate",
        "2013-09-07T10:00:00-07:00",
    ),
    # Sent on 4 Aug; the promised 45 days end on 18 Sep, after the 15 days of the dispute.
    "promise-since-2013-08": Answer(
        "2013-promise",
        "not_received",
        "covered",
        "wait",
        "full",
        "20.00",
        None,
        "2013-09-18T10:00:00-07:00",
        "take_over",
        "2013-09-18T10:00:00-07:00",
    ),
    # Confirmed on 31 Jan at noon, and that was the end.
    "confirmed-2014-01": Answer(
        "2013-promise",
        "not_as_described",
        "too_late",
        "other_route",
        "none",
        None,
        None,
        None,
        "open_dispute",
        "2014-01-31T12:00:00-08:00",
    ),
    # Confirmed on 31 Jan at noon: 15 days more, of which one voice says 14.
    "confirmed-2016-01": Answer(
        "2015-official",
        "not_as_described",
        "covered",
        "open_dispute",
        "full",
        "24.00",
        "2016-02-14T11:59:59-08:00",
        None,
        "open_dispute",
        "2016-02-15T12:00:00-08:00",
    ),
    "silent-seller-2015-08": Answer(
        "2013-promise",
        "not_as_described",
        "covered",
        "wait",
        "full",
        "15.00",
        None,
        "2015-09-08T10:00:00-07:00",
        "seller_answer",
        "2015-09-08T10:00:00-07:00",
    ),
    "silent-seller-2017-03": Answer(
        "2017",
        "not_as_described",
        "covered",
        "wait",
        "full",
        "15.00",
        None,
        None,
        "seller_answer",
        "2017-03-29T10:00:00-07:00",
    ),
    "escalate-2016-12": Answer(
        "2015-official",
        "not_as_described",
        "covered",
        "escalate",
        "full",
        "28.00",
        "2017-01-08T09:59:59-08:00",
        None,
        "escalate",
        "2017-01-08T10:00:00-08:00",
    ),
    "escalate-2017-03": Answer(
        "2017",
        "not_as_described",
        "covered",
        "wait",
        "full",
        "28.00",
        None,
        "2017-03-31T10:00:00-07:00",
        "take_over",
        "2017-03-31T10:00:00-07:00",
    ),
    # Sent on 4 Dec: timer to 2 Feb, dispute to 17 Feb; a week before the timer's end more time can be asked.
    "moving-parcel-2016-12": Answer(
        "2015-official",
        "not_received",
        "covered",
        "wait",
        "full",
        "12.00",
        "2017-02-17T09:59:59-08:00",
        "2017-01-26T10:00:00-08:00",
        "open_non_receipt",
        "2017-02-17T10:00:00-08:00",
    ),
    # Sent on 4 Mar, before the clocks changed: timer to 3 May 11:00.
    "moving-parcel-2017-03": Answer(
        "2017",
        "not_received",
        "too_early",
        "wait",
        "full",
        "12.00",
        "2017-05-18T10:59:59-07:00",
        "2017-05-03T11:00:00-07:00",
        "open_non_receipt",
        "2017-05-18T11:00:00-07:00",
    ),
    # Sent on 4 Dec: timer to 2 Feb, dispute to 17 Feb.
    "no-length-2017-12": Answer(
        "2017",
        "not_received",
        "covered",
        "open_dispute",
        "full",
        "9.00",
        "2018-02-17T09:59:59-08:00",
        None,
        "open_non_receipt",
        "2018-02-17T10:00:00-08:00",
    ),
    # Sent on 4 Jun: from 3 to 18 Aug with 60 days, but only from 2 Sep with 90. No moment is safe.
    "no-length-2018-06": Answer(
        "2017",
        "not_received",
        "covered",
        "open_dispute",
        "full",
        "9.00",
        None,
        None,
        "open_non_receipt",
        "2018-08-18T10:00:00-07:00",
    ),
    "free-return-2019-09-10": Answer(
        "2017", "changed_mind", "not_covered", "other_route", "none", None, None, None, "free_return", None
    ),
    "free-return-2019-09-11": Answer(
        "2019-free-return",
        "changed_mind",
        "covered",
        "return_goods",
        "full",
        "60.00",
        "2019-10-16T04:59:59-07:00",
        None,
        "free_return",
        "2019-10-16T05:00:00-07:00",
    ),
    "unsent-2020-12-01": Answer(
        "2019-free-return",
        "not_received",
        "undetermined",
        "wait",
        "none",
        None,
        None,
        "2020-12-14T10:00:00-08:00",
        "seller_decides_cancel",
        "2020-12-14T10:00:00-08:00",
    ),
    "unsent-2020-12-02": Answer(
        "2020-cancel",
        "not_received",
        "undetermined",
        "wait",
        "none",
        None,
        None,
        None,
        "seller_decides_cancel",
        "2020-12-09T10:00:00-08:00",
    ),
    "free-return-chile-2021-07-28": Answer(
        "2020-cancel",
        "changed_mind",
        "not_covered",
        "other_route",
        "none",
        None,
        None,
        None,
        "free_return",
        "2021-09-04T10:00:00-07:00",
    ),
    "free-return-chile-2021-07-29": Answer(
        "2021-free-return",
        "changed_mind",
        "covered",
        "return_goods",
        "full",
        "42.00",
        "2021-09-05T09:59:59-07:00",
        None,
        "free_return",
        "2021-09-05T10:00:00-07:00",
    ),
    "missing-2021-12": Answer(
        "2021-free-return",
        "not_received",
        "covered",
        "wait",
        "full",
        "33.00",
        None,
        "2021-12-23T10:00:00-08:00",
        "take_over",
        "2021-12-23T10:00:00-08:00",
    ),
    "missing-2022-02": Answer(
        "2022-non-receipt",
        "not_received",
        "covered",
        "wait",
        "full",
        "33.00",
        None,
        "2022-02-21T10:00:00-08:00",
        "take_over",
        "2022-02-21T10:00:00-08:00",
    ),
    "faulty-return-2022-03": Answer(
        "2022-non-receipt",
        "not_as_described",
        "covered",
        "return_goods",
        "full",
        "40.00",
        "2022-04-10T09:59:59-07:00",
        None,
        "return_goods",
        "2022-04-10T10:00:00-07:00",
    ),
    "faulty-return-2024-01": Answer(
        "2023",
        "not_as_described",
        "covered",
        "return_goods",
        "full",
        "40.00",
        "2024-02-10T09:59:59-08:00",
        None,
        "return_goods",
        "2024-02-10T10:00:00-08:00",
    ),
    "business-2024-01-31": Answer(
        "2023",
        "not_as_described",
        "covered",
        "wait",
        "full",
        "300.00",
        None,
        "2024-03-02T10:00:00-08:00",
        "take_over",
        "2024-03-02T10:00:00-08:00",
    ),
    # Opened on 25 Feb: the 60th calendar day after it is 25 Apr.
    "business-2024-02-01": Answer(
        "2024-business",
        "not_as_described",
        "covered",
        "wait",
        "full",
        "300.00",
        None,
        "2024-04-26T00:00:00-07:00",
        "negotiate_business",
        "2024-04-26T00:00:00-07:00",
    ),
    # Received on 25 Mar: 15 days to 9 Apr; 90 days from the order run to 11 Jun.
    "korea-2024-03-13": Answer(
        "2024-business",
        "changed_mind",
        "undetermined",
        "return_goods",
        "full",
        "90.00",
        None,
        None,
        "free_return",
        "2024-04-09T10:00:00-07:00",
    ),
    # Paid on 14 Mar at 03:00: 90 days to 12 Jun.
    "korea-2024-03-14": Answer(
        "2024-korea",
        "changed_mind",
        "covered",
        "return_goods",
        "full",
        "90.00",
        "2024-06-12T02:59:59-07:00",
        None,
        "free_return",
        "2024-06-12T03:00:00-07:00",
    ),
    # Received on 28 Dec: 15 days to 12 Jan; 90 days from the order run to 9 Mar.
    "free-return-2025-12-09": Answer(
        "2024-korea",
        "changed_mind",
        "undetermined",
        "return_goods",
        "full",
        "70.00",
        None,
        None,
        "free_return",
        "2026-01-12T10:00:00-08:00",
    ),
    # Paid on 10 Dec: the 90th day after it is 10 Mar, which ends first in Paris, at 16:00 Pacific.
    "free-return-2025-12-10": Answer(
        "2025-official",
        "changed_mind",
        "covered",
        "return_goods",
        "full",
        "70.00",
        "2026-03-10T15:59:59-07:00",
        None,
        "free_return",
        "2026-03-11T00:00:00-07:00",
    ),
    "withdraw-2026-04-03": Answer(
        "2025-official",
        "changed_mind",
        "not_covered",
        "other_route",
        "none",
        None,
        None,
        None,
        "withdraw",
        None,
    ),
    # Received on 21 Apr: the 14th day after it is 5 May.
    "withdraw-2026-04-04": Answer(
        "2026-contract",
        "changed_mind",
        "not_covered",
        "give_notice",
        "full",
        "22.00",
        "2026-05-05T14:59:59-07:00",
        None,
        "withdraw",
        "2026-05-06T00:00:00-07:00",
    ),
    "carrier-table-2011": Answer(
        "2010-escrow",
        "not_received",
        "covered",
        "open_dispute",
        "full",
        "33.00",
        "2011-05-27T08:59:59-07:00",
        None,
        "open_non_receipt",
        "2011-05-27T09:00:00-07:00",
    ),
    "inside-a-bracket-2015-10": Answer(
        "2013-promise",
        "not_as_described",
        "covered",
        "wait",
        "full",
        "14.00",
        None,
        "2015-11-18T10:00:00-08:00",
        "seller_answer",
        "2015-11-18T10:00:00-08:00",
    ),
    # Sent on 5 Mar 10:00 PST: timer to 4 May 11:00 PDT, dispute to 19 May.
    "customs-buyer-fault-2016": Answer(
        "2015-official",
        "not_received",
        "covered",
        "open_dispute",
        "partial",
        "50.00",
        "2016-05-19T10:59:59-07:00",
        None,
        "open_non_receipt",
        "2016-05-19T11:00:00-07:00",
    ),
    # Sent on 1 Mar: timer to 30 Apr, dispute to 15 May. Or five days from receipt, 30 Mar, and to 14 Apr.
    "genuine-three-times-2016": Answer(
        "2015-official",
        "counterfeit",
        "covered",
        "open_dispute",
        "full",
        "35.00",
        "2016-04-14T09:59:59-07:00",
        None,
        "open_dispute",
        "2016-05-15T11:00:00-07:00",
    ),
    "offer-of-zero-2018": Answer(
        "2017",
        "not_as_described",
        "covered",
        "decline",
        "full",
        "25.00",
        None,
        None,
        "take_over",
        "2018-03-12T11:00:00-07:00",
    ),
    # Sent on 5 Feb: timer to 6 Apr, dispute to 21 Apr; opened on the 19th, so the platform comes on the 26th.
    "cancel-into-closed-window-2018": Answer(
        "2017",
        "not_received",
        "covered",
        "wait",
        "full",
        "31.00",
        None,
        "2018-04-26T10:00:00-07:00",
        "open_non_receipt",
        "2018-04-21T11:00:00-07:00",
    ),
    # Sent on 5 Jun: timer to 4 Aug.
    "ask-extension-2018": Answer(
        "2017",
        "not_received",
        "too_early",
        "ask_extension",
        "full",
        "7.00",
        "2018-08-02T09:59:59-07:00",
        None,
        "ask_extension",
        "2018-08-02T10:00:00-07:00",
    ),
    # Sent on 5 Mar 10:00 PST: timer to 4 May 11:00 PDT, dispute to 19 May.
    "dead-tracking-2020": Answer(
        "2019-free-return",
        "not_received",
        "covered",
        "open_dispute",
        "full",
        "19.00",
        "2020-05-19T10:59:59-07:00",
        None,
        "open_non_receipt",
        "2020-05-19T11:00:00-07:00",
    ),
    "return-in-ten-days-2020": Answer(
        "2019-free-return",
        "not_as_described",
        "covered",
        "return_goods",
        "full",
        "60.00",
        "2020-03-30T09:59:59-07:00",
        None,
        "return_goods",
        "2020-03-30T10:00:00-07:00",
    ),
    # Sent on 14 Feb 10:00 PST: timer to 15 Apr 11:00 PDT, dispute to 30 Apr.
    "refile-2022": Answer(
        "2022-non-receipt",
        "not_as_described",
        "covered",
        "open_dispute",
        "full",
        "27.00",
        "2022-04-15T10:59:59-07:00",
        None,
        "refile",
        "2022-04-30T11:00:00-07:00",
    ),
    # Sent on 8 Feb 10:00 PST: timer to 7 Jul 11:00 PDT, dispute to 22 Jul.
    "long-commitment-2024": Answer(
        "2024-business",
        "not_received",
        "too_early",
        "wait",
        "full",
        "16.00",
        "2024-07-22T10:59:59-07:00",
        "2024-07-07T11:00:00-07:00",
        "open_non_receipt",
        "2024-07-22T11:00:00-07:00",
    ),
}

PAIRS = (
    ("promise-before-2013-08", "promise-since-2013-08"),
    ("confirmed-2014-01", "confirmed-2016-01"),
    ("silent-seller-2015-08", "silent-seller-2017-03"),
    ("escalate-2016-12", "escalate-2017-03"),
    ("moving-parcel-2016-12", "moving-parcel-2017-03"),
    ("no-length-2017-12", "no-length-2018-06"),
    ("free-return-2019-09-10", "free-return-2019-09-11"),
    ("unsent-2020-12-01", "unsent-2020-12-02"),
    ("free-return-chile-2021-07-28", "free-return-chile-2021-07-29"),
    ("missing-2021-12", "missing-2022-02"),
    ("faulty-return-2022-03", "faulty-return-2024-01"),
    ("business-2024-01-31", "business-2024-02-01"),
    ("korea-2024-03-13", "korea-2024-03-14"),
    ("free-return-2025-12-09", "free-return-2025-12-10"),
    ("withdraw-2026-04-03", "withdraw-2026-04-04"),
)
"""Cases that differ in their dates only, one on each side of a change of the rules."""


@cache
def answer(name: str, at: str | None = None) -> bp.Assessment:
    case = load_case(EXAMPLES / f"{name}.toml")
    moment = case.at if at is None else at
    assert moment is not None
    return bp.assess(case.facts, at=moment, policy=case.policy)


def window(name: str, id_: str) -> bp.Deadline:
    found = answer(name).deadlines.find(id_)
    assert found is not None
    return found


def edited(name: str, old: str, new: str, *, at: str | None = None) -> bp.Assessment:
    """Answer a case with one passage of its file replaced."""
    text = (EXAMPLES / f"{name}.toml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    case = read_case(text.replace(old, new), "toml")
    moment = case.at if at is None else at
    assert moment is not None
    return bp.assess(case.facts, at=moment)


def reasons(name: str) -> str:
    return " ".join(because.says for because in answer(name).recommendation.because)


def rules(found: bp.Assessment) -> set[str]:
    return {because.rule for because in found.recommendation.because}


def comment(file: Path) -> str:
    lines = file.read_text(encoding="utf-8").split("\n\n", 1)[0].splitlines()
    assert all(line.startswith("#") for line in lines)
    return " ".join(" ".join(line[1:] for line in lines).split())


ASKED_FOR_ROUTES = {"jacket-au"}
"""Cases of which the routes are asked for, which have tests of their own."""


def test_every_example_is_in_one_of_the_tables() -> None:
    read = {file.stem: load_case(file) for file in EXAMPLES.iterdir()}
    here = {name for name, case in read.items() if order_of(case.facts).programme == "aliexpress"}
    guide = {name for name in here if read[name].policy == GUIDE}
    ours = {name for name in here if read[name].policy is None} - ASKED_FOR_ROUTES
    assert ours == set(EXPECTED)
    assert guide | ours | ASKED_FOR_ROUTES == here


@pytest.mark.parametrize("name", EXPECTED)
def test_an_example_gets_its_answer(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", str(EXAMPLES / f"{name}.toml"), "--json"]) == 0
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    found, advice = data["classification"], data["recommendation"]
    window_id = EXPECTED[name].window
    closes = {deadline["id"]: deadline["closes"] for deadline in data["deadlines"]}
    assert (
        Answer(
            data["policy"]["version"],
            found["ground"],
            found["coverage"],
            advice["action"],
            advice["request"]["kind"],
            advice["request"]["amount"],
            advice["act_by"],
            advice["wait_until"],
            window_id,
            closes.get(window_id),
        )
        == EXPECTED[name]
    )


# --- the files --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_an_example_names_sources_of_the_pack_and_what_is_assumed(name: str) -> None:
    said = comment(EXAMPLES / f"{name}.toml")
    known = {
        source.address for version in find_pack("aliexpress").versions for source in version.sources.values()
    }
    named = {address.rstrip(").,:") for address in re.findall(r"https?://\S+", said)}
    assert named
    assert named <= known
    assert re.search(r"\bFrom (a|an|one|two|the|help|records|snippets)\b", said)
    assert "Assumed" in said


NAMES_OF_THINGS = frozenset(
    {
        *("April", "August", "December", "February", "January", "July", "June", "March", "May", "November"),
        *("October", "September"),
        *(
            "Canada",
            "Chile",
            "China",
            "Dublin",
            "EEA",
            "EU",
            "Germany",
            "Hong",
            "Kong",
            "Korea",
            "New",
            "Russian",
        ),
        *("Toronto", "UK", "US", "York", "Australia", "Berlin", "Brazil", "German", "United", "States"),
        *("American", "British", "Etsy", "Express", "Livre", "Mastercard", "Mercado", "PayPal", "Visa"),
        *("AliExpress", "Business", "Buyer", "EMS", "FAQ", "Free", "I", "Pacific", "Post", "Program"),
        *("Protection", "Return", "Returns", "SF", "UTC"),
    }
)
"""Words with a capital that are no people's: places, months, names of programmes."""


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.toml")), ids=lambda file: file.stem)
def test_an_example_names_nobody(file: Path) -> None:
    said = re.sub(r"https?://\S+?(?=[).,:]*(?:\s|$))|\w\S*\.toml|`[^`]*`", "", comment(file))
    inside = re.findall(r"(?<=[a-z0-9,;)(] )\(?([A-Z][A-Za-z]*)", said)
    assert set(inside) <= NAMES_OF_THINGS
    words = re.findall(r'\b(?:title|note) = "([^"]*)"', file.read_text(encoding="utf-8"))
    assert words
    assert all(re.fullmatch(r"[a-z ,-]+", word) for word in words), words


def dates_apart(name: str) -> tuple[str, list[datetime]]:
    """Return a case without its comment and dates, and its dates by the clock on the wall."""
    text = (EXAMPLES / f"{name}.toml").read_text(encoding="utf-8").split("\n\n", 1)[1]
    date = re.compile(r"(\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d)?)(?:[+-]\d\d:\d\d)?")
    return date.sub("…", text), [datetime.fromisoformat(found) for found in date.findall(text)]


@pytest.mark.parametrize(("earlier", "later"), PAIRS)
def test_the_cases_of_a_pair_differ_in_their_dates_only_all_by_the_same_days(
    earlier: str, later: str
) -> None:
    (first, starts), (second, ends) = dates_apart(earlier), dates_apart(later)
    assert first == second
    (distance,) = {end - start for start, end in zip(starts, ends, strict=True)}
    assert distance >= timedelta(days=1)


@pytest.mark.parametrize(("earlier", "later"), PAIRS)
def test_the_cases_of_a_pair_name_each_other(earlier: str, later: str) -> None:
    assert f"{later}.toml" in comment(EXAMPLES / f"{earlier}.toml")
    assert f"{earlier}.toml" in comment(EXAMPLES / f"{later}.toml")


def test_every_change_of_the_rules_lies_between_the_cases_of_a_pair() -> None:
    versions = [version.version for version in find_pack("aliexpress").versions]
    crossed: set[int] = set()
    for earlier, later in PAIRS:
        first = answer(earlier).policy
        second = answer(later).policy
        reach = [first.version, second.version, *(other.version for other in second.bracketed_with)]
        places = sorted(versions.index(version) for version in reach)
        crossed |= set(range(places[0] + 1, places[-1] + 1))
    # The last two versions add a note each, and change no answer.
    assert {versions[i] for i in set(range(1, len(versions))) - crossed} == {"2026-abuse", "2026-reservation"}


@pytest.mark.parametrize(
    ("before", "since", "note"),
    [("2026-06-30", "2026-07-01", "return-abuse"), ("2026-07-14", "2026-07-15", "reservation")],
)
def test_the_changes_of_july_2026_add_a_note_and_no_rule(before: str, since: str, note: str) -> None:
    old, new = bp.policy("aliexpress", on=before), bp.policy("aliexpress", on=since)
    assert old.version != new.version
    for kind in ("events", "windows", "grounds", "exclusions", "evidence", "norms", "askings", "postages"):
        assert getattr(old, kind) == getattr(new, kind)
    for kind in ("multiples", "bounds", "advices", "risks", "levels"):
        assert getattr(old, kind) == getattr(new, kind)
    assert {rule.id for rule in new.notes} - {rule.id for rule in old.notes} == {note}


# --- the record -------------------------------------------------------------------------------------


class TestTwoParcels:
    def test_the_timer_ends_an_hour_later_on_the_clock_than_it_began(self) -> None:
        timer = window("two-parcels", "confirm_receipt")
        assert timer.opens is not None
        assert timer.closes is not None
        assert timer.opens.isoformat() == "2024-02-27T23:15:28-08:00"
        assert timer.closes.isoformat() == "2024-05-28T00:15:28-07:00"
        assert timer.closes_us is not None
        assert timer.opens_us is not None
        assert timer.closes_us - timer.opens_us == 90 * 86_400 * 1_000_000

    def test_the_records_own_end_told_gives_it_to_the_second_two_seconds_later(self) -> None:
        told = edited("two-parcels", "committed = 90\n", "committed = 2024-05-28T00:15:30-07:00\n")
        timer = told.deadlines.find("confirm_receipt")
        assert timer is not None
        assert timer.closes is not None
        assert timer.closes.isoformat() == "2024-05-28T00:15:30-07:00"
        computed = window("two-parcels", "confirm_receipt").closes_us
        assert timer.closes_us is not None
        assert computed is not None
        assert timer.closes_us - computed == 2_000_000
        assert told.classification.coverage == "too_early"

    def test_the_parcel_that_came_does_not_end_the_order(self) -> None:
        assert window("two-parcels", "confirm_receipt").status("2024-05-28T00:15:27-07:00") == "open"

    def test_no_dispute_can_be_opened_yet_as_the_record_says(self) -> None:
        opening = window("two-parcels", "open_non_receipt")
        assert opening.status("2024-03-20T12:00Z") == "not_yet"
        assert opening.opens_us == window("two-parcels", "confirm_receipt").closes_us

    def test_from_the_end_of_the_timer_it_can(self) -> None:
        found = answer("two-parcels", "2024-05-28T00:15:28-07:00")
        assert (found.classification.coverage, found.recommendation.action) == ("covered", "open_dispute")


# --- the pairs --------------------------------------------------------------------------------------


class TestPairs:
    def test_since_2013_a_parcel_within_its_time_is_not_handed_over(self) -> None:
        assert window("promise-before-2013-08", "escalate").status("2013-08-27T10:00-07:00") == "open"
        assert window("promise-since-2013-08", "escalate").status("2013-08-28T10:00-07:00") == "none"
        assert "while the promised time still runs" in reasons("promise-since-2013-08")

    def test_since_2015_fifteen_days_follow_confirming(self) -> None:
        assert (
            window("confirmed-2014-01", "open_dispute").closes
            == window("confirmed-2014-01", "open_dispute").safe_by
        )
        later = window("confirmed-2016-01", "open_dispute")
        assert later.safe_by is not None
        assert later.safe_by.isoformat() == "2016-02-14T12:00:00-08:00"

    def test_silence_brought_the_platform_and_then_consent(self) -> None:
        assert window("silent-seller-2015-08", "seller_answer").lapse == "escalates"
        assert window("silent-seller-2017-03", "seller_answer").lapse == "request_granted"
        assert "taken as accepted" in reasons("silent-seller-2017-03")

    def test_since_2017_nobody_escalates_by_hand(self) -> None:
        assert answer("escalate-2017-03").deadlines.find("escalate") is None
        assert "nobody hands it over by hand" in reasons("escalate-2017-03")

    @pytest.mark.parametrize(
        "name", ["escalate-2017-03", "offer-of-zero-2018", "cancel-into-closed-window-2018"]
    )
    def test_where_nobody_escalates_by_hand_no_option_says_so(self, name: str) -> None:
        assert "escalate" not in {option.id for option in answer(name).recommendation.options}

    def test_since_2017_a_moving_parcel_locks_the_dispute(self) -> None:
        assert window("moving-parcel-2016-12", "open_non_receipt").status("2017-01-13T10:00-08:00") == "open"
        assert (
            window("moving-parcel-2017-03", "open_non_receipt").status("2017-04-13T10:00-07:00") == "not_yet"
        )

    def test_in_2018_the_length_may_be_60_75_or_90_days(self) -> None:
        before = window("no-length-2017-12", "open_non_receipt")
        assert len(before.readings) == 1
        readings = window("no-length-2018-06", "open_non_receipt").readings
        ends = sorted(reading.closes_us for reading in readings if reading.closes_us is not None)
        sent = bp.Instant.of("2018-06-04T10:00-07:00").us
        assert [(end - sent) // (86_400 * 1_000_000) for end in ends] == [75, 90, 105]

    def test_in_2018_it_does_not_say_that_the_time_is_over(self) -> None:
        assert "over already" not in reasons("no-length-2018-06")

    def test_free_return_began_on_11_september_2019(self) -> None:
        assert answer("free-return-2019-09-10").deadlines.find("free_return") is None
        request = answer("free-return-2019-09-11").recommendation.request
        assert (request.return_goods, request.return_paid_by) == (True, "seller")

    def test_a_second_free_return_of_an_order_is_at_the_buyers_cost(self) -> None:
        again = edited("free-return-2019-09-11", "committed = 60\n", "committed = 60\nearlier_returns = 1\n")
        assert again.recommendation.request.return_paid_by == "buyer"

    def test_since_2_december_2020_a_seller_has_72_hours_and_silence_pays_back(self) -> None:
        before, since = (
            window(name, "seller_decides_cancel") for name in ("unsent-2020-12-01", "unsent-2020-12-02")
        )
        assert (before.status("2020-12-09T10:00-08:00"), before.lapse) == ("open", "not_known")
        assert (since.status("2020-12-10T10:00-08:00"), since.lapse) == ("closed", "money_back")

    @pytest.mark.parametrize("name", ["unsent-2020-12-01", "unsent-2020-12-02"])
    def test_the_answer_speaks_of_the_request_to_cancel(self, name: str) -> None:
        assert "window.seller_decides_cancel" in rules(answer(name))

    def test_free_return_came_to_chile_on_29_july_2021(self) -> None:
        assert answer("free-return-chile-2021-07-28").classification.ground == "changed_mind"
        assert answer("free-return-chile-2021-07-29").recommendation.request.return_paid_by == "seller"

    def test_since_2022_talks_over_missing_goods_end_after_five_days(self) -> None:
        lengths: list[int] = []
        for name in ("missing-2021-12", "missing-2022-02"):
            taking = window(name, "take_over")
            assert taking.opens_us is not None
            assert taking.closes_us is not None
            lengths.append((taking.closes_us - taking.opens_us) // (86_400 * 1_000_000))
        assert lengths == [7, 5]

    def test_since_2023_the_store_pays_the_way_back_of_faulty_goods(self) -> None:
        payers = [
            answer(name).recommendation.request.return_paid_by
            for name in ("faulty-return-2022-03", "faulty-return-2024-01")
        ]
        assert payers == ["buyer", "seller"]
        assert "leaves 25.00 USD after postage" in reasons("faulty-return-2022-03")

    def test_since_february_2024_business_buyers_talk_for_60_days_and_may_go_to_arbitration(self) -> None:
        assert answer("business-2024-01-31").deadlines.find("negotiate_business") is None
        assert answer("business-2024-01-31").deadlines.find("arbitration_business") is None
        assert window("business-2024-02-01", "negotiate_business").last_day == "2024-04-25"
        assert window("business-2024-02-01", "arbitration_business").needs == ("ruled",)

    def test_a_consumer_has_no_such_windows(self) -> None:
        found = edited("business-2024-02-01", 'user_class = "business"\n', "")
        assert found.deadlines.find("negotiate_business") is None
        assert found.recommendation.wait_until is not None
        assert found.recommendation.wait_until.isoformat() == "2024-03-03T10:00:00-08:00"

    def test_since_14_march_2024_korea_has_90_days_from_payment(self) -> None:
        before = window("korea-2024-03-13", "free_return")
        assert [reading.id for reading in before.readings] == ["adopted", "free-return-90"]
        since = window("korea-2024-03-14", "free_return")
        assert len(since.readings) == 1
        assert since.closes_us == bp.Instant.of("2024-03-14T03:00-07:00").us + 90 * 86_400 * 1_000_000

    def test_the_terms_of_december_2025_settle_the_90_days_but_not_the_zone(self) -> None:
        before = window("free-return-2025-12-09", "free_return")
        assert [reading.id for reading in before.readings] == ["adopted", "free-return-90"]
        assert before.latest_arguable is not None
        assert before.latest_arguable.isoformat() == "2026-03-10T00:00:00-07:00"
        since = window("free-return-2025-12-10", "free_return")
        assert since.last_day == "2026-03-10"
        ends = [reading.closes_us for reading in since.readings]
        wanted = ("2026-03-11T00:00-07:00", "2026-03-11T00:00+01:00", "2026-03-11T00:00Z")
        assert ends == [bp.Instant.of(moment).us for moment in wanted]

    def test_since_4_april_2026_withdrawing_has_its_window_in_germany(self) -> None:
        assert answer("withdraw-2026-04-03").deadlines.find("withdraw") is None
        found = window("withdraw-2026-04-04", "withdraw")
        assert found.status("2026-04-28T10:00-07:00") == "open"
        assert found.in_time_when == "sent"
        assert found.safe_by is not None
        assert found.safe_by.isoformat() == "2026-05-05T15:00:00-07:00"  # the end of 5 May in Berlin

    def test_the_answer_speaks_of_withdrawing(self) -> None:
        assert "window.withdraw" in rules(answer("withdraw-2026-04-04"))


# --- the others -------------------------------------------------------------------------------------


class TestOthers:
    def test_a_courier_parcel_is_too_late_on_day_24(self) -> None:
        assert answer("carrier-table-2011").policy.version == "2010-escrow"
        late = answer("carrier-table-2011", "2011-05-27T09:00-07:00")
        assert (late.classification.coverage, late.recommendation.action) == ("too_late", "other_route")

    @pytest.mark.parametrize(("carrier", "last"), [("EMS", "2011-05-31"), ("Hong Kong Post", "2011-06-12")])
    def test_another_carrier_has_another_last_day(self, carrier: str, last: str) -> None:
        found = edited("carrier-table-2011", 'carrier = "DHL"', f'carrier = "{carrier}"')
        opening = found.deadlines.find("open_non_receipt")
        assert opening is not None
        assert opening.last_day == last

    def test_inside_a_bracket_all_versions_stand_side_by_side(self) -> None:
        found = answer("inside-a-bracket-2015-10")
        versions = [found.policy.version, *(other.version for other in found.policy.bracketed_with)]
        assert versions == ["2013-promise", "2015-official", "2015-silence"]
        assert any("may have been in force that day" in remark for remark in found.remarks)
        readings = window("inside-a-bracket-2015-10", "seller_answer").readings
        assert [(reading.version, reading.lapse) for reading in readings] == [
            ("2013-promise", "escalates"),
            ("2015-silence", "request_granted"),
        ]
        assert readings[1].closes_us == bp.Instant.of("2015-11-08T10:00-08:00").us

    def test_inside_a_bracket_silence_is_relied_on_only_when_all_versions_have_run_out(self) -> None:
        assert "taken as accepted" not in reasons("inside-a-bracket-2015-10")

    def test_a_cause_of_the_buyers_at_customs_loses_the_shipping(self) -> None:
        usual = answer("customs-buyer-fault-2016").recommendation.expected
        assert usual is not None
        assert (usual.low, usual.high) == (bp.Money("50", "USD"), bp.Money("50", "USD"))
        needed = {
            need.kind for need in answer("customs-buyer-fault-2016").recommendation.evidence if not need.have
        }
        assert "customs_document" in needed
        sellers = edited("customs-buyer-fault-2016", 'fault = "buyer"', 'fault = "seller"')
        assert sellers.recommendation.request.amount == bp.Money("58", "USD")

    def test_a_guaranteed_genuine_fake_pays_three_times_the_price(self) -> None:
        request = answer("genuine-three-times-2016").recommendation.request
        assert request.amount == bp.Money("35", "USD")
        assert [extra.amount for extra in request.extras] == [
            bp.Money("55", "USD")
        ]  # 3 x 30 less the 35 paid

    def test_without_a_multiple_in_the_listing_nothing_is_asked_beyond_the_price(self) -> None:
        assert edited("genuine-three-times-2016", ", multiple = 3", "").recommendation.request.extras == ()

    def test_an_offer_of_zero_is_declined_and_accepting_is_not_cancelling(self) -> None:
        advice = answer("offer-of-zero-2018").recommendation
        risks = {risk.act: risk.because.says for risk in advice.risks}
        assert risks["accept_zero"].startswith("Accepting is not cancelling")
        (accept,) = [option for option in advice.options if option.id == "accept"]
        assert accept.refund_high == bp.Money("0", "USD")
        assert [because.rule for because in accept.because] == ["risk.accepting-zero"]

    def test_cancelling_after_the_end_shuts_the_door(self) -> None:
        says = [
            risk.because.says
            for risk in answer("cancel-into-closed-window-2018").recommendation.risks
            if risk.act == "cancel"
        ]
        assert "The time to open a dispute ran out on 2018-04-21: what is cancelled now stays shut." in says
        assert "opened in time and is still open" in reasons("cancel-into-closed-window-2018")

    def test_once_cancelled_after_the_end_it_is_over(self) -> None:
        tail = 'note = "will send another" },\n'
        cancelled = tail + '  { kind = "cancelled", on = 2018-04-23T09:00:00-07:00 },\n'
        assert (
            edited("cancel-into-closed-window-2018", tail, cancelled).recommendation.action == "other_route"
        )

    def test_more_time_is_asked_for_from_seven_to_two_days_before_the_end(self) -> None:
        asking = window("ask-extension-2018", "ask_extension")
        assert asking.opens is not None
        assert asking.opens.isoformat() == "2018-07-28T10:00:00-07:00"
        assert answer("ask-extension-2018", "2018-08-02T10:00-07:00").recommendation.action == "wait"

    def test_dead_tracking_does_not_wait_for_the_timer_but_for_ten_days(self) -> None:
        opening = window("dead-tracking-2020", "open_non_receipt")
        assert opening.opens is not None
        assert opening.opens.isoformat() == "2020-03-15T11:00:00-07:00"
        early = answer("dead-tracking-2020", "2020-03-15T10:59:59-07:00")
        assert (early.classification.coverage, early.recommendation.action) == ("too_early", "wait")
        moving = edited("dead-tracking-2020", 'tracking = "dead"', 'tracking = "moving"')
        assert moving.classification.coverage == "too_early"

    def test_an_agreed_return_is_tracked_and_sent_within_ten_days(self) -> None:
        advice = answer("return-in-ten-days-2020").recommendation
        assert ("return_tracking", False) in {(need.kind, need.have) for need in advice.evidence}
        assert "untracked_return" in {risk.act for risk in advice.risks}
        assert "leaves 48.00 USD after postage" in reasons("return-in-ten-days-2020")
        late = answer("return-in-ten-days-2020", "2020-03-30T10:00-07:00")
        assert late.recommendation.action == "other_route"

    def test_a_cancelled_dispute_is_opened_again_until_the_window_closes(self) -> None:
        assert "ask_full" in {option.id for option in answer("refile-2022").recommendation.options}
        assert answer("refile-2022", "2022-04-30T11:00-07:00").recommendation.action == "other_route"

    def test_a_longer_commitment_than_any_seen_is_taken_with_a_remark(self) -> None:
        (remark,) = [found for found in answer("long-commitment-2024").remarks if "150" in found]
        assert "more than the sources have seen, 90" in remark


def test_every_cited_source_is_listed() -> None:
    for name in EXPECTED:
        data = answer_to_data(answer(name))
        for because in [*data["classification"]["because"], *data["recommendation"]["because"]]:
            assert set(because["sources"]) <= set(data["sources"])
        assert all(deadline["sources"] for deadline in data["deadlines"])
