"""Why something was judged as it was: a code with its fields, worded in each language's file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from marketlink import derived
from marketlink.resources import data_path

ENGLISH = "en"
BILLION = 1e9


class NumberStyle(StrEnum):
    """How a number of a reason is written."""

    RETURN = "return"
    POINTS = "points"
    CHANGE = "change"
    PRICE = "price"
    BILLIONS = "billions"
    FACTOR = "factor"
    ERRORS = "errors"
    COUNT = "count"


class ShownNumber(NamedTuple):
    """A number of a reason; ``bound`` names a row of the file's ``[bound]``, such as "over"."""

    value: float
    shown: NumberStyle
    bound: str = ""


@dataclass(frozen=True, slots=True)
class Reported:
    """Numbers of a reason, each with the source that gives it."""

    told: tuple[tuple[ShownNumber, str], ...]


ReasonValue = ShownNumber | Reported | date | int | str | None


class ReasonCode(StrEnum):
    """Every reason there is; ``data/lang/<code>/reasons.toml`` has a sentence for each."""

    # what was observed
    RIGHT = "right"
    RIGHT_ENDED = "right_ended"
    RIGHT_RUNNING = "right_running"
    RIGHT_INSIDE = "right_inside"
    UNDATED = "undated"
    MOVED = "moved"
    MOVED_ABNORMAL = "moved_abnormal"
    MOVED_ROUNDED = "moved_rounded"
    WITH_DIVIDEND = "with_dividend"
    MOVED_ENDED = "moved_ended"
    MOVED_RUNNING = "moved_running"
    WEAK = "weak"
    HARDLY = "hardly"
    SHORT_OF_LIMIT = "short_of_limit"
    OVER = "over"
    ONE_OF_PERIOD = "one_of_period"
    SINCE = "since"
    FROM_PEAK = "from_peak"
    TOLD_ANEW = "told_anew"
    TO_WITH = "to_with"
    AT_LOW = "at_low"
    AT_HIGH = "at_high"
    IN_RANGE = "in_range"
    VALUE = "value"
    CLOSED_AT = "closed_at"
    PASSED_BEFORE = "passed_before"
    CLOSED_ROUNDED = "closed_rounded"
    WENT_ON = "went_on"
    AFTER_BEFORE = "after_before"
    TURNED_AFTER = "turned_after"
    STREAK = "streak"
    STREAK_LONGER = "streak_longer"
    AGAINST = "against"
    GREATEST = "greatest"
    RECORD_LOSS = "record_loss"
    LOSS_COUNTED = "loss_counted"
    CUT_OFF = "cut_off"
    OTHER_READING = "other_reading"
    OTHER_PERIOD = "other_period"
    # what does not fit
    WRONG_DATE = "wrong_date"
    WRONG_DATE_EARLY = "wrong_date_early"
    WRONG_CLOSE_DATE = "wrong_close_date"
    WRONG_PERCENTAGE = "wrong_percentage"
    WRONG_CHANGE = "wrong_change"
    WRONG_DIRECTION = "wrong_direction"
    WRONG_OVER = "wrong_over"
    WRONG_SINCE = "wrong_since"
    WRONG_CLOSE = "wrong_close"
    OTHER_SIDE = "other_side"
    OTHER_DIRECTION = "other_direction"
    OUT_OF_RANGE = "out_of_range"
    BEATEN = "beaten"
    ITSELF = "itself"
    # what cannot be told from what is held
    NO_PRICES = "no_prices"
    NO_PRICE_ON = "no_price_on"
    NO_PRICE = "no_price"
    NO_RETURN = "no_return"
    NO_RETURN_OF_BOTH = "no_return_of_both"
    NO_PRICE_OF_OTHER = "no_price_of_other"
    NO_LATER = "no_later"
    NO_NEXT = "no_next"
    NO_BEFORE = "no_before"
    NO_DAY_TO_COUNT_FROM = "no_day_to_count_from"
    NO_SHARES = "no_shares"
    NO_RECORDS = "no_records"
    NO_EARLIER_RECORDS = "no_earlier_records"
    NOT_CLOSED = "not_closed"
    RUNNING = "running"
    UNKNOWN_TIME = "unknown_time"
    FIRST_AFTER = "first_after"
    NO_SESSION = "no_session"
    DAY_SHUT = "day_shut"
    OTHER_WEEKDAY = "other_weekday"
    OFF_HOURS = "off_hours"
    OPENING = "opening"
    WITHIN_SESSION = "within_session"
    OTHER_BASE = "other_base"
    PENCE = "pence"
    CHANGE_IN = "change_in"
    PRICE_IN = "price_in"
    BEGINS_IN_PERIOD = "begins_in_period"
    BEGINS_IN_STREAK = "begins_in_streak"
    BEGINS_IN_SCOPE = "begins_in_scope"
    SCOPE_AFTER = "scope_after"
    ADJUSTED = "adjusted"
    # what words alone decide
    VIEW = "view"
    FORESEEN = "foreseen"
    DENIED = "denied"
    CAUSE = "cause"
    # why something that does not fit is no error of the article
    HOLDS_FOR = "holds_for"
    NOT_FOR = "not_for"
    UNCLEAR_SUBJECT = "unclear_subject"
    UNCLEAR_NAMES = "unclear_names"
    UNCLEAR_DAY = "unclear_day"
    UNCLEAR_DAYS = "unclear_days"
    UNCLEAR_HOURS = "unclear_hours"
    UNCLEAR_PERIOD = "unclear_period"
    UNCLEAR_LINE = "unclear_line"
    UNCLEAR_PART = "unclear_part"
    UNCLEAR_MEASURE = "unclear_measure"
    UNCLEAR_LEVEL = "unclear_level"
    UNCLEAR_WORDS = "unclear_words"
    UNCLEAR_SIGN = "unclear_sign"
    UNCLEAR_CLAUSE = "unclear_clause"
    UNCLEAR_NUMBERS = "unclear_numbers"
    UNCLEAR_BASIS = "unclear_basis"
    UNCLEAR_DIVIDEND = "unclear_dividend"
    UNCLEAR_ROUNDING = "unclear_rounding"
    UNCLEAR_BARELY = "unclear_barely"
    UNCLEAR_READER = "unclear_reader"
    UNCLEAR_ITSELF = "unclear_itself"
    FITS_BY_CHANCE = "fits_by_chance"
    FITS_ONE_SIDE = "fits_one_side"
    SIZE_UNREAD = "size_unread"
    FITS = "fits"
    FITS_OVER = "fits_over"


