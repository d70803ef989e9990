"""The command line: cases answered, policies in words and compared, packs checked, periods counted."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any, cast

from buyerprotect.advice.assessment import Assessment, assess
from buyerprotect.advice.difference import diff
from buyerprotect.advice.forecast import forecast
from buyerprotect.advice.routing import BANK_DAYS, routes
from buyerprotect.convert import (
    LARGEST,
    CaseFile,
    answer_to_data,
    forecast_to_data,
    load_case,
    read_case,
    routes_to_data,
)
from buyerprotect.errors import BuyerProtectError, Faults, UnreadableInputError
from buyerprotect.facts.dispute import Dispute, Event, EventKind
from buyerprotect.facts.item import Item
from buyerprotect.facts.order import Order
from buyerprotect.rules.library import find_pack, policies, policy
from buyerprotect.timing.calendar import find_calendar
from buyerprotect.timing.clock import Instant, Moment, moment, zone
from buyerprotect.timing.counted import count
from buyerprotect.timing.counting import counting, counting_names
from buyerprotect.views.counts import count_as_data, count_as_text
from buyerprotect.views.difference import difference_as_text
from buyerprotect.views.forecast import forecast_as_text
from buyerprotect.views.lint import lint
from buyerprotect.views.policies import pack_as_text, policy_as_text
from buyerprotect.views.routes import routes_as_text
from buyerprotect.views.sources import cited, sources_as_data, sources_as_text, unconfirmed
from buyerprotect.views.text import as_text

__all__ = ["main"]

_ANSWERED, _UNUSABLE = 0, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0 when answered, 2 when the input cannot be used."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], str] = options.run
    try:
        text = run(options)
    except BuyerProtectError as error:
        for fault in error.faults:
            print(fault, file=sys.stderr)  # noqa: T201 - this is the screen
        return _UNUSABLE
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads has seen enough; closing quietly keeps the interpreter from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return _ANSWERED


def _assess(options: argparse.Namespace) -> str:
    answer = _answer(options.file, options.at, options.policy)
    if options.json:
        return _as_json(answer_to_data(answer))
    return _writable(as_text(answer, color=_colored()))


def _colored() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _answer(file: str, at: str | None, named: str | None) -> Assessment:
    case, now = _case(file, at)
    return assess(case.facts, at=now, policy=named or case.policy)


def _case(file: str, at: str | None) -> tuple[CaseFile, Instant]:
    """Read a case, and the moment it is: the one that is named, or else the file's."""
    case = read_case(sys.stdin.buffer.read(LARGEST + 1)) if file == "-" else load_case(file)
    now = case.at if at is None else _at(at)
    if now is None:
        raise UnreadableInputError(
            "at: is missing: the case names no moment, so give one: --at 2017-04-16T07:33-04:00"
        )
    return case, now


def _routes(options: argparse.Namespace) -> str:
    case, now = _case(options.file, options.at)
    days = {} if options.bank_days is None else {"bank_days": options.bank_days}
    suppose, versions = (_pairs(f"--{name}", getattr(options, name)) for name in ("suppose", "version"))
    supposed = {name: None if value == "never" else value for name, value in suppose.items()}
    found = routes(
        case.facts, at=now, wait=options.wait or 0, suppose=supposed or None, versions=versions, **days
    )
    if options.json:
        return _as_json(routes_to_data(found))
    return _writable(routes_as_text(found, color=_colored()))


def _forecast(options: argparse.Namespace) -> str:
    case, now = _case(options.file, options.at)
    if not isinstance(case.facts, Dispute):
        raise UnreadableInputError("the case has no dispute: a forecast is of one that was opened")
    then = [_then(text) for text in options.then or ()]
    found = forecast(case.facts, at=now, policy=options.policy or case.policy, then=then)
    if options.json:
        return _as_json(forecast_to_data(found))
    return _writable(forecast_as_text(found))


def _then(text: str) -> Event:
    ((kind, when),) = _pairs("--then", [text]).items()
    try:
        return Event(cast("EventKind", kind), when)
    except BuyerProtectError as error:
        raise UnreadableInputError(f"--then: {error}") from None


def _diff(options: argparse.Namespace) -> str:
    if options.case is None:
        return _writable(difference_as_text(diff(options.policy, options.old, options.new)))
    case, now = _case(options.case, options.at)
    return _writable(
        difference_as_text(diff(options.policy, options.old, options.new, facts=case.facts, at=now))
    )


