# ruff: noqa: E501 (a sentence stays in one piece)
"""What English market reports say in one sentence: whose number, over which period, in which hours."""

from __future__ import annotations

import pytest

from marketlink.events import events_of
from marketlink.reading import read
from marketlink.records.claim import Bound, Claim, ClaimWindow, Field, Unit, WindowSpan
from marketlink.verify import ExcerptReader, checked_reading

FRIDAY = "2025-06-06T18:00-04:00"


def told(text: str, published: str = FRIDAY) -> dict[tuple[str, float | None], Claim]:
    claims = read(text, published).claims
    return {(s, c.stated and round(c.stated, 6)): c for c in claims for s in c.symbols}


def day_of(text: str, key: tuple[str, float], published: str = FRIDAY) -> str | None:
    reading = read(text, published)
    claim = told(text, published)[key]
    return None if claim.moment is None else str(reading.moments[claim.moment].start)[:10]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Intel, which is paid by Microsoft to build chips, rose 4.8% on Friday.", ("INTC", 0.048)),
        ("Pfizer Inc. shares, the target of a lawsuit by Moderna, lost 2.1% on Friday.", ("PFE", -0.021)),
        ("Hong Kong's Hang Seng Tech Index added 2.2% on Friday, while the Hang Seng rose 1%.", ("^HSTECH", 0.022)),
        ("The Korea Composite Stock Price Index (KOSPI) fell 0.49 percent on Friday.", ("^KS11", -0.0049)),
        ("Siemens fell 1% on Friday while the STOXX 600 slipped 0.4%.", ("^STOXX", -0.004)),
        ("Pfizer was among the few gainers on Friday, adding 1.2%.", ("PFE", 0.012)),
    ],
)  # fmt: skip
def test_a_number_belongs_to_the_name_whose_verb_it_follows(text, key) -> None:
    assert list(told(text)) == [key] or key in told(text)
    assert len({value for _, value in told(text)}) == len(told(text))


@pytest.mark.parametrize(
    ("text", "key", "window"),
    [
        ("Intel is down 24% this year, compared with a 9% rise for Nvidia.", ("NVDA", 0.09), ClaimWindow(WindowSpan.TO_DATE, unit=Unit.YEAR)),
        ("Intel shares are down about 22% in 2025.", ("INTC", -0.22), ClaimWindow(WindowSpan.TO_DATE, unit=Unit.YEAR)),
        ("Intel ended the holiday-shortened week down 2.6%.", ("INTC", -0.026), ClaimWindow(WindowSpan.TO_DATE, 1, Unit.WEEK)),
        ("The DAX lost 0.1% on Friday. For the week the index rose 1.3%.", ("^GDAXI", 0.013), ClaimWindow(WindowSpan.TO_DATE, unit=Unit.WEEK)),
    ],
)  # fmt: skip
def test_a_number_is_of_the_period_its_words_name(text, key, window) -> None:
    assert told(text)[key].measure.window == window


def test_the_year_of_a_plan_is_not_that_of_a_move() -> None:
    text = (
        "Boeing tumbled 7.6% on Friday after its finance chief said it would burn cash this year."
    )
    assert told(text)["BA", -0.076].measure.window == ClaimWindow()
    text = "On Friday Meta, which said it would lift spending this year, rose 1.7%."
    assert told(text)["META", 0.017].measure.window == ClaimWindow()


def test_a_period_behind_and_has_is_not_that_of_the_move_before_it() -> None:
    text = "Chip shares slid on Friday. Intel lost 4.2% and has now shed 30% this month."
    assert day_of(text, ("INTC", -0.042)) == "2025-06-06"
    assert day_of(text, ("INTC", -0.3)) == "2025-06-01"


def test_a_number_against_the_year_before_is_no_move_of_the_stock() -> None:
    text = "On Friday, Tesla rebounded 5% after it reported 384,000 deliveries, down 13.5% from a year earlier."
    assert list(told(text)) == [("TSLA", 0.05)]


def test_a_makers_steepest_drop_is_one_of_its_price() -> None:
    text = "Nvidia fell 17% on Friday. The drop was the chipmaker's steepest since March 2020."
    assert [c.kind for c in read(text, FRIDAY).claims] == ["size", "extreme"]


