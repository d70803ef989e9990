"""Evidence: what a claim has to show, what it would help to show, and what shows nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from attrs import frozen

from buyerprotect.advice.case import Because, Case
from buyerprotect.facts.claim import Claim
from buyerprotect.rules.form import Form

__all__ = ["EvidenceNeed", "evidence_needs"]


@frozen(kw_only=True)
class EvidenceNeed:
    """A piece of evidence: its worth here, in which form it counts, whether the claim has it, and why.

    `unfit` says why what the claim brings of this kind does not count as it is: then it does not have it.
    """

    kind: str
    need: Literal["needed", "wanted", "useless"]
    have: bool
    because: Because
    form: Form | None = None
    unfit: tuple[str, ...] = ()


def evidence_needs(case: Case, claim: Claim) -> Iterator[EvidenceNeed]:
    """Yield the evidence that the rules ask for, and what the claim brings that is of no use."""
    for rule in case.applying(case.policy.evidence):
        pieces = [piece for piece in claim.evidence if piece.kind == rule.kind]
        faults = [() if rule.form is None else tuple(rule.form.unfit(piece)) for piece in pieces]
        have = any(not unfit for unfit in faults)
        if have or rule.need != "useless":
            yield EvidenceNeed(
                kind=rule.kind,
                need=rule.need,
                have=have,
                because=Because.of("evidence", rule),
                form=rule.form,
                unfit=() if have else tuple(dict.fromkeys(why for unfit in faults for why in unfit)),
            )
