"""The faults that the checks know, and what happens to a bar with one of them."""

from __future__ import annotations

from dataclasses import dataclass

from marketlink.records.price import FaultPolicy


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: its name, its default policy, its description."""

    name: str
    policy: FaultPolicy
    meaning: str


FAULTS: tuple[Fault, ...] = (
    Fault("negative-price", "skip", "a price below zero (old dividends subtracted by the vendor)"),
    Fault("unapplied-split", "flag", "the close jumps by a split that was not applied"),
    Fault("vendor-factor", "flag", "two sources differ by a whole factor over a span of days"),
    Fault("phantom-session", "drop", "a repeated close without volume on a day without a session"),
    Fault("off-calendar", "flag", "a bar that moved, on a day that the calendar calls closed"),
    Fault("stale-close", "skip", "the close before, repeated on a session"),
    Fault("missing-session", "flag", "a session between two bars without a bar"),
    Fault("lagged-series", "flag", "a series that follows another one a day late"),
    Fault("close-is-open", "flag", "closes that are copies of the day's opening prices"),
    Fault("close-outside-range", "flag", "a close above the high or below the low"),
    Fault("unfinished-bar", "drop", "a last bar taken before its session had ended"),
    Fault("utc-stamps", "keep", "instants of another zone, turned into days of the exchange"),
    Fault("single-venue-volume", "flag", "volume of one venue, a small part of the market's"),
    Fault("halt", "skip", "no trade: open, high and low 0, the close before carried on"),
    Fault("zero-volume", "keep", "no volume recorded, yet the price moved: a real session"),
    Fault("negative-volume", "flag", "a volume below zero"),
    Fault("empty-bar", "skip", "a session with empty prices, which are not zero"),
    Fault("zero-price", "skip", "a price of zero"),
    Fault("unadjusted-adj-close", "flag", "adj_close is a copy of close across dividends"),
    Fault("partial-adj-close", "flag", "adj_close on some days only"),
    Fault("mixed-vintages", "refuse", "several fetches of the same adjusted prices"),
    Fault("scaled-units", "keep", "a column in other units than shares, as its name declares"),
    Fault("unsigned-change", "keep", "a column of changes without signs, which is not read"),
    Fault("dates-one-day-early", "refuse", "every day is one too early (midnight written as UTC)"),
    Fault("dates-one-day-late", "refuse", "every day is one too late"),
    Fault("large-move", "flag", "a move of more than 60 % without an action"),
    Fault("beyond-limit", "flag", "prices beyond the daily limit of the exchange"),
    Fault("copied-bar", "flag", "a bar that is another symbol's, open to volume"),
    Fault("reverting-jump", "flag", "a jump beyond the market that is gone the next day"),
    Fault("untraded-jump", "flag", "a fresh jump beyond the market without the volume of one"),
    Fault("unit-change", "skip", "a few bars at ten, a hundred or a thousand times the unit"),
    Fault("volume-unit", "flag", "a volume of hundreds of usual ones on a day the price stood"),
    Fault("split-unseen", "flag", "a split by which the closes before it are not divided"),
    Fault("implausible-dividend", "flag", "a dividend above a quarter of the price"),
    Fault("sources-disagree", "flag", "another source has another return on the day"),
    Fault("not-compared", "keep", "another source could not be compared"),
    Fault("duplicate-bar", "drop", "the same bar twice"),
)
BY_NAME = {fault.name: fault for fault in FAULTS}