@pytest.mark.parametrize(
    "text",
    [
        "Stocks making the biggest moves premarket\n\nGameStop — The retailer dropped 15% after it announced an offering.",
        "Movers after hours\n\nGameStop — The retailer dropped 15% after it announced an offering.",
        "GameStop slipped in late trading, falling 15%.",
        "GameStop shares jumped 15% to $22.80 before the opening bell.",
    ],
)
def test_a_list_of_moves_outside_the_session_is_not_held_against_a_close(text) -> None:
    claims = read(text, "2025-06-12T07:48-04:00").claims
    assert claims
    assert {c.measure.field for c in claims if c.kind == "size"} <= {Field.OFF_HOURS}


def test_a_close_named_in_such_a_list_is_one() -> None:
    text = "Stocks making moves premarket\n\nGameStop dropped 15%. The stock closed 3% higher on Wednesday."
    assert told(text, "2025-06-12T07:48-04:00")["GME", 0.03].measure.field is Field.RETURN


def test_results_due_after_the_close_date_no_move_before_them() -> None:
    text = (
        "Tokyo's Nikkei rose 1% on Thursday.\nSony Group gained 2.1% and Nintendo ended 1.6% lower "
        "ahead of its results, due after the close. Advantest rose 3.3%, tracking an overnight "
        "rally in Nvidia, which climbed 3.1% in New York."
    )
    published = "2025-05-08T15:55+09:00"
    days = {event.symbol: str(event.day0) for event in events_of(read(text, published))}
    assert days["6758.T"] == days["6857.T"] == "2025-05-08"
    assert days["NVDA"] == "2025-05-07"
    assert day_of(text, ("6857.T", 0.033), published) in ("2025-05-08", None)
    assert day_of(text, ("7974.T", -0.016), published) in ("2025-05-08", None)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("The Zebra Bank Index dropped 3.1%, its steepest fall since April, while the S&P 500 lost 1.6% on Friday.", {("^GSPC", -0.016)}),
        ("The DAX lost 0.7% on Friday. Zebrafield plunged 16.9%, its biggest one-day fall on record.", {("^GDAXI", -0.007)}),
        ("U.S. stock futures rose 0.4% on Friday after Intel fell 3%.", {("INTC", -0.03)}),
        ("Intel ended up 9.9% on Friday, against a 9.3% gain for the benchmark index.", {("INTC", 0.099)}),
        ("Berkshire Hathaway's Class A shares fell 4.9% on Friday and its Class B shares dropped 5.1%.", {("BRK-A", -0.049)}),
    ],
)  # fmt: skip
def test_the_move_of_something_unknown_is_nobodys(text, keys) -> None:
    assert set(told(text)) == keys


def test_a_run_that_was_over_ended_the_session_before() -> None:
    text = "South Korea's Kospi lost 1% on Friday after seven straight days of gains."
    (streak,) = [c for c in read(text, FRIDAY).claims if c.kind == "persistence"]
    assert (streak.direction, streak.measure.bound) == (1, Bound.ENDED)


def test_what_is_only_on_track_is_no_record() -> None:
    text = "Broadcom shares were up 21% on Friday, on track for their best day ever."
    assert "extreme" not in {c.kind for c in read(text, FRIDAY).claims}


def test_an_offer_price_is_no_close_and_a_debut_no_return() -> None:
    text = "Figma soared 250% in its debut on Friday, closing at $115.50 after pricing at $33."
    found = told(text, "2025-08-01T18:00-04:00")
    assert ("FIG", 33.0) not in found
    assert found["FIG", 2.5].measure.window == ClaimWindow(WindowSpan.OTHER)


def test_a_day_of_another_companys_move_is_not_day_0_of_one_with_its_own() -> None:
    text = (
        "SK hynix rose 3.1% on Friday, as Nvidia's results lifted chip stocks.\n\n"
        "Nvidia had jumped 16.4% in New York on Thursday."
    )
    days = {e.symbol: str(e.day0) for e in events_of(read(text, "2024-02-23T18:00+09:00"))}
    assert days == {"NVDA": "2024-02-22", "000660.KS": "2024-02-23"}


