"""The text view: the verdict first, then the next step and its date, then why, then the sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from buyerprotect.advice.assessment import Assessment
from buyerprotect.advice.case import Because
from buyerprotect.advice.deadline import Deadline
from buyerprotect.advice.options import Option
from buyerprotect.advice.request import Request
from buyerprotect.facts.claim import Party
from buyerprotect.facts.dispute import Event
from buyerprotect.facts.events import order_of
from buyerprotect.facts.money import Money
from buyerprotect.timing.clock import Instant, to_datetime
from buyerprotect.views.words import (
    ACTIONS,
    CONFIDENCE,
    LAPSES,
    clean,
    date_in_words,
    form_in_words,
    need_in_words,
    wrapped,
)

__all__ = ["as_text"]

_WHOSE: dict[Party, str] = {"buyer": "your", "seller": "the seller's", "platform": "the platform's"}
_VERDICTS = {
    "covered": "Covered",
    "not_covered": "Not covered",
    "too_early": "Covered, but it is too early to claim",
    "too_late": "Too late to open a dispute",
    "undetermined": "It cannot be told yet whether this is covered",
}


def as_text(answer: Assessment, *, color: bool = False) -> str:
    """Write an assessment for a person to read; `color` adds terminal colours."""
    return "\n".join(_Page(answer, color=color, numbers=_numbers(answer)).lines()) + "\n"


def _numbers(answer: Assessment) -> dict[str, int]:
    return {name: number for number, name in enumerate(answer.sources, start=1)}


@frozen
class _Page:
    answer: Assessment
    color: bool
    numbers: dict[str, int]

    def lines(self) -> Iterator[str]:
        yield from self._verdict()
        yield from self._section("Until when", self._windows())
        yield from self._section("What each way would leave you with", self._options())
        yield from self._section("Evidence", self._evidence())
        yield from self._section("What protects the seller (it bounds no claim of yours)", self._seller())
        yield from self._section("Beware", self._risks())
        yield from self._section("Why", self._why())
        yield from self._section("Note", (f"- {clean(remark)}" for remark in self.answer.remarks))
        yield from self._section("Sources", self._sources())

    def _section(self, title: str, lines: Iterable[str]) -> Iterator[str]:
        body = list(lines)
        if body:
            yield ""
            yield self._bold(title)
            for line in body:
                yield from wrapped(line)

    def _verdict(self) -> Iterator[str]:
        answer, found, advice = self.answer, self.answer.classification, self.answer.recommendation
        ground = f": {found.ground.replace('_', ' ')}" if found.ground else ""
        verdict = f"{_VERDICTS[found.coverage]}{ground}."
        if found.needs:
            verdict += f" Still needed: {'; '.join(map(need_in_words, found.needs))}."
        for line in wrapped(verdict):
            yield self._painted(line, "32" if found.coverage == "covered" else "33")
        yield from wrapped(f"{self._bold('Next:')}   {self._step()}")
        if advice.wait_until_us is not None:
            yield from wrapped(f"{self._bold('Until:')}  {self._both(advice.wait_until_us)}")
        for extra in advice.request.extras:
            yield from wrapped(f"{self._bold('Ask also for:')} {extra.amount}: {self._reason(extra.because)}")
        if advice.act_by_us is not None:
            yield from wrapped(f"{self._bold('Act by:')} {self._both(advice.act_by_us)}")
        for because in advice.because:
            if because.rule in ("readings", "readings.end"):
                yield from wrapped(f"{self._bold('Act now:')} {because.says}")
        policy = answer.policy
        yield ""
        yield from wrapped(f"For {self._goods()}, asked on {self._both(answer.at_us)}.")
        yield from wrapped(
            f"By {policy.title} ({policy.id}, {policy.version}). Zone rules {answer.zone_data}."
        )

    def _step(self) -> str:
        advice = self.answer.recommendation
        text = ACTIONS[advice.action]
        if advice.action == "cancel" and self.answer.case.dispute is None:
            text = "Cancel the order"
        request = advice.request
        if request.kind == "repair" and advice.action != "wait":
            return f"{text}: ask for a repair or a replacement."
        if request.amount is None or advice.action in ("wait", "nothing", "cancel", "other_route"):
            return f"{text}."
        if advice.action == "return_goods":
            cost = request.return_paid_by or "buyer"
            return f"{text} at the {cost}'s cost, for {request.amount}."
        share = self._share(request)
        goods = " and keep the goods" if request.return_goods is False and self._has_goods() else ""
        back = " against return of the goods" if request.return_goods else ""
        if back and request.return_paid_by is not None:
            back += f" at the {request.return_paid_by}'s cost"
        return f"{text}: ask for {share} {request.amount}{goods}{back}."

    def _share(self, request: Request) -> str:
        """Say what of the money a request is for."""
        pays, claim = self.answer.recommendation.entitlement, self.answer.case.claim
        if request.kind == "full":
            return "the full"
        if claim is not None and request.amount == claim.price:
            return "the price of the goods,"
        return "all the programme pays," if pays is not None and request.amount == pays.amount else "a part,"

    def _has_goods(self) -> bool:
        return any(option.keeps_goods for option in self.answer.recommendation.options)

    def _goods(self) -> str:
        order = order_of(self.answer.facts)
        titles = ", ".join(clean(item.title) for item in order.items)
        return f"{titles} ({order.total} in all)"

    def _both(self, moment: int) -> str:
        """Show a moment in the programme's zone, and in the buyer's where that is another."""
        zones = [self.answer.policy.zone]
        buyer = self.answer.buyer_zone
        if buyer is not None and buyer not in zones:
            zones.insert(0, buyer)
        return " = ".join(_moment(moment, name) for name in zones)

    def _windows(self) -> Iterator[str]:
        # A window for other problems than these only frightens, or tempts, unless it was used.
        others = self.answer.case.other_windows
        elsewhere: list[str] = []
        for deadline in self.answer.deadlines:
            if deadline.id in others and deadline.used is None:
                elsewhere.append(deadline.id.replace("_", " "))
                continue
            status = deadline.status_us(self.answer.at_us)
            shown = self._painted(status.replace("_", " "), "36")
            line = f"- {deadline.id.replace('_', ' ')} ({deadline.party}): {shown}"
            if status == "pending":
                yield f"{line}, waits for: {', '.join(deadline.needs)}"
                continue
            yield line
            yield from (f"    {line}" for line in self._window(deadline))
        if elsewhere:
            yield f"- for other problems: {', '.join(elsewhere)}"

    def _window(self, deadline: Deadline) -> Iterator[str]:
        if deadline.used is not None:
            done = (
                self._both(deadline.used.us)
                if isinstance(deadline.used, Instant)
                else date_in_words(deadline.used)
            )
            yield f"done: {done}"
        if deadline.opens_us is not None and deadline.status_us(self.answer.at_us) == "not_yet":
            yield f"opens: {self._both(deadline.opens_us)}"
        if deadline.closes_us is not None:
            stated = ", as the platform states" if deadline.closes_stated else ""
            yield f"last moment: {self._both(deadline.closes_us - 1)}{stated}"
        safe, latest = deadline.safe_by_us, deadline.latest_arguable_us
        if safe is not None and safe != deadline.closes_us:
            named = _named(deadline, safe)
            yield f"by another reading, only until {self._both(safe - 1)}: plan with that{named}"
        if latest is not None and latest != deadline.closes_us:
            named = _named(deadline, latest)
            yield f"by another reading, until {self._both(latest - 1)}: arguable, not safe{named}"
        if deadline.party != "buyer":
            yield from self._other_readings(deadline)
        yield from deadline.not_stated
        if deadline.needs:
            yield f"waits for: {', '.join(deadline.needs)}"
        for move in deadline.provisional_at(self.answer.at_us):
            yield f"if {move.event!r} comes{' first' if move.until is not None else ''}: {move.by}"

    def _other_readings(self, deadline: Deadline) -> Iterator[str]:
        """Tell what may follow earlier, or instead, when another party lets its time pass."""
        for reading in deadline.readings[1:]:
            if reading.closes_us is not None and (
                reading.lapse != deadline.lapse or reading.closes_us < (deadline.closes_us or 0)
            ):
                until, lapse = self._both(reading.closes_us - 1), LAPSES[reading.lapse]
                yield f"by the reading {reading.name}, until {until}; then {lapse}"

    def _options(self) -> Iterator[str]:
        proposals = self.answer.recommendation.proposals
        if any(event.party != "buyer" for event in proposals):
            yield f"On the table: {'; '.join(map(_proposal, proposals))}."
        for option in self.answer.recommendation.options:
            mark = self._painted("->", "32") if option.recommended else "- "
            yield f"{mark} {option.says}: {_net(option)}"
        usual = self.answer.recommendation.expected
        if usual is not None:
            falls = f", less the higher the {usual.falls_with}" if usual.falls_with else ""
            yield f"Usually paid in such cases: {_range(usual.low, usual.high)}{falls}."

    def _evidence(self) -> Iterator[str]:
        for need in self.answer.recommendation.evidence:
            mark = "[x]" if need.have else "[ ]"
            worth = "useless" if need.need == "useless" else need.need
            form = "" if need.form is None else f", {form_in_words(need.form)}"
            unfit = "".join(f" Yours does not count: {why}." for why in need.unfit)
            yield f"{mark} {need.kind.replace('_', ' ')} ({worth}{form}): {self._reason(need.because)}{unfit}"

    def _seller(self) -> Iterator[str]:
        for cover in self.answer.recommendation.seller_protection:
            yield f"- {self._reason(cover.because)}"

    def _risks(self) -> Iterator[str]:
        for risk in self.answer.recommendation.risks:
            yield f"- {risk.act.replace('_', ' ')}: {self._reason(risk.because)}"

    def _why(self) -> Iterator[str]:
        reasons = [*self.answer.classification.because, *self.answer.recommendation.because]
        usual = self.answer.recommendation.expected
        if usual is not None:
            reasons.append(usual.because)
        for because in dict.fromkeys(reasons):
            yield f"- {self._reason(because)}"

    def _reason(self, because: Because) -> str:
        marks = "".join(f"[{self.numbers[name]}]" for name in because.sources)
        return f"{because.says} {marks}".rstrip()

    def _sources(self) -> Iterator[str]:
        for name, source in self.answer.sources.items():
            kind = CONFIDENCE[source.kind].capitalize()
            yield f"[{self.numbers[name]}] {source.title}. {kind}, read {source.read}."
            yield f"    {source.address}"

    def _bold(self, text: str) -> str:
        return self._painted(text, "1")

    def _painted(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.color else text


def _named(deadline: Deadline, closes: int) -> str:
    """Name the first reading by which a window closes at a moment."""
    return f" ({next(reading.name for reading in deadline.readings if reading.closes_us == closes)})"


def _net(option: Option) -> str:
    """Say what an option would leave, and how that comes about."""
    parts = [f"refund {_range(option.refund_low, option.refund_high)}"]
    if option.return_postage is None:
        parts.append("less the return postage, which is not told")
    elif option.return_postage:
        parts.append(f"less {option.return_postage} return postage")
    if option.losses:
        parts.append(f"less {option.losses} of your own costs")
    text = ", ".join(parts)
    if len(parts) > 1 and option.return_postage is not None:
        text += f"; leaves {_best_and_worst(option.net_low, option.net_high)}"
    return text + ("; the goods are gone" if option.keeps_goods is False else "")


def _range(low: Money | None, high: Money | None) -> str:
    if high is None:
        return "not known"
    if not low and high:
        return f"up to {high}"
    return str(high) if low == high else f"{low} to {high}"


def _proposal(event: Event) -> str:
    """Say what a party asks or offers, whether goods go back for it, and at whose cost."""
    amount = "an amount that is not told" if event.amount is None else str(event.amount)
    who = "you ask for" if event.party == "buyer" else f"the {event.party} offers"
    back = " against the goods" if event.return_goods else ""
    payer = event.return_paid_by if event.return_goods else None
    cost = "" if payer is None else f", the way back at {_WHOSE[payer]} cost"
    return f"{who} {amount}{back}{cost}"


def _best_and_worst(low: Money | None, high: Money | None) -> str:
    if low is None or high is None or low == high:
        return _range(low, high)
    return f"{high} at best, {low} at worst"


def _moment(moment: int, name: str) -> str:
    shown = to_datetime(moment, name)
    return f"{date_in_words(shown)}, {shown.hour:02}:{shown.minute:02} ({name})"
