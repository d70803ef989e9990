"""The library of policies: find a pack, load it once, and choose the version that governs a case."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from attrs import evolve

from buyerprotect.errors import (
    Fault,
    InvalidFactsError,
    InvalidPackError,
    MissingFactError,
    NotFoundError,
    OutOfCoverageError,
    WrongTypeError,
    nearest,
    shown,
)
from buyerprotect.facts.claim import Claim
from buyerprotect.facts.dispute import Dispute
from buyerprotect.facts.events import moments, order_of
from buyerprotect.facts.order import Order
from buyerprotect.facts.view import FactView, view
from buyerprotect.rules.condition import ALWAYS, Fact, parts_of, test
from buyerprotect.rules.pack import LARGEST, Pack, read_pack
from buyerprotect.rules.policy import Policy
from buyerprotect.timing.clock import MomentLike, moment, told_day
from buyerprotect.timing.setting import Truth

__all__ = [
    "applies_to",
    "built_in",
    "find_pack",
    "governing",
    "is_own",
    "load_pack",
    "policies",
    "policy",
    "programmes",
    "surely_governs",
    "version_of",
]

_PACKS = Path(__file__).parent / "packs"
_MOST_SHOWN = 12
_PLACES = {
    **{
        name: f"order.{name}"
        for name in (
            *("account_level", "country", "information", "joined", "near_home", "region", "sale"),
            *("seller_class", "seller_country", "site"),
        )
    },
    **{
        name: f"order.payment.{name}"
        for name in ("channel", "funding", "issuer_country", "network", "provider")
    },
}
"""Where facts on which a scope may turn are told."""


class _Shelf(Mapping[str, Pack]):
    """The packs of a folder by their ids, which are the names of their files; each is read on first use."""

    def __init__(self, folder: Path) -> None:
        self._files = {file.stem: file for file in sorted(folder.glob("*.toml"), key=lambda file: file.stem)}
        self._read: dict[str, Pack] = {}

    def __getitem__(self, name: str) -> Pack:
        if name not in self._read:
            self._read[name] = load_pack(self._files[name])
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


@cache
def built_in() -> Mapping[str, Pack]:
    """Return the packs that come with the library, by their ids; each is read on first use."""
    return _Shelf(_PACKS)


def load_pack(path: str | os.PathLike[str]) -> Pack:
    """Load a file of rules, strictly.

    Raises `InvalidPackError` with every fault of the file, each with its path.
    """
    file = Path(path)
    try:
        if file.stat().st_size > LARGEST:
            raise InvalidPackError(f"{file.name} is larger than the {LARGEST:,} bytes a pack may have")
        return read_pack(file.read_text(encoding="utf-8"), file.name)
    except (OSError, ValueError) as error:
        if isinstance(error, InvalidPackError):
            raise
        why = (error.strerror if isinstance(error, OSError) else None) or error
        raise InvalidPackError(f"{shown(file.name)} cannot be read: {why}") from None


def programmes() -> tuple[Pack, ...]:
    """Return the packs with a programme's own rules, built-in ones first; commentary is none of them."""
    from buyerprotect.rules.installed import installed  # noqa: PLC0415 - built-in policies do not need it

    packs = built_in().values()
    every = (*packs, *installed(packs).packs.values())
    return tuple(pack for pack in every if not pack.commentary)


def policies() -> tuple[Policy, ...]:
    """Return every version of every policy, built-in ones first, in the order of ids and dates.

    What other distributions install by the entry points `buyerprotect.packs` is listed too; of what is
    faulty among it a `PackWarning` tells once.

    >>> {"aliexpress", "aliexpress-guide"} <= {p.id for p in policies()}
    True
    """
    from buyerprotect.rules.installed import installed  # noqa: PLC0415 - built-in policies do not need it

    packs = built_in().values()
    return tuple(version for pack in (*packs, *installed(packs).packs.values()) for version in pack.versions)


def find_pack(name: str) -> Pack:
    """Return the pack with this id, or with the own rules of the programme of this name.

    Built-in packs come first; only for another name are those of other distributions looked at. Raises
    `NotFoundError` where there is none, and `InvalidPackError` for one that is installed and faulty.
    """
    if not isinstance(name, str):
        raise WrongTypeError(f"{shown(name)} is not the id of a policy, which is text")
    packs = built_in()
    if name in packs:
        return packs[name]
    own = [pack for pack in packs.values() if pack.programme == name and not pack.commentary]
    if own:
        return own[0]
    from buyerprotect.rules.installed import installed  # noqa: PLC0415 - built-in policies do not need it

    others = installed(packs.values())
    found = others.find(name)
    if found is not None:
        return found
    packs = {**packs, **others.packs}
    about = [pack.id for pack in packs.values() if pack.programme == name]
    if about:
        raise NotFoundError(
            f"the rules of {name!r} itself are not here; commentary on it is used only when it is named: "
            f"policy={about[0]!r}"
        )
    known = {*packs, *(pack.programme for pack in packs.values())}
    raise NotFoundError(f"there is no policy {shown(name)}{nearest(str(name), known)}")


