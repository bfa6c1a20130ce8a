"""Hostile bytes for all that reads what others wrote; ``bench/fuzz.py`` goes on for longer."""

from __future__ import annotations

import pytest
from fuzz_targets import TARGETS, harmless
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

FRAGMENTS = [
    b"[", b"{", b'{"a":', b"]", b"}", b'"', b"\\u0000", b"null", b"NaN", b"1e999", b"-", b"\x00",
    b"\xff\xfe", b"\xef\xbb\xbf", b"\n", b"\r", b",", b";", b"\t", b"=", b"[[", b"'''", b"<rss>",
    b"<item>", b"<title>", b"</title>", b"<![CDATA[", b"&#x0;", b"<script>", b"20250127",
    b"2025-01-27", b"symbol,date,close\n", b"NVDA,2025-01-27,1\n", b"code,name\n", b"005930,",
    b'{"results":[{"t":1e20,"c":1}]}', b'{"options":{"estimation":[1]},"digest":1}',
    b'{"started":1,"ended":2,"exit_code":"x","line":3,"failures":[]}',
    b'{"schema": 5}', b'{"number":1,"files":{"../x":[1,"a"]}}', "삼성전자가 5% 내렸다. ".encode(),
    b"Nvidia (NASDAQ: NVDA) fell 17% on January 27, 2025. ", b"sources = [", b"db = 1\n",
]  # fmt: skip
FAST = sorted(set(TARGETS) - {"reading", "prices", "feed"})


def texts(most: int) -> st.SearchStrategy[bytes]:
    pieces = st.one_of(st.sampled_from(FRAGMENTS), st.binary(max_size=12))
    repeated = st.tuples(st.sampled_from(FRAGMENTS), st.integers(1, 400)).map(lambda t: t[0] * t[1])
    return st.lists(st.one_of(pieces, repeated), max_size=most).map(b"".join)


@pytest.mark.parametrize("name", FAST)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=texts(12))
def test_whatever_is_read_is_an_answer_or_a_sentence(name, content):
    harmless(TARGETS[name], content)


@pytest.mark.parametrize("name", ["reading", "prices", "feed"])
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=texts(8))
def test_articles_feeds_and_price_files_too(name, content):
    harmless(TARGETS[name], content)