@dataclass(frozen=True, slots=True)
class Reason:
    """A code, the fields of its sentence, and the reasons that follow it."""

    code: ReasonCode
    fields: Mapping[str, ReasonValue] = field(default_factory=dict)
    then: Reason | None = None

    def followed(self, then: Reason | None) -> Reason:
        """The same with another reason said after it."""
        return Reason(self.code, self.fields, then)

    def ending(self, last: Reason) -> Reason:
        """The same with another reason said after all that follow it."""
        return self.followed(last if self.then is None else self.then.ending(last))

    def sentence(self, language: str = ENGLISH) -> str:
        """The reason in words; in English where a language has none."""
        rows, bounds, joint = messages(language)
        values = {name: _spelt(value, bounds) for name, value in self.fields.items()}
        text = rows[self.code].format(**values)
        return text if self.then is None else text + joint + self.then.sentence(language)


def reason(code: ReasonCode, **fields: ReasonValue) -> Reason:
    """A reason with its fields: ``reason(Code.MOVED, value=..., session=...)``."""
    return Reason(code, fields)


def _spelt(value: ReasonValue, bounds: Mapping[str, str]) -> str:
    if isinstance(value, ShownNumber):
        return bounds.get(value.bound, "{value}").format(value=_number(value))
    if isinstance(value, Reported):
        key = bounds["reported"]
        return ", ".join(key.format(value=_number(one), source=by) for one, by in value.told)
    return value.isoformat() if isinstance(value, date) else str(value)


def _number(figure: ShownNumber) -> str:  # noqa: PLR0911 (a case each)
    value = figure.value
    match figure.shown:
        case NumberStyle.RETURN:
            return f"{value * 100:+.2f} %"
        case NumberStyle.POINTS:
            return f"{value * 100:+.1f}"
        case NumberStyle.CHANGE:
            return f"{value:+,.2f}" if abs(value) < BILLION else f"{value / BILLION:+,.0f}bn"
        case NumberStyle.BILLIONS:
            return f"${value / BILLION:,.0f}bn"
        case NumberStyle.FACTOR:
            return f"{value:.4g}"
        case NumberStyle.ERRORS:
            return f"{value:.1f}"
        case NumberStyle.COUNT:
            return f"{value / BILLION:,.2f}bn"
        case NumberStyle.PRICE:
            return f"{value:,.2f}"


@cache
def messages(language: str) -> tuple[Mapping[str, str], Mapping[str, str], str]:
    """The sentences by code, the words of bounds, and what joins two reasons."""
    try:
        tables = derived.toml(data_path("lang", language))
    except FileNotFoundError:
        tables = {}
    table = tables.get("reasons") or derived.toml(data_path("lang", ENGLISH))["reasons"]
    return table["reason"], table["bound"], table["joint"]