def policy(id: str, *, on: MomentLike | None = None, facts: Order | Claim | Dispute | None = None) -> Policy:  # noqa: A002 - the field's word
    """Return the version of a policy that governs on a day, or that governs a case.

    `id` names a pack, or a programme, which stands for the pack with its own rules.

    >>> policy("aliexpress-guide", on="2017-03-05").version
    '2015-2017'

    Raises `NotFoundError` for an unknown id, and `OutOfCoverageError` for a date no version covers.
    """
    pack = find_pack(id)
    if facts is not None:
        return governing(pack, facts)
    if on is not None:
        told = moment(on)
        return _chosen(pack, lambda version: told_day(told, version.zone), None)
    if len(pack.versions) == 1:
        return pack.versions[0]
    raise InvalidFactsError(
        f"{id!r} has several versions: say which day, on=, or which case, facts= ({_spans(pack.versions)})"
    )


def version_of(pack: Pack | Policy, version: str) -> Policy:
    """Return the version of a pack with this id, whatever day it is for.

    Raises `NotFoundError` where the pack has none of that name.
    """
    known = {one.version: one for one in (pack.versions if isinstance(pack, Pack) else (pack,))}
    if not isinstance(version, str):
        raise WrongTypeError(f"{shown(version)} is not the name of a version, which is text")
    if version not in known:
        raise NotFoundError(f"{pack.id!r} has no version {shown(version)}{nearest(str(version), known)}")
    return known[version]


def governing(pack: Pack | Policy, facts: Order | Claim | Dispute, *, seen: FactView | None = None) -> Policy:
    """Return the version of a pack that governs a case; `seen` is its view, where that is made already.

    Raises `InvalidFactsError` where the case belongs to another programme, and `OutOfCoverageError`
    where no version covers it.
    """
    seen = seen or view(facts)
    if applies_to(pack, seen).value is False:
        raise InvalidFactsError(_about_others(pack, order_of(facts).programme))
    if is_own(pack, order_of(facts)):
        _check_site(pack, order_of(facts).site)
    if isinstance(pack, Policy):
        return pack
    return _chosen(pack, lambda version: _selecting_day(version, facts), seen)


def is_own(pack: Pack | Policy, order: Order) -> bool:
    """Tell whether an order names the programme of a pack as its own."""
    return order.programme in (pack.programme, pack.id)


def applies_to(pack: Pack | Policy, facts: FactView) -> Truth:
    """Tell whether a programme is for a case: for orders that name it, and those that `applies` admits."""
    (programme,) = facts.words["programme"] or ("",)
    if programme in (pack.programme, pack.id):
        return Truth(value=True)
    return Truth(value=False) if pack.applies is None else test(pack.applies.when, facts)


def _about_others(pack: Pack | Policy, programme: str) -> str:
    about = f"the policy {pack.id!r} is about the programme {pack.programme!r}"
    says = f"{about}, and the order's is {shown(programme)}"
    if pack.applies is None:
        return f"{says}: name a policy of that programme, or correct the order"
    return f"{says}; it is for purchases of which {pack.applies.when}. {pack.applies.says}"


def _check_site(pack: Pack | Policy, site: str | None) -> None:
    """Refuse a site that the programme does not have."""
    if site is None or not pack.sites or site in pack.sites:
        return
    hint = nearest(site, pack.sites)
    raise InvalidFactsError([Fault("order.site", f"{shown(site)} is not a site of {pack.programme!r}{hint}")])


def surely_governs(version: Policy, facts: Order | Claim | Dispute) -> bool:
    """Tell whether a version was surely in force on the day that selects it, not only perhaps."""
    day = _selecting_day(version, facts)
    return day is not None and version.governs(day) is True


