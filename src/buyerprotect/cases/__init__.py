"""Other systems' cases in: each module reads what one API says of a dispute.

Every one of them has `read(payload)`, which gives a `CaseRecord`.
"""

from buyerprotect.cases.record import CaseRecord, Gap, Stated, Word

__all__ = ["CaseRecord", "Gap", "Stated", "Word"]
