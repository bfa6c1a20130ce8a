from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from marketlink.events import RULES, events_of, unused_moments
from marketlink.records.article import Article, Line, Published
from marketlink.records.mention import Mention
from marketlink.records.moment import Moment
from marketlink.records.reading import Reading

TEXT = "엔비디아와 하이닉스 주가가 설 연휴에 떨어졌다.\n애플은 2월 3일 올랐다.\n그 뒤로는 조용했다."
THIRD = TEXT.rindex("\n") + 1


def mention(symbol: str, start: int, line: int = 1) -> Mention:
    return Mention(TEXT[start : start + 2], start, start + 2, line, symbol, symbol, "listed",
                   "subject", "name", 0.9, 80)  # fmt: skip


def moment(start: date, end: date, at: int, line: int = 1, zone: str = "Asia/Seoul") -> Moment:
    return Moment("x", (at, at + 2), line, start, end, zone, "interval", "event", "holiday", 0.9)


def reading(
    mentions: tuple[Mention, ...],
    moments: tuple[Moment, ...],
    published: Published | None = None,
) -> Reading:
    ends = (0, 27, THIRD, len(TEXT) + 1)
    lines = tuple(Line(n, ends[n - 1], ends[n] - 1, "body") for n in (1, 2, 3))
    article = Article("-", "0" * 64, "text/plain", TEXT, "ko", lines, published or Published())
    subjects = tuple(dict.fromkeys(m.symbol for m in mentions if m.symbol))
    return Reading(article, subjects, mentions, moments)


HOLIDAY = moment(date(2025, 1, 25), date(2025, 1, 30), 16)


def test_one_holiday_two_exchanges() -> None:
    found = events_of(reading((mention("NVDA", 0), mention("000660.KS", 6)), (HOLIDAY,)))
    new_york, seoul = found
    assert (new_york.day0, new_york.rule) == (date(2025, 1, 27), "interval")
    assert new_york.candidates == tuple(date(2025, 1, d) for d in (27, 28, 29, 30))
    assert (seoul.day0, seoul.rule) == (date(2025, 1, 31), "interval-shut")
    assert seoul.candidates == ()
    assert {new_york.rule, seoul.rule} <= set(RULES)


def test_each_company_takes_the_moment_beside_it() -> None:
    third = moment(date(2025, 2, 3), date(2025, 2, 3), 30, line=2)
    read = reading((mention("NVDA", 0), mention("AAPL", 27, 2)), (HOLIDAY, third))
    nvda, apple = events_of(read)
    assert nvda.day0 == date(2025, 1, 27)
    assert (apple.day0, apple.rule) == (date(2025, 2, 3), "day-elsewhere")
    assert apple.neighbours == (date(2025, 2, 4),)
    assert unused_moments(read, (nvda,)) == (third,)


def test_a_company_without_a_moment_beside_it_takes_the_leads() -> None:
    later = moment(date(2025, 2, 3), date(2025, 2, 3), THIRD, line=3)
    (event,) = events_of(reading((mention("AAPL", 27, 2),), (HOLIDAY, later)))
    assert event.day0 == date(2025, 1, 27)


def test_a_clock_time_in_the_same_line_refines_a_bare_day() -> None:
    day = moment(date(2025, 2, 3), date(2025, 2, 3), 2)
    close = datetime(2025, 2, 3, 6, 30, tzinfo=UTC)
    clock = replace(day, start=close, end=close, precision="minute", span=(20, 24))
    (event,) = events_of(reading((mention("000660.KS", 0),), (day, clock)))
    assert (event.day0, event.rule) == (date(2025, 2, 4), "instant")


def test_without_a_moment_the_publication_is_one_and_without_both_there_is_no_event() -> None:
    after_close = datetime(2025, 1, 27, 21, 30, tzinfo=UTC)
    given = Published(after_close, "given", "minute", "UTC")
    (event,) = events_of(reading((mention("NVDA", 0),), (), given))
    assert (event.day0, event.rule) == (date(2025, 1, 28), "publication")
    day = Published(date(2025, 1, 27), "given", "day", "America/New_York")
    (event,) = events_of(reading((mention("NVDA", 0),), (), day))
    assert (event.day0, event.rule) == (date(2025, 1, 27), "publication-day")
    assert event.neighbours == (date(2025, 1, 28),)
    assert events_of(reading((mention("NVDA", 0),), ())) == ()


def test_background_moments_make_no_events_and_far_moments_stay_undated() -> None:
    background = replace(HOLIDAY, kind="background")
    assert events_of(reading((mention("NVDA", 0),), (background,))) == ()
    far = moment(date(1950, 1, 2), date(1950, 1, 2), 3)
    (event,) = events_of(reading((mention("NVDA", 0),), (far,)))
    assert (event.day0, event.rule) == (None, "outside")


def test_an_instant_after_a_half_day_close() -> None:
    instant = datetime(2024, 11, 29, 19, 0, tzinfo=UTC)
    clock = replace(
        HOLIDAY, start=instant, end=instant, zone="America/New_York", precision="minute"
    )
    (event,) = events_of(reading((mention("NVDA", 0),), (clock,)))
    assert (event.day0, event.rule) == (date(2024, 12, 2), "instant")
