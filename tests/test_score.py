"""Which report is the cause: kinds of titles, what may never come first, the fitted score."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from marketlink.calendars import sessions
from marketlink.explain import happening, score
from marketlink.explain.digest import is_digest, is_list
from marketlink.explain.features import Occasion, ScoredReport, Usual, features, terms
from marketlink.explain.score import rank, weights
from marketlink.news.kinds import COMMENT, StoryKind, is_comment, kinds
from marketlink.text import pack

CASES = Path(__file__).parent / "cases"
CALENDAR = sessions("XNYS")
DAY = date(2025, 3, 12)
OPENING, CLOSE = CALENDAR.hours(DAY)
BEFORE = CALENDAR.hours(CALENDAR.before(DAY))[1]
FELL = Occasion(BEFORE, OPENING, CLOSE, -1)
COMMENT_TITLES = (
    "Is Acme stock a buy after its worst week of the year?",
    "Three dull utilities that could make patient investors rich",
    "Why I would not touch Acme at this price",
    "Acme: the best days are still ahead",
    "Here's how much you'd have if you had put $1,000 into Acme at its debut",
    "Better chip stock: Acme or Apex?",
    "5 things to know before the opening bell",
    "Could Acme be worth more than Apex by 2030?",
    "The case for owning both Acme and Apex",
    "What Acme's new plant means for investors",
)
HAPPENINGS = (
    "Acme cuts full-year profit forecast as orders slow",
    "Regulator fines Acme $40 million over billing",
    "Acme to buy Apex in $3 billion cash deal",
    "Acme shares slump after quarterly revenue misses estimates",
    "Acme names former Apex executive as chief executive",
    "Judge dismisses patent suit against Acme",
    "Acme recalls 20,000 heaters over fire risk",
    "Union workers at Acme's Ohio plant go on strike",
    "Acme in talks to sell its battery unit, sources say",
    "Broker downgrades Acme to sell, cuts price target",
)
"""Of our own wording, never fitted on."""


def report(key, title, at=OPENING - timedelta(hours=2), **more):
    return ScoredReport(key, title, at, more.pop("latest", at), **more)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Acme misses quarterly profit estimates as sales slow", StoryKind.RESULTS),
        ("Broker downgrades Acme to sell", StoryKind.RATING),
        ("Acme to acquire Apex for $4 billion", StoryKind.DEAL),
        ("Court fines Acme over patents", StoryKind.LEGAL),
        ("Acme Q3 2024 Earnings Call Transcript", StoryKind.DOCUMENT),
        ("가나전자 1분기 영업이익 급감", StoryKind.RESULTS),
        ("오늘의 특징주 5선: 가나전자 등", StoryKind.LIST),
        ("가나전자, 지금 사도 될까", StoryKind.OPINION),
    ],
)
def test_a_title_is_of_its_kind(title, kind):
    assert kind in kinds(title)
    assert is_comment(kinds(title)) is (kind in (StoryKind.LIST, StoryKind.OPINION))


def test_nothing_that_appeared_after_the_session_is_a_cause():
    late = report("late", "Acme plunges after profit warning", CLOSE + timedelta(minutes=1))
    old = report("old", "Acme opens a plant", BEFORE - timedelta(hours=3))
    told = report("told", "Acme results due on Wednesday fell short", BEFORE - timedelta(hours=3),
                  told=True)  # fmt: skip
    day = report("day", "Acme profit falls", OPENING - timedelta(hours=14),
                 latest=CLOSE + timedelta(hours=8))  # fmt: skip
    found = rank(FELL, [late, old, told, day])
    assert {one.report.key for one in found.causes} == {"told", "day"}
    assert sum(one.share for one in found.causes) == pytest.approx(1)
    assert rank(FELL, [late, old]).causes == () and rank(FELL, []).chance == 0.0


def test_comment_is_set_apart_however_well_it_fits():
    news = report("news", "Acme opens a small office in Ohio")
    lure = report("lure", "Acme plunges 20%: should you buy the dip?", OPENING)
    lists = report("list", "These Stocks Are Moving the Most Today: Acme, Apex", OPENING)
    found = rank(FELL, [news, lure, lists])
    assert [one.report.key for one in found.causes] == ["news"]
    assert {one.report.key for one in found.comment} == {"lure", "list"}
    assert found.cause is None


def test_a_notice_stands_behind_what_happened():
    notice = report("notice", "Analyzing Acme against its peers", OPENING)
    news = report("news", "Acme shuts its works in Ohio", OPENING)
    assert rank(FELL, [notice, news]).causes[0].report.key == "news"
    weak = report("weak", "Pressure grows on Acme", OPENING, story="1")
    seat = "Acme appoints Jan Doe to its board of directors"
    beside = report("beside", seat, OPENING, story="1")
    (shown,) = rank(FELL, [weak, beside]).causes
    assert shown.report.key == "beside" and not shown.others
    why = report("why", "Why Acme Stock Plunged Today", OPENING, story="1")
    told = report("notice", "Analyzing Acme against its peers", OPENING, story="1")
    assert [one.report.key for one in rank(FELL, [told, why]).causes] == ["why"]


def test_lists_digests_and_wraps_are_no_cause():
    plunge = "Dow falls 500 points, Acme plunges on a profit warning: what's driving markets"
    wrap = report("wrap", plunge, OPENING, place=24)
    digest = report("digest", "Acme posts a quarterly loss; Apex wins a $2 billion order", OPENING,
                    others=(29,))  # fmt: skip
    names = report("list", "Acme, Apex, Ajax, and Axis Stocks Fall on tariffs", OPENING,
                   others=(6, 12))  # fmt: skip
    news = report("news", "Acme shuts its works in Ohio", OPENING)
    found = rank(FELL, [wrap, digest, names, news])
    assert [one.report.key for one in found.causes] == ["news"]
    assert {one.report.key for one in found.comment} == {"wrap", "digest", "list"}
    why = report("three", "Why Acme, Apex, and Ajax shares are falling", OPENING, others=(10,))
    assert not rank(FELL, [digest, names, why]).causes
    assert not rank(FELL, [wrap, digest]).causes
    before = replace(wrap, title="US stocks set to open on a mixed note: Acme results in focus")
    assert not rank(FELL, [before]).causes
    both = [replace(wrap, story="1"), replace(news, story="1")]
    assert [one.report.key for one in rank(FELL, both).causes] == ["news"]


def test_a_story_is_told_by_the_headline_that_names_the_event():
    bare = report("bare", "Why Acme Stock Is Plummeting Today", OPENING, story="1")
    wrap = report("wrap", "Dow dips, Acme sinks on a profit warning: market today", OPENING,
                  place=10, story="1")  # fmt: skip
    first = rank(FELL, [bare, wrap]).causes[0]
    assert first.report.key == "bare" and not first.others
    told = report("told", "Acme sinks as its profit forecast disappoints", OPENING, story="1")
    assert rank(FELL, [bare, wrap, told]).causes[0].report.key == "told"


def test_a_bare_movement_of_the_evening_before_is_of_the_session_that_had_closed():
    evening = BEFORE + timedelta(hours=2)
    bare, event = "Why Acme stock is plunging", "Acme shares plunge after it cuts its outlook"
    assert not rank(FELL, [report("a", bare, evening)]).causes
    assert rank(FELL, [report("a", bare)]).causes
    assert rank(FELL, [report("a", event, evening)]).causes
    competitors = "Acme stock underperforms Monday when compared to competitors"
    assert not rank(FELL, [report("a", competitors, evening)]).causes


def test_what_happened_to_another_company_first_is_no_story_of_the_stock():
    apart = "Apex reportedly in deal talks, Acme falls after a profit miss"
    assert not rank(FELL, [report("a", apart, place=31, others=(0,))]).causes
    joint = "Apex shares fall, Acme shares drop on tariffs"
    assert rank(FELL, [report("a", joint, place=18, others=(0,))]).causes


def test_a_movement_beside_another_sentence_is_told_with_what_moved_it():
    first = [
        report("a", "Apex chief says it hires Acme workers in Ohio"),
        report("b", "Apex App Is Now No. 1 on Phones. Acme Stock Drops.", place=34, others=(0,)),
    ]
    assert rank(FELL, first).causes[0].report.key == "b"


def test_an_event_of_the_stock_comes_before_a_movement_without_one_and_before_another_stocks():
    bare = report("bare", "Acme shares tumble", OPENING)
    other = report("other", "Apex tumbles on tariffs after Acme report", OPENING, place=30,
                   others=(0,))  # fmt: skip
    told = report("told", "Acme shares tumble after a downgrade", OPENING)
    assert rank(FELL, [bare, other, told]).causes[0].report.key == "told"


def test_a_wrap_that_begins_with_the_event_of_the_stock_stands_where_nothing_else_does():
    title = "Acme {} Dow lower after its profit warning"
    falls = report("falls", title.format("leads"), OPENING)
    assert [one.report.key for one in rank(FELL, [falls]).causes] == ["falls"]
    behind = replace(falls, title="US stocks: Dow dips as Acme falls on a profit warning", place=23)
    assert not rank(FELL, [behind]).causes
    jumps = replace(falls, title=title.format("leads").replace("lower", "higher"))
    assert not rank(FELL, [jumps]).causes
    news = report("news", "Acme shuts its works in Ohio", OPENING)
    assert [one.report.key for one in rank(FELL, [falls, news]).causes] == ["news"]


def test_a_title_that_names_an_event_fairly_stands_where_nothing_else_does(monkeypatch):
    fair = (happening.FAIR + happening.CLEAR) / 2
    shown = {"Acme's recall": fair, "Pressure": fair, "Acme opens": 9.0, "Acme recalls": fair}
    monkeypatch.setattr(
        score, "evidence", lambda title, _: next(x for k, x in shown.items() if title.startswith(k))
    )
    event = report("event", "Acme's recall of heaters", OPENING)
    odd = report("odd", "Pressure grows on Acme", OPENING)
    assert [one.report.key for one in rank(FELL, [event, odd]).causes] == ["event"]
    clear = report("clear", "Acme opens an office", OPENING)
    assert [one.report.key for one in rank(FELL, [event, odd, clear]).causes] == ["clear"]
    proven = report("proven", "Acme recalls its heaters", OPENING)
    assert [one.report.key for one in rank(FELL, [event, odd, proven]).causes] == ["proven"]


def test_a_figure_of_the_business_is_clear_on_less_evidence(monkeypatch):
    monkeypatch.setattr(score, "tells", lambda _title, _kinds: False)
    monkeypatch.setattr(score, "evidence", lambda _title, _kinds: happening.FIGURE)
    figure = report("figure", "Acme Reports Financial Results for Fourth Quarter", OPENING)
    deal = report("deal", "Acme to buy Apex", OPENING)
    assert [one.report.key for one in rank(FELL, [figure, deal]).causes] == ["figure"]
    date = report("date", "Acme to report third quarter earnings on Friday", OPENING)
    assert not rank(FELL, [date]).causes


def test_behind_the_first_stand_no_notices():
    news = report("news", "Acme cuts its profit outlook as orders slow", OPENING)
    seat = report("seat", "Acme appoints Jan Doe to its board of directors", OPENING)
    found = rank(FELL, [news, seat])
    assert [one.report.key for one in found.causes] == ["news"]
    assert [one.report.key for one in rank(FELL, [seat]).causes] == ["seat"]
    lags = report("lags", "Acme stock underperforms Monday when compared to competitors", OPENING)
    assert not rank(FELL, [lags]).causes


@pytest.mark.parametrize("title", ["Acme profit falls on weak sales", "Acme cuts its outlook"])
def test_the_evidence_of_a_title_is_that_without_label_and_tail(title):
    framed = f"Podcast: {title}. Here's Why the Stock Is Falling"
    assert list(happening.words(framed)) == list(happening.words(title))


def test_what_shows_a_happening_weakly_has_to_tell_of_the_move_or_stand_beside_a_clear_title(
    monkeypatch,
):
    weak = (happening.ENOUGH + happening.CLEAR) / 2
    monkeypatch.setattr(score, "tells", lambda _title, _kinds: True)
    monkeypatch.setattr(
        score, "evidence", lambda title, _kinds: 9.0 if "recalls" in title else weak
    )
    odd = report("odd", "Acme gains after its rival slows", OPENING, story="1")
    found = rank(FELL, [odd])
    assert not found.causes and [one.report.key for one in found.comment] == ["odd"]
    clear = report("clear", "Acme recalls its heaters", OPENING, story="1")
    (one,) = rank(FELL, [odd, clear]).causes
    assert {one.report.key, *(other.key for other in one.others)} == {"odd", "clear"}
    moved = report("moved", "Acme stock slides", OPENING)
    assert [one.report.key for one in rank(FELL, [moved]).causes] == ["moved"]
    assert not rank(replace(FELL, sign=1), [moved]).causes


def test_behind_the_first_stands_only_what_is_proven_beyond_doubt(monkeypatch):
    shown = {"settles": 2.5, "recalls": 3.5, "opens": 2.5, "thinks": 9.0}
    monkeypatch.setattr(score, "tells", lambda _title, _kinds: True)
    monkeypatch.setattr(
        score, "evidence", lambda title, _: next((n for w, n in shown.items() if w in title), 2.5)
    )
    some = [report(word, f"Acme {word} a plant", OPENING) for word in shown]
    korean = [report("deed", "가나전자 공장 인수 결정"), report("plain", "가나전자 공장의 하루")]
    found = rank(FELL, [*some, *korean])
    first = found.causes[0].report.key
    assert {one.report.key for one in found.causes} == {first, "recalls", "deed"}
    assert sum(one.share for one in found.causes) == pytest.approx(1)
    alone = rank(FELL, some[:1])
    assert [one.report.key for one in alone.causes] == ["settles"]


@pytest.mark.parametrize(
    ("title", "so"),
    [
        ("가나전자, 다라전자 인수 결정", True),
        ("가나전자 노조 파업 돌입", True),
        ("증권사, 가나전자 목표가 하향", True),
        ("가나전자 인수 결정, 주주는 무엇을 해야 하나", False),
        ("가나전자 주주들이 분노한 결정", False),
        ("외국인 사들여…가나전자 인수", False),
    ],
)
def test_a_korean_title_is_proven_by_a_deed_of_a_known_kind_without_a_doubt(title, so):
    news = report("news", "가나전자 3분기 영업이익 급감…소송 합의", OPENING)
    found = rank(FELL, [news, report("second", title, BEFORE + timedelta(minutes=1))])
    assert ("second" in {one.report.key for one in found.causes[1:]}) is so


def test_a_korean_movement_the_other_way_and_a_notice_without_an_event_are_no_cause():
    assert not rank(
        FELL, [report("guests", "가나전자 고객 초청 행사 성황리에 마쳐", OPENING)]
    ).causes
    rises = report("rises", "가나전자 주가 9% 상승", OPENING)
    assert not rank(FELL, [rises]).causes
    assert rank(replace(FELL, sign=1), [rises]).causes


@pytest.mark.parametrize(
    "title",
    [
        "Acme surpasses Apex to become the most valuable company",
        "Acme stock soars to a record high as momentum builds",
        "Acme stock falls on fears its profit could shrink",
        "Acme buys Apex: a plant, a brand, and a promise",
        "Why Acme stock is falling today",
        "Acme shares fall after a recall, Apex sues Ajax",
    ],
)
def test_what_tells_of_worth_of_what_may_come_or_of_two_is_no_second_story(title):
    news = report("news", "Acme cuts its profit outlook as orders slow", OPENING)
    other = (37,) if title.endswith("Ajax") else ()
    second = report("second", title, BEFORE + timedelta(minutes=1), others=other)
    assert [one.report.key for one in rank(FELL, [news, second]).causes[:1]] == ["news"]
    assert "second" not in {one.report.key for one in rank(FELL, [news, second]).causes}


@pytest.mark.parametrize(
    ("title", "others", "so"),
    [
        ("Acme posts a loss; Apex wins an order", [19], True),
        ("Acme posts a loss; shares fall", [], False),
        ("Acme sues Apex; shares fall", [10], False),
        ("Acme talks open, Apex plans a plant, Ajax results", [17, 38], True),
        ("Acme, Apex and Ajax join a lawsuit", [6, 15], False),
        ("Why Acme Works, Apex Foods, and Ajax Mills fell", [16, 32], False),
        ("Acme falls. Apex gains on a big order.", [12], False),
        ("Acme, Apex, Ajax, and Axis shares plunge", [6, 12], True),
        ("Agency to look into every purchase by Acme, Apex, Ajax and Axis", [45], False),
        ("", [], False),
    ],
)
def test_lists_and_digests_are_known_by_their_form(title, others, so):
    place = title.find("Acme") if title else None
    assert (is_list(title, others) or is_digest(title, place, others)) is so


@pytest.mark.parametrize("title", COMMENT_TITLES)
def test_what_shows_no_happening_is_set_apart_however_few_others_there_are(title):
    found = rank(FELL, [report("only", title, OPENING)])
    assert not found.causes
    assert [one.report.key for one in found.comment] == ["only"]


def test_a_preview_is_a_cause_only_where_it_tells_of_the_move(monkeypatch):
    monkeypatch.setattr(score, "tells", lambda _title, _kinds: True)
    monkeypatch.setattr(score, "evidence", lambda _title, _kinds: 9.0)
    ahead = report("ahead", "Acme set to deliver another record quarter", OPENING)
    assert not rank(FELL, [ahead]).causes
    falls = report("falls", "Acme stock falls ahead of earnings", OPENING)
    assert [one.report.key for one in rank(FELL, [ahead, falls]).causes] == ["falls"]


@pytest.mark.parametrize("title", HAPPENINGS)
def test_what_tells_a_happening_is_ranked(title):
    assert rank(FELL, [report("only", title, OPENING)]).causes


@pytest.mark.parametrize("code", ["en", "ko"])
def test_lists_and_opinion_are_known_by_rows_whatever_else_they_tell(code, monkeypatch):
    monkeypatch.setattr(score, "tells", lambda _title, _kinds: True)
    monkeypatch.setattr(score, "evidence", lambda _title, _kinds: 9.0)
    comment = [
        example.replace("[", "").replace("]", "")
        for rule in pack(code).rules("stories")
        if rule.kind in COMMENT
        for example in rule.yes
    ]
    assert len(comment) > 4
    found = rank(FELL, [report(str(n), title, OPENING) for n, title in enumerate(comment)])
    assert not found.causes


def test_every_row_of_the_evidence_has_a_term_and_a_finite_weight():
    rows = happening.weights()
    assert len(rows) > 1_000
    assert all(term.strip() == term and term for term in rows)
    assert all(abs(weight) < 5 for weight in rows.values())
    assert {"<constant>", "<lower>", "<other>", "<money>", "<percent>"} <= set(rows)


def test_a_title_in_letters_that_were_not_judged_is_not_asked_for_evidence():
    assert happening.evidence("決算を発表", frozenset()) == happening.USUAL
    assert happening.evidence("가나전자 실적 발표", frozenset()) == happening.USUAL
    assert happening.evidence("", frozenset()) == happening.weights()["<constant>"]


def test_a_run_of_unknown_words_is_one_term():
    held, people = {"cuts": 1.0}, frozenset({StoryKind.PEOPLE})
    assert happening.terms("Acme Widget Works cuts $3 jobs", people, held) == {
        "<constant>", "<kind:people>", "<other>", "cuts",
        "<first> <other>", "<other> cuts", "cuts <other>", "<other> <last>",
    }  # fmt: skip


def test_results_in_the_direction_of_the_move_come_before_the_rest_and_are_named():
    right = report("right", "Acme shares fall after quarterly profit misses estimates")
    others = [
        report("donates", "Acme donates laptops to a school"),
        report("up", "Acme rises to a record on strong sales", BEFORE + timedelta(hours=1)),
        report("transcript", "Acme Q4 2024 Earnings Call Transcript"),
    ]
    found = rank(FELL, [*others, right])
    assert found.causes[0].report.key == "right"
    assert found.cause is found.causes[0]
    rose = rank(Occasion(BEFORE, OPENING, CLOSE, 1), [*others, right])
    assert rose.causes[0].report.key == "up"


def test_reports_of_one_story_are_one_and_say_what_happened():
    some = [
        report("why", "Why Acme Stock Is Falling Today", OPENING + timedelta(hours=1), story="7"),
        report("what", "Acme cuts outlook as orders slow", story="7", publisher="A Wire"),
        report("copy", "ACME cuts outlook, as orders slow", story="", publisher="B Wire"),
        report("copy2", "Acme Cuts Outlook as Orders Slow", story="", publisher="C Wire"),
    ]
    found = rank(FELL, some)
    assert len(found.causes) == 2
    story = next(one for one in found.causes if one.report.story == "7")
    assert (story.report.key, len(story.others)) == ("what", 1)


def test_every_feature_has_a_weight_or_a_kind_that_was_never_seen():
    made = features(report("a", "Acme"), frozenset(StoryKind), FELL, _usual())
    unseen = {name for name in made if name not in weights()}
    assert unseen <= {f"kind_{kind}" for kind in COMMENT}
    order = {name: pair[0] for name, pair in weights().items()}
    assert order["agrees"] > 0 > order["opposes"]
    assert order["kind_results"] > 0 > order["kind_notice"]


def _usual():
    return Usual.of(FELL, [report("a", "Acme")])


def test_words_are_compared_without_particles_in_korean():
    assert terms("공매도를 금지") & terms("공매도가 금지된다") == {"공매", "금지"} or (
        "공매" in terms("공매도를 금지") & terms("공매도가 금지된다")
    )


def test_korean_causes_of_our_own_wording_come_first_among_made_competitors():
    noise = [json.loads(line) for line in (CASES / "noise_ko.jsonl").read_text().splitlines()]
    calendar = sessions("XKRX")
    first = seen = 0
    for line in (CASES / "causes_ko.jsonl").read_text().splitlines():
        label = json.loads(line)
        if label["part"] != "judge":
            continue
        day = date.fromisoformat(label["session"])
        opening, close = calendar.hours(day)
        before = calendar.hours(calendar.before(day))[1]
        told = [report("cause", label["cause"],
                       datetime.fromisoformat(label["published"]).astimezone(UTC))]  # fmt: skip
        told += [
            report(str(n), one["title"].format(name=label["name"]),
                   close + timedelta(hours=one["hours"]))
            for n, one in enumerate(noise)
        ]  # fmt: skip
        found = rank(Occasion(before, opening, close, 1 if label["ret"] > 0 else -1), told)
        seen += 1
        first += found.causes[0].report.key == "cause"
        assert not any(one.kinds & {StoryKind.LIST, StoryKind.OPINION} for one in found.causes[:3])
    assert seen == 30 and first / seen >= 0.8
