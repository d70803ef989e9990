"""The command line: one case in, one cited answer out."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence

from buyerprotect.advice.assessment import Assessment, assess
from buyerprotect.convert import LARGEST, answer_to_data, load_case, read_case
from buyerprotect.errors import BuyerProtectError, UnreadableInputError
from buyerprotect.timing.clock import Instant
from buyerprotect.views.text import as_text

__all__ = ["main"]

_ANSWERED, _UNUSABLE = 0, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0 when answered, 2 when the input cannot be used."""
    options = _parser().parse_args(arguments)
    try:
        answer = _assess(options.file, options.at, options.policy)
    except BuyerProtectError as error:
        for fault in error.faults:
            print(fault, file=sys.stderr)  # noqa: T201 - this is the screen
        return _UNUSABLE
    if options.json:
        text = json.dumps(answer_to_data(answer), indent=2, ensure_ascii=False) + "\n"
    else:
        color = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        text = as_text(answer, color=color)
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads has seen enough; closing quietly keeps the interpreter from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return _ANSWERED


def _assess(file: str, at: str | None, policy: str | None) -> Assessment:
    case = read_case(sys.stdin.buffer.read(LARGEST + 1)) if file == "-" else load_case(file)
    moment = case.at if at is None else _at(at)
    if moment is None:
        raise UnreadableInputError(
            "at: is missing: the case names no moment, so give one: --at 2017-04-16T07:33-04:00"
        )
    return assess(case.facts, at=moment, policy=policy or case.policy)


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
    command.add_argument("file", metavar="FILE", help="the case, TOML or JSON; - for standard input")
    command.add_argument(
        "--at", metavar="WHEN", help="the moment it is, with its offset; outranks the file's"
    )
    command.add_argument("--policy", metavar="ID", help="the policy to use; outranks the file's")
    command.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    return parser
