"""Classification: the ground a problem falls under, and whether the programme covers it now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from attrs import evolve, frozen

from buyerprotect.advice.case import Because, Case, now, prepare
from buyerprotect.advice.deadline import Deadline
from buyerprotect.advice.windows import Timeline, timeline
from buyerprotect.facts.claim import Claim, Problem
from buyerprotect.facts.dispute import Dispute
from buyerprotect.rules.condition import test
from buyerprotect.rules.pack import Pack
from buyerprotect.rules.policy import Ground, GroundTerm, Policy
from buyerprotect.timing.clock import MomentLike
from buyerprotect.timing.setting import Truth

__all__ = ["Classification", "Coverage", "Weighed", "classified", "classify"]

Coverage = Literal["covered", "not_covered", "too_early", "too_late", "undetermined"]


@frozen
class Weighed:
    """A ground that was considered for a problem: whether it fits, and whether it would be covered."""

    ground: str
    problem: str
    fits: bool | None
    covered: bool | None


@frozen(kw_only=True)
class Classification:
    """The ground of a claim and its coverage, with the rules that decide it.

    `ground` is what the programme calls it, `term` the field's word for it, if one fits.
    `needs` names the facts or events still missing; `weighed` the grounds that were considered.
    """

    ground: str | None
    coverage: Coverage
    term: GroundTerm | None = None
    window: str | None = None
    needs: tuple[str, ...] = ()
    because: tuple[Because, ...] = ()
    weighed: tuple[Weighed, ...] = ()


def classify(
    claim: Claim | Dispute, *, at: MomentLike, policy: Policy | Pack | str | None = None
) -> Classification:
    """Tell which ground a claim falls under, and whether the programme covers it at a moment.

    >>> from buyerprotect import Claim, Item, Order, Problem
    >>> order = Order("aliexpress", "2017-03-05T12:00-05:00", items=[Item("dress", "80 USD")])
    >>> claim = Claim(order, [Problem("size", "partial")])
    >>> classify(claim, at="2017-04-16T12:00Z", policy="aliexpress-guide").ground
    'not_as_described'

    Raises `InvalidFactsError` where something that happened lies after `at`.
    """
    case = prepare(claim, policy)
    return classified(case, timeline(case), now(at, claim))


def classified(case: Case, windows: Timeline, at: int) -> Classification:
    """Classify a prepared case, and say where a version that may govern instead would decide otherwise."""
    found = _classified(case, windows, at)
    others: list[Because] = []
    for version in case.policy.bracketed_with:
        instead = evolve(case, policy=evolve(version, bracketed_with=()))
        other = _classified(instead, timeline(instead), at)
        if (other.ground, other.coverage) != (found.ground, found.coverage):
            says = f"By version {version.version}, which may govern instead: {_told(other)}."
            sources = other.because[-1].sources if other.because else ()
            others.append(Because(f"version.{version.version}", says, sources))
    return evolve(found, because=(*found.because, *others)) if others else found


def _told(found: Classification) -> str:
    ground = f", as {found.ground}" if found.ground else ""
    return f"{found.coverage}{ground}".replace("_", " ")


def _classified(case: Case, windows: Timeline, at: int) -> Classification:
    claim = case.claim
    if claim is None:
        missing = Because("claim", "Nothing is said to be wrong, so there is no ground to name.")
        return Classification(ground=None, coverage="undetermined", needs=("problems",), because=(missing,))
    views = [(problem, case.view.of(problem, claim)) for problem in claim.problems]
    weighed = [
        (ground, test(ground.when, view), test(ground.covered, view), problem)
        for problem, view in views
        for ground in case.policy.grounds
    ]
    fitting = [entry for entry in weighed if entry[1].value]
    shown = tuple(Weighed(g.id, p.kind, fits.value, covered.value) for g, fits, covered, p in weighed)
    if not fitting:
        return _without_ground(case, weighed, shown)
    # The best ground of several problems: one that is covered, else one that may be.
    ranked = sorted(fitting, key=lambda entry: {True: 0, None: 1, False: 2}[entry[2].value])
    ground, result = _best(case, [(ground, covered) for ground, _, covered, _ in ranked], windows, at)
    if claim.ground is not None and claim.ground != ground.id:
        wrong = Because(
            f"ground.{ground.id}",
            f"You mean to file under {claim.ground!r}, but what you describe falls under {ground.id!r}: "
            "a dispute on the wrong ground may fail on that alone.",
            ground.sources,
        )
        result = evolve(result, because=(*result.because, wrong))
    return evolve(result, weighed=shown)


def _best(
    case: Case, ranked: list[tuple[Ground, Truth]], windows: Timeline, at: int
) -> tuple[Ground, Classification]:
    """Decide on the first ground, or where it is not surely the time for it on another of which it is."""
    first, *others = ((ground, _covered(case, ground, covered, windows, at)) for ground, covered in ranked)
    window = windows.find(first[0].window)
    usable = window is not None and window.usable_us(at)
    if first[1].coverage in ("covered", "not_covered") or (first[1].coverage == "undetermined" and usable):
        return first
    for ground, result in others:
        window = windows.find(ground.window)
        if result.coverage == "covered" and window is not None and window.usable_us(at):
            return ground, result
    if first[1].coverage != "too_late":
        return first
    left = next((one for one in others if one[1].coverage not in ("too_late", "not_covered")), None)
    # Where all are over, the one that lasted longest is told.
    return left or max(
        [first, *(one for one in others if one[1].coverage == "too_late")],
        key=lambda one: _end_of(windows.find(one[0].window)),
    )


def _end_of(window: Deadline | None) -> int:
    return 0 if window is None or window.latest_arguable_us is None else window.latest_arguable_us


def _without_ground(
    case: Case, weighed: list[tuple[Ground, Truth, Truth, Problem]], shown: tuple[Weighed, ...]
) -> Classification:
    needs = sorted({need for _, fits, _, _ in weighed for need in fits.needs})
    if needs:
        return Classification(ground=None, coverage="undetermined", needs=tuple(needs), weighed=shown)
    kinds = ", ".join(dict.fromkeys(problem.kind for problem in case.claim.problems)) if case.claim else ""
    known = ", ".join(ground.id for ground in case.policy.grounds)
    sources = tuple(dict.fromkeys(source for ground in case.policy.grounds for source in ground.sources))
    none = Because("grounds", f"No ground of this policy fits {kinds}; its grounds are {known}.", sources)
    return Classification(ground=None, coverage="not_covered", because=(none,), weighed=shown)


def _covered(case: Case, ground: Ground, covered: Truth, windows: Timeline, at: int) -> Classification:
    because = [Because.of("ground", ground)]
    needs, undecided = set(covered.needs), list[Because]()
    for exclusion in case.policy.exclusions:
        truth = case.test(exclusion.when)
        if truth.value is None and exclusion.assume is not None:
            truth = Truth(exclusion.assume)
        needs |= truth.needs
        if truth.value:
            because.append(Because.of("exclusion", exclusion))
            return _decided(ground, "not_covered", because)
        if truth.value is None:
            undecided.append(Because.of("exclusion", exclusion))
    if covered.value is False:
        return _decided(ground, "not_covered", because)
    window = windows.find(ground.window)
    if window is not None:
        because.append(Because.of("window", window.window))
        because.extend(_arguable(window, at))
    in_time = _in_time(window, windows, at)
    if window is not None and (in_time == "undetermined" or _waits_for_contact(window)):
        needs |= set(window.needs)
    if needs and in_time == "covered":
        return _decided(ground, "undetermined", [*because, *undecided], needs)
    # What is too late by every reading needs no more facts.
    return _decided(ground, in_time, because, () if in_time == "too_late" else needs)


def _decided(
    ground: Ground, coverage: Coverage, because: list[Because], needs: Iterable[str] = ()
) -> Classification:
    return Classification(
        ground=ground.id,
        coverage=coverage,
        term=ground.term,
        window=ground.window,
        needs=tuple(sorted(needs)),
        because=tuple(because),
    )


def _arguable(window: Deadline, at: int) -> Iterator[Because]:
    """Say that another reading opens the window earlier, or keeps it open longer, than the adopted one."""
    status = window.status_us(at)
    others = window.open_by(at) if status in ("not_yet", "closed", "none") else []
    if others:
        ids = "; ".join(reading.name for reading in others)
        over = "can be opened already" if status == "not_yet" else "is still open"
        says = f"By another reading it {over}: {ids}."
        yield Because("readings.other", says, window.window.sources)


def _in_time(window: Deadline | None, windows: Timeline, at: int) -> Coverage:
    if window is None:
        return "undetermined"
    match window.status_us(at):
        case "not_yet":
            return "too_early"
        case "open" | "paused" | "done":
            return "covered"
        case "closed" | "none":
            return "undetermined" if window.open_by(at) else "too_late"
        case "pending" if _waits_for_contact(window):
            gates = list(windows.acting("contact_seller", "buyer"))
            over = any(gate.status_us(at) == "closed" and not gate.open_by(at) for gate in gates)
            return "too_late" if over else "too_early"
        case _:
            return "undetermined"


def _waits_for_contact(window: Deadline) -> bool:
    """Tell whether a window does not open before the buyer has asked the seller for help."""
    return window.opens_pending and "contacted" in window.needs
