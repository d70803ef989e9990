"""Sites: where a programme sells, and in which currencies."""

from __future__ import annotations

from collections.abc import Collection

from attrs import frozen

from buyerprotect.errors import BuyerProtectError, shown
from buyerprotect.facts.money import Money
from buyerprotect.structure import Reader

__all__ = ["Site", "read_sites"]


@frozen(kw_only=True)
class Site:
    """One site of a programme, by its domain name, with the currencies it has; none named: any."""

    id: str
    currencies: frozenset[str] = frozenset()
    sources: tuple[str, ...]


def read_sites(tables: Reader | None, sources: Collection[str]) -> dict[str, Site]:
    """Read a table of sites by their names, reporting what is wrong with any."""
    found: dict[str, Site] = {}
    for name in tables.data if tables else ():
        table = tables.table(name) if tables else None
        if table is None:
            continue
        if name != name.lower() or "." not in name:
            table.faults.add(
                table.path, f"{shown(name)} is not a site: write its domain name in small letters, 'ebay.de'"
            )
        currencies = table.texts("currencies")
        for i, code in enumerate(currencies):
            try:
                Money(0, code)
            except BuyerProtectError as error:
                table.fault(f"currencies[{i}]", str(error))
        named = table.texts("sources", required=True)
        if not named and "sources" in table.data:
            table.fault("sources", "is empty: say where the site was read of")
        for i, source in enumerate(named):
            table.faults.one_of(table.at(f"sources[{i}]"), source, sources, "a source of this pack")
        site = table.build(Site, id=name, currencies=frozenset(currencies), sources=named)
        if site is not None:
            found[name] = site
    return found
