"""The answer of eBay's checkInquiryEligibility: from when until when it can be reported that nothing came."""

from __future__ import annotations

from buyerprotect.cases.draft import Draft
from buyerprotect.cases.ebay_parts import date_of
from buyerprotect.cases.payload import Payload
from buyerprotect.cases.told import vocabulary
from buyerprotect.facts.parcel import Parcel

__all__ = ["tell_eligibility"]


def tell_eligibility(payload: Payload, draft: Draft) -> None:
    """Tell eBay's own window for the order, and by when it was to come.

    That one may be asked says nothing of what is wrong, so no problem is told.
    """
    words = vocabulary("ebay")
    status = payload.word("inquiryEligibilityStatus", words["inquiry_eligibility_status"])
    payload.word("paypalReasonToDenyRequestFiling", words["payment_denial_reason"])
    opens, closes = (date_of(payload, f"{name}PossibleFilingDate") for name in ("earliest", "latest"))
    if opens is not None and closes is not None and closes.value < opens.value:
        says = f"{closes.value} is before the earliest, {opens.value}: neither is taken"
        payload.gap("latestPossibleFilingDate", says)
    else:
        path = payload.at("earliestPossibleFilingDate" if closes is None else "latestPossibleFilingDate")
        draft.state(path, "buyer", "open_dispute", opens=opens, closes=closes, window="report_not_received")
    if status in ("INELIGIBLE", "INELIGIBLIE"):
        payload.gap(
            "inquiryEligibilityStatus", "not to be reported now; why is told in `errors`, as it stands"
        )
    promised = date_of(payload, "estimatedDeliveryDate")
    if promised is not None:
        draft.parcel(Parcel(promised=promised.value), promised)
    for key in ("inquiryId", "returnId"):
        if payload.data.get(key) is not None:
            payload.gap(key, "one was opened already: read it by itself")
