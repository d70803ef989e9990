"""What every reader of cases keeps: only our errors, no field lost, and no look at what is too large."""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pytest
from case_leaves import FIXTURES, Path, another, found, leaves, loaded, mutants, same, unheard, with_another
from hypothesis import given
from hypothesis import strategies as st

import buyerprotect as bp
from buyerprotect.cases import CaseRecord, aliexpress, amazon_pay, ebay, paypal, stripe
from buyerprotect.cases.payload import LARGEST
from buyerprotect.facts.claim import ProblemKind

NAMES = sorted(file.name for file in FIXTURES.glob("*.json"))
READERS: dict[str, Callable[..., CaseRecord]] = {
    "aliexpress": aliexpress.read,
    "amazon_pay": amazon_pay.read,
    "ebay": ebay.read,
    "paypal": paypal.read,
    "stripe": stripe.read,
}
_KINDS: list[ProblemKind] = ["not_received", "colour", "late"]
_OF_THE_BANK = ("amazon_pay", "stripe", "paypal-external")


def reader(name: str) -> Callable[..., CaseRecord]:
    return READERS[name.removesuffix(".json").split("-", maxsplit=1)[0]]


def order(
    name: str,
    price: str = "500 USD",
    *,
    zone: str | None = "Asia/Tokyo",
    id: str | None = None,  # noqa: A002 - as the field is called
    placed: str = "2015-01-02T00:00Z",
) -> bp.Order:
    """Make an order that the case of a fixture can be about, so far as its programme goes."""
    programme = "none" if name.startswith(_OF_THE_BANK) else name.split("-", maxsplit=1)[0]
    return bp.Order(programme, placed, items=[bp.Item("brass lamp", price)], zone=zone, id=id)


@st.composite
def abouts(draw: st.DrawFn, name: str) -> bp.Order | bp.Claim | None:
    """Draw what a case can be said to be about: nothing, or an order or a claim that fits it more or less."""
    told = order(
        name,
        draw(st.sampled_from(["500 USD", "1 EUR", "90000 RUB", "7 JPY"])),
        zone=draw(st.sampled_from([None, "America/Los_Angeles", "Asia/Tokyo"])),
        id=draw(st.sampled_from([None, "680000000000002", "another"])),
        placed=draw(st.sampled_from(["2015-01-02T00:00Z", "2026-01-20T00:00Z", "2190-01-01T00:00Z"])),
    )
    claim = bp.Claim(told, [bp.Problem(draw(st.sampled_from(_KINDS)))])
    return draw(st.sampled_from([None, told, claim]))


class Reading:
    """A reader with what the case is about, as a function of the payload alone."""

    def __init__(self, name: str, about: bp.Order | bp.Claim | None) -> None:
        self.name = name
        self.about = about

    def __call__(self, payload: Any) -> CaseRecord:
        return reader(self.name)(payload, about=self.about)


class TestNothingIsLost:
    @pytest.mark.parametrize("name", NAMES)
    def test_every_leaf_is_heard(self, name: str) -> None:
        for about in (None, order(name), order(name, "9 EUR", id="another")):
            assert unheard(loaded(name), Reading(name, about)) == []

    @given(name=st.sampled_from(NAMES), data=st.data())
    def test_a_mutant_gives_a_record_that_hears_its_leaves_or_our_error(
        self, name: str, data: st.DataObject
    ) -> None:
        payload, read = data.draw(mutants(name)), Reading(name, data.draw(abouts(name)))
        try:
            record = read(payload)
        except bp.BuyerProtectError:
            return
        assert record.system
        told: list[Path] = [at for at in leaves(payload) if isinstance(found(payload, at), int | str)]
        if told:
            at = data.draw(st.sampled_from(sorted(told, key=str)))
            assert not same(record, with_another(payload, at, another(found(payload, at))), read)

    @given(name=st.sampled_from(NAMES), data=st.data())
    def test_a_field_that_nobody_knows_is_left_over(self, name: str, data: st.DataObject) -> None:
        payload = loaded(name)
        objects = sorted({at[:-1] for at in leaves(payload) if isinstance(at[-1], str)}, key=str)
        at = data.draw(st.sampled_from(objects))
        key = data.draw(st.text(st.characters(), max_size=6).map(lambda text: f"unheard.{text}"))
        record = reader(name)(with_another(payload, (*at, key), "a thing of its own"))
        assert "a thing of its own" in str(record.rest)

    @pytest.mark.parametrize("name", NAMES)
    def test_bytes_and_text_and_objects_are_read_alike(self, name: str) -> None:
        raw = (FIXTURES / name).read_bytes()
        record = reader(name)(loaded(name))
        assert reader(name)(raw) == record
        assert reader(name)(raw.decode()) == record
        assert reader(name)(b"\xef\xbb\xbf" + raw) == record
        assert reader(name)("\ufeff" + raw.decode()) == record
        assert reader(name)(types.MappingProxyType(loaded(name))) == record


