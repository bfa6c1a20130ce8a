"""Moves first: abnormal sessions paid for, and the kept articles that could explain each."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest
from click.testing import CliRunner

from marketlink.calendars import sessions
from marketlink.cli.explain import command, head_of
from marketlink.config import Settings
from marketlink.errors import InputError, UnknownSymbol
from marketlink.explain import explain
from marketlink.explain.maximum import standing_out_by
from marketlink.explain.page import page_of
from marketlink.flow.readings import bring_up
from marketlink.news.archive import Archive
from marketlink.prices.load import ensure_sessions
from marketlink.records.price import Flag, History, Listing, RawBar
from marketlink.records.stock_page import NewsBeside
from marketlink.records.study import Spec
from marketlink.resources import data_path
from marketlink.sources.raw import RawArticle
from marketlink.sources.registry import open_source
from marketlink.store import Store, StoreAccess
from marketlink.study.days import states
from marketlink.study.kernel import Plan

DAYS = sessions("XNYS").between(date(2023, 1, 3), date(2025, 3, 14))
FETCHED = datetime(2025, 3, 15, tzinfo=UTC)
JUMP = date(2025, 1, 27)


def series(symbol, returns, flags=()):
    levels = 100 * np.cumprod(1 + returns)
    bars = tuple(
        RawBar(day, close=float(c), volume=1.0) for day, c in zip(DAYS, levels, strict=True)
    )
    kind = "index" if symbol.startswith("^") else "stock"
    return History(Listing(symbol, "XNYS", "USD", kind), "made", FETCHED, bars, flags=flags)


def noise(seed, scale=0.01):
    return np.random.default_rng(seed).normal(0.0, scale, len(DAYS))


def filled(folder, stocks, flags=()):
    folder.mkdir(exist_ok=True)
    settings = Settings(folder / "m.duckdb", offline=True)
    market = noise(0)
    histories = [series("^GSPC", market)]
    for name, own in stocks.items():
        histories.append(series(name, 1.2 * market + own, flags))
    with Store.open(settings.db, "write") as store:
        store.merge(histories)
        with store.writing("session"):
            ensure_sessions(store, ["XNYS"])
    return settings


def jumping(seed=1, size=-0.17):
    own = noise(seed)
    own[DAYS.index(JUMP)] += size
    return own


def keep(settings, text, published):
    raw = RawArticle(source="made", content=text.encode(), media_type="text/plain")
    Archive.beside(settings.db).add([raw], published=published)
    bring_up(StoreAccess(settings.db))


def test_a_planted_move_is_found_and_measured(tmp_path):
    settings = filled(tmp_path, {"NVDA": jumping()})
    found = explain("NVDA", settings)
    (only,) = found.sessions
    assert only.move.session == JUMP
    assert only.move.ar == pytest.approx(-0.17, abs=0.035)
    assert only.move.t < -12
    assert only.move.p < only.move.p_rank == only.move.p_floor == pytest.approx(1 / 241)
    assert only.move.p_adjusted < 0.01
    assert only.stands_out and not only.unlikely
    assert (found.screen.tested, found.benchmark, found.pointed) == (250, "^GSPC", ())


def test_the_fit_agrees_with_least_squares_done_by_hand(tmp_path):
    own = jumping()
    settings = filled(tmp_path, {"NVDA": own})
    move = explain("NVDA", settings).sessions[0].move
    at = DAYS.index(JUMP)
    x = noise(0)
    y = 1.2 * x + own
    window = slice(at - 250, at - 10)
    design = np.column_stack([np.ones(240), x[window]])
    coef, ssr, *_ = np.linalg.lstsq(design, y[window], rcond=None)
    row = np.array([1.0, x[at]])
    spread = row @ np.linalg.inv(design.T @ design) @ row
    error = np.sqrt(ssr[0] / 238 * (1 + spread))
    assert move.ar == pytest.approx(y[at] - row @ coef, rel=1e-9)
    assert move.t == pytest.approx((y[at] - row @ coef) / error, rel=1e-9)


@pytest.mark.parametrize("freedom", [3, 6, None])
def test_noise_seldom_stands_out_though_every_session_is_tried(freedom):
    generator = np.random.default_rng(freedom)
    shape = (400, 520)
    own = generator.standard_t(freedom, shape) if freedom else generator.standard_normal(shape)
    x = 0.01 * generator.standard_normal(shape)
    plan = Plan((-250, -11), (0, 0), ((0, 0),), 120)
    size = states(x + 0.02 * own, x, np.ones(shape), plan).size
    searched = np.zeros(shape, dtype=bool)
    searched[:, -250:] = True
    named = (
        np.nanmin(standing_out_by(size[None], searched, [1.0]).adjusted, axis=1) <= 0.05
    ).mean()
    assert named <= 0.093  # 6 % and three standard errors; Student's t with Holm named 92 % of t(3)


def test_what_is_nearest_to_standing_out_is_told_where_nothing_does(tmp_path):
    settings = filled(tmp_path, {"AAA": noise(3)})
    found = explain("AAA", settings)
    assert found.sessions == ()
    assert found.screen.nearest.p_adjusted > 0.05
    done = CliRunner().invoke(command, ["AAA", "--db", str(settings.db), "--offline"])
    near = found.screen.nearest.session
    assert f"nearest to it comes {near}" in done.stderr
    assert "no kept article meets it" in done.stderr
    told = f"Aaa\n\nNvidia Corp. (NASDAQ: NVDA) shares fell on {near:%B %d, %Y}.\n"
    settings = filled(tmp_path / "met", {"NVDA": noise(3)})
    keep(settings, told, f"{near}T14:00:00+00:00")
    met = explain("NVDA", settings)
    assert met.sessions == () and met.nearest is not None and not met.nearest.stands_out
    (story,) = met.nearest.candidates
    assert "shares fell" in story.title
    done = CliRunner().invoke(command, ["NVDA", "--db", str(settings.db), "--offline"])
    assert f"its first story: {story.title}" in done.stderr


def test_a_title_that_is_shortened_says_so():
    assert head_of("Acme wins") == "Acme wins"
    assert head_of("x" * 70) == "x" * 70
    assert head_of("x" * 71) == "x" * 69 + "…"


def test_a_named_session_answers_for_itself_and_not_for_the_search(tmp_path):
    settings = filled(tmp_path, {"NVDA": jumping(size=-0.035)})
    found = explain("NVDA", settings)
    assert JUMP not in [item.move.session for item in found.sessions]
    named = explain("NVDA", settings, days=[JUMP])
    (one,) = named.pointed
    assert one.unlikely and not one.stands_out and not one.hindsight
    assert one.move.p_pointed == one.move.p < 0.01 < one.move.p_adjusted
    both = explain("NVDA", settings, days=[JUMP, date(2025, 2, 3)])
    (again, other) = both.pointed
    assert again.move.p_pointed == pytest.approx(2 * again.move.p)
    assert other.move.p_pointed > 0.05 and not other.unlikely
    with pytest.raises(InputError, match="2025-02-01 is none of the sessions looked at"):
        explain("NVDA", settings, days=[date(2025, 2, 1)])


def test_an_article_of_a_later_day_points_with_hindsight(tmp_path):
    settings = filled(tmp_path, {"NVDA": jumping(size=-0.045)})
    told = "Nvidia\n\nNvidia Corp. (NASDAQ: NVDA) presented a chip on January 27, 2025.\n"
    keep(settings, told, "2025-02-10T15:00:00+00:00")
    (one,) = [item for item in explain("NVDA", settings).pointed if item.move.session == JUMP]
    assert one.hindsight
    keep(settings, told + "More.\n", "2025-01-27T12:00:00+00:00")
    (one,) = [item for item in explain("NVDA", settings).pointed if item.move.session == JUMP]
    assert not one.hindsight


def test_comment_from_before_the_close_is_no_news_that_points(tmp_path):
    settings = filled(tmp_path, {"NVDA": jumping(size=-0.045)})
    told = "\n\nNvidia Corp. (NASDAQ: NVDA) shares plunged on January 27, 2025.\n"
    keep(settings, "Nvidia: time to buy the dip?" + told, "2025-01-27T20:00:00+00:00")
    (one,) = [item for item in explain("NVDA", settings).pointed if item.move.session == JUMP]
    assert one.unexplained and not one.hindsight
    keep(settings, "Nvidia stock plunged after DeepSeek unveiled a model" + told,
         "2025-01-27T22:00:00+00:00")  # fmt: skip
    found = explain("NVDA", settings)
    (one,) = [item for item in found.pointed if item.move.session == JUMP]
    (same,) = page_of(found, {}).sessions
    assert one.hindsight and same.state is NewsBeside.LATE
    assert (same.p, same.p_pointed) == (one.move.p_adjusted, one.move.p_pointed)


def test_articles_meet_the_session_their_moment_reacts_in(tmp_path):
    settings = filled(tmp_path, {"NVDA": jumping()})
    keep(settings, "Nvidia plunges\n\nNvidia Corp. (NASDAQ: NVDA) shares plunged 17% on "
         "January 27, 2025 after DeepSeek showed it.\n", "2025-01-28T02:00:00+00:00")  # fmt: skip
    keep(settings, "Micron rises\n\nMicron (NASDAQ: MU) shares rose on January 27, 2025.\n",
         "2025-01-27T22:00:00+00:00")  # fmt: skip
    keep(settings, "Nvidia dividend\n\nNvidia Corp. (NASDAQ: NVDA) will pay a dividend.\n",
         "2025-02-20T15:00:00+00:00")  # fmt: skip
    found = explain("NVDA", settings)
    (only,) = found.sessions
    (candidate,) = only.candidates
    assert not only.unexplained
    assert (candidate.how, candidate.title) == ("moment", "Nvidia plunges")
    assert candidate.hindsight
    searched = found.searched
    assert (searched.kept, searched.read, searched.naming, searched.undated) == (3, 3, 2, 0)
    assert searched.first == found.screen.first - timedelta(days=7)


def test_an_article_published_after_the_close_before_counts_as_published(tmp_path):
    settings = filled(tmp_path, {"NVDA": jumping()})
    text = "Chips\n\nA rival of Nvidia Corp. (NASDAQ: NVDA) presented a cheaper model.\n"
    keep(settings, text, "2025-01-24T20:59:00+00:00")
    assert explain("NVDA", settings).sessions[0].unexplained
    keep(settings, text + "More.\n", "2025-01-26T12:00:00+00:00")
    (only,) = explain("NVDA", settings).sessions
    assert [c.how for c in only.candidates] == ["moment"]
    assert not only.candidates[0].hindsight


def test_without_articles_a_move_is_unexplained_and_the_window_is_told(tmp_path):
    settings = filled(tmp_path, {"NVDA": jumping()})
    done = CliRunner().invoke(command, ["NVDA", "--db", str(settings.db), "--offline"])
    assert done.exit_code == 0
    assert "2025-01-27" in done.stdout
    assert "unexplained" in done.stdout
    assert "no article is kept yet" in done.stderr and "feeds add" in done.stderr
    assert "of 0 kept" not in done.stderr and "pointed at" not in done.stderr
    assert "1 of 250 sessions" in done.stderr


def test_flagged_bars_of_the_session_are_told(tmp_path):
    flag = Flag("NVDA", JUMP, "large-move", "flag", "without an action")
    settings = filled(tmp_path, {"NVDA": jumping()}, (flag,))
    assert explain("NVDA", settings).sessions[0].flags == ("large-move: without an action",)


def test_days_and_level_are_the_user_s(tmp_path):
    settings = filled(tmp_path, {"NVDA": jumping()})
    assert explain("NVDA", settings, last=date(2025, 1, 24)).sessions == ()
    narrow = explain("NVDA", settings, first=date(2025, 1, 27), last=date(2025, 1, 31)).screen
    assert (narrow.tested, narrow.first, narrow.last) == (5, JUMP, date(2025, 1, 31))
    with pytest.raises(InputError, match="no probability"):
        explain("NVDA", settings, level=5)
    with pytest.raises(InputError, match="estimation window"):
        explain("NVDA", settings, last=date(2023, 2, 1))
    with pytest.raises(InputError, match="2025-02-01 comes after the last one 2025-01-01"):
        explain("NVDA", settings, first=date(2025, 2, 1), last=date(2025, 1, 1))
    with pytest.raises(InputError, match="held from 2023-01-04 to 2025-03-14"):
        explain("NVDA", settings, first=date(2030, 1, 1))


def test_an_unknown_stock_is_refused_with_a_way_out(tmp_path):
    settings = filled(tmp_path, {"NVDA": jumping()})
    with pytest.raises(UnknownSymbol, match="Try: NVDA, or marketlink refresh NVDAX"):
        explain("NVDAX", settings)


def test_seoul_s_session_after_the_holidays_meets_the_news_of_the_holidays(tmp_path):
    settings = Settings(tmp_path / "m.duckdb", offline=True)
    first = explain("000660.KS", settings, first=date(2025, 1, 2), last=date(2025, 2, 28))
    assert [item.move.session for item in first.sessions] == [date(2025, 1, 31)]
    text = ("DeepSeek shock hits chips\n\nSK hynix (000660.KS) may suffer: shares of chip makers "
            "fell in New York on January 27, 2025.\n")  # fmt: skip
    keep(settings, text, datetime.combine(date(2025, 1, 27), time(23), UTC).isoformat())
    again = explain("000660.KS", settings, first=date(2025, 1, 2), last=date(2025, 2, 28))
    assert [c.title for c in again.sessions[0].candidates] == ["DeepSeek shock hits chips"]


def test_a_kept_article_dates_each_of_its_companies_as_its_report_does(tmp_path):
    """The demo article tells of a move over a holiday, and names SK hynix a sentence later."""
    settings = Settings(tmp_path / "m.duckdb", offline=True)
    Archive.beside(settings.db).add(open_source(str(data_path("demo", "deepseek-en.html"))))
    bring_up(StoreAccess(settings.db))
    found = explain("000660.KS", settings, first=date(2025, 1, 2), last=date(2025, 2, 28))
    (told,) = [one for item in found.sessions for one in item.candidates]
    assert told.how == "moment" and told.hindsight and told.title.startswith("When intelligence")


def test_what_is_only_said_later_of_a_move_is_no_story_of_it(tmp_path):
    settings = filled(tmp_path, {"NVDA": jumping()})
    told = "Nvidia stock plunged 17% on January 27 after DeepSeek unveiled a model"
    for title in ("Nvidia stock plunged on January 27: time to buy the dip?", told):
        keep(settings, title, "2025-01-29T15:00:00+00:00")
    item = next(one for one in explain("NVDA", settings).sessions if one.move.session == JUMP)
    assert [one.title[:30] for one in item.stories] == ["Nvidia stock plunged 17% on Ja"]
    assert [one.title[-8:] for one in item.comment] == ["the dip?"]
    assert all(one.hindsight for one in (*item.stories, *item.comment))


def test_the_json_carries_every_number(tmp_path):
    settings = filled(tmp_path, {"NVDA": jumping()})
    done = CliRunner().invoke(
        command, ["nvda", "--db", str(settings.db), "--offline", "--format", "json"]
    )
    (row,) = json.loads(done.stdout)
    assert row["session"] == "2025-01-27"
    kept = {"ar", "t", "p", "p_adjusted", "p_rank", "p_floor", "articles", "also", "flags"}
    assert kept | {"p_pointed", "stands_out", "volatility", "hindsight"} <= set(row)


@pytest.mark.parametrize("benchmark", ["AAA", "COPY"])
def test_a_stock_that_is_its_own_benchmark_is_told_so(benchmark, tmp_path):
    market = noise(0)
    copy = np.round(100 * np.cumprod(1 + 1.2 * market), 6)
    own = np.append(copy[0] / 100, copy[1:] / copy[:-1]) - 1 - 1.2 * market
    settings = filled(tmp_path, {"AAA": np.zeros(len(DAYS)), "COPY": own})
    with pytest.raises(InputError, match="explains the stock but for rounding"):
        explain("AAA", settings, spec=Spec(benchmark=benchmark))


def test_days_without_a_session_are_not_blamed_on_a_short_history(tmp_path):
    settings = filled(tmp_path, {"AAA": jumping()})
    with pytest.raises(InputError, match="no return in a session from 2025-01-25 to 2025-01-26"):
        explain("AAA", settings, first=date(2025, 1, 25), last=date(2025, 1, 26))
