"""Which version governs: one inside coverage, both neighbours inside a bracket, and none outside."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buyerprotect.advice.windows import deadlines
from buyerprotect.errors import InvalidFactsError, InvalidPackError, NotFoundError, OutOfCoverageError
from buyerprotect.facts.claim import Claim, Problem
from buyerprotect.facts.dispute import Dispute, Event
from buyerprotect.facts.item import Item
from buyerprotect.facts.order import Order
from buyerprotect.facts.parcel import Parcel
from buyerprotect.rules import library
from buyerprotect.rules.condition import Fact
from buyerprotect.rules.edge import Edge
from buyerprotect.rules.library import governing, load_pack, policies, policy
from buyerprotect.rules.pack import Pack, read_pack
from buyerprotect.rules.policy import Policy
from buyerprotect.timing.clock import Instant, MomentLike
from buyerprotect.timing.term import Provided, walk

GOOD = Path(__file__).parent / "good"
PACKS: dict[str, Pack | InvalidPackError] = {}


def pack(name: str) -> Pack:
    """Load a sample pack, once."""
    if name not in PACKS:
        try:
            PACKS[name] = load_pack(GOOD / f"{name}.toml")
        except InvalidPackError as error:
            PACKS[name] = error
    found = PACKS[name]
    if isinstance(found, Pack):
        return found
    raise found


def order(
    placed: MomentLike = "2020-05-05",
    programme: str = "sample-shop",
    *,
    zone: str | None = "Europe/Paris",
    country: str | None = None,
    paid: MomentLike | None = None,
    parcels: tuple[Parcel, ...] = (),
) -> Order:
    return Order(
        programme,
        placed,
        items=[Item("lamp", "20 EUR")],
        zone=zone,
        country=country,
        paid=paid,
        parcels=parcels,
    )


def names(version: Policy) -> list[str]:
    return [version.version, *(other.version for other in version.bracketed_with)]


def in_library(monkeypatch: pytest.MonkeyPatch, *samples: str) -> None:
    """Let the library hold sample packs instead of its own."""
    packs = {found.id: found for found in map(pack, samples)}
    monkeypatch.setattr(library, "built_in", lambda: packs)


# --- sample packs -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(path.stem for path in GOOD.glob("*.toml")))
def test_a_sound_pack_loads(name: str) -> None:
    assert pack(name).versions


def test_a_version_states_only_what_differs_from_its_base() -> None:
    first, second, third = pack("base-and-changes").versions
    assert [window.id for window in first.windows] == ["open_dispute", "give_notice"]
    assert [window.id for window in second.windows] == ["open_dispute"]
    assert [ground.id for ground in first.grounds] == ["not_received", "damaged"]
    assert [ground.id for ground in second.grounds] == ["not_received", "wrong_item"]
    assert str(first.events["protection_ends"]) == "30 days of 24 hours after placed"
    assert str(second.events["protection_ends"]).startswith("45 days of 24 hours after placed")
    assert second.events["second_look"] == first.events["second_look"]
    assert second.events == third.events


def test_a_rule_that_is_changed_keeps_what_is_not_stated_anew() -> None:
    _, second, third = pack("base-and-changes").versions
    before, after = second.window("open_dispute"), third.window("open_dispute")
    assert (before.lapse, before.sources) == ("right_lost", ("page",))
    assert (after.lapse, after.sources) == ("not_known", ("forum",))
    assert (after.says, after.used_by, after.closes) == (before.says, before.used_by, before.closes)


def test_a_successor_does_not_end_when_what_it_builds_on_ended() -> None:
    assert pack("base-open-end").versions[1].end is None


def test_an_end_outside_a_modified_term_leaves_the_sources_within_it() -> None:
    closes = pack("every-form").versions[0].window("open_dispute").closes
    assert closes.sources == ("forum",)


def changed(name: str, *changes: tuple[str, str]) -> Pack:
    """Read a sample pack with some of its text replaced."""
    text = (GOOD / f"{name}.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read_pack(text, name)


def test_a_bracket_may_be_a_single_day() -> None:
    one_day = "{ not_before = 2018-01-01, not_after = 2018-01-01 }"
    found = changed("base-open-end", ("from = 2018-01-01", f"from = {one_day}")).versions[0]
    assert found.start == Edge.on(date(2018, 1, 1))


def test_versions_of_one_scope_are_selected_alike_and_are_in_force_in_turn() -> None:
    with pytest.raises(InvalidPackError, match="selected_by: differs from that of 'then'"):
        changed("base-open-end", ("from = 2020-06-01", 'selected_by = "paid"\nfrom = 2020-06-01'))
    with pytest.raises(InvalidPackError, match="overlaps 'then' in the same scope"):
        changed("base-open-end", ("from = 2020-06-01", "from = 2019-01-01"))


def test_names_people_write_in_many_ways_are_read_without_their_capital_letters() -> None:
    late = pack("every-form").versions[0].events["later"]
    carriers = [part.condition for part in walk(late) if isinstance(part, Provided)]
    assert Fact("carrier", frozenset({"dhl"})) in carriers


def test_a_zone_may_be_assumed_with_alternatives() -> None:
    (version,) = pack("every-form").versions
    assert (version.zone, version.zone_names) == ("Asia/Shanghai", ("Asia/Shanghai", "buyer", "UTC"))
    assert [name for name, _ in version.zones("Europe/Paris")] == ["Asia/Shanghai", "Europe/Paris", "UTC"]
    assert [name for name, _ in version.zones("UTC")] == ["Asia/Shanghai", "UTC"]
    assert [name for name, _ in version.zones(None)] == ["Asia/Shanghai", "UTC"]


@pytest.mark.parametrize(
    ("delivered", "closes"),
    [
        # The sooner of 30 days after delivery and 180 days after payment on 1 January.
        ("2021-01-11T00:00Z", "2021-02-10T00:00:00Z"),
        ("2021-06-01T00:00Z", "2021-06-30T00:00:00Z"),
        ("2021-05-30T23:59:59Z", "2021-06-29T23:59:59Z"),
        (None, "2021-06-30T00:00:00Z"),
    ],
)
def test_a_payment_providers_window_closes_at_the_sooner_of_two(delivered: str | None, closes: str) -> None:
    parcels = (Parcel(delivered=delivered),) if delivered else ()
    facts = order("2021-01-01T00:00Z", "sample-pay", paid="2021-01-01T00:00Z", parcels=parcels)
    window = deadlines(facts, policy=pack("payment-provider")).find("not_as_described")
    assert window is not None
    assert window.closes_us == Instant.of(closes).us


@pytest.mark.parametrize(
    ("promised", "closes"),
    [
        # 120 days from paying on 1 January 2021 are over after 1 May; day 540 is 25 June 2022.
        ("2021-01-01", "2021-05-02T00:00:00Z"),
        ("2021-02-01", "2021-06-02T00:00:00Z"),
        ("2022-02-25", "2022-06-26T00:00:00Z"),
        ("2022-02-24", "2022-06-25T00:00:00Z"),
        ("2023-01-01", "2022-06-26T00:00:00Z"),
    ],
)
def test_a_card_networks_window_is_capped_in_its_second_branch(promised: str, closes: str) -> None:
    facts = order(
        "2021-01-01", "sample-card", zone="UTC", paid="2021-01-01", parcels=(Parcel(promised=promised),)
    )
    window = deadlines(facts, policy=pack("card-network")).find("not_received")
    assert window is not None
    assert window.closes_us == Instant.of(closes).us


def test_a_reading_may_bear_any_name(tmp_path: Path) -> None:
    # Zones and days are choices too; a reading that is called like one of them is another choice.
    text = (GOOD / "payment-provider.toml").read_text(encoding="utf-8")
    told = 'closes = { calendar = "180 days", after = "paid", '
    told += 'readings = [{ id = "zone", calendar = "170 days", after = "paid", sources = ["terms"] }] }'
    path = tmp_path / "named.toml"
    path.write_text(text.replace('closes = { elapsed = "180 days", after = "paid" }', told), encoding="utf-8")
    try:
        named = load_pack(path)
    except InvalidPackError:
        return  # to refuse the name is as good
    facts = order("2021-01-01T00:00Z", "sample-pay", paid="2021-01-01T00:00Z")
    window = deadlines(facts, policy=named).find("not_received")
    assert window is not None
    assert len(window.readings) == 4


# --- dates ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "version"),
    [
        ("1950-01-01", "first"),
        ("2018-12-31", "first"),
        ("2019-01-01", "second"),
        ("2021-12-31", "second"),
        ("2022-01-01", "third"),
        ("2029-12-31", "third"),
    ],
)
def test_the_day_a_version_begins_is_its_own(day: str, version: str) -> None:
    assert names(governing(pack("base-and-changes"), order(day))) == [version]


@pytest.mark.parametrize(
    ("day", "versions"),
    [
        ("2018-01-01", ["old"]),
        ("2020-03-09", ["old"]),
        ("2020-03-10", ["old", "new"]),
        ("2020-06-19", ["old", "new"]),
        ("2020-06-20", ["new"]),
        ("2021-12-31", ["new"]),
    ],
)
@pytest.mark.parametrize("name", ["bracket", "unordered"])
def test_inside_a_bracket_both_neighbours_govern_the_earlier_first(
    name: str, day: str, versions: list[str]
) -> None:
    assert names(governing(pack(name), order(day))) == versions


@pytest.mark.parametrize("name", ["bracket", "unordered"])
@pytest.mark.parametrize("day", ["2017-12-31", "2022-01-01"])
def test_outside_it_is_refused_and_the_span_is_named(name: str, day: str) -> None:
    with pytest.raises(OutOfCoverageError) as raised:
        governing(pack(name), order(day))
    assert {"2018-01-01", "2022-01-01", day, "'placed'"} <= {
        word.rstrip(",;:") for word in str(raised.value).replace("on ", "").split()
    }


@settings(deadline=None)
@given(st.dates(date(2017, 1, 1), date(2023, 1, 1)))
def test_a_lookup_gives_one_version_or_both_neighbours_or_refuses(day: date) -> None:
    covered = date(2018, 1, 1) <= day < date(2022, 1, 1)
    bracketed = date(2020, 3, 10) <= day < date(2020, 6, 20)
    if not covered:
        with pytest.raises(OutOfCoverageError, match="from 2018-01-01 to before 2022-01-01"):
            governing(pack("bracket"), order(day))
        return
    found = governing(pack("bracket"), order(day))
    assert len(names(found)) == (2 if bracketed else 1)
    assert all(version.governs(day) is not False for version in (found, *found.bracketed_with))
    assert bracketed or found.governs(day)


@settings(deadline=None)
@given(st.dates(date(1900, 1, 1), date(2029, 12, 31)))
def test_with_exact_edges_one_version_governs_every_day(day: date) -> None:
    versions = pack("base-and-changes").versions
    assert len([version for version in versions if version.governs(day)]) <= 1
    assert governing(pack("base-and-changes"), order(day)).version in {
        version.version for version in versions
    }


def test_a_version_without_an_end_is_still_in_force() -> None:
    (version,) = pack("open-end").versions
    assert version.end is None
    assert names(governing(pack("open-end"), order("2199-12-31"))) == ["now"]
    with pytest.raises(OutOfCoverageError, match="from 2020-06-01 to today"):
        governing(pack("open-end"), order("2020-05-31"))


def test_a_version_of_unknown_dates_may_govern_any_day() -> None:
    (version,) = pack("unknown-end").versions
    assert version.governs(date(1900, 1, 1)) is None
    assert version.governs(date(2199, 1, 1)) is None


def test_a_case_without_the_selecting_event_says_which_is_missing() -> None:
    with pytest.raises(OutOfCoverageError, match="opened is not told"):
        governing(pack("unknown-end"), order())


def test_a_version_is_selected_by_the_event_it_names() -> None:
    claim = Claim(order(), [Problem("damaged")])
    dispute = Dispute(claim, [Event("opened", "2020-06-01")])
    assert governing(pack("unknown-end"), dispute).version == "some-time"


# --- instants and days ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("placed", "version"),
    [
        # Midnight in Los Angeles on 1 June 2020 is 07:00 UTC, wherever and however it is written.
        ("2020-06-01T06:59:59Z", None),
        ("2020-06-01T07:00:00Z", "now"),
        ("2020-06-01T15:59:59+09:00", None),
        ("2020-06-01T16:00:00+09:00", "now"),
        ("2020-05-31T23:59:59.999999-07:00", None),
        ("2020-06-01T00:00:00-07:00", "now"),
    ],
)
def test_an_instant_is_on_the_day_of_the_policys_zone(placed: str, version: str | None) -> None:
    facts = order(placed, zone="Asia/Tokyo")
    if version is None:
        with pytest.raises(OutOfCoverageError, match="on 2020-05-31"):
            governing(pack("open-end"), facts)
    else:
        assert governing(pack("open-end"), facts).version == version


@pytest.mark.parametrize(
    "zone", ["Pacific/Kiritimati", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Pago_Pago"]
)
def test_a_day_that_is_told_is_that_day_in_whatever_zone(zone: str) -> None:
    assert governing(pack("open-end"), order("2020-06-01", zone=zone)).version == "now"
    with pytest.raises(OutOfCoverageError):
        governing(pack("open-end"), order("2020-05-31", zone=zone))


@settings(deadline=None)
@given(st.integers(-48 * 60, 48 * 60), st.integers(-12, 14))
def test_the_offset_an_instant_is_written_in_changes_nothing(minutes: int, hours: int) -> None:
    near = Instant.of("2020-06-20T00:00:00-07:00").us + minutes * 60_000_000
    written = Instant(near).in_zone(f"Etc/GMT{-hours:+d}" if hours else "UTC")
    both = [governing(pack("bracket"), order(moment, zone=None)) for moment in (written, Instant(near))]
    assert names(both[0]) == names(both[1]) == (["new"] if minutes >= 0 else ["old", "new"])


# --- scopes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("country", "version"), [("DE", "north"), ("NL", "north"), ("FR", "south")])
def test_a_scope_decides_between_versions_of_the_same_days(country: str, version: str) -> None:
    assert names(governing(pack("scopes"), order(country=country))) == [version]


def test_a_fact_that_a_scope_needs_is_asked_for_by_name() -> None:
    with pytest.raises(InvalidFactsError, match="country"):
        governing(pack("scopes"), order())


def test_outside_its_dates_a_scope_asks_for_nothing() -> None:
    with pytest.raises(OutOfCoverageError):
        governing(pack("scopes"), order("2019-05-05"))


def test_a_case_in_no_scope_is_refused_with_what_kept_it_out() -> None:
    with pytest.raises(OutOfCoverageError, match="country"):
        governing(pack("scopes"), order(country="ES"))


def test_by_a_day_alone_a_scope_still_asks_for_its_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    in_library(monkeypatch, "scopes")
    with pytest.raises(InvalidFactsError, match="country"):
        policy("sample-scopes", on="2020-05-05")


# --- by name ----------------------------------------------------------------------------------------


def test_the_library_lists_its_versions_by_id_and_date() -> None:
    listed = policies()
    assert [version.id for version in listed] == sorted(version.id for version in listed)
    assert "aliexpress-guide" in {version.id for version in listed}


def test_versions_are_listed_by_date_however_the_file_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    in_library(monkeypatch, "unordered")
    assert [version.version for version in policies()] == ["old", "new"]


@pytest.mark.parametrize(
    ("day", "inside"),
    [("2015-11-30", False), ("2015-12-01", True), ("2017-09-30", True), ("2017-10-01", False)],
)
def test_the_guide_covers_the_months_of_the_post_and_its_comments(day: str, *, inside: bool) -> None:
    if inside:
        assert policy("aliexpress-guide", on=day).version == "2015-2017"
        assert policy("aliexpress-guide", facts=order(day, "aliexpress")).version == "2015-2017"
    else:
        with pytest.raises(OutOfCoverageError, match="from 2015-12-01 to before 2017-10-01"):
            policy("aliexpress-guide", on=day)
        with pytest.raises(OutOfCoverageError, match=f"placed on {day}"):
            policy("aliexpress-guide", facts=order(day, "aliexpress"))


def test_an_instant_is_asked_about_in_the_policys_zone() -> None:
    assert policy("aliexpress-guide", on="2015-12-01T08:00:00Z").version == "2015-2017"
    with pytest.raises(OutOfCoverageError, match="2015-11-30"):
        policy("aliexpress-guide", on="2015-12-01T07:59:59Z")


def test_of_one_version_no_day_need_be_told() -> None:
    assert policy("aliexpress-guide") in policies()


def test_of_several_versions_the_day_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    in_library(monkeypatch, "base-and-changes")
    with pytest.raises(InvalidFactsError, match=r"several versions.*on=.*facts=.*second: from 2019-01-01"):
        policy("sample-changes")
    assert policy("sample-changes", on="2019-01-01").version == "second"


def test_a_programme_with_only_commentary_names_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    # Of the library's own packs the guide alone, whatever others come to stand beside it.
    guide = load_pack(Path(library.__file__).parent / "packs" / "aliexpress-guide.toml")
    monkeypatch.setattr(library, "built_in", lambda: {guide.id: guide})
    with pytest.raises(NotFoundError, match="policy='aliexpress-guide'"):
        policy("aliexpress", on="2017-03-05")


def test_a_programme_stands_for_the_pack_with_its_own_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    in_library(monkeypatch, "open-end")
    assert policy("sample-shop", on="2021-01-01").id == "sample-open"


def test_an_unknown_id_suggests_the_nearest() -> None:
    with pytest.raises(NotFoundError, match="did you mean 'aliexpress-guide'"):
        policy("aliexpres-guide")
    with pytest.raises(NotFoundError, match="there is no policy 'gimbels'"):
        policy("gimbels")


def test_a_case_of_another_programme_is_refused_with_both_names() -> None:
    facts = order("2017-03-05", "ebay")
    with pytest.raises(InvalidFactsError, match="'aliexpress', and the order's is 'ebay'"):
        policy("aliexpress-guide", facts=facts)
    with pytest.raises(InvalidFactsError, match="'aliexpress', and the order's is 'ebay'"):
        governing(policy("aliexpress-guide"), facts)


def test_a_version_that_is_given_is_taken_as_it_is() -> None:
    version = policy("aliexpress-guide")
    assert governing(version, order("2017-03-05", "aliexpress")) is version


def test_a_pack_may_be_named_as_the_programme_of_an_order() -> None:
    assert governing(pack("open-end"), order("2021-01-01", "sample-open")).version == "now"


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidFactsError, match="has no offset"):
        policy("aliexpress-guide", on="2017-03-05T10:00")


def test_the_case_decides_where_a_day_is_given_too() -> None:
    facts = order("2017-03-05", "aliexpress")
    assert policy("aliexpress-guide", on="1999-01-01", facts=facts).version == "2015-2017"


# --- edges ------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.dates(), st.dates())
def test_an_edge_is_passed_from_its_day_on(edge: date, day: date) -> None:
    assert Edge.on(edge).passed(day) is (day >= edge)


@settings(deadline=None)
@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 400), st.integers(-800, 800))
def test_inside_a_bracket_nobody_knows(first: date, width: int, offset: int) -> None:
    last, day = first + timedelta(width), first + timedelta(offset)
    passed = Edge(first, last).passed(day)
    assert passed is (True if day >= last else False if day < first else None)


def test_an_edge_reads_as_its_day_or_its_bracket() -> None:
    assert str(Edge.on(date(2020, 1, 1))) == "2020-01-01"
    assert str(Edge(None, date(2020, 1, 1))) == "some day not after 2020-01-01"
    assert Edge().exact is None
