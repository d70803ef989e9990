"""The words of statements: how told text is quoted, how parties, days and things are called."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Literal

from attrs import frozen

from buyerprotect.errors import NotFoundError
from buyerprotect.facts.claim import Evidence, Loss, Party
from buyerprotect.facts.item import Item
from buyerprotect.facts.money import Money
from buyerprotect.facts.order import Order
from buyerprotect.rules.library import find_pack
from buyerprotect.timing.clock import Moment, to_datetime, told_day
from buyerprotect.views.words import day_in_words, joined, plain

__all__ = [
    "EVIDENCE",
    "NAME",
    "NOTE",
    "TITLE",
    "Form",
    "Part",
    "Sentence",
    "Voice",
    "goods_in_words",
    "ground_in_words",
    "losses_in_words",
    "named",
    "place_of",
    "quoted",
    "shown_evidence",
    "titled",
]

Form = Literal["dispute", "seller", "escalation", "bank", "notice"]
Part = Literal["order", "problem", "tried", "request", "rule", "deadline", "evidence", "dates"]

TITLE, NOTE, NAME = 80, 200, 40
"""How many characters are shown of a title, of a note, and of a number or a name."""

_READ = 10_000
_LISTED = 3
_STACKED = 4
"""How many marks may sit on one letter: no script needs more, and a pile of them covers other lines."""

# What looks like a double quotation mark to whoever reads, whatever script it is of.
_QUOTES = dict.fromkeys(
    map(
        ord,
        '"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u2034\u2036\u2037\u2057\u301d\u301e\u301f\u275d\u275e\u2760'
        "\uff02\u02ba\u02dd\u02ee\u02f5\u02f6\u05f4\u1cd3\u2e42\u3003\U0001f676\U0001f677\U0001f678",
    ),
    "'",
)
# Printable by the letter of Unicode, and yet nothing is to be seen: fillers, joiners, selectors of variants.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9#_/+-]|[.](?=[A-Za-z0-9]))*")
_TITLE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 '&()/:+-]|,(?= )|[.,](?=[A-Za-z0-9]))*")
_WAYS = {
    "visa": "Visa",
    "mastercard": "Mastercard",
    "amex": "American Express",
    "paypal": "PayPal",
    "ebay": "eBay",
    "aliexpress": "AliExpress",
}

EVIDENCE: dict[str, tuple[str, str]] = {
    "photo": ("a photo", "photos"),
    "video": ("a video", "videos"),
    "video_link": ("a link to a video", "links to videos"),
    "measurement": ("a measurement", "measurements"),
    "messages": ("messages", "records of messages"),
    "listing": ("the listing", "copies of the listing"),
    "tracking_local": ("the tracking of the local carrier", "tracking pages of the local carrier"),
    "tracking_international": ("the international tracking", "pages of the international tracking"),
    "policy_text": ("the text of the rules", "texts of the rules"),
    "repair_quote": ("a quote for the repair", "quotes for the repair"),
    "expert_report": ("a report by an expert", "reports by experts"),
    "carrier_report": ("a report by the carrier", "reports by the carrier"),
    "customs_document": ("a customs document", "customs documents"),
    "return_tracking": ("the tracking of the return", "tracking pages of the return"),
    "receipt": ("the receipt", "receipts"),
    "statement": ("my signed statement", "signed statements of mine"),
    "withdrawal_notice": ("the notice I sent", "notices I sent"),
    "credit_note": ("the credit note", "credit notes"),
    "bank_statement": ("the bank statement", "bank statements"),
}
"""Each kind of evidence, one of it and several."""


@frozen
class Sentence:
    """One sentence of a statement, the field it stands in, and the facts and rules behind it, by id.

    A fact is named by its path (`order.placed`, `dispute.events[1]`), a rule as answers name it
    (`ground.not_received`); `sources` are those of the rules that are named in it, by their ids in the
    answer. What has the least `worth` is left out first.
    """

    text: str
    part: Part
    because: tuple[str, ...]
    worth: int
    sources: tuple[str, ...] = ()


def one_line(text: str, most: int) -> str:
    """Leave of a told text what can be seen, on one line, and not more than so many characters."""
    seen = "".join(
        c if c.isprintable() else " " for c in _INVISIBLE.sub("", text[:_READ]).replace("\u2800", " ")
    )
    line = " ".join(_unpiled(" ".join(seen.split())).split())
    return line if len(line) <= most else f"{line[: most - 3].rstrip()}..."


def _unpiled(line: str) -> str:
    """Leave out the marks that sit on no letter of the line, and those that are piled on one beyond use."""
    kept, marks = list[str](), _STACKED
    for c in line:
        marks = marks + 1 if unicodedata.category(c).startswith("M") else 0
        if marks <= _STACKED:
            kept.append(c)
        if c == " ":
            marks = _STACKED
    return "".join(kept)


def quoted(text: str | None, most: int = TITLE) -> str:
    r"""Quote a told text so that nothing in it can end the quotation; empty where nothing can be seen.

    >>> quoted('dress". I give up.\nThe buyer is wrong')
    '"dress\'. I give up. The buyer is wrong"'
    """
    line = one_line(text or "", most).translate(_QUOTES)
    return f'"{line}"' if line else ""


def named(text: str | None) -> str:
    """Write a told name or number: as it is where it is one plain word, else quoted."""
    line = one_line(text or "", NAME)
    return _WAYS.get(line.lower(), line) if _NAME.fullmatch(line) else quoted(text, NAME)


def ground_in_words(ground: str) -> str:
    """Quote the name of a ground: `13.1-late` as `"13.1 late"`."""
    return quoted(plain(ground).replace("-", " "))


def titled(text: str) -> str:
    """Write the title of a set of rules: as it is where it is plain, else quoted."""
    line = one_line(text, TITLE)
    return line if _TITLE.fullmatch(line) else quoted(text, TITLE)


def place_of(order: Order) -> str:
    """Name where an order was bought: the site, or else the marketplace; empty where neither is told.

    Who pays with a provider or a card buys elsewhere, so that their programmes name no place.
    """
    try:
        kind = find_pack(order.programme).kind
    except NotFoundError:
        kind = "law"
    return named(order.site) or (named(order.programme) if kind == "marketplace" else "")


def goods_in_words(items: Iterable[Item]) -> str:
    """Name what was bought, by at most three titles."""
    every = tuple(items)
    titles = [_item(item) for item in every[:_LISTED]]
    rest = len(every) - _LISTED
    if rest > 0:
        titles.append(f"{rest} more item{'s' if rest > 1 else ''}")
    return joined(titles)


def losses_in_words(losses: Iterable[Loss]) -> str:
    """Name what the problem cost besides, by at most three amounts."""
    every = tuple(losses)
    words = [f"{loss.amount} for {quoted(loss.what) or 'costs'}" for loss in every[:_LISTED]]
    if len(every) > _LISTED:
        words.append("other costs")
    return joined(words)


def _item(item: Item) -> str:
    title = quoted(item.title) or "goods"
    return title if item.quantity == 1 else f"{item.quantity} pieces of {title}"


def shown_evidence(evidence: Iterable[Evidence]) -> str:
    """Name the evidence that is attached: what has a note with it, the rest counted."""
    every = tuple(evidence)
    counts = Counter((*EVIDENCE[one.kind], quoted(one.note, NOTE)) for one in every)
    words = [
        f"{one if count == 1 else f'{count} {many}'}{f' ({note})' if note else ''}"
        for (one, many, note), count in sorted(counts.items(), key=lambda entry: bool(entry[0][2]))
    ]
    return joined(words)


@frozen
class Voice:
    """Who is spoken to, and by which zone days are told: what makes the same fact read otherwise.

    `zone` is the buyer's, or where that is not told the policy's. `decides` says that who reads is also who
    decides the dispute that is told of, as a bank does that was told before.
    """

    form: Form
    zone: str
    decides: bool = False

    @property
    def seller(self) -> str:
        """What the seller is called."""
        return "you" if self.form in ("seller", "notice") else "the seller"

    def party(self, party: Party) -> str:
        """Call a party, as the one who does something."""
        platform = "you" if self.decides else "the platform"
        return {"buyer": "I", "seller": self.seller, "platform": platform}[party]

    def cost(self, party: Party) -> str:
        """Say at whose cost something is."""
        seller = "your" if self.seller == "you" else "the seller's"
        platform = "your" if self.decides else "the platform's"
        owner = {"buyer": "my own", "seller": seller, "platform": platform}[party]
        return f"at {owner} cost"

    def day(self, moment: Moment) -> str:
        """Write the day of a moment."""
        return day_in_words(told_day(moment, self.zone))

    def moment(self, us: int) -> str:
        """Write a moment to the minute, with the zone."""
        shown = to_datetime(us, self.zone)
        return f"{day_in_words(shown)}, {shown.hour:02}:{shown.minute:02} ({self.zone})"

    def terms(self, amount: Money | None, back: bool | None, payer: Party | None) -> str:  # noqa: FBT001 - as told
        """Say what of an amount and of the goods was asked, offered or decided."""
        words = "" if amount is None else f" of {amount}"
        if back:
            cost = "" if payer is None else f", {self.cost(payer)}"
            return f"{words} against return of the goods{cost}"
        return words if back is None else f"{words} without a return of the goods"
