"""Evidence: what a claim has to show, what it would help to show, and what shows nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from attrs import frozen

from buyerprotect.advice.case import Because, Case
from buyerprotect.facts.claim import Claim

__all__ = ["EvidenceNeed", "evidence_needs"]


@frozen(kw_only=True)
class EvidenceNeed:
    """A piece of evidence: what it is worth here, whether the claim has it, and why it matters."""

    kind: str
    need: Literal["needed", "wanted", "useless"]
    have: bool
    because: Because


def evidence_needs(case: Case, claim: Claim) -> Iterator[EvidenceNeed]:
    """Yield the evidence that the rules ask for, and what the claim brings that is of no use."""
    kinds = {evidence.kind for evidence in claim.evidence}
    for rule in case.applying(case.policy.evidence):
        have = rule.kind in kinds
        if have or rule.need != "useless":
            because = Because.of("evidence", rule)
            yield EvidenceNeed(kind=rule.kind, need=rule.need, have=have, because=because)
