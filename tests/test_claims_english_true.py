# ruff: noqa: E501 (a sentence stays in one piece)
"""True statements of English reports on the embedded prices: none may come out contradicted."""

from __future__ import annotations

import pytest

from marketlink.events import events_of
from marketlink.reading import read
from marketlink.records.claim import Claim
from marketlink.verify import ExcerptReader, checked_reading


def claims(text: str, published: str) -> list[Claim]:
    return list(checked_reading(read(text, published), ExcerptReader()).claims)


TRUE = [
    ("Broadcom surged 12.3% on Thursday, a day after it reported revenue of $12.5 billion, up 43% from a year ago.",
     "2024-06-13T17:00-04:00", {("AVGO", 0.123)}),
    ("Nvidia has gained 174% so far this year.\n\nMicron added 3.8%, bringing its two-day gain to about 8.6%.",
     "2024-06-18T17:00-04:00", {("NVDA", 1.74), ("MU", 0.038), ("MU", 0.086)}),
    ("After touching an all-time high of $140.76 early in the session, Nvidia finished 3.5% lower at $130.78 on Thursday.",
     "2024-06-20T17:00-04:00", {("NVDA", -0.035), ("NVDA", 130.78)}),
    ("Shares of SK hynix, a key Nvidia supplier, closed 8% lower at 154,800 won on Wednesday after the chip designer's 9.5% overnight slump.",
     "2024-09-04T16:10+09:00", {("000660.KS", -0.08), ("000660.KS", 154800.0)}),
    ("Broadcom rose 24.4% on Friday. The Nasdaq Composite, which crossed 20,000 on Wednesday, added 0.1%.",
     "2024-12-13T17:00-05:00", {("AVGO", 0.244), ("^IXIC", 0.001)}),
    ("Stocks plunged on Wednesday. The S&P 500 dropped 2.95% to 5,872.16 and the Nasdaq 3.6%, their worst showings since August and July respectively.",
     "2024-12-18T17:00-05:00", {("^GSPC", -0.0295), ("^IXIC", -0.036), ("^GSPC", 5872.16)}),
    ("Nvidia slid 8.5% to $120.15 on Thursday, leaving it down 10.5% for 2025.",
     "2025-02-27T17:00-05:00", {("NVDA", -0.085), ("NVDA", 120.15), ("NVDA", -0.105)}),
    ("Nvidia closed 8.7% lower on Monday. The decline leaves shares 24% below their January record close of $149.43.",
     "2025-03-03T17:00-05:00", {("NVDA", -0.087)}),
    ("SK hynix lost 4.52% to 190,200 won on Friday, hit by an overnight 8.5 percent dive in Nvidia.",
     "2025-02-28T17:00+09:00", {("000660.KS", -0.0452), ("000660.KS", 190200.0), ("NVDA", -0.085)}),
    ("Kospi tumbled 3.39% on Friday. SK hynix lost 4.5 percent over the month.",
     "2025-02-28T17:00+09:00", {("^KS11", -0.0339), ("000660.KS", -0.045)}),
    ("Broadcom sank 17.4% on Monday. The Nasdaq Composite fell 1.6% for the week.",
     "2025-02-01", {("AVGO", -0.174), ("^IXIC", -0.016)}),
    ("The chip rally came a day after Nvidia slid 7%. Broadcom rose 12% on Wednesday.",
     "2024-07-31T17:00-04:00", {("AVGO", 0.12)}),
    ("Micron retreated 3.5% on Tuesday and Nvidia, which more than tripled last year, slipped 2.7%.",
     "2024-01-02T17:00-05:00", {("MU", -0.035), ("NVDA", -0.027)}),
    ("Nvidia skids 5.5% to snap six-day winning streak\n\nThe chipmaker fell on Friday, sinking 5.5% to $875.28 after an early 5% rally evaporated.",
     "2024-03-08T17:00-05:00", {("NVDA", -0.055), ("NVDA", 875.28)}),
    ("TSMC's ADRs gave up 1.9% on Friday, but were still 9.3% higher on the week.",
     "2024-03-08T17:00-05:00", {("TSM", -0.019), ("TSM", 0.093)}),
    ("TSMC's U.S.-listed shares surged 9.8% on Thursday.\n\nIn Taipei, where results came after the close, the stock had ended up 0.4%.",
     "2024-10-17T17:00-04:00", {("TSM", 0.098)}),
    ("Nvidia dropped 6.2% to $140.14 on Tuesday, a day after the stock closed at an all-time high of $149.43.\n\nMicron bucked the trend to gain 2.7%, adding to Monday's 10.5% leap. The Nasdaq lost 1.9%.",
     "2025-01-07T17:00-05:00", {("NVDA", -0.062), ("NVDA", 140.14), ("MU", 0.027), ("MU", 0.105), ("^IXIC", -0.019)}),
    ("February was a month to forget for Broadcom holders: the shares lost 9.9%. AMD fell 13.9%. Nvidia gained 4%, even after an 8.5% plunge on Feb. 27. Micron was up 2.6%.",
     "2025-03-01", {("NVDA", -0.085)}),
    ("Nvidia slipped 2.3% on Tuesday but still finished 2024 with a gain of 171%, after a 239% surge in 2023.\n\nBroadcom rose 108% for the year, while AMD shed 18% and Micron lost 1.4%.",
     "2024-12-31T17:00-05:00", {("NVDA", -0.023), ("AVGO", 1.08)}),
    ("Nvidia rebounded 8.9% on Tuesday after Monday's 17% collapse.\n\nBroadcom recovered 2.6%, having dropped 17.4% the previous day.",
     "2025-01-28T17:00-05:00", {("NVDA", 0.089), ("NVDA", -0.17), ("AVGO", 0.026), ("AVGO", -0.174)}),
    ("SK hynix plunged 9.86 percent on Friday. Nvidia, a major customer of SK hynix, has fallen 12.6 percent this week through Thursday.",
     "2025-01-31T17:00+09:00", {("000660.KS", -0.0986), ("NVDA", -0.126)}),
    ("The Philadelphia Semiconductor Index has dropped about 17% since hitting a record high on July 10.\n\nSamsung Electronics plunged 10.3% on Monday. In New York, the S&P 500 lost 3%.",
     "2024-08-05T18:00-04:00", {("005930.KS", -0.103), ("^GSPC", -0.03)}),
    ("Nvidia was last down 2.8% on Tuesday, its third day of declines before its results on Wednesday. Tesla falls after European sales halved in January.",
     "2025-02-25T16:18-05:00", {("NVDA", -0.028)}),
    ("Nvidia tumbled almost 9 per cent on Monday and the S&P 500 ended 1.8 per cent lower.",
     "2025-03-03T17:00-05:00", {("NVDA", -0.09), ("^GSPC", -0.018)}),
    ("Nvidia's shares climbed 3.5% to a record $135.58 on Tuesday.",
     "2024-06-18T17:00-04:00", {("NVDA", 0.035), ("NVDA", 135.58)}),
    ("Nvidia reported results. Stock is down 10.5% YTD and 8.5% lower on Thursday.",
     "2025-02-27T17:00-05:00", {("NVDA", -0.105), ("NVDA", -0.085)}),
    ("Nvidia reported results. As of last close, shares were down 10.5% this year.",
     "2025-02-27T17:00-05:00", {("NVDA", -0.105)}),
    ("Nvidia stock is down 10.5% this year, about 7% in the past month.",
     "2025-02-27T17:00-05:00", {("NVDA", -0.105), ("NVDA", -0.07)}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "published", "right"), TRUE)