def plain(payload: Any) -> Any:
    """Take decimals out of a payload, which `json` does not write."""
    return json.loads(json.dumps(payload, default=lambda value: str(Decimal(value))))


class TestSize:
    @pytest.mark.parametrize("junk", [b"x", b"[", b"{", b'"', b"9", b"\x00", b" "])
    @pytest.mark.parametrize("read", READERS.values())
    def test_fifty_megabytes_are_not_looked_at(self, read: Callable[..., CaseRecord], junk: bytes) -> None:
        with pytest.raises(bp.UnreadableInputError, match=r"larger than 4,194,304 bytes"):
            read(junk * (50 * 1024 * 1024))

    @pytest.mark.parametrize("name", ["aliexpress-old.json", "ebay-case.json", "stripe-dispute.json"])
    def test_objects_have_no_more_room_than_their_text(self, name: str) -> None:
        payload = plain(loaded(name))
        room = "y" * (LARGEST - 2 * len(json.dumps(payload)))
        assert reader(name)(payload | {"room": room}).rest["room"] == room
        with pytest.raises(bp.UnreadableInputError, match="larger than"):
            reader(name)(payload | {"room": "y" * LARGEST})
        with pytest.raises(bp.UnreadableInputError, match="larger than"):
            reader(name)(payload | {"room": [0] * (LARGEST // 2)})

    def test_objects_in_many_places_are_counted_in_each(self) -> None:
        bomb: list[Any] = []
        for _ in range(35):
            bomb = [bomb, bomb]
        with pytest.raises(bp.UnreadableInputError, match="larger than"):
            aliexpress.read({"issueStatus": "ARBITRATING", "bomb": bomb})

    def test_an_object_within_itself_is_nested_too_deep(self) -> None:
        ring: dict[str, Any] = {"issueStatus": "ARBITRATING"}
        ring["again"] = ring
        with pytest.raises(bp.UnreadableInputError, match="nested more than 40 deep"):
            aliexpress.read(ring)

    def test_a_case_of_thousands_of_steps_is_read(self) -> None:
        steps: list[Mapping[str, Any]] = [
            {"gmtCreate": "20150714020749000-0700", "actionType": "seller_accept"} for _ in range(30_000)
        ]
        payload = {
            "issueStatus": "ARBITRATING",
            "gmtCreate": "20150714020749000-0700",
            "issueProcessDTOs": steps,
        }
        claim = bp.Claim(order("aliexpress"), [bp.Problem("colour")])
        facts = aliexpress.read(payload, about=claim).facts
        assert isinstance(facts, bp.Dispute)
        assert len(facts.events) == 30_001


class TestNumbers:
    @pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e99999999999999999999"])
    def test_what_is_no_number_is_refused(self, number: str) -> None:
        with pytest.raises(bp.UnreadableInputError, match=r"is not a number|beyond all measure"):
            aliexpress.read(f'{{"issueStatus": "ARBITRATING", "a": {number}}}')

    def test_a_fraction_is_kept_to_its_last_digit(self) -> None:
        digits = "0." + "1" * 500
        record = aliexpress.read(f'{{"issueStatus": "ARBITRATING", "a": {digits}}}')
        assert str(record.rest["a"]) == digits


class TestText:
    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "latin-1"])
    def test_other_encodings_are_refused(self, encoding: str) -> None:
        with pytest.raises(bp.UnreadableInputError, match="not JSON"):
            aliexpress.read('{"issueStatus": "ARBITRATING", "a": "\u00e9"}'.encode(encoding))

    def test_half_a_character_is_kept_as_it_is(self) -> None:
        record = aliexpress.read('{"issueStatus": "ARBITRATING", "a": "\\ud800"}')
        assert record.rest["a"] == "\ud800"

    def test_a_key_that_writes_the_path_of_another_takes_nothing_from_it(self) -> None:
        payload = {"issueStatus": "ARBITRATING", "a.b": {"c": 1}, "issueProcessDTOs[0].x": 2, "a": {"b.c": 3}}
        record = aliexpress.read(payload | {"issueProcessDTOs": [{"x": 4}]})
        assert sorted(str(value) for value in record.rest.values()) == ["2", "4", "{'b.c': 3}", "{'c': 1}"]