def test_a_late_move_told_before_the_close_is_of_the_evening_before() -> None:
    text = "Meta dropped 9% in after-hours trading."
    (event,) = events_of(read(text, "2025-10-30T06:12-04:00"))
    assert str(event.day0) == "2025-10-30"
    (event,) = events_of(read(text, "2025-10-30T18:12-04:00"))
    assert str(event.day0) == "2025-10-31"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Pfizer shares were down by more than 5%.", [("PFE", -0.05)]),
        ("Pfizer fell 2% on Thursday and 5% on Friday.", [("PFE", -0.02), ("PFE", -0.05)]),
        ("Pfizer has gained 3% this year and nearly 9% over the past 12 months.", [("PFE", 0.03), ("PFE", 0.09)]),
        ("Pfizer closed down 7% on Friday, a day after it warned that sales would fall.", [("PFE", -0.07)]),
        ("Pfizer slid 3% on Friday on concerns that growth may slow.", [("PFE", -0.03), ("PFE", None)]),
    ],
)  # fmt: skip
def test_numbers_share_a_verb_and_a_told_move_stands_before_what_may_come(text, keys) -> None:
    assert sorted(told(text), key=str) == sorted(keys, key=str)  # None: a cause


@pytest.mark.parametrize(
    "text",
    [
        "Pfizer could soar between 10% and 28%, analysts say.",
        "Pfizer said it could fall 3% and another 5% next year.",
        "Gainers could include Pfizer (3%) and Target (2%).",
    ],
)
def test_what_may_come_is_no_told_move(text) -> None:
    assert not [claim for claim in told(text).values() if claim.kind == "size"]


def test_a_stock_is_never_an_index() -> None:
    lead = "Intel fell 8.8%. A report said the stock may lose its place in the Dow. "
    assert ("INTC", 0.095) in told(lead + "The stock jumped 9.5% on Friday.")
    assert ("INTC", -0.09) in told("Intel fell 1%. That left the shares down 9% so far this year, compared with a 5% gain by the Nasdaq.")  # fmt: skip
    assert ("INTC", -0.3) in told("Intel was the worst performer in the S&P 500, shedding 30%.")
    assert ("^IXIC", -0.02) in told("The Nasdaq, which fell 1% on Thursday, lost 2% on Friday.")


def test_numbers_of_one_phrase_share_its_period() -> None:
    claims = told("Target and Walmart closed up about 4% and 8%, respectively, year to date.")
    assert {c.measure.window for c in claims.values()} == {ClaimWindow(WindowSpan.TO_DATE, unit=Unit.YEAR)}  # fmt: skip
    (claim,) = told("Boeing shares are down 38% year-to-date.").values()
    assert claim.measure.window == ClaimWindow(WindowSpan.TO_DATE, unit=Unit.YEAR)
    (claim,) = told("엔비디아 주가는 최근 2주간 20.5% 급락했다.").values()
    assert claim.measure.window == ClaimWindow(WindowSpan.LAST, 2, Unit.WEEK)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Pfizer raised its profit outlook and jumped 4.1% on Friday.", ("PFE", 0.041)),
        ("Intel, which sells nothing to smokers, reported earnings that topped views and rose 2.5% on Friday.", ("INTC", 0.025)),
        ("Morgan Stanley gained 2.6 percent on a jump in equities-trading revenue.", ("MS", 0.026)),
        ("Pfizer shares took off by 8.7% on Friday.", ("PFE", 0.087)),
        ("Apple dropped to $450.50 on Friday, a 12-percent slide.", ("AAPL", -0.12)),
        ("Netflix users may go outdoors again; the stock was marked down 8.6 percent to $470.50.", ("NFLX", -0.086)),
        ("Intel fell 5.6% on Friday, in sympathy with Nvidia.", ("INTC", -0.056)),
        ("Chevron slipped 84 cents to $86.44 on Friday.", ("CVX", -0.84)),
        ("FedEx closed $2.13 lower on Friday.", ("FDX", -2.13)),
        ("FedEx closed at $261.97 on Friday, more than $104 below Thursday's mark.", ("FDX", -104)),
        ("FedEx closed 15 cents lower at $275.73 on Friday.", ("FDX", -0.15)),
    ],
)  # fmt: skip
def test_a_number_of_a_price_is_read_beside_words_of_results(text, key) -> None:
    assert key in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "Sales at Pfizer topped views and rose 4.1% on Friday.",
        "Pfizer's revenue beat estimates and rose 4.1%.",
        "Pfizer said a 4.1% drop in revenue was over.",
        "Pfizer's dividend fell 84 cents to $1.44.",
    ],
)
def test_a_number_of_results_stays_one(text) -> None:
    assert not {key for key in told(text) if key[1] is not None and key[1] != 1.44}