def test_a_true_statement_is_never_contradicted(text, published, right) -> None:
    found = claims(text, published)
    assert [c.text for c in found if c.verdict == "contradicted"] == []
    supported = {(c.symbols[0], c.stated and round(c.stated, 6)) for c in found if c.verdict == "supported"}  # fmt: skip
    assert right <= supported


def test_the_best_day_of_a_sector_is_no_record_of_the_first_company_named() -> None:
    text = "Chip stocks post best day in years as AMD outlook, Nvidia call spark rally"
    assert "extreme" not in {c.kind for c in claims(text, "2024-07-31T17:00-04:00")}


def test_declining_to_comment_is_no_fall() -> None:
    text = "Micron shares rose on Monday. Nvidia declined to comment."
    found = claims(text, "2025-02-03T17:00-05:00")
    assert all("NVDA" not in claim.symbols for claim in found)


@pytest.mark.parametrize(
    ("text", "published", "days"),
    [
        ("Nvidia has gained 174% so far this year.\n\nMicron added 3.8% on Tuesday.",
         "2024-06-18T17:00-04:00", {"MU": "2024-06-18"}),
        ("Broadcom slid 6.9% on Wednesday, Micron fell 4.3% ahead of its report after the close, and Nvidia lost 1.1%.",
         "2024-12-18T17:00-05:00", {"NVDA": "2024-12-18", "AVGO": "2024-12-18"}),
        ("Nvidia dropped 6.2% on Tuesday. Micron gained 2.7%, adding to Monday's 10.5% leap.",
         "2025-01-07T17:00-05:00", {"MU": "2025-01-07"}),
        ("LONDON, 22 May 2025, 17:01 (BST): The FTSE 100 ended lower on Thursday.\n\nVodafone gained 1.1%.",
         None, {"VOD.L": "2025-05-22"}),
        ("Nvidia sank 11% in premarket trading.\n\nIn Tokyo, SoftBank Group closed 8.3% lower.\n\nMeta reports on Wednesday.",
         "2025-01-27T07:45-05:00", {"9984.T": "2025-01-27", "NVDA": "2025-01-27"}),
        ("SEOUL, Feb. 28, 2025 (Fir Desk) - SK hynix shed 4.52 percent on Friday, hit by an overnight dive in Nvidia.",
         None, {"000660.KS": "2025-02-28", "NVDA": "2025-02-27"}),
    ],
)  # fmt: skip
def test_a_span_and_another_companys_hour_are_no_day_0(text, published, days) -> None:
    found = {event.symbol: str(event.day0) for event in events_of(read(f"Chips\n\n{text}", published))}  # fmt: skip
    assert days.items() <= found.items()
