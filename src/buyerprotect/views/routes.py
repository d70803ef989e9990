"""The view of routes: the table, the plan, what cannot be had together, and the sources."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from buyerprotect.advice.case import Because
from buyerprotect.advice.plan import PlanStep
from buyerprotect.advice.route import Burden, Route
from buyerprotect.advice.routing import Routes
from buyerprotect.facts.events import order_of
from buyerprotect.timing.clock import to_datetime
from buyerprotect.views.words import (
    ACTIONS,
    CONFIDENCE,
    IN_TIME,
    clean,
    date_in_words,
    day_in_words,
    joined,
    need_in_words,
    plain,
    wrapped,
)

__all__ = ["routes_as_text"]

_STATUSES = {"applies": "applies", "may_apply": "may apply", "does_not_apply": "no"}
_HEADS = ("Route", "Status", "Last day", "Safe by", "Pays up to", "Asks of you", "Closes")
_WIDTHS = (14, 9, 11, 11, 12, 18, 9)
_GAP = "  "


def routes_as_text(found: Routes, *, color: bool = False) -> str:
    """Write routes for a person to read; `color` adds terminal colours."""
    return "\n".join(_Page(found, color=color).lines()) + "\n"


# --- the table --------------------------------------------------------------------------------------


def _table(routes: Sequence[Route]) -> Iterator[str]:
    if not routes:
        yield "No programme protects this purchase as it is told."
        return
    yield from _row(_HEADS)
    yield _GAP.join("-" * width for width in _WIDTHS)
    for route in routes:
        yield from _row(_cells(route))


def _cells(route: Route) -> tuple[str, ...]:
    return (
        route.programme,
        _STATUSES[route.status],
        _last_day(route),
        _safe_by(route),
        str(route.pays_up_to or "") + ("*" if route.pays is not None and route.pays.less else ""),
        _burden(route.burden),
        ", ".join(route.closes_routes),
    )


def _row(cells: Sequence[str]) -> Iterator[str]:
    columns = [textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, _WIDTHS, strict=True)]
    for line in range(max(map(len, columns))):
        parts = (column[line] if line < len(column) else "" for column in columns)
        padded = (part.ljust(width) for part, width in zip(parts, _WIDTHS, strict=True))
        yield _GAP.join(padded).rstrip()


def _last_day(route: Route) -> str:
    if route.closes_us is None:
        return "not known" if route.opens_us is not None else "waits"
    return _day_before(route.closes_us, route.zone)


def _safe_by(route: Route) -> str:
    end, answer = route.safe_by_us, route.assessment
    over = end is not None and answer is not None and end <= answer.at_us and not route.begun
    return f"{'over since ' if over else ''}{_day_before(end, route.zone)}"


def _day_before(us: int | None, zone: str) -> str:
    """Show the day of the last moment before an end."""
    return "" if us is None else day_in_words(to_datetime(us - 1, zone).date())


def _burden(burden: Burden) -> str:
    parts: list[str] = []
    if burden.contact_first:
        parts.append("ask the seller first")
    if burden.evidence:
        parts.append(joined(map(plain, burden.evidence)))
    if burden.return_goods:
        cost = "" if burden.return_paid_by is None else f", {burden.return_paid_by} pays"
        parts.append(f"goods back{cost}")
    return "; ".join(parts)


# --- the plan and the rest --------------------------------------------------------------------------


class _Page:
    """The page about one purchase; its sources are numbered in the order in which they are first cited."""

    def __init__(self, found: Routes, *, color: bool) -> None:
        self.found, self.color = found, color
        self.numbers = {name: number for number, name in enumerate(found.sources, start=1)}
        no = [route for route in found if route.status == "does_not_apply"]
        self.shown = [route for route in found if route.status != "does_not_apply" and route.assessment]
        self.elsewhere = [route for route in no if route.because[0].rule.endswith("/applies")]
        self.barred = [route for route in no if route not in self.elsewhere]

    def lines(self) -> Iterator[str]:
        found, order = self.found, order_of(self.found.facts)
        titles = ", ".join(clean(item.title) for item in order.items)
        yield from wrapped(f"{titles} ({order.total} in all), asked on {self._moment(found.at_us)}.")
        yield ""
        yield from _table(self.shown)
        yield from self._section("The plan", self._plan())
        yield from self._section("What cannot both be had", self._conflicts())
        yield from self._section("What they do to each other", self._beside())
        yield from self._section("What would decide it", self._missing())
        yield from self._section("Why", self._why())
        yield from self._section("What does not protect this purchase", self._barred())
        yield from self._section("Sources", self._sources())

    def _section(self, title: str, lines: Iterable[str]) -> Iterator[str]:
        body = list(lines)
        if body:
            yield ""
            yield f"\x1b[1m{title}\x1b[0m" if self.color else title
            for line in body:
                yield from wrapped(line)

    def _plan(self) -> Iterator[str]:
        for place, step in enumerate(self.found.plan, start=1):
            route = self.found.find(step.programme)
            if route is None:
                continue
            yield f"{place}. {step.programme}: {self._step(step, route)}"
            if route.margin_us and step.by_us is not None and route.closes_us is not None:
                yield (
                    f"   The bank has to file by {_day_before(route.closes_us, route.zone)}: "
                    f"{self.found.bank_days} days are left to it."
                )
            if step.switch_by_us is not None:
                yield f"   If that brings nothing, go on by {self._moment(step.switch_by_us)}."
            for because in step.because[len(route.because) :]:
                yield f"   {self._reason(because)}"

    def _step(self, step: PlanStep, route: Route) -> str:
        ground = None if route.assessment is None else route.assessment.classification.ground
        named = f" ({plain(ground)})" if ground else ""
        after = f", from {self._moment(step.from_us)}" if step.from_us > self.found.at_us else ""
        by = "no end is known" if step.by_us is None else f"by {self._moment(step.by_us)}"
        if step.arguable:
            by = f"at once: by one reading the time is over, and by none later than {by.removeprefix('by ')}"
        needs = f" It turns on: {'; '.join(map(need_in_words, step.needs))}." if step.needs else ""
        return f"{ACTIONS[step.action]}{named}{after}, {by}.{needs}"

    def _moment(self, us: int) -> str:
        shown = to_datetime(us, self.found.zone)
        return f"{date_in_words(shown.date())}, {shown.hour:02}:{shown.minute:02} ({self.found.zone})"

    def _conflicts(self) -> Iterator[str]:
        for conflict in self.found.conflicts:
            if conflict.kind == "shut":
                yield f"- {conflict.dropped} cannot be had any more: {conflict.kept} was chosen."
            else:
                how = "exclude each other" if conflict.kind == "exclusive" else "leave no time for both"
                yield f"- {conflict.kept} and {conflict.dropped} {how}; the plan has {conflict.kept}."
            yield from (f"  {self._reason(because)}" for because in conflict.because)

    def _beside(self) -> Iterator[str]:
        for because in self.found.interactions:
            yield f"- {because.rule.partition('/')[0]}: {self._reason(because)}"

    def _missing(self) -> Iterator[str]:
        for route in self.found:
            if route.status == "may_apply" and route.needs:
                yield f"- {route.programme}: {'; '.join(map(need_in_words, route.needs))}"

    def _why(self) -> Iterator[str]:
        for route in self.shown:
            trust = "" if route.confidence is None else f", which rests on {CONFIDENCE[route.confidence]}"
            counts = "" if route.window is None else f"; in time is {IN_TIME[route.window.in_time_when]}"
            yield f"- {route.title} ({route.programme}, {route.version}){trust}{counts}."
            reasons = route.because if route.paying is None else (*route.because, route.paying)
            yield from (f"  {self._reason(because)}" for because in reasons)

    def _barred(self) -> Iterator[str]:
        for route in self.barred:
            yield f"- {route.programme}: {self._reason(route.because[-1])}"
        if self.elsewhere:
            yield f"- for other purchases: {', '.join(route.programme for route in self.elsewhere)}"

    def _sources(self) -> Iterator[str]:
        for name, source in self.found.sources.items():
            kind = CONFIDENCE[source.kind].capitalize()
            yield f"[{self.numbers[name]}] {source.title}. {kind}, read {source.read}."
            yield f"    {source.address}"

    def _reason(self, because: Because) -> str:
        marks = "".join(f"[{self.numbers[name]}]" for name in because.sources if name in self.numbers)
        return f"{because.says} {marks}".rstrip()
