# ruff: noqa: E501 (a sentence stays in one piece)
"""Day 0 behind a day of another market, a day only counted from, and a close without a day."""

from __future__ import annotations

import pytest

from marketlink.events import events_of
from marketlink.reading import read

EVENING = "2025-01-31T16:05:00+09:00"


@pytest.mark.parametrize(
    ("text", "published", "days"),
    [
        # Another market's day, and the companies told behind it.
        ("31일 SK하이닉스는 9.86% 내렸다.\n앞서 지난 27일(현지시간) 뉴욕증시에서 엔비디아는 16.97% 폭락한 118.42달러에 마감했다. 브로드컴은 17.4%, 마이크론은 11.7% 각각 떨어졌다.",
         EVENING, {"000660.KS": "2025-01-31", "NVDA": "2025-01-27", "AVGO": "2025-01-27", "MU": "2025-01-27"}),
        ("코스닥이 6일 1.8% 올랐다. 앞서 3일(현지시간) 미국 증시에서 엔비디아가 4.5% 상승 마감했다. 마이크론은 10.5% 뛰었다. 국내에서는 삼성전자가 2.76% 올랐다.",
         "2025-01-06T16:20:00+09:00", {"NVDA": "2025-01-03", "MU": "2025-01-03", "005930.KS": "2025-01-06"}),
        # "The same day" is the day right before it.
        ("SK하이닉스가 6일 9.84% 급등했다. 엔비디아는 지난 3일 4.5% 상승했고, 마이크론테크놀로지는 같은 날 10.5% 올랐다.",
         "2025-01-06T17:20:00+09:00", {"000660.KS": "2025-01-06", "NVDA": "2025-01-03", "MU": "2025-01-03"}),
        ("코스피가 4일 1.13% 올랐다. 앞서 지난 31일 뉴욕증시에서 애플은 0.7% 하락했다. 같은 날 엔비디아는 3.67% 내렸다.",
         "2025-02-04T16:00:00+09:00", {"AAPL": "2025-01-31", "NVDA": "2025-01-31"}),
        # A day that a price is only counted from.
        ("Micron Technology shares fell 16% on Thursday after its forecast late Wednesday.\nThe stock closed at $87.09, down from $103.90 a day earlier.\nNvidia gained 1.4%. Peer AMD slipped 2.1%.",
         "2024-12-19T16:45:00-05:00", {"MU": "2024-12-19", "NVDA": "2024-12-19", "AMD": "2024-12-19"}),
        # A close told without a day, ahead of the opening.
        ("Investors had hoped for more than the iPhone 4S. Apple's shares fell as much as 5 percent, before recovering to close down 0.6 percent.",
         "2011-10-05T09:05:00-04:00", {"AAPL": "2011-10-04"}),
        ("Meta unveiled a new headset. Its stock dropped as much as 3 percent before rebounding to finish up 1.1 percent.",
         "2024-09-26T08:00:00-04:00", {"META": "2024-09-25"}),
        # A price of the day before the stamp's is no news; a move of it is.
        ("Oracle plans a data centre in Ohio. Oracle shares closed at $168.10 on Wednesday.",
         "2024-11-07T08:00:00-05:00", {"ORCL": "2024-11-07"}),
        ("Ford will recall 60,000 trucks, regulators said on Thursday. Shares of Ford closed at $11.02 on Wednesday.",
         "2024-11-07T08:00:00-05:00", {"F": "2024-11-07"}),
        ("Oracle cut its forecast on Wednesday. Its shares closed at $168.10.",
         "2024-11-07T08:00:00-05:00", {"ORCL": "2024-11-06"}),
        ("Oracle plans a data centre in Ohio. Oracle shares fell 2% to $168.10 on Wednesday.",
         "2024-11-07T08:00:00-05:00", {"ORCL": "2024-11-06"}),
        ("Oracle named a new chief, effective Dec. 11. Its shares closed at $168.10 on Wednesday.",
         "2024-11-07T08:00:00-05:00", {"ORCL": "2024-11-07"}),
        ("Oracle closed at $168.10 on Wednesday after it cut its forecast.",
         "2024-11-07T08:00:00-05:00", {"ORCL": "2024-11-06"}),
        ("Oracle shares closed at $168.10 on Wednesday.", "2024-11-06T18:00:00-05:00", {"ORCL": "2024-11-06"}),
    ],
)  # fmt: skip
def test_day_0_is_of_the_day_that_the_words_go_on_about(text, published, days):
    found = {event.symbol: str(event.day0) for event in events_of(read(text, published))}
    assert {symbol: found.get(symbol) for symbol in days} == days
