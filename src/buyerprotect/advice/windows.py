"""The windows of a case, as a timeline of deadlines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import overload

from attrs import frozen

from buyerprotect.advice.case import Case, Facts, prepare
from buyerprotect.advice.deadline import Deadline, Rule
from buyerprotect.advice.what_if import Supposed, supposing
from buyerprotect.facts.claim import Party
from buyerprotect.rules.condition import ALWAYS
from buyerprotect.rules.pack import Pack
from buyerprotect.rules.policy import Policy, Window
from buyerprotect.timing.setting import Truth

__all__ = ["Timeline", "deadlines", "timeline"]

_TRUE = Truth(value=True)


@frozen(repr=False)
class Timeline(Sequence[Deadline]):
    """All deadlines of one case, in the order of the policy's windows."""

    policy: Policy
    items: tuple[Deadline, ...]

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        return f"<Timeline by {self.policy.id} {self.policy.version}: {', '.join(d.id for d in self.items)}>"

    @overload
    def __getitem__(self, index: int) -> Deadline: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Deadline]: ...
    def __getitem__(self, index: int | slice) -> Deadline | Sequence[Deadline]:
        return self.items[index]

    def acting(self, action: str, party: Party) -> Iterator[Deadline]:
        """Yield the deadlines by which a party may take an action."""
        return (found for found in self.items if found.action == action and found.party == party)

    def find(self, name: str) -> Deadline | None:
        """Return the deadline with this id, or None where the case has none."""
        return self._by_id.get(name)

    @cached_property
    def _by_id(self) -> dict[str, Deadline]:
        return {deadline.rules[0].window.id: deadline for deadline in self.items}


def deadlines(
    facts: Facts,
    *,
    policy: Policy | Pack | str | None = None,
    version: str | None = None,
    suppose: Supposed | None = None,
) -> Timeline:
    """Resolve every window of the governing policy for one case.

    `version` asks under that version, whatever the day; `suppose` as if events had happened on other days
    (None: not at all), by name.

    >>> from buyerprotect import Item, Order
    >>> order = Order("aliexpress", "2017-03-05T12:00-05:00", items=[Item("dress", "80 USD")])
    >>> str(deadlines(order, policy="aliexpress-guide")[0].closes)
    '2017-05-04 10:00:00-07:00'

    Raises `NotFoundError` for an unknown policy, version or event, and `OutOfCoverageError` for facts that
    the policy does not cover.
    """
    told = facts if suppose is None else supposing(facts, suppose)
    case = prepare(told, policy, version)
    return timeline(case)


def timeline(case: Case) -> Timeline:
    """Resolve every window of a prepared case."""
    policy = case.policy
    if not policy.bracketed_with:
        found = ((Rule(policy, window, _holds(case, window)),) for window in policy.windows)
        holding = (rules for rules in found if rules[0].truth.value is not False)
        return Timeline(policy, tuple(Deadline(case=case, rules=rules) for rules in holding))
    versions = (policy, *policy.bracketed_with)
    # A window that only a neighbouring version has is shown too: it may be the one that counts.
    names = dict.fromkeys(window.id for version in versions for window in version.windows)
    each = (tuple(_rules(case, versions, name)) for name in names)
    return Timeline(policy, tuple(Deadline(case=case, rules=rules) for rules in each if rules))


def _holds(case: Case, window: Window) -> Truth:
    if window.when is ALWAYS or case.due_date(window.id) is not None:
        return _TRUE  # a window that the platform gives an end to is there
    return case.test(window.when)


def _rules(case: Case, versions: tuple[Policy, ...], name: str) -> Iterator[Rule]:
    """Yield the rules for a window whose condition is not false, one of each version."""
    for version in versions:
        window = version.window_ids.get(name)
        truth = None if window is None else _holds(case, window)
        if window is not None and truth is not None and truth.value is not False:
            yield Rule(version, window, truth)
