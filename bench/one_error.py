"""True sentences made from real prices, and the same sentences with one error planted.

    python bench/one_error.py [--frames FILE ...] [--each 12] [--seed 7] [--show accused]

A frame is a text with places: ``<A>`` a company, ``<A.r2>`` its return with two decimals (``r1``
one, ``r0`` none), ``<A.p>`` its close as quoted, ``<A.c>`` its change in money, ``<A.s>`` its
return over five sessions and ``<A.y>`` since the end of last year, ``<A.v>`` and other letters a
form of a verb of the right direction, ``<D.full>``, ``<D.md>``, ``<D.d>``, ``<D.wd>`` the day;
``@1`` behind a place is the session before. ``need`` says which signs a frame wants (``A+``,
``A@1-``, ``AB=`` alike, ``AB!`` unlike), ``pub`` when the text appears. Errors by kind: number,
direction, level, date (a month and a day at least), weekday. A planted number fits no company and
no session of the text.
"""

from __future__ import annotations

import argparse
import calendar
import csv
import json
import random
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import panel
import press_labels
import texts
from scipy.stats import beta

PLACE = re.compile(r"<([A-D])(?:\.([^@>]+))?(?:@(\d))?>")
KINDS = ("number", "direction", "level", "date", "weekday")
OTHER = ("unclear", "supported", "undecided")
FORMS = ("v", "m", "n", "u", "d", "i", "x")
"""Forms of a verb that an error of the direction may turn."""
DAYS = {"ko": "월화수목금토일", "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]}
MONTHS = dict(zip(range(1, 13), calendar.month_name[1:], strict=True))
SHORT = {**MONTHS, 1: "Jan.", 2: "Feb.", 8: "Aug.", 9: "Sept.", 10: "Oct.", 11: "Nov.", 12: "Dec."}
PUBLISHED = {
    "evening": (0, {"KR": "T17:40:00+09:00", "US": "T17:20:00-05:00"}),
    "morning": (1, {"KR": "T07:10:00+09:00", "US": "T07:10:00+09:00"}),
    "later": (9, {"KR": "T10:05:00+09:00", "US": "T10:05:00-05:00"}),
}
"""Days after the session, and the clock by market; "morning" is the next morning in Seoul."""

VERBS = {
    "ko": {
        "v": (("올랐다", "상승했다", "뛰었다"), ("내렸다", "하락했다", "떨어졌다")),
        "m": (("오른", "상승한"), ("내린", "하락한", "떨어진")),
        "g": (("오르고", "상승하고"), ("내리고", "하락하고")),
        "a": (("올랐던", "상승했던"), ("내렸던", "떨어졌던")),
        "n": (("상승", "강세"), ("하락", "약세")),
        "h": (("올라", "상승해"), ("내려", "하락해")),
        "k": (("올랐고", "상승했고"), ("내렸고", "하락했고")),
        "x": (("급등했다",), ("급락했다",)),
    },
    "en": {
        "v": (("rose", "gained", "climbed", "advanced"), ("fell", "lost", "slid", "dropped")),
        "i": (("rising", "gaining", "climbing"), ("falling", "losing", "dropping")),
        "n": (("gain", "rise", "advance"), ("drop", "decline", "fall")),
        "d": (("higher",), ("lower",)),
        "u": (("up",), ("down",)),
    },
}
with Path(__file__).with_name("names.csv").open(encoding="utf-8") as file:
    NAMES = {row["symbol"]: row for row in csv.DictReader(file)}


@dataclass
class Facts:
    """What a frame is filled with: companies by letter, the session, and the errors planted."""

    frame: dict
    symbols: dict[str, str]
    day: date
    numbers: dict[tuple, float] = field(default_factory=dict)
    flips: set[tuple] = field(default_factory=set)
    shown: date | None = None
    """The day the text names instead of the session, in an error of the date."""

    def series(self, letter: str) -> press_labels.Series:
        series = press_labels.held(self.symbols[letter])
        assert series is not None
        return series

    def at(self, letter: str, lag: int) -> int:
        return self.series(letter)[0].index(str(self.day)) - lag

    def value(self, letter: str, what: str, lag: int) -> float:
        """Signed percent for r, s, y; a close as quoted for p; a change in money for c."""
        days, closes, _, _ = self.series(letter)
        at = self.at(letter, lag)
        if what[0] == "r":
            return 100 * closes[at] / closes[at - 1] - 100
        if what == "s":
            return 100 * closes[at] / closes[at - 5] - 100
        if what == "y":
            first = max(n for n, day in enumerate(days) if day < f"{days[at][:4]}-01-01")
            return 100 * closes[at] / closes[first] - 100
        close, before = press_labels.closing(self.symbols[letter], days[at]) or (0.0, 0.0)
        return close if what == "p" else close - before

    def session(self, lag: int) -> date:
        letter = next(iter(self.symbols))
        return date.fromisoformat(self.series(letter)[0][self.at(letter, lag)])

    def text(self, rng: random.Random) -> str:
        """The frame with every place filled."""
        return PLACE.sub(lambda place: self._place(place, rng), self.frame["text"])

    def _place(self, place: re.Match[str], rng: random.Random) -> str:
        letter, what, lag = place[1], place[2] or "", int(place[3] or 0)
        language, market = self.frame["lang"], self.frame["market"]
        if letter == "D":
            return _day(self.shown or self.session(lag), what, language)
        name = NAMES[self.symbols[letter]][f"name_{language}"]
        if not what:
            return name
        if what in ("은", "이", "과", "을"):
            return name + _particle(name, what)
        if what[0] in "rsypc" and what not in VERBS[language]:
            key = (letter, what[0], lag)
            number = self.numbers.get(key, self.value(letter, what, lag))
            return _printed(abs(number), what, market)
        of, form = ("s", what[1:]) if what.startswith("S") else ("r", what)
        of, form = ("y", what[1:]) if what.startswith("Y") else (of, form)
        down = (self.value(letter, of, lag) < 0) != ((letter, of, lag) in self.flips)
        return rng.choice(VERBS[language][form][down])


def _printed(number: float, what: str, market: str) -> str:
    if what in ("p", "c"):
        return f"{number:,.0f}" if market == "KR" else f"{number:,.2f}"
    return f"{number:.{int(what[1:] or 1)}f}"


def _day(day: date, what: str, language: str) -> str:
    if what == "wd":
        return DAYS[language][day.weekday()] + ("요일" if language == "ko" else "")
    if language == "ko":
        head = {"full": f"{day.year}년 {day.month}월 ", "md": f"{day.month}월 ", "d": ""}[what]
        return f"{head}{day.day}일"
    if what == "full":
        return f"{MONTHS[day.month]} {day.day}, {day.year}"
    return f"{SHORT[day.month]} {day.day}"


def _particle(name: str, pair: str) -> str:
    last = name[-1]
    closed = (ord(last) - 0xAC00) % 28 > 0 if "가" <= last <= "힣" else last in "LMNRlmnr"
    return {"은": "은는", "이": "이가", "과": "과와", "을": "을를"}[pair][not closed]


def published(frame: dict, day: date) -> str:
    """When the text of a frame about a session appears."""
    days, clocks = PUBLISHED[frame["pub"]]
    clock = clocks[frame["market"]]
    if clock.endswith("-05:00") and 3 < day.month < 11:
        clock = clock.replace("-05:00", "-04:00")
    return f"{day + timedelta(days)}{clock}"


def drawn(frame: dict, rng: random.Random) -> Facts:
    """Companies and a session that a frame fits."""
    letters = sorted({p[1] for p in PLACE.finditer(frame["text"])} - {"D"})
    of_market = sorted(symbol for symbol, row in NAMES.items() if row["market"] == frame["market"])
    while True:
        chosen = rng.sample(of_market, len(letters))
        facts = Facts(frame, dict(zip(letters, chosen, strict=True)), date.min)
        days = facts.series(letters[0])[0]
        facts.day = date.fromisoformat(rng.choice(days[280:-8]))
        try:
            if all(_fits(facts, need) for need in ["A", *frame.get("need", [])]):
                return facts
        except (ValueError, IndexError):
            continue


def _before_its_name(symbol: str, day: date) -> bool:
    """Whether a name was another company's on a day: Broadcom's, until Avago took it."""
    since = NAMES[symbol]["since"]
    return since != "" and str(day) < since


def _fits(facts: Facts, need: str) -> bool:
    if need == "weekend":
        return facts.day.weekday() == 4
    if need == "fullweek":
        return facts.day.weekday() == 4 and (facts.day - facts.session(4)).days == 4
    if need == "A":
        if any(_before_its_name(symbol, facts.day) for symbol in facts.symbols.values()):
            return False
        moves = [facts.value(letter, "r", 0) for letter in facts.symbols]
        lags = [facts.value(p[1], "r", int(p[3])) for p in PLACE.finditer(facts.frame["text"])
                if p[3] and p[1] != "D"]  # fmt: skip
        return all(0.8 < abs(move) < 15 for move in moves + lags)
    if need[-1] in "=!":
        a, b = (facts.value(letter, "r", 0) > 0 for letter in need[:2])
        return (a == b) == (need[-1] == "=")
    letter, lag = need[0], int(need[2]) if "@" in need else 0
    return (facts.value(letter, "r", lag) > 0) == (need[-1] == "+")


def errors(frame: dict) -> list[str]:
    """Kinds of error that a frame can carry."""
    places = [(p[1], p[2] or "") for p in PLACE.finditer(frame["text"])]
    companies = {what for letter, what in places if letter != "D"}
    days = {what for letter, what in places if letter == "D"}
    found = {
        "number": companies & {"r0", "r1", "r2"},
        "direction": companies & set(FORMS),
        "level": companies & {"p"},
        "date": days & {"full", "md"},
        "weekday": days & {"wd"},
    }
    return [kind for kind in found if found[kind] and kind not in frame.get("never", [])]


def plant(facts: Facts, kind: str, rng: random.Random) -> str | None:
    """Plant one error; the letter of the company it is told of, None where the draw allows none."""
    if kind in ("date", "weekday"):
        return _plant_day(facts, kind, rng)
    places = [(p[1], p[2] or "", int(p[3] or 0)) for p in PLACE.finditer(facts.frame["text"])]
    wanted = {"number": ("r0", "r1", "r2"), "level": ("p",), "direction": FORMS}[kind]
    letter, _, lag = rng.choice([p for p in places if p[0] != "D" and p[1] in wanted])
    if kind == "direction":
        facts.flips.add((letter, "r", lag))
    elif kind == "level":
        apart = 1 + rng.choice((-1, 1)) * rng.uniform(0.03, 0.08)
        facts.numbers[letter, "p", lag] = facts.value(letter, "p", lag) * apart
    else:
        return letter if _plant_number(facts, letter, lag, rng) else None
    return letter


def _plant_number(facts: Facts, letter: str, lag: int, rng: random.Random) -> bool:
    near = [facts.value(other, "r", k) for other in facts.symbols for k in range(-1, 4)]
    for _ in range(60):
        new = abs(facts.value(letter, "r", lag)) + rng.choice((-1, 1)) * rng.uniform(0.9, 4)
        if new > 0.5 and all(abs(new - abs(one)) > 0.35 for one in near):
            facts.numbers[letter, "r", lag] = new
            return True
    return False


def _plant_day(facts: Facts, kind: str, rng: random.Random) -> str | None:
    def week(day: date) -> tuple[int, int]:
        return day.isocalendar()[:2]

    def differs(lag: int) -> bool:
        moves = [facts.value(x, "r", lag) - facts.value(x, "r", 0) for x in facts.symbols]
        return all(abs(move) > 1.2 for move in moves)

    lags = [lag for lag in range(1, 12) if differs(lag)]
    if kind == "weekday":
        lags = [lag for lag in lags if week(facts.session(lag)) == week(facts.day)]
    facts.shown = facts.session(rng.choice(lags)) if lags else None
    return next(iter(facts.symbols)) if lags else None


def sentences(frames: list[dict], each: int, seed: int) -> list[dict]:
    """True sentences, and each with one error of every kind it can carry."""
    out = []
    for frame in frames:
        rng = random.Random(f"{seed} {frame['id']}")
        for number in range(each):
            facts = drawn(frame, rng)
            state = rng.random()
            for kind in ("true", *errors(frame)):
                made = Facts(frame, facts.symbols, facts.day)
                told = plant(made, kind, rng) if kind != "true" else "A"
                if told is None:
                    continue
                out.append({
                    "id": f"{frame['id']}/{number}/{kind}",
                    "text": made.text(random.Random(state)),
                    "published": published(frame, facts.day),
                    "kind": kind,
                    "symbol": facts.symbols[told],
                    "shape": frame["shape"],
                    "known": all(_quoted(made, letter) for letter in facts.symbols),
                })  # fmt: skip
    return out


def _quoted(facts: Facts, letter: str) -> bool:
    """Whether a close is one that its exchange can have quoted, so that its basis is known: the
    panel's prices of Seoul are adjusted for rights issues and stock dividends of some firms."""
    price, before = (facts.value(letter, "p", lag) for lag in (0, 1))
    won = facts.frame["market"] == "KR"
    return not won or all(abs(one % _tick(one)) < 0.01 for one in (price, before))


def _tick(price: float) -> int:
    """The step of a price in Seoul since 2023 (KRX, rules of the securities market, article 19)."""
    steps = ((2_000, 1), (5_000, 5), (20_000, 10), (50_000, 50), (200_000, 100), (500_000, 500))
    return next((step for below, step in steps if price < below), 1_000)


def outcome(row: dict, found: dict) -> str:
    """What became of a sentence; of one with an error, what was said of the company at fault."""
    true = row["kind"] == "true"
    verdicts = {
        one["verdict"]
        for claim in found.get("claims", [])
        for one in claim["observed"] or [{"verdict": claim["verdict"], "symbol": row["symbol"]}]
        if true or one["symbol"] == row["symbol"]
    }
    if verdicts & {"contradicted", "partly"}:
        return "accused" if true else "contradicted"
    order = ("supported", "unclear") if true else ("unclear", "supported")
    return next((verdict for verdict in order if verdict in verdicts), "undecided")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--frames", type=Path, nargs="+", default=[Path(__file__).with_name("frames.jsonl")]
    )
    parser.add_argument("--each", type=int, default=12, help="draws a frame")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", help="print the sentences of an outcome, such as accused")
    given = parser.parse_args()
    db = panel.store()
    if db is None:
        print("There is no price panel beside this checkout.")
        return 0
    lines = [line for path in given.frames for line in path.read_text("utf-8").splitlines()]
    frames = [json.loads(line) for line in lines]
    rows = sentences(frames, given.each, given.seed)
    seen = []
    for row, found in zip(rows, texts.readings(rows, db), strict=True):
        seen.append((row, outcome(row, found)))
        if seen[-1][1] == given.show:
            print(f"{row['id']} {row['published']} {row['text']}")
            for claim in found.get("claims", []):
                print("     ", claim["verdict"], claim["formula"], claim["symbols"], claim["why"])
    print(f"{len(frames)} frames, {len(rows)} sentences")
    report(seen)
    return 0


