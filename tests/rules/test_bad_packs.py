"""Packs with faults, one file per rule of the loader: what has to be said, and where."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buyerprotect.errors import InvalidPackError
from buyerprotect.rules.library import load_pack
from buyerprotect.rules.pack import Pack, read_pack

BAD = Path(__file__).parent / "bad"
GOOD = Path(__file__).parent / "good"


class Expected(NamedTuple):
    """A fault: its path within the file (None where any will do), and words of its message."""

    path: str | None
    words: str


# All but a few of the files are one small pack with one fault: these are the places in it.
VERSION = "version[v1]"
WINDOW = f"{VERSION}.window[open_dispute]"
GROUND = f"{VERSION}.ground[not_received]"
EVENT = f"{VERSION}.events.protection_ends"

EXPECTED: dict[str, list[Expected]] = {
    "act-unknown": [
        Expected(VERSION + ".risk[extra].act", "did you mean 'confirm'?"),
    ],
    "action-unknown": [
        Expected(VERSION + ".advice[extra].action", "did you mean 'open_dispute'?"),
    ],
    "after-and-before": [
        Expected(EVENT + ".elapsed", "give one of them"),
    ],
    "applies-missing": [
        Expected("applies", "say which purchases a programme of the kind 'law' is for"),
    ],
    "applies-text": [
        Expected("applies", "'all' is not a table"),
    ],
    "applies-without-says": [
        Expected("applies.says", "is missing"),
    ],
    "applies-without-sources": [
        Expected("applies.sources", "a rule that nobody sources is not in"),
    ],
    "applies-without-when": [
        Expected("applies.when", "is missing"),
    ],
    "asking-request-unknown": [
        Expected(VERSION + ".asking[extra].request", "'half' is not a request"),
    ],
    "asking-return-text": [
        Expected(VERSION + ".asking[extra].return_goods", "'no' is not true or false"),
    ],
    "asking-without-return": [
        Expected(VERSION + ".asking[extra].return_goods", "is missing"),
    ],
    "assume-both-ways": [
        Expected(VERSION + ".assume", "taken as so in one place and as not so in another"),
    ],
    "assume-false-without-when": [
        Expected(EVENT + ".assume", "give it a `when`"),
    ],
    "assume-number-exclusion": [
        Expected(VERSION + ".exclusion[extra].assume", "0 is not true or false"),
    ],
    "assume-text": [
        Expected(EVENT + ".assume", "'yes' is not true or false"),
    ],
    "assume-without-when": [
        Expected(EVENT + ".assume", "give it a `when`"),
    ],
    "assume-without-where": [
        Expected(VERSION + ".assume", "give it a `where`"),
    ],
    "base-itself": [
        Expected("version[v1].base", "'v1' is not an earlier version of this pack"),
    ],
    "base-later": [
        Expected("version[v1].base", "'v2' is not an earlier version of this pack"),
    ],
    "base-list": [
        Expected("version[v2].base", "is not a text"),
    ],
    "base-unknown": [
        Expected("version[v2].base", "'v0' is not an earlier version of this pack"),
    ],
    "base-without-id": [
        Expected("version[1].id", "is missing"),
    ],
    "bound-fact-money": [
        Expected(VERSION + ".bound[extra].fact", "'paid' is not a number that facts tell"),
    ],
    "bound-fact-unknown": [
        Expected(VERSION + ".bound[extra].fact", "did you mean 'committed_days'?"),
    ],
    "bound-least-above-most": [
        Expected(VERSION + ".bound[extra].least", "90 is more than most, 60"),
    ],
    "bound-without-fact": [
        Expected(VERSION + ".bound[extra].fact", "missing"),
    ],
    "bound-without-sides": [
        Expected(VERSION + ".bound[extra].most", "at least one side"),
    ],
    "bracket-reversed": [
        Expected(VERSION + ".from.not_after", "2020-02-01 is before"),
    ],
    "bracket-time": [
        Expected(VERSION + ".from.not_before", "write 2020-01-01"),
    ],
    "business-no-calendar": [
        Expected(EVENT + ".business", "name their calendar"),
    ],
    "business-unknown-calendar": [
        Expected(EVENT + ".in", "did you mean 'mon-fri'?"),
    ],
    "calendar-base-empty": [
        Expected("calendars.shop.base", "is empty"),
    ],
    "calendar-base-missing": [
        Expected("calendars.shop.base", "is missing"),
    ],
    "calendar-base-unknown": [
        Expected("calendars.shop.base", "did you mean 'DE-"),
    ],
    "calendar-day": [
        Expected("calendars.shop.off[1]", "is not a day"),
        Expected("calendars.shop.worked[0]", "is not a day"),
    ],
    "calendar-key": [
        Expected("calendars.shop.of", "did you mean 'off'?"),
    ],
    "calendar-name-taken": [
        Expected("calendars.CZ", "give it another"),
    ],
    "calendar-source-unknown": [
        Expected("calendars.shop.sources", "did you mean 'page'?"),
    ],
    "calendar-sources-missing": [
        Expected("calendars.shop.sources", "say where its days come from"),
    ],
    "calendar-title-missing": [
        Expected("calendars.shop.title", "is missing"),
    ],
    "cap-faulty": [
        Expected(EVENT + ".capped", "540 is not a term"),
    ],
    "commentary-text": [
        Expected("commentary", "'no' is not true or false"),
    ],
    "condition-all-empty": [
        Expected(GROUND + ".when.all", "empty"),
    ],
    "condition-any-empty": [
        Expected(GROUND + ".when.any", "empty"),
    ],
    "condition-any-table": [
        Expected(GROUND + ".when.any", "is not a list of conditions"),
    ],
    "condition-empty": [
        Expected(GROUND + ".when", "write a table of facts"),
    ],
    "condition-fact-unknown": [
        Expected(GROUND + ".when.problm", "did you mean 'problem'?"),
    ],
    "condition-free-word-blank": [
        Expected(GROUND + ".when.site", "is not a text with something in it"),
    ],
    "condition-free-word-table": [
        Expected(GROUND + ".when.country", "is not a country"),
    ],
    "condition-ground-too-early": [
        Expected(VERSION + ".ground", "is no fact for scopes, windows, grounds and exclusions"),
    ],
    "condition-inner-faulty": [
        Expected(GROUND + ".when.any[1].extent", "'small' is not a word for 'extent'"),
    ],
    "condition-no-words": [
        Expected(GROUND + ".when.problem", "is empty: name at least one word"),
    ],
    "condition-not-list": [
        Expected(GROUND + ".when.not", "is not a condition"),
    ],
    "condition-text": [
        Expected(GROUND + ".when", "'not_received' is not a condition"),
    ],
    "condition-too-deep": [
        Expected(GROUND + ".when" + ".not" * 25, "is nested more than 24 deep"),
    ],
    "condition-word-number": [
        Expected(GROUND + ".when.problem", "3 is not a word for 'problem'"),
    ],
    "condition-word-unknown": [
        Expected(GROUND + ".when.problem", "did you mean 'not_received'?"),
    ],
    "count-backward-cycles": [
        Expected(EVENT + ".count", "counted forward only"),
    ],
    "count-backward-from": [
        Expected(EVENT + ".from", "a backward count has none of it"),
    ],
    "count-backward-paused": [
        Expected(EVENT + ".paused", "a backward count has none of it"),
    ],
    "count-calendar-missing": [
        Expected(EVENT + ".count", "name their calendar"),
    ],
    "count-calendar-unknown": [
        Expected(EVENT + ".in", "did you mean 'DE-"),
    ],
    "count-calendar-useless": [
        Expected(EVENT + ".count", "leave out the calendar 'CZ'"),
    ],
    "count-end": [
        Expected(EVENT + ".count", "nor a time as '17:00'"),
    ],
    "count-from": [
        Expected(EVENT + ".from", "is not a day to count from"),
    ],
    "count-months": [
        Expected(EVENT + ".count", "says nothing of months"),
    ],
    "count-plus-alone": [
        Expected(EVENT + ".plus_from", "write '1 month and 3 days'"),
    ],
    "count-plus-from": [
        Expected(EVENT + ".plus_from", "is not where to count from"),
    ],
    "count-plus-unit": [
        Expected(EVENT + ".count", "give both in one unit"),
    ],
    "count-rule-missing": [
        Expected(EVENT + ".by", "is missing"),
    ],
    "count-rule-unknown": [
        Expected(EVENT + ".by", "did you mean 'eu-1182-71'?"),
    ],
    "count-setting-exact": [
        Expected(EVENT + ".elapsed", "of which exact time knows none"),
    ],
    "count-setting-unknown": [
        Expected(EVENT + ".event_days", "did you mean 'event_day'?"),
    ],
    "count-setting-word": [
        Expected(EVENT + ".roll", "did you mean 'next'?"),
    ],
    "count-unit": [
        Expected(EVENT + ".count", "is not a length"),
    ],
    "dated-ends-before-it-begins": [
        Expected(VERSION + ".risk[extra].when.dated.until", "is not after from"),
    ],
    "dated-event-of-parcels": [
        Expected(VERSION + ".risk[extra].when.dated.event", "is not an event"),
    ],
    "dated-text": [
        Expected(VERSION + ".risk[extra].when.dated", "is not a table"),
    ],
    "dated-without-days": [
        Expected(VERSION + ".risk[extra].when.dated.from", "give the first day"),
    ],
    "dated-without-zone": [
        Expected(VERSION + ".risk[extra].when.dated.zone", "is missing"),
    ],
    "derived-itself": [
        Expected(EVENT, "refers to itself"),
    ],
    "derived-like-told": [
        Expected(VERSION + ".events.confirmed", "is an event that facts tell of"),
    ],
    "derived-round-a-corner": [
        Expected(VERSION + ".events.there", "refers to itself"),
    ],
    "drop-leaves-hole": [
        Expected("version[v2].ground[not_received].window", "'open_dispute' is not a window"),
    ],
    "drop-number": [
        Expected(None, "5 is not a list"),
    ],
    "drop-text": [
        Expected(None, "is not a list"),
    ],
    "drop-unknown": [
        Expected(None, "not_recieved"),
    ],
    "drop-without-base": [
        Expected(None, "drop"),
    ],
    "dropped-and-stated": [
        Expected("version[v2].drop", "stated again"),
    ],
    "elapsed-with-calendar": [
        Expected(EVENT + ".elapsed", "leave out the calendar 'mon-fri'"),
    ],
    "empty": [
        Expected("schema", "is to be 1"),
        Expected("id", "is missing"),
        Expected("programme", "is missing"),
        Expected("title", "is missing"),
        Expected("sources", "is missing"),
        Expected("version", "at least one version"),
    ],
    "event-first-list": [
        Expected(EVENT + ".first", "is not an event of parcels"),
    ],
    "event-first-not-of-parcels": [
        Expected(EVENT + ".first", "'placed' is not an event of parcels"),
    ],
    "event-last-table": [
        Expected(EVENT + ".last", "is not an event of parcels"),
    ],
    "event-parcel-bare": [
        Expected(WINDOW + ".opens", "each parcel has 'delivered' for itself"),
    ],
    "event-selecting": [
        Expected(VERSION + ".selected_by", "'shipped' is not an event"),
    ],
    "event-selecting-derived": [
        Expected(VERSION + ".selected_by", "'protection_ends' is not an event"),
    ],
    "event-unknown": [
        Expected(WINDOW + ".opens", "did you mean 'placed'?"),
    ],
    "event-using": [
        Expected(WINDOW + ".used_by", "did you mean 'opened'?"),
    ],
    "events-list": [
        Expected(VERSION + ".events", "is not a table"),
        Expected(WINDOW + ".closes", "'protection_ends' is not an event"),
    ],
    "evidence-kind-unknown": [
        Expected(VERSION + ".evidence[extra].kind", "'foto' is not a kind of evidence"),
    ],
    "evidence-need-unknown": [
        Expected(VERSION + ".evidence[extra].need", "'nice' is not a worth"),
    ],
    "exclusion-when-missing": [
        Expected(VERSION + ".exclusion[extra].when", "is missing"),
    ],
    "extended-by-unknown": [
        Expected(EVENT + ".extended_by", "did you mean 'extended'?"),
    ],
    "floor-faulty": [
        Expected(EVENT + ".not_before", "'deliverd' is not an event"),
    ],
    "form-empty": [
        Expected(VERSION + ".evidence[extra].form", "says nothing"),
    ],
    "form-file-type": [
        Expected(VERSION + ".evidence[extra].form.file_types[1]", "'.mov' is not how a file's name ends"),
    ],
    "form-size": [
        Expected(VERSION + ".evidence[extra].form.largest", "'2000000' is not a size: write it as '2 MB'"),
    ],
    "form-unknown-key": [
        Expected(VERSION + ".evidence[extra].form.longest", "is not a key"),
    ],
    "from-clock": [
        Expected(VERSION + ".from", "is not a date such as"),
    ],
    "from-missing": [
        Expected(VERSION + ".from", "is missing: a date, a bracket"),
    ],
    "from-text": [
        Expected(VERSION + ".from", "'2020-01-01' is not a date such as"),
    ],
    "from-time": [
        Expected(VERSION + ".from", "a date-time where a date is meant: write 2020-01-01"),
    ],
    "ground-id-number": [
        Expected(VERSION + ".ground[0].id", "7 is not a text"),
    ],
    "ground-id-twice": [
        Expected(GROUND + ".id", "stands twice"),
    ],
    "ground-term-unknown": [
        Expected(GROUND + ".term", "did you mean 'not_received'?"),
    ],
    "ground-when-missing": [
        Expected(GROUND + ".when", "is missing"),
    ],
    "ground-window-unknown": [
        Expected(GROUND + ".window", "did you mean 'open_dispute'?"),
    ],
    "id-missing": [
        Expected("id", "is missing"),
    ],
    "in-time-when-unknown": [
        Expected(WINDOW + ".in_time_when", "'posted' is not a moment that counts"),
    ],
    "interaction-effect-missing": [
        Expected(VERSION + ".interaction[extra].effect", "is missing"),
    ],
    "interaction-effect-unknown": [
        Expected(VERSION + ".interaction[extra].effect", "did you mean 'closes'?"),
    ],
    "interaction-with-empty": [
        Expected(VERSION + ".interaction[extra].with", "is empty"),
    ],
    "interaction-with-missing": [
        Expected(VERSION + ".interaction[extra].with", "is missing"),
    ],
    "key-with-line-break": [
        Expected(None, "is not a key that is known here"),
    ],
    "lapse-unknown": [
        Expected(WINDOW + ".lapse", "'right_gone' is not what follows when a window passes"),
    ],
    "length-bare": [
        Expected(EVENT + ".elapsed", "'30' is not a length"),
    ],
    "length-digits": [
        Expected(EVENT + ".elapsed", "is not a length"),
    ],
    "length-fraction": [
        Expected(EVENT + ".elapsed", "periods are counted in whole units"),
    ],
    "length-hours-business": [
        Expected(EVENT + ".business", "says nothing of hours"),
    ],
    "length-hours-calendar": [
        Expected(EVENT + ".calendar", "says nothing of hours"),
    ],
    "length-huge": [
        Expected(EVENT + ".elapsed", "leaves the years 1900 to 2200"),
    ],
    "length-negative": [
        Expected(EVENT + ".elapsed", "'-3 days' is not a length"),
    ],
    "length-number": [
        Expected(EVENT + ".elapsed", "30 is not a text"),
    ],
    "length-spaced": [
        Expected(EVENT + ".elapsed", "is not a length"),
    ],
    "length-words": [
        Expected(EVENT + ".elapsed", "'a month' is not a length"),
    ],
    "length-zero": [
        Expected(EVENT + ".elapsed", "give a whole number above zero"),
    ],
    "level-changes-verdict": [
        Expected(VERSION + ".level[extra].changes", "'verdict' is not something a level may change"),
    ],
    "measure-bound-unknown": [
        Expected(GROUND + ".when.committed_days.at_mst", "did you mean 'at_most'?"),
    ],
    "measure-empty": [
        Expected(GROUND + ".when.committed_days", "{} is not a bound"),
    ],
    "measure-limit-boolean": [
        Expected(GROUND + ".when.earlier_returns.at_least", "True is not a whole number"),
    ],
    "measure-limit-fraction": [
        Expected(GROUND + ".when.committed_days.below", "4.5 is not a whole number"),
    ],
    "measure-limit-huge": [
        Expected(GROUND + ".when.committed_days.below", "1000000000 is not a whole number"),
    ],
    "measure-limit-negative": [
        Expected(GROUND + ".when.earlier_disputes.at_least", "-1 is not a whole number of zero or more"),
    ],
    "measure-limit-text": [
        Expected(GROUND + ".when.committed_days.at_most", "'5' is not a whole number of zero or more"),
    ],
    "measure-money-number": [
        Expected(GROUND + ".when.paid.at_most", "1000"),
    ],
    "measure-money-without-currency": [
        Expected(GROUND + ".when.paid.at_most", "'1000'"),
    ],
    "measure-number": [
        Expected(GROUND + ".when.committed_days", "write { at_most = 5 }"),
    ],
    "multiple-without-most": [
        Expected(VERSION + ".multiple[extra].most", "1 or more"),
    ],
    "multiple-zero": [
        Expected(VERSION + ".multiple[extra].most", "1 or more"),
    ],
    "neither-after-nor-before": [
        Expected(EVENT + ".elapsed", "give one of them"),
    ],
    "never-opens-assumed": [
        Expected(WINDOW, "can never open"),
    ],
    "never-opens-backward": [
        Expected(WINDOW, "can never open"),
    ],
    "never-opens-capped": [
        Expected(WINDOW, "can never open"),
    ],
    "never-opens-choice": [
        Expected(WINDOW, "can never open"),
    ],
    "never-opens-days": [
        Expected(WINDOW, "can never open"),
    ],
    "never-opens-derived": [
        Expected(WINDOW, "can never open"),
    ],
    "never-opens-longer": [
        Expected(WINDOW, "can never open"),
    ],
    "never-opens-readings": [
        Expected(WINDOW, "can never open"),
    ],
    "never-opens-same-event": [
        Expected(WINDOW, "can never open"),
    ],
    "no-version": [
        Expected("version", "at least one version"),
    ],
    "norm-boolean": [
        Expected(VERSION + ".norm[extra].low", "True is not a whole number"),
    ],
    "norm-falls-with-unknown": [
        Expected(VERSION + ".norm[extra].falls_with", "'weight' is not something a share falls with"),
    ],
    "norm-fraction": [
        Expected(VERSION + ".norm[extra].low", "20.5 is not a whole number"),
    ],
    "norm-low-above-high": [
        Expected(VERSION + ".norm[extra].low", "50 is more than high, 20"),
    ],
    "norm-negative": [
        Expected(VERSION + ".norm[extra].low", "-1 is not a percentage"),
    ],
    "norm-of-unknown": [
        Expected(VERSION + ".norm[extra].of", "'shipping' is not something a share is of"),
    ],
    "norm-over-100": [
        Expected(VERSION + ".norm[extra].high", "120 is not a percentage"),
    ],
    "norm-without-ends": [
        Expected(VERSION + ".norm[extra].high", "at least one end"),
    ],
    "not-stated-blank": [
        Expected(EVENT + ".not_stated", "is blank"),
    ],
    "not-stated-condition-empty": [
        Expected(VERSION + ".risk[extra].when.not_stated", "is not a text"),
    ],
    "not-toml": [
        Expected("", "not-toml.toml is not TOML"),
    ],
    "not-toml-key-twice": [
        Expected("", "is not TOML"),
    ],
    "number-too-long-to-show": [
        Expected(VERSION + ".norm[extra].high", "beyond all measure"),
    ],
    "operand-faulty": [
        Expected(EVENT + ".first_known[1].elapsed", "'x days' is not a length"),
    ],
    "operands-empty": [
        Expected(EVENT + ".earliest_of", "is not a list of terms"),
    ],
    "operands-text": [
        Expected(EVENT + ".latest_of", "'placed' is not a list of terms"),
    ],
    "overlap": [
        Expected("version[v2]", "overlaps 'v1' in the same scope"),
    ],
    "overlap-same-scope": [
        Expected("version[v2]", "overlaps 'v1' in the same scope"),
    ],
    "party-unknown": [
        Expected(WINDOW + ".party", "did you mean 'buyer'?"),
    ],
    "pause-key": [
        Expected(EVENT + ".paused.start_day", "did you mean 'stop_day'?"),
    ],
    "pause-of-business-days": [
        Expected(EVENT + ".paused", "cannot be paused"),
    ],
    "pause-of-itself": [
        Expected(EVENT, "refers to itself"),
    ],
    "pause-parcel-event": [
        Expected(EVENT + ".paused.stops", "is not an event"),
    ],
    "pause-unknown-event": [
        Expected(EVENT + ".paused.stops", "did you mean 'repair_asked'?"),
    ],
    "pause-without-end": [
        Expected(EVENT + ".paused.resumes", "is missing"),
    ],
    "postage-payer-unknown": [
        Expected(VERSION + ".postage[extra].paid_by", "'shop' is not a party"),
    ],
    "postage-without-payer": [
        Expected(VERSION + ".postage[extra].paid_by", "missing"),
    ],
    "programme-blank": [
        Expected("programme", "is blank"),
    ],
    "programme-kind-unknown": [
        Expected("kind", "'bank' is not a kind of programme"),
    ],
    "reading-id-missing": [
        Expected(EVENT + ".readings[0].id", "is missing"),
    ],
    "reading-id-twice": [
        Expected(None, "twice"),
    ],
    "readings-table": [
        Expected(EVENT + ".readings", "is not a list of tables"),
    ],
    "refund-cap-no-money": [
        Expected(VERSION + ".refund[extra].most", "much"),
    ],
    "refund-cap-zero": [
        Expected(VERSION + ".refund[extra].most", "is no cap"),
    ],
    "refund-empty": [
        Expected(VERSION + ".refund[extra].pays", "is empty"),
    ],
    "refund-item-price-zero": [
        Expected(VERSION + ".refund[extra].item_above", "is no cap"),
    ],
    "refund-less-unknown": [
        Expected(VERSION + ".refund[extra].less[0]", "'postage' is not something that may be taken off"),
    ],
    "refund-losses-alone": [
        Expected(VERSION + ".refund[extra].pays", "is losses alone"),
    ],
    "refund-no-item-between": [
        Expected(VERSION + ".refund[extra].item_at_most", "no item lies between"),
    ],
    "refund-outstanding-text": [
        Expected(VERSION + ".refund[extra].up_to_outstanding", "'yes' is not true or false"),
    ],
    "refund-part-unknown": [
        Expected(VERSION + ".refund[extra].pays[0]", "is not a part of what was paid"),
    ],
    "refund-two-currencies": [
        Expected(VERSION + ".refund[extra].item_at_most", "are in two currencies"),
    ],
    "refund-without-parts": [
        Expected(VERSION + ".refund[extra].pays", "is missing"),
    ],
    "replaced-by-no-event": [
        Expected(EVENT + ".replaced_by", "exactly one event"),
    ],
    "replaced-by-two-events": [
        Expected(EVENT + ".replaced_by", "exactly one event"),
    ],
    "says-missing": [
        Expected(GROUND + ".says", "is missing"),
    ],
    "schema-text": [
        Expected("schema", "'1' is not a whole number"),
    ],
    "schema-wrong": [
        Expected("schema", "is to be 1"),
    ],
    "scope-chosen-by-other-events": [
        Expected("version[v2].selected_by", "differs from that of 'v1'"),
    ],
    "scope-with-other-zones": [
        Expected("version[v2].zone", "differs from that of 'v1'"),
    ],
    "selected-by-empty": [
        Expected(VERSION + ".selected_by", "is empty"),
    ],
    "selected-by-list-unknown": [
        Expected(VERSION + ".selected_by", "did you mean 'paid'?"),
    ],
    "selected-by-no-text": [
        Expected(VERSION + ".selected_by", "0 is not an event"),
    ],
    "seller-protection-cap-number": [
        Expected(VERSION + ".seller_protection[extra].most", "250"),
    ],
    "several-faults": [
        Expected("colour", "is not a key that is known here"),
        Expected("sources.page.read", "write 2026-01-15"),
        Expected(VERSION + ".zone", "'Europe/Atlantis' is not a zone"),
        Expected(EVENT + ".elapsed", "'30 moons' is not a length"),
        Expected(WINDOW + ".party", "did you mean 'buyer'?"),
        Expected(GROUND + ".when.problem", "'lost' is not a word"),
        Expected(VERSION + ".norm[extra].high", "120 is not a percentage"),
    ],
    "site-currency-unknown": [
        Expected("sites.shop.example.currencies[0]", "EURO"),
    ],
    "site-not-a-domain": [
        Expected("sites.Shop", "write its domain name in small letters"),
    ],
    "site-source-unknown": [
        Expected("sites.shop.example.sources[0]", "did you mean 'page'?"),
    ],
    "site-sources-empty": [
        Expected("sites.shop.example.sources", "is empty"),
    ],
    "site-without-sources": [
        Expected("sites.shop.example.sources", "is missing"),
    ],
    "source-kind": [
        Expected("sources.page.kind", "did you mean 'official'?"),
    ],
    "source-read-missing": [
        Expected("sources.page.read", "is missing"),
    ],
    "source-read-time": [
        Expected("sources.page.read", "a date-time where a date is meant: write 2026-01-15"),
    ],
    "source-says-missing": [
        Expected("sources.page.says", "is missing"),
    ],
    "source-text": [
        Expected("sources.page", "is not a table"),
    ],
    "sources-empty-ground": [
        Expected(GROUND + ".sources", "a rule that nobody sources is not in"),
    ],
    "sources-list": [
        Expected("sources", "is not a table"),
        Expected(VERSION + ".sources", "'page' is not a source of this pack"),
    ],
    "sources-missing-event": [
        Expected(EVENT, "has no `sources`"),
    ],
    "sources-missing-event-with-reading": [
        Expected(EVENT, "has no `sources`"),
    ],
    "sources-missing-reading": [
        Expected(EVENT + ".readings[0].sources", "a reading rests on a source of its own"),
    ],
    "sources-missing-version": [
        Expected(VERSION + ".sources", "where the dates of this version come from"),
    ],
    "sources-missing-window": [
        Expected(WINDOW + ".sources", "a rule that nobody sources is not in"),
    ],
    "sources-number": [
        Expected(GROUND + ".sources[1]", "3 is not a text"),
    ],
    "sources-text": [
        Expected(VERSION + ".sources", "'page' is not a list"),
    ],
    "sources-unknown-applies": [
        Expected("applies.sources", "did you mean 'page'?"),
    ],
    "sources-unknown-rule": [
        Expected(GROUND + ".sources", "'law' is not a source of this pack; known: page"),
    ],
    "sources-unknown-term": [
        Expected(EVENT + ".sources", "'law' is not a source of this pack"),
    ],
    "sources-unknown-version": [
        Expected(VERSION + ".sources", "did you mean 'page'?"),
    ],
    "stage-begins-empty": [
        Expected(VERSION + ".stage[extra].begins", "is empty"),
    ],
    "stage-begun-twice": [
        Expected(VERSION + ".stage[other].begins", "'opened' leads to 'extra' in every case"),
    ],
    "stage-event-unknown": [
        Expected(VERSION + ".stage[extra].begins[1]", "'delivered' is not an event of a dispute"),
    ],
    "stage-name-unknown": [
        Expected(VERSION + ".stage[extra].name", "'with_shop' is not a stage of a dispute"),
    ],
    "stage-without-begins": [
        Expected(VERSION + ".stage[extra].begins", "missing"),
    ],
    "stage-without-name": [
        Expected(VERSION + ".stage[extra].name", "missing"),
    ],
    "table-too-deep-to-show": [
        Expected(None, "id"),
    ],
    "term-list": [
        Expected(EVENT, "is not a term"),
    ],
    "term-missing": [
        Expected(WINDOW + ".closes", "is missing"),
    ],
    "term-no-head": [
        Expected(EVENT, "here: none"),
    ],
    "term-number": [
        Expected(EVENT, "30 is not a term"),
    ],
    "term-too-deep": [
        Expected(EVENT + ".is" * 25, "is nested more than 24 deep"),
    ],
    "term-two-heads": [
        Expected(EVENT, "here: elapsed and calendar"),
    ],
    "term-when-faulty": [
        Expected(EVENT + ".when.problem", "'brokn' is not a word"),
    ],
    "told-backward": [
        Expected(EVENT + ".told", "a backward count has none of it"),
    ],
    "told-unknown": [
        Expected(EVENT + ".told", "did you mean 'committed_days'?"),
    ],
    "too-many-readings": [
        Expected(WINDOW, "has 7 readings"),
    ],
    "too-many-readings-assumed": [
        Expected(WINDOW, "has 7 readings"),
    ],
    "too-many-readings-mixed": [
        Expected(WINDOW, "has 7 readings"),
    ],
    "unknown-key-advice": [
        Expected(VERSION + ".advice[extra].whenever", "is not a key that is known here"),
    ],
    "unknown-key-applies": [
        Expected("applies.else", "is not a key that is known here"),
    ],
    "unknown-key-asking": [
        Expected(VERSION + ".asking[extra].whenever", "is not a key that is known here"),
    ],
    "unknown-key-bound": [
        Expected(VERSION + ".bound[extra].colour", "colour"),
    ],
    "unknown-key-bracket": [
        Expected(VERSION + ".from.not_later", "is not a key that is known here"),
    ],
    "unknown-key-evidence": [
        Expected(VERSION + ".evidence[extra].whenever", "is not a key that is known here"),
    ],
    "unknown-key-exclusion": [
        Expected(VERSION + ".exclusion[extra].whenever", "is not a key that is known here"),
    ],
    "unknown-key-ground": [
        Expected(GROUND + ".cover", "did you mean 'covered'?"),
    ],
    "unknown-key-interaction": [
        Expected(VERSION + ".interaction[extra].else", "is not a key that is known here"),
    ],
    "unknown-key-level": [
        Expected(VERSION + ".level[extra].whenever", "is not a key that is known here"),
    ],
    "unknown-key-multiple": [
        Expected(VERSION + ".multiple[extra].colour", "colour"),
    ],
    "unknown-key-norm": [
        Expected(VERSION + ".norm[extra].whenever", "is not a key that is known here"),
    ],
    "unknown-key-note": [
        Expected(VERSION + ".note[extra].colour", "colour"),
    ],
    "unknown-key-pack": [
        Expected("titel", "did you mean 'title'?"),
    ],
    "unknown-key-postage": [
        Expected(VERSION + ".postage[extra].colour", "colour"),
    ],
    "unknown-key-reading": [
        Expected(EVENT + ".readings[0].note", "is not a key that is known here"),
    ],
    "unknown-key-refund": [
        Expected(VERSION + ".refund[extra].paid_by", "is not a key"),
    ],
    "unknown-key-risk": [
        Expected(VERSION + ".risk[extra].whenever", "is not a key that is known here"),
    ],
    "unknown-key-site": [
        Expected("sites.shop.example.currency", "did you mean 'currencies'?"),
    ],
    "unknown-key-source": [
        Expected("sources.page.adress", "did you mean 'address'?"),
    ],
    "unknown-key-term": [
        Expected(EVENT + ".cap", "is not a key that is known here"),
    ],
    "unknown-key-version": [
        Expected(VERSION + ".untill", "did you mean 'until'?"),
    ],
    "unknown-key-window": [
        Expected(WINDOW + ".opened", "did you mean 'opens'?"),
    ],
    "unknown-key-zone": [
        Expected(VERSION + ".zone.either", "is not a key that is known here"),
    ],
    "unknown-kind-of-rule": [
        Expected(VERSION + ".remedy", "is not a key that is known here"),
    ],
    "unless-told-unknown": [
        Expected(EVENT + ".unless_told", "did you mean 'committed'?"),
    ],
    "until-before-from": [
        Expected(VERSION + ".until", "is 2019-01-01, not after the start, 2020-01-01"),
    ],
    "until-bracket-before-from": [
        Expected(VERSION + ".until", "between 2018-01-01 and 2019-01-01, not after the start"),
    ],
    "until-is-from": [
        Expected(VERSION + ".until", "is 2020-01-01, not after the start, 2020-01-01"),
    ],
    "version-id-missing": [
        Expected("version[0].id", "is missing"),
    ],
    "version-id-twice": [
        Expected("version[v1].id", "'v1' stands twice"),
    ],
    "version-row-text": [
        Expected("version[0]", "'v1' is not a table"),
    ],
    "version-table": [
        Expected("version", "is not a list of tables"),
    ],
    "waived-without-wait": [
        Expected(EVENT + ".waived_at", "give it the wait"),
    ],
    "where-empty": [
        Expected(VERSION + ".where", "write a table of facts"),
    ],
    "window-id-list": [
        Expected(None, "is not a text"),
    ],
    "window-id-twice": [
        Expected(WINDOW + ".id", "stands twice"),
    ],
    "window-list-of-texts": [
        Expected(VERSION + ".window[0]", "'open_dispute' is not a table"),
    ],
    "window-table": [
        Expected(VERSION + ".window", "is not a list of tables"),
    ],
    "zone-alternative-unknown": [
        Expected(VERSION + ".zone", "'Mars/Olympus' is not a zone"),
    ],
    "zone-assumed-missing": [
        Expected(VERSION + ".zone.assumed", "is missing"),
    ],
    "zone-buyer": [
        Expected(VERSION + ".zone", "'buyer' is not a zone"),
    ],
    "zone-list": [
        Expected(VERSION + ".zone", "is not a zone"),
    ],
    "zone-missing": [
        Expected(VERSION + ".zone", "is missing"),
    ],
    "zone-unknown": [
        Expected(VERSION + ".zone", "did you mean 'Europe/Paris'?"),
    ],
}


def faults_of(name: str) -> list[tuple[str, str]]:
    with pytest.raises(InvalidPackError) as raised:
        load_pack(BAD / f"{name}.toml")
    # Paths begin with the file's name, so that the faults of several files can stand in one list.
    found = raised.value.faults
    return [(fault.path.removeprefix(f"{name}.toml").removeprefix("."), fault.says) for fault in found]


def is_reported(expected: Expected, faults: list[tuple[str, str]]) -> bool:
    return any(expected.path in (None, path) and expected.words in f"{path} {says}" for path, says in faults)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_bad_pack_is_refused_with_path_and_reason(name: str) -> None:
    faults = faults_of(name)
    missing = [expected for expected in EXPECTED[name] if not is_reported(expected, faults)]
    assert not missing, faults
    # One fault a line, and each short enough to be read.
    lines = [f"{path}: {says}" for path, says in faults]
    assert [line for line in lines if len(line) > 600 or not line.isprintable()] == []


def test_every_file_in_the_folder_is_in_the_table() -> None:
    assert {path.stem for path in BAD.iterdir()} == EXPECTED.keys()


def test_all_of_several_faults_are_reported_at_once() -> None:
    faults = faults_of("several-faults")
    assert len(EXPECTED["several-faults"]) > 1
    assert [expected for expected in EXPECTED["several-faults"] if not is_reported(expected, faults)] == []


@pytest.mark.parametrize(
    "name",
    ["version-id-missing", "length-number", "term-missing", "sources-text", "schema-text", "version-table"],
)
def test_one_fault_is_reported_once(name: str) -> None:
    assert len(faults_of(name)) == 1


def test_a_fault_of_a_source_is_not_repeated_by_every_rule_that_names_it() -> None:
    assert [path for path, _ in faults_of("source-kind")] == ["sources.page.kind"]


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InvalidPackError, match=r"nowhere\.toml' cannot be read"):
        load_pack(tmp_path / "nowhere.toml")


def test_a_folder_is_not_a_pack(tmp_path: Path) -> None:
    with pytest.raises(InvalidPackError, match="cannot be read"):
        load_pack(tmp_path)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes(b'title = "caf\xe9"')
    with pytest.raises(InvalidPackError, match=r"latin\.toml' cannot be read"):
        load_pack(path)


def test_a_file_larger_than_any_pack_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.toml"
    path.write_bytes(b"#" * (4 * 1024 * 1024 + 1))
    with pytest.raises(InvalidPackError, match="is larger than"):
        load_pack(path)


def test_lists_nested_without_end_are_refused() -> None:
    with pytest.raises(InvalidPackError):
        read_pack("id = " + "[" * 50_000)


# --- any shape in any place -------------------------------------------------------------------------

# Words that mean something somewhere get deeper into the loader than random text does.
# fmt: off
WORDS = [
    "placed", "paid", "shipped", "delivered", "confirmed", "committed_end", "ends", "timer_ends",
    "opened", "page", "forum", "v1", "base", "drop", "open_dispute", "unknown", "buyer", "UTC", "3",
    "days", "elapsed", "calendar", "mon-fri", "problem", "size", "any", "all", "not", "full",
    "14 days", "1 month and 3 days", "eu-1182-71", "CZ", "next", "17:00", "repaired",
    "goods", "seller", "1000 USD", "committed_days", "agreed", "responded",
]
KEYS = [
    "id", "base", "drop", "where", "from", "until", "zone", "sources", "events", "window", "ground",
    "norm", "asking", "risk", "elapsed", "calendar", "business", "in", "after", "before", "first",
    "last", "is", "earliest_of", "latest_of", "first_known", "not_stated", "told", "readings",
    "extended_by", "capped", "not_before", "not_after", "replaced_by", "when", "any", "all", "not",
    "problem", "country", "happened", "assumed", "or", "title", "kind", "schema", "assume", "of",
    "committed_days", "earlier_disputes", "paid", "at_least", "at_most", "above", "below", "carrier",
    "count", "by", "paused", "stops", "resumes", "waived_at", "plus_from", "end", "roll", "calendars", "off",
    "postage", "paid_by", "multiple", "most", "least", "bound", "fact", "note",
    "stage", "name", "begins", "form", "file_types", "largest", "unedited", "signed",
]
# fmt: on

leaves: st.SearchStrategy[object] = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(["60 days", "1 hour", "", " ", "window.open_dispute"]),
    st.text(max_size=4),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.just(UTC)),
    st.times(),
)
keys = st.sampled_from(KEYS) | st.text(max_size=3)
values: st.SearchStrategy[object] = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=6,
)

SAMPLES: list[dict[str, Any]] = [
    tomllib.loads((GOOD / f"{name}.toml").read_text(encoding="utf-8"))
    for name in ("every-form", "base-and-changes")
]

Place = tuple[str | int, ...]


def places(value: object, here: Place = ()) -> Iterator[Place]:
    """Yield the place of every value within a value, from the outermost in."""
    if here:
        yield here
    if isinstance(value, dict):
        for key, inner in cast("dict[str, object]", value).items():
            yield from places(inner, (*here, key))
    elif isinstance(value, list):
        for i, inner in enumerate(cast("list[object]", value)):
            yield from places(inner, (*here, i))


PLACES = [(i, place) for i, sample in enumerate(SAMPLES) for place in places(sample)]


@st.composite
def spoiled(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a good pack as plain data with one value replaced, taken out or put in."""
    which, place = draw(st.sampled_from(PLACES))
    data = copy.deepcopy(SAMPLES[which])
    target: Any = data
    for step in place[:-1]:
        target = target[step]
    match draw(st.sampled_from(["replace", "replace", "delete", "add"])):
        case "replace":
            target[place[-1]] = draw(values)
        case "delete":
            del target[place[-1]]
        case _ if isinstance(target, dict):
            target[draw(keys)] = draw(values)
        case _:
            target.append(draw(values))
    return data


