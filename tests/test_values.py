"""Every public value is a value: equal, hashable where it can be, copied and pickled without loss, frozen."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator, Mapping
from datetime import date
from importlib import import_module
from typing import Any, cast

import attrs
import pytest

import buyerprotect as bp
from buyerprotect.advice.case import Because, prepare
from buyerprotect.advice.entitlement import Entitlement, SellerCover
from buyerprotect.advice.plan import Candidate, Conflict, Placed
from buyerprotect.advice.request import Extra
from buyerprotect.cases.evidence import fields, filled
from buyerprotect.cases.record import CaseRecord, Gap, Stated, Word
from buyerprotect.cases.translation import to_system, words_of
from buyerprotect.facts.view import view
from buyerprotect.rules.condition import ALWAYS, AllOf, AnyOf, Dated, Fact, Measure, Not, Unsettled
from buyerprotect.rules.edge import Edge
from buyerprotect.rules.form import Form
from buyerprotect.rules.policy import (
    Applies,
    Bound,
    Exclusion,
    Interaction,
    Multiple,
    Note,
    Postage,
    Refund,
    SellerProtection,
    StageRule,
)
from buyerprotect.rules.sites import Site
from buyerprotect.timing import term
from buyerprotect.timing.clock import LocalDay, zone
from buyerprotect.timing.period import Point

MODULES = (
    *("facts.money", "facts.order", "facts.claim", "facts.dispute", "facts.view"),
    *("facts.item", "facts.parcel", "facts.payment", "facts.due_date"),
    *(
        "source",
        "rules.policy",
        "rules.edge",
        "rules.form",
        "rules.pack",
        "rules.sites",
        "advice.entitlement",
    ),
    *("timing.clock", "timing.period", "timing.term", "timing.trace"),
    *("timing.calendar", "timing.counting", "timing.count", "timing.counted"),
    *("advice.case", "advice.windows", "advice.classification", "advice.options"),
    *("advice.evidence", "advice.request", "advice.step", "advice.deadline"),
    *("advice.recommendation", "advice.assessment", "rules.condition"),
    *("advice.route", "advice.plan", "advice.routing", "advice.difference"),
    *("advice.lifecycle", "advice.forecast", "cases.record", "cases.translation", "cases.evidence"),
)

UNHASHABLE = {
    "FactView",  # its words are a mapping, looked up by name and never used as a key
}

ABSTRACT = {"Term"}  # the class the terms have in common; nothing is only a term


def public_types() -> dict[str, type]:
    found: dict[str, type] = {}
    for name in MODULES:
        module = import_module(f"buyerprotect.{name}")
        for public in cast("list[str]", module.__all__):
            value = getattr(module, public)
            if isinstance(value, type) and attrs.has(value) and public not in ABSTRACT:
                found[public] = value
    return found


def cases() -> list[bp.Order | bp.Claim | bp.Dispute]:
    order = bp.Order(
        "aliexpress",
        "2017-03-05",
        zone="America/New_York",
        items=[bp.Item("dress", "80 USD", traits=["clothing"], id="d-1"), bp.Item("belt", "5 USD")],
        shipping="3 USD",
        parcels=[bp.Parcel(items=["d-1"], shipped="2017-03-08", delivered="2017-04-09T12:00-04:00")],
        paid="2017-03-05T14:00:00.000001-05:00",
        extensions=[bp.Extension(days=5, granted="2017-04-01")],
        payment=bp.Payment(provider="PayPal", funding="credit"),
        due_dates=[bp.DueDate("seller_answer", closes="2017-04-21")],
        country="US",
    )
    claim = bp.Claim(
        order,
        [bp.Problem("not_as_described", "partial", difference="2.50", tolerance=1, unit="cm")],
        items=["d-1"],
        evidence=[bp.Evidence("photo", note="front")],
        losses=[bp.Loss("tailor", "45 USD")],
        asks=bp.Ask(amount=bp.Money(80, "USD")),
        return_postage="20 USD",
    )
    opened = bp.Event("opened", "2017-04-16T08:00:00-04:00", amount=bp.Money(80, "USD"))
    offered = bp.Event("offered", "2017-04-18", amount=bp.Money(20, "USD"))
    return [order, claim, bp.Dispute(claim, [opened, offered])]


def routed() -> list[Any]:
    """Collect what routes are made of."""
    paid = bp.Payment(network="visa", funding="credit", issuer_country="GB")
    bought = bp.Order(
        "none", "2026-05-01", zone="UTC", items=[bp.Item("lamp", "120 GBP")], payment=paid, country="GB"
    )
    found = bp.routes(bp.Claim(bought, [bp.Problem("not_received")]), at="2026-06-20T12:00Z")
    because = Because("ebay/interaction.e", "x")
    clash = Conflict(kind="no_time", kept="visa", dropped="ebay", because=(because,))
    step = Placed(programme="visa", from_us=1, by_us=2, switch_by_us=3, because=(because,))
    change = bp.diff("aliexpress", "2013-promise", "2015-official", facts=cases()[0], at="2017-04-20T12:00Z")
    plan = [Candidate(programme="visa", from_us=1, end_us=2, worth=(0, 1)), step, clash, *found.plan]
    dispute = cases()[2]
    assert isinstance(dispute, bp.Dispute)
    told = bp.forecast(dispute, at="2017-04-20T12:00Z", policy="aliexpress-guide")
    read = CaseRecord(
        system="paypal",
        id="PP-1",
        facts=dispute,
        stated=(
            Stated(path="due", party="buyer", action="escalate", closes=bp.Instant.of("2017-05-01T00:00Z")),
        ),
        words=(Word("reason", "OTHER", known=True),),
        gaps=(Gap("amount", "is not told"),),
        rest={"more": "of it"},
    )
    return [*plan, found, *(route.burden for route in found), change, told, told.stage, read, *mapped()]


def mapped() -> list[Any]:
    """Collect what the tables of other systems are made of."""
    claim = cases()[1]
    assert isinstance(claim, bp.Claim)
    return [
        words_of("stripe"),
        *to_system("not_received", "stripe"),
        *fields("photo", "paypal"),
        filled(claim, "paypal"),
    ]


def kind_of(value: Any) -> type[attrs.AttrsInstance]:
    """Return the type of a value, which may or may not be one of ours."""
    return cast("type[attrs.AttrsInstance]", type(value))


def parts(value: Any) -> Iterator[Any]:
    """Yield a value and every value within it."""
    yield value
    inner: list[Any] = []
    if attrs.has(kind_of(value)):
        inner = [getattr(value, field.name) for field in attrs.fields(kind_of(value))]
    elif isinstance(value, Mapping):
        inner = list(cast("Mapping[object, object]", value).values())
    elif isinstance(value, tuple | list | frozenset):
        inner = list(cast("tuple[object, ...]", value))
    for part in inner:
        yield from parts(part)


def samples() -> dict[str, list[Any]]:
    """Collect values of every type: what an answer is made of, and a few that no answer holds."""
    answers = [bp.assess(facts, at="2017-04-20T12:00Z", policy="aliexpress-guide") for facts in cases()]
    advice = [answer.recommendation for answer in answers]
    large = Measure("paid", "above", bp.Money(5, "USD"))
    common: dict[str, Any] = {"id": "e", "says": "x", "sources": ("post",)}
    start = term.On("placed", sources=("post",))
    sixty = bp.Period(60, "days")
    other = term.After(
        bp.Period(5, "business-days", "platform-days", "mon-fri"), start, told="committed_days"
    )
    roots: list[Any] = [
        *answers,
        *((one.request, one.options, one.expected, one.evidence, one.risks, one.because) for one in advice),
        *routed(),
        *((window.readings, window.opens_trace) for answer in answers for window in answer.deadlines),
        *(prepare(facts, "aliexpress-guide") for facts in cases()),
        view(cases()[1]),
        bp.Instant.of("2017-11-05T01:30-05:00"),
        LocalDay(date(2017, 3, 5).toordinal(), zone("Africa/Cairo")),
        Point(5, 7),
        Edge.on(date(2015, 7, 1)),
        Edge(date(2015, 7, 1)),
        Exclusion(**common, when=ALWAYS),
        Bound(**common, fact="committed_days", most=60),
        Multiple(**common, most=3),
        Note(**common),
        Form(file_types=("jpg",), largest="2 MB", unedited=True, signed=True),
        StageRule(**common, name="with_platform", begins=("escalated",)),
        Postage(**common, paid_by="seller", when=large),
        Refund(**common, pays=("price", "tax"), most=bp.Money(5, "USD")),
        Interaction(**common, effect="closed_by", others=("card",)),
        Applies(**common, when=large),
        SellerProtection(**common, most=bp.Money(5, "USD")),
        Site(id="shop.example", currencies=frozenset({"USD"}), sources=("post",)),
        Dated(event="paid", start=date(2019, 4, 29), zone="Europe/Berlin"),
        Unsettled("whether shipping counts"),
        Entitlement(
            parts=("price",),
            amount=bp.Money(5, "USD"),
            most=None,
            capped=False,
            because=Because("refund.e", "x"),
        ),
        SellerCover(most=bp.Money(5, "USD"), because=Because("seller_protection.e", "x")),
        Extra(bp.Money(5, "USD"), Because("multiple.e", "x")),
        AllOf((AnyOf((Fact("site", frozenset({"a", "b"})),)), Not(large))),
        term.After(sixty, start),
        term.Before(sixty, start),
        term.EarliestOf((start, other)),
        term.LatestOf((start, other)),
        term.FirstKnown((start, other)),
        term.NotBefore(other, start),
        term.Capped(other, start),
        term.ReplacedBy(start, other),
        term.Extended(start),
        term.Paused(term.After(sixty, start), "repair_asked", "repaired"),
        bp.Period.of("12 months and 14 days", "de-bgb", "DE-BY"),
        bp.count("14 days", after="2014-02-01", rule="eu-1182-71", calendar="CZ"),
        bp.count("14 days", after="2014-02-01").stages,
        term.Provided(condition="late", term=start),
        term.NotStated("no source says"),
        term.Alternatives(start, (term.Variant("later", other),)),
    ]
    policy = bp.policy("aliexpress-guide", facts=cases()[0])
    roots += [
        policy,
        bp.Source(id="s", title="t", address="a", read=date(2026, 1, 1), kind="single", says="x"),
    ]
    roots += [bp.load_pack(_pack_file())]
    found: dict[str, list[Any]] = {}
    for root in roots:
        for part in parts(root):
            kind = type(part).__name__
            if attrs.has(kind_of(part)) and len(found.setdefault(kind, [])) < 3:
                found[kind].append(part)
    return found


def _pack_file() -> str:
    from importlib.resources import files  # noqa: PLC0415 - only the samples need it

    return str(files("buyerprotect.rules").joinpath("packs", "aliexpress-guide.toml"))


SAMPLES = samples()
VALUES = [
    pytest.param(value, id=f"{name}-{i}")
    for name in sorted(set(SAMPLES) & set(public_types()))
    for i, value in enumerate(SAMPLES[name])
]


def moments(value: Any) -> list[int]:
    """List every moment within a value, as the integers they are."""
    found: list[int] = []
    for part in parts(value):
        if attrs.has(kind_of(part)):
            told = {field.name: getattr(part, field.name) for field in attrs.fields(kind_of(part))}
            found += [us for name, us in told.items() if name.endswith("us") and isinstance(us, int)]
    return found


def copies(value: Any) -> list[Any]:
    reborn = pickle.loads(pickle.dumps(value))  # noqa: S301 - our own bytes
    return [copy.copy(value), copy.deepcopy(value), reborn]


def test_there_is_a_sample_of_every_public_type() -> None:
    assert not set(public_types()) - set(SAMPLES)


def test_no_type_of_the_front_door_is_forgotten() -> None:
    front = {name for name in bp.__all__ if attrs.has(getattr(bp, name))}
    assert front - ABSTRACT - {"Fault"} <= set(public_types())


@pytest.mark.parametrize("value", VALUES)
def test_copies_are_equal_and_the_same_instants(value: Any) -> None:
    for other in copies(value):
        assert type(other) is type(value)
        assert other == value
        assert (other != value) is False
        assert moments(other) == moments(value)


@pytest.mark.parametrize("value", VALUES)
def test_equal_values_hash_alike_where_they_hash(value: Any) -> None:
    if type(value).__name__ in UNHASHABLE:
        with pytest.raises(TypeError, match="unhashable"):
            hash(value)
        return
    for other in copies(value):
        assert hash(other) == hash(value)
        assert len({other, value}) == 1


@pytest.mark.parametrize("value", VALUES)
def test_a_value_differs_from_other_things(value: Any) -> None:
    assert value != object()
    assert value != repr(value)
    assert (value == None) is False  # noqa: E711 - the comparison itself must not fail


@pytest.mark.parametrize("value", VALUES)
def test_repr_is_one_line_with_the_name_of_the_type(value: Any) -> None:
    text = repr(value)
    assert len(text.splitlines()) == 1
    assert text.startswith((type(value).__name__, f"<{type(value).__name__} "))
    assert " at 0x" not in text


@pytest.mark.parametrize("value", VALUES)
def test_evolving_without_changes_gives_an_equal_value(value: Any) -> None:
    other = attrs.evolve(value)
    assert other == value
    assert other is not value


@pytest.mark.parametrize("value", VALUES)
def test_values_are_frozen(value: Any) -> None:
    before = repr(value)
    for field in attrs.fields(kind_of(value)):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(value, field.name, None)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            delattr(value, field.name)
    with pytest.raises(AttributeError):
        value.something_else = 1
    assert repr(value) == before


@pytest.mark.parametrize("name", sorted(public_types()))
def test_values_have_slots(name: str) -> None:
    assert all(not hasattr(value, "__dict__") for value in SAMPLES[name])


def test_a_change_is_checked_as_a_construction_is() -> None:
    order = cases()[0]
    assert isinstance(order, bp.Order)
    assert attrs.evolve(order, country="CA").country == "CA"
    assert attrs.evolve(order, country="CA") != order
    with pytest.raises(bp.InvalidFactsError, match="ISO 3166"):
        attrs.evolve(order, country="Canada")
    with pytest.raises(bp.InvalidFactsError, match="which cannot be"):
        attrs.evolve(order, placed="2017-05-05")


def test_the_two_passes_of_a_doubled_hour_are_two_instants_in_every_copy() -> None:
    first = bp.Instant.of("2017-11-05T01:30-04:00")
    second = bp.Instant.of("2017-11-05T01:30-05:00")
    assert first < second
    assert second.us - first.us == 3_600_000_000
    for one, two in zip(copies(first), copies(second), strict=True):
        assert (one, two) == (first, second)
        assert one.in_zone("America/New_York").isoformat() == "2017-11-05T01:30:00-04:00"
        assert two.in_zone("America/New_York").isoformat() == "2017-11-05T01:30:00-05:00"


def test_the_repr_of_an_instant_can_be_read_back() -> None:
    instant = bp.Instant.of("2017-11-05T01:30:00.000001-05:00")
    assert eval(repr(instant), {"Instant": bp.Instant}) == instant  # noqa: S307 - the promise of the repr


@pytest.mark.parametrize("us", ["5", 1.5, None, True, 10**30])
def test_an_instant_is_a_whole_number_of_microseconds_within_the_years_supported(us: Any) -> None:
    # An instant that cannot be shown would fail later, and not with an error of ours.
    with pytest.raises(bp.BuyerProtectError):
        bp.Instant(us)
