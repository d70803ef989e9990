"""What PayPal's words mean in our facts: problems, traits, parties, evidence and outcomes."""

from __future__ import annotations

from buyerprotect.cases.told import vocabulary
from buyerprotect.facts.claim import Party, ProblemKind
from buyerprotect.facts.item import Trait

__all__ = [
    "APPEALS",
    "BACK",
    "FOR_THE_BUYER",
    "FOR_THE_SELLER",
    "KNOWN",
    "NOT_PAID",
    "OF_RETURN",
    "OF_SHIPMENT",
    "PAID_BACK",
    "PARTIES",
    "PROBLEMS",
    "SUB_PROBLEMS",
    "TALKS",
    "TRAITS",
]

KNOWN = vocabulary("paypal")

PROBLEMS: dict[str, ProblemKind] = {
    "MERCHANDISE_OR_SERVICE_NOT_RECEIVED": "not_received",
    "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED": "not_as_described",
    "UNAUTHORISED": "unauthorised",
    "CREDIT_NOT_PROCESSED": "not_refunded",
    "DUPLICATE_TRANSACTION": "duplicate",
    "INCORRECT_AMOUNT": "incorrect_amount",
    "PAYMENT_BY_OTHER_MEANS": "duplicate",
    "CANCELED_RECURRING_BILLING": "recurring",
}
SUB_PROBLEMS: dict[str, ProblemKind] = {"DAMAGED": "damaged", "MISSING_PARTS": "missing_parts"}
TRAITS: dict[str, Trait] = {"SERVICE": "service", "DIGITAL_DOWNLOAD": "digital"}
PARTIES: dict[str, Party] = {"BUYER": "buyer", "SELLER": "seller"}
NOT_PAID = frozenset({"UNCLAIMED", "DENIED", "FAILED", "HELD", "PENDING", "CANCELLED"})
PAID_BACK = frozenset({"PARTIALLY_REFUNDED", "REFUNDED", "REVERSED"})
TALKS = frozenset({"MERCHANDISE_OR_SERVICE_NOT_RECEIVED", "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED"})
APPEALS = frozenset({"PRE_ARBITRATION", "ARBITRATION"})
OF_SHIPMENT = frozenset(
    {
        *("PROOF_OF_FULFILLMENT", "ONLINE_TRACKING_INFORMATION", "ADDITIONAL_TRACKING_INFORMATION"),
        *("ADDITIONAL_PROOF_OF_SHIPMENT", "PROOF_OF_DELIVERY_SIGNATURE", "DELIVERY_RECEIPT"),
        "PROOF_OF_SHIPMENT_POSTAGE",
    }
)
OF_RETURN = frozenset({"PROOF_OF_RETURN", "RETURN_TRACKING_INFORMATION", "ADDITIONAL_PROOF_OF_RETURN"})
FOR_THE_BUYER = frozenset({"RESOLVED_BUYER_FAVOUR", "ACCEPTED"})
FOR_THE_SELLER = frozenset({"RESOLVED_SELLER_FAVOUR", "DENIED"})
# What a seller grants with an offer or by accepting a claim: whether the goods go back.
BACK = {
    "REFUND": False,
    "PARTIAL_REFUND": False,
    "REFUND_WITH_RETURN": True,
    "REFUND_WITH_RETURN_SHIPMENT_LABEL": True,
}