def written(value: object) -> str:
    """Write plain data as TOML, everything inline: it need not be pretty, only exact."""
    match value:
        case dict():
            items = cast("dict[str, object]", value).items()
            return "{" + ", ".join(f"{quoted(key)} = {written(inner)}" for key, inner in items) + "}"
        case list():
            return "[" + ", ".join(written(inner) for inner in cast("list[object]", value)) + "]"
        case bool():
            return "true" if value else "false"
        case str():
            return quoted(value)
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return repr(value)


def quoted(text: str) -> str:
    return '"' + "".join(f"\\U{ord(c):08X}" if c in '"\\' or not c.isprintable() else c for c in text) + '"'


def written_pack(data: dict[str, Any]) -> str:
    return "".join(f"{quoted(key)} = {written(value)}\n" for key, value in data.items())


@pytest.mark.parametrize("data", SAMPLES)
def test_what_the_test_writes_is_the_pack_it_was_given(data: dict[str, Any]) -> None:
    assert tomllib.loads(written_pack(data)) == data


@settings(deadline=None, max_examples=1500)
@given(spoiled())
def test_whatever_stands_in_a_pack_only_faults_come_out(data: dict[str, Any]) -> None:
    found: Pack | InvalidPackError
    try:
        found = read_pack(written_pack(data), "fuzzed.toml")
    except InvalidPackError as error:
        found = error
    assert isinstance(found, Pack) or found.faults
