"""Words that facts and rules are made of: some that rules name, and texts that nobody expects."""

from __future__ import annotations

from typing import TypeVar, cast

from hypothesis import strategies as st

__all__ = ["CARRIERS", "COUNTRIES", "NETWORKS", "NOTES", "PROVIDERS", "TEXTS", "always"]

T = TypeVar("T")

# Countries that rules name, and some that they do not.
COUNTRIES = ("US", "CA", "RU", "BR", "KR", "CL", "JP", "CH", "CN", "DE", "NL", "PL", "NO", "GB")
CARRIERS = ("DHL", "courier", "EMS", "China Post", "post", "HongKong Post")
PROVIDERS = ("qiwi", "QIWI", "WebMoney", "Western Union", "PayPal")
NETWORKS = ("Visa", "Mastercard")

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(str.strip)
"""Texts with something in them, of any characters that can be written to a file."""

NOTES = st.none() | TEXTS
"""What may be told in words, or not at all."""


def always(value: T | st.SearchStrategy[T]) -> st.SearchStrategy[T]:
    """Turn a value into the strategy that always draws it; a strategy stays what it is."""
    return cast("st.SearchStrategy[T]", value) if isinstance(value, st.SearchStrategy) else st.just(value)
