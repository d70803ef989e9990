"""The words of PayPal's API, each where it stands in a case, by the lists of its specification."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from paypal_cases import GOODS, SHOW, changed, says

from buyerprotect.cases import Word, paypal
from buyerprotect.cases.told import vocabulary

WORDS = json.loads((Path(__file__).parent / "paypal-words.json").read_text(encoding="utf-8"))
PLACES: list[tuple[str, list[str]]] = [
    (place, entry["words"]) for entry in WORDS for place in entry["places"]
]


def built(place: str, word: str) -> Any:
    """Make a case in which a word stands at a place, written as records write paths."""
    value: Any = word
    for key in reversed(re.findall(r"[^.\[\]]+", place)):
        value = [value] if key == "0" else {key: value}
    return {"dispute_id": "PP-R-TST-1"} | value


class TestWords:
    @pytest.mark.parametrize(("place", "words"), PLACES, ids=[place for place, _ in PLACES])
    def test_every_word_of_the_specification_is_known_where_it_stands(
        self, place: str, words: list[str]
    ) -> None:
        for word in words:
            record = paypal.read(built(place, word))
            assert Word(place, word, known=True) in record.words
            assert "is not a word" not in says(record, place)

    @pytest.mark.parametrize("place", [place for place, _ in PLACES])
    def test_another_word_is_kept_as_unknown_where_it_stands(self, place: str) -> None:
        record = paypal.read(built(place, "NEWER_THAN_1.10"))
        assert Word(place, "NEWER_THAN_1.10", known=False) in record.words
        assert "is not a word that is known of this list" in says(record, place)

    def test_no_list_has_a_word_that_the_specification_lacks(self) -> None:
        told = {word for _, words in PLACES for word in words}
        notices = vocabulary("paypal")["notices"]
        assert told == {word for words in vocabulary("paypal").values() for word in words} - notices

    def test_an_unknown_word_in_a_list_is_kept(self) -> None:
        record = paypal.read(changed(SHOW, ((*GOODS, "sub_reasons"), ["TORN"])))
        path = ".".join((*GOODS, "sub_reasons[0]"))
        assert Word(path, "TORN", known=False) in record.words
        assert "is not a word that is known" in says(record, path)
