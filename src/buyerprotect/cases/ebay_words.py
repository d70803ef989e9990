"""What eBay's words mean in our facts: sites, parties, problems, events and the windows of our policy."""

from __future__ import annotations

from buyerprotect.facts.claim import Party, ProblemKind
from buyerprotect.facts.dispute import EventKind
from buyerprotect.facts.parcel import Tracking

__all__ = [
    "ACTIVITIES",
    "APPEALED",
    "CHARGED_BACK",
    "CLOSED_BECAUSE",
    "DISPUTED",
    "DUE",
    "HAPPENED",
    "IF_IT_DIFFERS",
    "NOT_PAID",
    "OPENINGS",
    "PAID_BACK",
    "PAID_BY_EBAY",
    "PARTIES",
    "PROBLEMS",
    "RULED_FOR",
    "SETTLED",
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

RULED_FOR: dict[str, Party] = {"SELLER_ACCEPT": "buyer", "SELLER_LOST": "buyer", "SELLER_WON": "seller"}

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
    "SYSTEM_CLOSE_RETURN": ("closed", "platform", None),
    "TIME_OUT_FOR_REFUND": ("defaulted", "seller", None),
    "TIME_OUT_FOR_RETURN_SHIPPING": ("defaulted", "buyer", None),
}
OPENINGS = frozenset({"BUYER_CREATE_RETURN", "SYSTEM_CREATE_RETURN"})
WITH_A_PART = frozenset({"SELLER_OFFER_PARTIAL_REFUND"})
CHARGED_BACK = frozenset({"CHARGEBACK_OPEN", "EXTERNAL_CLAIM_OPENED"})
PAID_BY_EBAY = frozenset(
    {"SYSTEM_BUYER_PARTIAL_REFUND_AS_PAYOUT", "SYSTEM_BUYER_REFUND_AS_PAYOUT", "SYSTEM_IMMEDIATE_REFUND"}
)
SETTLED = frozenset({"BUYER_RECEIVED_REFUND", "BUYER_RECEIVED_REPLACEMENT"})
"""Why a buyer closes a return without giving anything up."""

_OVER: tuple[EventKind, ...] = ("closed", "cancelled")
_PAID: tuple[EventKind, ...] = ("refund_issued", "refunded")
HAPPENED: dict[str, tuple[EventKind, ...]] = {
    "CLOSED": _OVER,
    "ESCALATED": ("escalated",),
    "ITEM_DELIVERED": ("return_received",),
    "ITEM_READY_TO_SHIP": ("answered",),
    "ITEM_SHIPPED": ("return_sent",),
    "LESS_THAN_A_FULL_REFUND_ISSUED": _PAID,
    "PARTIAL_REFUNDED": _PAID,
    "PARTIAL_REFUND_DECLINED": ("declined",),
    "PARTIAL_REFUND_REQUESTED": ("offered",),
    "READY_FOR_SHIPPING": ("answered",),
    "REFUND_TIMEOUT": ("defaulted",),
    "RETURN_REJECTED": ("answered",),
}
"""What a state of a return tells has happened: one of these events, of which it does not say when."""

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
    "SELLER_RETRY_REFUND": ("refund", "seller_refund"),
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
APPEALED: dict[str, Party] = {
    "BUYER_APPEALED": "buyer",
    "SELLER_APPEALED": "seller",
    "SELLER_INVOICED_BUYER_APPEALED": "buyer",
    "SELLER_RECOUPED_BUYER_APPEALED": "buyer",
    "SELLER_RECOUPED_BUYER_APPEALED_CLOSED_CASE": "buyer",
    "SELLER_RECOUP_NEEDED_BUYER_APPEALED": "buyer",
    "SELLER_RECOUP_NEEDED_BUYER_APPEALED_CLOSED_CASE": "buyer",
}

_FOR_SOMEBODY = "an agent closed it on somebody's behalf, which does not say who won"
_MONEY_BACK = "the buyer had money back"
CLOSED_BECAUSE: dict[str, str] = {
    "AGENT_CLOSE_FOR_BUYER": _FOR_SOMEBODY,
    "AGENT_CLOSE_FOR_EBAY": _FOR_SOMEBODY,
    "AGENT_CLOSE_FOR_SELLER": _FOR_SOMEBODY,
    "BUYER_CLOSE": "the buyer closed it",
    "BUYER_CONFIRM_FULL_REFUND_NPP": _MONEY_BACK,
    "BUYER_CONFIRM_FULL_REFUND_PP": _MONEY_BACK,
    "BUYER_CONFIRM_PARTIAL_REFUND_NPP": _MONEY_BACK,
    "BUYER_CONFIRM_PARTIAL_REFUND_PP": _MONEY_BACK,
    "BUYER_REFUNDED": _MONEY_BACK,
    "ITEM_ARRIVED": "the buyer closed it, since the goods came",
    "PAYMENT_PROCESSOR_CLAIM_FILED": "the payment was disputed with who made it, which ends a case of eBay",
    "SELLER_FULL_REFUND_PP": _MONEY_BACK,
    "SELLER_PARTIAL_REFUND_PP": _MONEY_BACK,
    "WORKED_OUT_WITH_SELLER": "the buyer closed it",
    "WOULD_RATHER_KEEP_THE_ITEM": "the buyer closed it",
}
"""What reasons to close a case tell beside who won."""
