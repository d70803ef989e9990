"""What the files of the conformance set cannot show of Mercado Libre's pack."""

from __future__ import annotations

from typing import Any

import pytest
from finding import beside, silence, stages_called

import buyerprotect as bp
from buyerprotect.rules.library import find_pack

PACK = find_pack("mercado-libre")
WITH_RULES = {"mercadolibre.com.ar", "mercadolivre.com.br"}


def order(site: str | None, placed: str = "2024-08-01", **told: Any) -> bp.Order:
    facts: dict[str, Any] = {
        "site": site,
        "zone": "UTC",
        "paid": placed,
        "items": [bp.Item("radio", "90 BRL")],
        "parcels": [bp.Parcel(shipped=placed, delivered=placed)],
    }
    return bp.Order("mercado-libre", placed, **{**facts, **told})


def test_the_sites_are_those_that_exist() -> None:
    assert len(PACK.sites) == 18
    assert set(PACK.sites) >= WITH_RULES
    assert PACK.sites["mercadolibre.com.uy"].currencies == {"UYU"}
    assert PACK.sites["mercadolivre.com.br"].currencies == {"BRL"}


@pytest.mark.parametrize("site", sorted(set(PACK.sites) - WITH_RULES))
def test_a_site_whose_rules_were_not_found_is_refused(site: str) -> None:
    with pytest.raises(bp.OutOfCoverageError):
        bp.deadlines(order(site))


def test_a_site_that_is_not_told_is_asked_for() -> None:
    with pytest.raises(bp.BuyerProtectError, match="site; tell it"):
        bp.deadlines(order(None))


def test_the_conflict_over_a_change_of_mind_stands_as_two_readings() -> None:
    window = bp.deadlines(order("mercadolivre.com.br", "2016-11-21")).find("return")
    assert window is not None
    assert {reading.id for reading in window.readings} >= {"10-days"}
    assert window.safe_by is not None
    assert window.latest_arguable is not None
    assert window.safe_by < window.latest_arguable


def test_argentina_before_its_first_report_is_answered_with_a_remark() -> None:
    for placed, doubts in (("2023-05-01", 1), ("2024-02-09", 0)):
        found = bp.assess(order("mercadolibre.com.ar", placed), at=f"{placed}T23:00Z")
        assert len([remark for remark in found.remarks if "in force that day" in str(remark)]) == doubts


@pytest.mark.parametrize("version", ["brazil-2016", "brazil-2024"])
def test_in_brazil_a_chargeback_ends_the_cover(version: str) -> None:
    assert beside("mercado-libre", version) == {"chargeback": ("closed_by", ("card",))}


def test_of_argentina_no_such_rule_was_found() -> None:
    assert beside("mercado-libre", "argentina") == {}


@pytest.mark.parametrize(
    ("site", "placed", "claim", "mediation"),
    [
        # ar-mediation, br-mediation: mediation of a claim is asked for, which opens a dispute.
        ("mercadolibre.com.ar", "2024-08-01", "a claim (reclamo)", "mediation (mediación)"),
        ("mercadolivre.com.br", "2024-08-01", "a claim (reclamação)", "mediation (mediação)"),
        # br-tecmundo: the platform mediates.
        ("mercadolivre.com.br", "2016-08-01", None, "mediation"),
    ],
)
def test_a_claim_is_the_sellers_until_mediation_is_asked_for(
    site: str, placed: str, claim: str | None, mediation: str
) -> None:
    currency = "ARS" if site.endswith("ar") else "BRL"
    bought = order(site, placed, items=[bp.Item("radio", f"90 {currency}")])
    facts = bp.Dispute(
        bp.Claim(bought, [bp.Problem("defective")]),
        [
            bp.Event("opened", f"{placed[:8]}03T12:00Z"),
            bp.Event("answered", f"{placed[:8]}04T12:00Z", accepts=False),
            bp.Event("escalated", f"{placed[:8]}05T12:00Z"),
        ],
    )
    assert stages_called(facts) == [("with_seller", claim), ("refused", claim), ("with_platform", mediation)]
    assert silence(facts) == [("", "with_seller"), ("", "refused"), ("", "with_platform")]
