"""What eBay's words mean in our facts: sites, parties, problems, events and the windows of our policy."""

from __future__ import annotations

from buyerprotect.facts.claim import Party, ProblemKind
from buyerprotect.facts.dispute import EventKind
from buyerprotect.facts.parcel import Tracking

__all__ = [
    "ACTIVITIES",
    "APPEALED",
    "DISPUTED",
    "DUE",
    "IF_IT_DIFFERS",
    "NOT_PAID",
    "OPENINGS",
    "PAID_BACK",
    "PARTIES",
    "PROBLEMS",
    "SITES",
    "TRACKING",
    "WITH_A_PART",
]

SITES = {
    **{f"EBAY_{code}": f"ebay.{code.lower()}" for code in ("AT", "BE", "CA", "CH", "DE", "ES", "FR", "IE")},
    **{f"EBAY_{code}": f"ebay.{code.lower()}" for code in ("IN", "IT", "NL", "PH", "PL")},
    **{f"EBAY_{code}": f"ebay.com.{code.lower()}" for code in ("AU", "HK", "MY", "SG")},
    "EBAY_GB": "ebay.co.uk",
    "EBAY_US": "ebay.com",
}
PARTIES: dict[str, Party] = {
    "BUYER": "buyer",
    "SELLER": "seller",
    "CSR": "platform",
    "SYSTEM": "platform",
    "EBAY": "platform",
}
TRACKING: dict[str, Tracking] = {"DELIVERED": "delivered", "IN_TRANSIT": "moving"}

PROBLEMS: dict[str, ProblemKind] = {
    "ARRIVED_DAMAGED": "damaged",
    "ARRIVED_LATE": "late",
    "DEFECTIVE_ITEM": "defective",
    "DIFFERENT_FROM_LISTING": "not_as_described",
    "EXPIRED_ITEM": "quality",
    "FAKE_OR_COUNTERFEIT": "counterfeit",
    "FOUND_BETTER_PRICE": "changed_mind",
    "MISSING_PARTS": "missing_parts",
    "NOT_AS_DESCRIBED": "not_as_described",
    "NO_LONGER_NEED_ITEM": "changed_mind",
    "ORDERED_ACCIDENTALLY": "changed_mind",
    "ORDERED_WRONG_ITEM": "changed_mind",
    "RECEIVED_WRONG_ITEM": "wrong_item",
    "RETURNING_GIFT": "changed_mind",
}
# These say both what differs and what is only unwanted; the type of the reason tells which.
IF_IT_DIFFERS: dict[str, ProblemKind] = {"ORDERED_DIFFERENT_ITEM": "wrong_item", "WRONG_SIZE": "size"}

DISPUTED: dict[str, ProblemKind] = {
    "COUNTERFEIT": "counterfeit",
    "CREDIT_NOT_PROCESSED": "not_refunded",
    "DUPLICATE_AMOUNT": "duplicate",
    "FRAUD": "unauthorised",
    "INCORRECT_AMOUNT": "incorrect_amount",
    "ITEM_NOT_RECEIVED": "not_received",
    "SIGNIFICANTLY_NOT_AS_DESCRIBED": "not_as_described",
}

ACTIVITIES: dict[str, tuple[EventKind, Party, bool | None]] = {
    "BUYER_ACCEPTS_NON_PAYPAL_PARTIAL_REFUND": ("accepted", "buyer", None),
    "BUYER_ACCEPTS_PARTIAL_REFUND": ("accepted", "buyer", None),
    "BUYER_CLOSE_RETURN": ("cancelled", "buyer", None),
    "BUYER_DECLINE_PARTIAL_REFUND": ("declined", "buyer", None),
    "BUYER_ESCALATE": ("escalated", "buyer", None),
    "BUYER_MARK_REFUND_RECEIVED": ("refunded", "seller", None),
    "BUYER_MARK_RETURN_SHIPPED": ("return_sent", "buyer", None),
    "NOTIFIED_DELIVERED": ("return_received", "seller", None),
    "NOTIFIED_SHIPPED": ("return_sent", "buyer", None),
    "SELLER_APPROVE_REQUEST": ("answered", "seller", True),
    "SELLER_DECLINE_REQUEST": ("answered", "seller", False),
    "SELLER_ESCALATE": ("escalated", "seller", None),
    "SELLER_ISSUE_REFUND": ("refund_issued", "seller", None),
    "SELLER_MARK_AS_RECEIVED": ("return_received", "seller", None),
    "SELLER_MARK_REFUND_SENT": ("refund_issued", "seller", None),
    "SELLER_OFFER_PARTIAL_REFUND": ("offered", "seller", None),
    "SELLER_OFFER_RETURNS": ("offered", "seller", None),
    "TIME_OUT_FOR_REFUND": ("defaulted", "seller", None),
    "TIME_OUT_FOR_RETURN_SHIPPING": ("defaulted", "buyer", None),
}
OPENINGS = frozenset({"BUYER_CREATE_RETURN", "SYSTEM_CREATE_RETURN"})
WITH_A_PART = frozenset({"SELLER_OFFER_PARTIAL_REFUND"})

DUE: dict[str, tuple[str, str | None]] = {
    "BUYER_MARK_RETURN_SHIPPED": ("return_goods", "return_goods"),
    "BUYER_PRINT_SHIPPING_LABEL": ("return_goods", "return_goods"),
    "BUYER_PROVIDE_TRACKING_INFO": ("return_goods", "return_goods"),
    "NOTIFIED_SHIPPED": ("return_goods", "return_goods"),
    "BUYER_ESCALATE": ("escalate", "escalate"),
    "SELLER_APPROVE_REQUEST": ("answer", "seller_answer"),
    "SELLER_DECLINE_REQUEST": ("answer", "seller_answer"),
    "SELLER_OFFER_RETURNS": ("answer", "seller_answer"),
    "SELLER_ISSUE_REFUND": ("refund", "seller_refund"),
    "SELLER_MARK_REFUND_SENT": ("refund", "seller_refund"),
}

PAID_BACK: dict[str, Party] = {
    "AUTO_REFUND": "platform",
    "BUYER_MASS_PAYOUT": "platform",
    "BUYER_PAYOUT": "platform",
    "NON_PAYPAL_FULL_REFUND": "seller",
    "NON_PAYPAL_PARTIAL_REFUND": "seller",
    "PAYPAL_PARTIAL_REFUND": "seller",
    "PAYPAL_REFUND": "seller",
    "SELLER_VOLUNTARY_REFUND": "seller",
}
NOT_PAID = frozenset({"FAILED", "PENDING", "REQUESTED"})
APPEALED: dict[str, Party] = {"BUYER_APPEALED": "buyer", "SELLER_APPEALED": "seller"}