def _chosen(pack: Pack, day_of: Callable[[Policy], date | None], facts: FactView | None) -> Policy:
    """Choose the version in force; inside a bracket, the earlier one with the others beside it."""
    sure: list[Policy] = []
    maybe: list[Policy] = []
    days: dict[tuple[tuple[str, ...], str], date | None] = {}
    for version in pack.versions:
        told_by = (version.selected_by, version.zone)
        if told_by not in days:
            days[told_by] = day_of(version)
        day = days[told_by]
        in_force = False if day is None else version.governs(day)
        scope = False if in_force is False else _in_scope(version, facts)
        if scope is False:
            continue
        (sure if in_force and scope else maybe).append(version)
    if len(sure) > 1:
        names = " and ".join(version.version for version in sure)
        if facts is None:
            scopes = "; ".join(f"{version.version}: {version.where}" for version in sure)
            way_out = "say which case, facts=, or in a terminal --site or --country"
            raise InvalidFactsError(f"{names} are both in force, by case ({scopes}): {way_out}")
        raise InvalidPackError(f"{pack.id}: {names} both govern this case, which their scopes should exclude")
    if sure or maybe:
        adopted, *others = sure + maybe
        return evolve(adopted, bracketed_with=tuple(others)) if others else adopted
    fitting = [version for version in pack.versions if _may_fit(version, facts)]
    if not fitting:
        raise OutOfCoverageError([_without_rules(pack, facts)])
    raise OutOfCoverageError(_outside(pack, fitting, day_of))


def _in_scope(version: Policy, facts: FactView | None) -> bool | None:
    """Tell whether a case is in a version's scope; None where it is assumed not to be, and may be."""
    if facts is None:
        return True
    truth = test(version.where, facts)
    if truth.value is None and version.assume is not None:
        return version.assume or None
    if truth.value is None:
        names = sorted(truth.needs)
        says = f"which version of {version.id!r} governs depends on: {', '.join(names)}; tell it"
        raise MissingFactError([Fault(_PLACES.get(names[0], ""), says)], names)
    return truth.value


def _may_fit(version: Policy, facts: FactView | None) -> bool:
    return facts is None or test(version.where, facts).value is not False


def _without_rules(pack: Pack, facts: FactView | None) -> Fault:
    """Say that no version is for such a case, and which there are."""
    scopes = dict.fromkeys(str(version.where) for version in pack.versions)
    known = "; ".join(list(scopes)[:_MOST_SHOWN])
    more = f"; and {len(scopes) - _MOST_SHOWN} more" if len(scopes) > _MOST_SHOWN else ""
    (site,) = (facts and facts.words.get("site")) or ("",)
    parts = (part for version in pack.versions for part in parts_of(version.where))
    ruled = {word for part in parts if isinstance(part, Fact) and part.name == "site" for word in part.words}
    if site in pack.sites and site not in ruled:
        return Fault(
            "order.site", f"no source tells the rules of {pack.programme!r} for {site} ({known}{more})"
        )
    return Fault("", f"{pack.id!r} has no rules for such a case; they are for cases of which {known}{more}")


def _outside(pack: Pack, versions: Sequence[Policy], day_of: Callable[[Policy], date | None]) -> str:
    """Say what a pack covers and what was asked for, version by version where there are several."""
    day, selected_by = day_of(versions[0]), " or ".join(versions[0].selected_by)
    begins = [version.start.not_before for version in versions]
    ends = [None if version.end is None else version.end.not_after for version in versions]
    known_begins = [begin for begin in begins if begin is not None]
    known_ends = [end for end in ends if end is not None]
    begin = min(known_begins).isoformat() if len(known_begins) == len(begins) else "an unknown day"
    end = f"before {max(known_ends)}" if len(known_ends) == len(ends) else "today"
    asked = f"{selected_by} is not told" if day is None else f"{selected_by} on {day}"
    text = f"{pack.id!r} covers cases by their {selected_by!r}, from {begin} to {end}; here, {asked}"
    return text if len(versions) == 1 else f"{text} ({_spans(versions)})"


def _spans(versions: Sequence[Policy]) -> str:
    shown = "; ".join(
        f"{version.version}: from {version.start}"
        + ("" if version.end is None else f" until {version.end}")
        + ("" if version.where == ALWAYS else f", where {version.where}")
        for version in versions[:_MOST_SHOWN]
    )
    more = len(versions) - _MOST_SHOWN
    return shown if more <= 0 else f"{shown}; and {more} more"


def _selecting_day(version: Policy, facts: Order | Claim | Dispute) -> date | None:
    for name in version.selected_by:
        told = moments(facts, name)
        if told:
            return told_day(told[0], version.zone)
    return None