@pytest.mark.parametrize(
    "second",
    [
        "The Minneapolis retailer's stock fell 4.9% to $161.61, a day after Walmart lost 1.4%.",
        "Shares of the Minneapolis, Minn., company slid 4.9%.",
    ],
)
def test_a_description_points_back_to_its_company(second) -> None:
    assert ("PFE", -0.049) in told(f"Pfizer told investors on Friday that sales shrank. {second}")


def test_a_span_up_to_now_may_be_counted_from_the_days_beside_the_one_so_long_ago() -> None:
    day = "2025-02-03T10:00-05:00"  # a chart of the year up to a Monday starts on the day behind it
    for gained, borne_out in (("95.15", True), ("81.48", True), ("73.18", False)):
        text = f"Nvidia shares have gained {gained}% over the past year."
        [(*_, verdict)] = verdicts(text, day)
        assert (verdict == "supported") is borne_out


@pytest.mark.parametrize("since", ["the turn of the year", "the year began", "the New Year"])
def test_a_number_since_the_new_year_is_one_of_the_year_to_date(since) -> None:
    claim = told(f"Pfizer has lost 16% since {since}.")["PFE", -0.16]
    assert claim.measure.window == ClaimWindow(WindowSpan.TO_DATE, unit=Unit.YEAR)


def verdicts(text: str, published: str) -> set[tuple[str, float | None, str | None]]:
    """What is said of each company's numbers, those borne out by prices alone among them."""
    reading = checked_reading(read(text, published), ExcerptReader())
    every = (*reading.claims, *reading.loose)
    return {(s, c.stated and round(c.stated, 6), c.verdict) for c in every for s in c.symbols}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("At Friday's price Nvidia stock is 10.6% in the minus since the end of 2024.", ("NVDA", -0.106)),
        ("Nvidia lost 16.97% on Monday and Micron Technology, a maker of memory, 11.71%.", ("MU", -0.1171)),
        ("Nvidia had a bad week. On Monday it slumped 16.97% after a rival of Micron spoke.", ("NVDA", -0.1697)),
        ("On Monday Nvidia lost 16.97%. Micron Technology wasn't far behind at 11.71%.", ("MU", -0.1171)),
    ],
)  # fmt: skip
def test_a_number_without_a_verb_of_its_own_is_borne_out(text, key) -> None:
    assert (*key, "supported") in verdicts(text, "2025-01-31T18:00-05:00")


def test_the_day_of_a_move_that_another_came_after_dates_no_close() -> None:
    text = "Nvidia rose by 8.9%, after a 17.0% decline on Monday, and closed at $128.99."
    said = verdicts(text, "2025-01-28T18:00-05:00")
    assert ("NVDA", 128.99, "supported") in said
    assert "contradicted" not in {verdict for *_, verdict in said}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Nvidia Falls 16.97% on Chinese Rival, Then Steadies", ("NVDA", -0.1697)),
        ("Nvidia Stock Loses 16.97% in Heavy Trading", ("NVDA", -0.1697)),
        ("Nvidia was down 16.97 percent, the biggest decline in the sector.", ("NVDA", -0.1697)),
        ("Other losses in the sector included Nvidia Corp., (16.97 percent), and Micron (11.71 percent).", ("MU", -0.1171)),
        ("Micron was little moved on Tuesday, a day after Nvidia lost 16.97%.", ("NVDA", -0.1697)),
        ("Until Monday night, when the stock stood at $118.42, nobody minded Nvidia's rivals.", ("NVDA", 118.42)),
        ("Nvidia shares are down 16.97% from the $142.62 at which they closed on Jan. 24.", ("NVDA", -0.1697)),
    ],
)  # fmt: skip
def test_titles_asides_and_prices_of_an_evening_are_borne_out(text, key) -> None:
    stamp = "2025-01-27T18:00-05:00" if "Tuesday" not in text else "2025-01-28T18:00-05:00"
    assert (*key, "supported") in verdicts(text, stamp)


def test_a_number_of_the_session_before_accuses_nobody() -> None:
    text = "Micron was little moved on Tuesday, Jan. 28, a day after Nvidia lost 12.97%."
    said = verdicts(text, "2025-01-28T18:00-05:00")
    assert ("NVDA", -0.1297, "contradicted") not in said