def _pairs(name: str, told: Sequence[str] | None) -> dict[str, str]:
    """Read options of the form NAME=VALUE."""
    faults = Faults()
    pairs: dict[str, str] = {}
    for text in told or ():
        key, sign, value = text.partition("=")
        if not (key and sign and value):
            faults.add(name, f"{text!r} is not of the form NAME=VALUE")
        pairs[key] = value
    faults.raise_as(UnreadableInputError)
    return pairs


def _explain(options: argparse.Namespace) -> str:
    scope = {name: told for name in ("site", "country") if (told := getattr(options, name)) is not None}
    if options.on is None:
        if scope:
            raise UnreadableInputError("--site and --country choose the version of a day: give it, with --on")
        return _writable(pack_as_text(find_pack(options.policy)))
    on = _on(options.on)
    if not scope:
        return _writable(policy_as_text(policy(options.policy, on=on)))
    pack = find_pack(options.policy)
    # Any purchase there on that day: what was bought decides no version.
    case = Order(pack.programme, on, zone="UTC", items=[Item("anything", "0 USD")], **scope)
    return _writable(policy_as_text(policy(pack.id, facts=case)))


def _count(options: argparse.Namespace) -> str:
    faults = Faults()
    readers: list[tuple[str, Callable[[str], object], str | None]] = [
        ("--rule", counting, options.rule),
        ("--calendar", find_calendar, options.calendar),
        ("--zone", zone, options.zone),
    ]
    read: dict[str, Any] = {}
    for name, reader, told in readers:
        try:
            read[name] = None if told is None else reader(told)
        except BuyerProtectError as error:
            faults.add(name, str(error))
    faults.raise_as(UnreadableInputError)
    counted = count(
        f"{options.n} {options.unit}",
        after=options.after,
        before=options.before,
        rule=read["--rule"],
        calendar=read["--calendar"],
        in_zone=options.zone,
    )
    if options.json:
        return _as_json(count_as_data(counted))
    return _writable(count_as_text(counted))


def _lint(options: argparse.Namespace) -> str:
    return _writable(lint(options.files))


def _sources(options: argparse.Namespace) -> str:
    on = _day(options.on)
    names = options.policies or [version.id for version in policies()]
    packs = dict.fromkeys(find_pack(name) for name in names)
    found = tuple(source for pack in packs for source in cited(pack))
    if options.unconfirmed is not None:
        found = unconfirmed(found, options.unconfirmed, on)
    if options.json:
        return _as_json(sources_as_data(found, months=options.unconfirmed, on=on))
    return _writable(sources_as_text(found, months=options.unconfirmed, on=on))


def _day(text: str | None) -> date:
    """Read the day that is told, or else take today, by the clock of this machine."""
    if text is None:
        return datetime.now(UTC).astimezone().date()
    told = _on(text)
    if isinstance(told, Instant):
        raise UnreadableInputError(f"--on: {text!r} is a moment, not a day: leave out its time")
    return told


def _as_json(data: dict[str, Any]) -> str:
    # What the screen has no letter for is written as JSON's own escape.
    plain = (sys.stdout.encoding or "utf-8").lower().replace("-", "") != "utf8"
    return json.dumps(data, indent=2, ensure_ascii=plain) + "\n"


def _writable(text: str) -> str:
    """Put a question mark for what the screen has no letter for, rather than fail on it."""
    encoding = sys.stdout.encoding or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)


def _on(text: str) -> Moment:
    try:
        return moment(text)
    except BuyerProtectError as error:
        raise UnreadableInputError(f"--on: {error}") from None