def report(seen: list[tuple[dict, str]]) -> None:
    """Print outcomes by kind of error, and the shapes of true sentences that are accused."""
    for kind in ("true", *KINDS):
        counts = Counter(what for row, what in seen if row["kind"] == kind)
        told = [f"{what} {n} ({n / counts.total():.3f})" for what, n in counts.most_common()]
        print(f"{kind:10} {counts.total():4}: {', '.join(told)}")
    known = Counter(what for row, what in seen if row["kind"] == "level" and row["known"])
    told = [f"{what} {n} ({n / known.total():.3f})" for what, n in known.most_common()]
    print(f"level, basis known {known.total():4}: {', '.join(told)}")
    reliability(seen)
    for title, kinds, wanted in (
        ("true sentences accused", ("true",), ("accused",)),
        ("errors of number and direction not contradicted", KINDS[:2], OTHER),
    ):
        chosen = [(row["shape"], what) for row, what in seen if row["kind"] in kinds]
        counts = Counter(shape for shape, what in chosen if what in wanted)
        print(f"{title}, by shape:")
        for shape, n in counts.most_common():
            print(f"  {shape:28} {n} of {sum(1 for one, _ in chosen if one == shape)}")


RATES = (0.005, 0.01, 0.02)
"""Shares of numbers that press gets wrong, of which the share of right accusations depends."""


def reliability(seen: list[tuple[dict, str]]) -> None:
    """Print the share of accusations that would be right at a rate of press errors (Bayes), from
    errors contradicted and the upper end of a one-sided interval of 90 % for true sentences accused
    (Clopper and Pearson 1934): a bound for sentences like these, not for press."""
    true = [
        what for row, what in seen if row["kind"] == "true" and what in ("supported", "accused")
    ]
    wrong = true.count("accused")
    most = float(beta.ppf(0.9, wrong + 1, len(true) - wrong)) if len(true) > wrong else 1.0
    print(f"true sentences decided {len(true)}, accused {wrong}: at most {most:.4f}")
    for kind in KINDS[:-1]:
        errors = [what for row, what in seen if row["kind"] == kind]
        caught = errors.count("contradicted") / max(1, len(errors))
        told = [f"{rate:.1%} {rate * caught / (rate * caught + (1 - rate) * most):.2f}"
                for rate in RATES]  # fmt: skip
        print(f"  {kind:10} at least right, by rate of errors: {', '.join(told)}")


if __name__ == "__main__":
    sys.exit(main())