def test_a_place_of_trading_bears_nothing_out() -> None:
    said = verdicts("Nvidia stock lost 16.97% in Frankfurt", "2025-01-27T18:00-05:00")
    assert ("NVDA", -0.1697, "supported") not in said


@pytest.mark.parametrize(
    ("text", "symbol", "verdict"),
    [
        ("Nvidia stock rose 145% in the first three quarters of the year.", "NVDA", "supported"),
        ("Nvidia stock rose 145% in the first nine months of 2024.", "NVDA", "supported"),
        ("Nvidia stock gained 188% on a year-to-date basis.", "NVDA", "supported"),
        (
            "Nvidia stock lost 1.8% on Friday in above-average and rising volume.",
            "NVDA",
            "supported",
        ),
        (
            "Nvidia lost 1.8% Friday in volume that rocketed 28% above its average.",
            "NVDA",
            "supported",
        ),
        ("Nvidia saw brisk trade Friday as shares trade lower by 3.5%.", "NVDA", "unclear"),
    ],
)
def test_spans_from_the_start_of_a_year_and_words_for_volume(text, symbol, verdict) -> None:
    claims = checked_reading(read(text, "2024-12-06T18:00-05:00"), ExcerptReader()).claims
    of = [o for c in claims if c.kind.number for o in c.observations if o.symbol == symbol]
    assert verdict in [one.verdict for one in of] and "contradicted" not in [o.verdict for o in of]


def test_the_scope_of_a_record_stands_in_its_own_clause() -> None:
    text = (
        "Ford had its best day of the year on Friday as sales marked their best month since 2007."
    )
    (claim,) = [
        one for one in read(text, FRIDAY).claims if str(one.measure.window.span) != "session"
    ]
    assert claim.measure.window.span is WindowSpan.YEAR


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Data-center giant Nvidia and rival chipmaker AMD sank 16.97% and 6.37% on Monday.", ("AMD", -0.0637)),
        ("Nvidia fell 16.97%, while peers Broadcom and Micron fell 17.4% and 11.71%, respectively.", ("MU", -0.1171)),
        ("Nvidia reported weak results and took a 16.97% hit on Monday.", ("NVDA", -0.1697)),
        ("Nvidia weighed on chips, as the stock erased gains in premarket trading to close 16.97% lower on Monday.", ("NVDA", -0.1697)),
        ("Nvidia closed 16.97% lower on Monday ahead of its results scheduled for release in February.", ("NVDA", -0.1697)),
        ("Nvidia shares fell 16.97% on Monday, the fastest in three years.", ("NVDA", -0.1697)),
        ("Fed funds futures rose as Nvidia shares fell 16.97% on Monday.", ("NVDA", -0.1697)),
        ("Some said that AI would hurt Nvidia (NVDA -16.97%).", ("NVDA", -0.1697)),
        ("Weighing on the Nasdaq was a 16.97% drop in shares of chip giant Nvidia (NVDA.O) on Monday.", ("NVDA", -0.1697)),
        ("Nvidia shares fell 16.97% on Monday, erasing most of the stock's gains so far in 2024.", ("NVDA", -0.1697)),
        ("Along with Broadcom, memory-maker Micron was down 11.71% on Monday.", ("MU", -0.1171)),
    ],
)  # fmt: skip
def test_forms_of_agencies_are_borne_out(text, key) -> None:
    assert (*key, "supported") in verdicts(text, "2025-01-27T18:00-05:00")


@pytest.mark.parametrize(
    "text",
    [
        "Nvidia shares took a hit on Monday.",
        "Nvidia extended its losing streak to two days on Monday.",
        "Nvidia logged a second losing session in a row on Monday.",
        "Nvidia stock touched a three-month closing low on Monday.",
    ],
)
def test_blows_streaks_and_closing_lows_are_read(text) -> None:
    claims = checked_reading(read(text, "2025-01-27T18:00-05:00"), ExcerptReader()).claims
    assert [claim.verdict for claim in claims] == ["supported"]


@pytest.mark.parametrize(
    "text",
    [
        "Nvidia fell on Monday. Analysts see its earnings per share fall 16.97%.",
        "Nvidia fell on Monday. A gauge of leading indicators fell 16.97%.",
    ],
)
def test_what_is_no_price_bears_out_no_number(text) -> None:
    assert ("NVDA", -0.1697, "supported") not in verdicts(text, "2025-01-27T18:00-05:00")