def _at(text: str) -> Instant:
    try:
        return Instant.of(text)
    except BuyerProtectError as error:
        raise UnreadableInputError(f"--at: {error}") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="buyerprotect",
        description="What protects a purchase, until exactly when, what to ask for and what to do next.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("assess", help="answer one case", description="Answer one case.")
    _add_case_options(command)
    command.add_argument("--policy", metavar="ID", help="the policy to use; outranks the file's")
    command.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    command.set_defaults(run=_assess)
    command = commands.add_parser(
        "routes",
        help="lay out every programme that protects one purchase",
        description="Lay out every programme that protects one purchase (the marketplace, the payment "
        "provider, the card, the law), and an order to take them in, so that no right lapses.",
    )
    _add_routes_options(command)
    command = commands.add_parser(
        "forecast",
        help="tell what becomes of a dispute if nobody does anything",
        description="Tell what becomes of a dispute if nobody does anything, step by step to its end, or if "
        "something is done on a day.",
    )
    _add_case_options(command)
    command.add_argument("--policy", metavar="ID", help="the policy to use; outranks the file's")
    command.add_argument(
        "--then",
        metavar="EVENT=WHEN",
        action="append",
        help="what is done and when, as escalated=2026-05-20; may be given again",
    )
    command.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    command.set_defaults(run=_forecast)
    command = commands.add_parser(
        "diff",
        help="compare two versions of a policy",
        description="Tell which values two versions of a policy have otherwise, and which answers change "
        "for one case.",
    )
    command.add_argument("policy", metavar="POLICY", help="the id of a policy")
    command.add_argument("old", metavar="OLD", help="a version of it")
    command.add_argument("new", metavar="NEW", help="another")
    command.add_argument("--case", metavar="FILE", help="the case, TOML or JSON; - for standard input")
    command.add_argument("--at", metavar="WHEN", help="the moment it is, with its offset")
    command.set_defaults(run=_diff)
    command = commands.add_parser(
        "explain",
        help="print a policy's rules in words",
        description="Print the rules of a policy in words, each with its sources and how far they can be "
        "trusted: every version and what it changed, or with --on the version in force, in full.",
    )
    command.add_argument("policy", metavar="POLICY", help="the id of a policy, or the name of a programme")
    command.add_argument("--on", metavar="DATE", help="a day, or a moment with its offset")
    command.add_argument("--site", metavar="SITE", help="the site, by its domain name, where that decides")
    command.add_argument("--country", metavar="CC", help="the buyer's country, where that decides")
    command.set_defaults(run=_explain)
    command = commands.add_parser(
        "lint",
        help="check packs",
        description="Check packs, and name every fault of each; or say what each holds, and which of its "
        "sources no rule cites.",
    )
    command.add_argument("files", metavar="FILE", nargs="+", help="a pack, in TOML")
    command.set_defaults(run=_lint)
    command = commands.add_parser(
        "sources",
        help="list the sources of policies",
        description="List the sources of policies: when each was last read, how far it can be trusted, and "
        "which versions and rules cite it; or with --unconfirmed those to be read again, the oldest first.",
    )
    command.add_argument("policies", metavar="POLICY", nargs="*", help="ids of policies; otherwise all")
    command.add_argument(
        "--unconfirmed", metavar="MONTHS", type=int, help="only those last read more than so many months ago"
    )
    command.add_argument("--on", metavar="DATE", help="the day to count these months from; otherwise today")
    command.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    command.set_defaults(run=_sources)
    command = commands.add_parser(
        "count",
        help="count a period, step by step",
        description="Count a period from a day or a moment, as a law or a platform counts it, and say why "
        "it ends when it does.",
    )
    _add_count_options(command)
    return parser


def _add_case_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="FILE", help="the case, TOML or JSON; - for standard input")
    command.add_argument(
        "--at", metavar="WHEN", help="the moment it is, with its offset; outranks the file's"
    )


def _add_routes_options(command: argparse.ArgumentParser) -> None:
    _add_case_options(command)
    command.add_argument("--wait", metavar="DAYS", type=int, help="ask as if so many days had passed")
    command.add_argument(
        "--suppose",
        metavar="EVENT=WHEN",
        action="append",
        help="ask as if an event had happened then, or never; may be given again",
    )
    command.add_argument(
        "--version",
        metavar="POLICY=VERSION",
        action="append",
        help="ask a policy under another version; may be given again",
    )
    command.add_argument(
        "--bank-days",
        metavar="DAYS",
        type=int,
        help=f"how long before a network's limit the bank should have it, {BANK_DAYS} unless said",
    )
    command.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    command.set_defaults(run=_routes)


def _add_count_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("n", metavar="N", help="how many")
    command.add_argument(
        "unit", metavar="UNIT", help="hours, days, business-days, weeks, months or years; or one of them"
    )
    start = command.add_mutually_exclusive_group(required=True)
    start.add_argument("--after", metavar="WHEN", help="the day, or the moment, to count forward from")
    start.add_argument("--before", metavar="WHEN", help="the day, or the moment, to count backward from")
    rules = ", ".join(counting_names())
    command.add_argument("--rule", metavar="ID", help=f"how it is counted: {rules}; otherwise plainly")
    command.add_argument(
        "--calendar", metavar="NAME", help="whose working days: an ISO code (CZ, DE-BY, GB-ENG), or a name"
    )
    command.add_argument("--zone", metavar="ZONE", help="where days and full hours begin, as Europe/Prague")
    command.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    command.set_defaults(run=_count)
