# ruff: noqa: E501 (one pattern a line reads better than a folded one)
"""Persistence and comparison: a move that went on, and a move larger than another's."""

from __future__ import annotations

import re

from marketlink.claims import indices
from marketlink.claims.drafts import draft
from marketlink.claims.scene import Scene
from marketlink.records.claim import Bound, Claim, Measure, Span, Window

COUNTS = {
    "하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "이레": 7, "여드레": 8, "아흐레": 9, "열흘": 10,
    "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "11th": 11, "12th": 12,
}  # fmt: skip
STREAK = {
    "ko": re.compile(
        r"(?P<n>\d{1,2}|하루|이틀|사흘|나흘|닷새|엿새|이레|여드레|아흐레|열흘)\s?(?:거래일|영업일|일)?\s?(?:연속|째|내리|연달아|연이어|내내|잇따라)"
    ),
    "en": re.compile(
        r"\b(?:for (?:a|the) (?P<f>second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,2}(?:st|nd|rd|th)) (?:trading )?(?:day|session)|(?P<o>second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,2}(?:st|nd|rd|th)) (?:straight|consecutive|successive) (?:trading )?(?:day|session)"
        r"|(?P<c>two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) (?:straight|consecutive|successive) (?:trading )?(?:days|sessions)"
        r"|(?P<r>two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) (?:trading )?(?:days|sessions) (?:in a row|running|straight)"
        r"|(?P<s>two|three|four|five|six|seven|eight|nine|ten|\d{1,2})-(?:day|session) (?:(?P<w>losing|winning) (?:streak|run|skid)|(?P<v>slide|slump|decline|rout|skid|sell-?off|rally|advance|climb|upswing)))\b",
        re.IGNORECASE,
    ),
}
SNAPPED = re.compile(
    r"\b(?:snap(?:s|ped|ping)?|end(?:s|ed|ing)?|broke|breaks|breaking|halt(?:s|ed|ing)|(?:the |an )?end (?:of|to))\b[^.]{0,12}$",
    re.IGNORECASE,
)
AFTER_RUN = re.compile(
    r"\b(?:after|following|ending|ended|snapping|snapped|breaking|broke|halting|halted)\s(?:(?:a|its|their|the|run of|more than) ){0,3}$"
)
OF_RUN = re.compile(
    r"\sof (?:[\w-]+ ){0,2}(?:(?P<fall>loss(?:es)?|falls?|declines|drops)|gains?|advances|rises)\b"
)
"""A run that was over: "lost 1% after seven straight days of gains"."""
ON = re.compile(
    r"하루(?:에|로|만에)?\s?(?:그치지|끝나지|멈추지)\s?않|단 하루로 끝나지|이튿날(?:에)?도|다음\s?날(?:에)?도|did(?:n['’]t| not) (?:end|stop) (?:in|after|with|at) (?:a|one|just one|the first|a single) (?:day|session)|(?:lasted|went on|continued) (?:for )?more than (?:a|one) day|was not (?:a one-day|limited to one day)|more than a one-day",
    re.IGNORECASE,
)
EXTENDED = re.compile(
    r"\bextend(?:ed|ing|s)? (?:its |their |the )?(?:losses|gains|slide|decline|fall|drop|rally|rout|sell-?off)|(?:하락세|상승세|오름세|내림세|약세|강세)를 이어(?:갔|간|가)",
    re.IGNORECASE,
)
REVERSED = re.compile(
    r"(?P<n>\d{1,2}|하루|이틀|사흘|나흘|닷새|엿새|이레|여드레|아흐레|열흘)\s?(?:거래일|영업일|일)?\s?만에\s?(?:다시\s|소폭\s|큰 폭(?:으로)?\s)?(?P<ko>반등|반락|상승|하락|오름세|내림세|급등|급락|올랐|내렸|떨어졌)(?!\s?(?:폭|률)|\S{0,3}\s?\d)|(?:the next|a) day later (?P<en>rebounded|recovered)",
    re.IGNORECASE,
)
UPWARD = frozenset({"winning", "rally", "advance", "climb", "upswing"})
SUPPOSED = re.compile(
    r"(?:마감|마치|끝나|유지|기록|하락|상승|오르|내리|떨어지)(?:하|되|된다|한다)?면\s"
)
"""A streak that would be one if the session ended so."""
DENIED = re.compile(r"[^.,]{0,14}지(?:는|도)?\s(?:않|못)")
"""What takes a streak back: "나흘째 하락하지는 않았다"."""
LINE_HELD = re.compile(r"\d선(?:을|를|이|에서)?\s?(?:밑돌|웃돌|지키|지켰|상회|하회|머물|맴돌)")
"""So many days below a line, which is no streak of falls."""
FLOWS = re.compile(
    r"순매수|순매도|['‘“\"]?(?:팔자|사자)['’”\"]?|매수세|매도세|자금|유입|유출|net (?:buy|sell)|inflow|outflow",
    re.IGNORECASE,
)
THAN = {
    "ko": re.compile(r"보다(?:는|도)?\s"),
    "en": re.compile(
        r"\b(?P<way>more|less|further|harder|faster|better|worse|steeper|larger|smaller) than\s(?:the\s|shares of\s)?|\b(?P<verb>outperform(?:ed|s)?|outpac(?:ed|es)|beat|underperform(?:ed|s)?|lagg(?:ed)|lags|trail(?:ed|s))\s(?:the\s)?",
        re.IGNORECASE,
    ),
}
RATE = re.compile(
    r"(?:수익률|상승률|등락률|하락률)?을?\s?(?P<up>웃돌|상회|앞섰|앞질)|(?:수익률|상승률|등락률)?을?\s?(?P<down>밑돌|하회|못 미쳤|뒤졌)"
)
BETTER = re.compile(
    r"선방|덜\s?(?:내|하락|떨어|빠|밀)|강세|나았|better|outperform|outpac|beat", re.IGNORECASE
)
WORSE = re.compile(r"부진|worse|underperform|lagg|lags|trail", re.IGNORECASE)
LESS = re.compile(r"덜\s|\bless\b|작게|적게|소폭|smaller", re.IGNORECASE)


def persistence(scene: Scene) -> list[Claim]:
    """Claims of streaks ("for a third day") and of moves that did, or did not, go on."""
    if SUPPOSED.search(scene.words):
        return []
    if FLOWS.search(scene.words) or LINE_HELD.search(scene.words):
        return []
    match = STREAK[scene.language].search(scene.text, scene.start, scene.end)
    if match and DENIED.match(scene.text, match.end()):
        return []
    if match:
        return _streak(scene, match)
    more = EXTENDED.search(scene.text, scene.start, scene.end)
    if more:
        return _extended(scene, more)
    on = ON.search(scene.text, scene.start, scene.end)
    if on:
        return _went_on(scene, on)
    turned = REVERSED.search(scene.text, scene.start, scene.end)
    return _turned(scene, turned) if turned else []


def _direction(scene: Scene, at: int) -> int:
    near = sorted(scene.moves, key=lambda move: abs(move.start - at))
    if not near and scene.last is not None:
        return scene.last.direction
    return near[0].direction if near else 0


def _streak(scene: Scene, match: re.Match[str]) -> list[Claim]:
    word = next(group for group in match.groupdict().values() if group)
    count = COUNTS.get(word.lower()) or int(re.sub(r"\D", "", word) or 0)
    direction = _direction(scene, match.end())
    told = match.groupdict()
    run = (told.get("w") or told.get("v") or "").lower()
    ended = bool(run and SNAPPED.search(scene.text, scene.start, match.start()))
    past = AFTER_RUN.search(scene.text, scene.start, match.start()) and OF_RUN.match(
        scene.text, match.end()
    )
    if past:
        ended, direction = True, -1 if past.group("fall") else 1
    if run:
        direction = 1 if run in UPWARD else -1
    symbols = scene.near(match.start())
    if not symbols or not direction or count < 2:
        return []
    sign = "<" if direction < 0 else ">"
    lag = "t-1" if ended else "t"
    formula = f"R(u) {sign} 0 for the {count} sessions up to {lag}"
    measure = Measure(window=Window(Span.STREAK), bound=Bound.ENDED if ended else Bound.EXACT)
    claim = draft(scene, "persistence", symbols, match.start(), formula, stated=float(count), unit="sessions",
                  direction=direction, measure=measure)  # fmt: skip
    return [claim]


def _extended(scene: Scene, match: re.Match[str]) -> list[Claim]:
    """ "Extended losses": the session's move has the sign of the one before."""
    word = match.group()
    direction = 1 if re.search(r"gain|rally|상승|오름|강세", word, re.IGNORECASE) else -1
    symbols = scene.near(match.start())
    if not symbols:
        return []
    sign = "<" if direction < 0 else ">"
    return [
        draft(scene, "persistence", symbols, match.start(), f"R(t-1) {sign} 0 and R(t) {sign} 0",
              direction=direction, measure=Measure(window=Window(Span.AGAIN)))
    ]  # fmt: skip


def _went_on(scene: Scene, match: re.Match[str]) -> list[Claim]:
    direction = _direction(scene, match.start())
    symbols = scene.near(match.start())
    if not symbols or not direction:
        return []
    sign = "<" if direction < 0 else ">"
    day = [n for n, m in scene.moments if m.span[0] <= match.start() < m.span[1]]
    if day:
        return [
            draft(scene, "persistence", symbols, match.start(), f"R(t-1) {sign} 0 and R(t) {sign} 0",
                  direction=direction, measure=Measure(window=Window(Span.AGAIN)), moment=day[0])
        ]  # fmt: skip
    formula = f"R(0) {sign} 0 and R(1) {sign} 0; net: C(5)/C(0) - 1 {sign} 0"
    return [
        draft(scene, "persistence", symbols, match.start(), formula, direction=direction,
              measure=Measure(window=Window(Span.NEXT)))
    ]  # fmt: skip


def _turned(scene: Scene, match: re.Match[str]) -> list[Claim]:
    word = match.group("ko") or match.group("en") or ""
    direction = -1 if word in ("반락", "하락", "내림세", "급락", "내렸", "떨어졌") else 1
    symbols = scene.near(match.start())
    if not symbols:
        return []
    sign, opposite = (">", "<") if direction > 0 else ("<", ">")
    count = COUNTS.get(match.group("n") or "하루") or int(match.group("n"))
    if count > 2:
        formula = f"R(u) {opposite} 0 for the {count - 1} sessions up to t-1 and R(t) {sign} 0"
        return [
            draft(scene, "persistence", symbols, match.start(), formula, stated=float(count), unit="sessions",
                  direction=direction, measure=Measure(window=Window(Span.BACK)))
        ]  # fmt: skip
    formula = f"R(t-1) {opposite} 0 and R(t) {sign} 0"
    return [
        draft(scene, "persistence", symbols, match.start(), formula, direction=direction,
              measure=Measure(window=Window(Span.TURN)))
    ]  # fmt: skip


def comparison(scene: Scene) -> list[Claim]:
    """Claims that one company moved more, or did better, than another or than the market."""
    found = _korean(scene) if scene.language == "ko" else _english(scene)
    if found is None:
        return []
    other, at, better, larger = found
    direction = _direction(scene, at)
    symbols = tuple(s for s in scene.near(at) if s != other)
    if not symbols or (not direction and better == 0):
        return []
    if better == 0:
        better = direction * larger
    sign = ">" if better > 0 else "<"
    formula = f"R_i(t) {sign} R_j(t)"
    measure = Measure(bound=Bound.MORE if larger > 0 else Bound.LESS)
    needs = ("closing prices of both",)
    return [
        draft(
            scene,
            "comparison",
            (*symbols, other),
            at,
            formula,
            needs=needs,
            direction=better,
            measure=measure,
        )
    ]


def _korean(scene: Scene) -> tuple[str, int, int, int] | None:
    text = scene.text
    for match in THAN["ko"].finditer(text, scene.start, scene.end):
        other = _ends_at(scene, match.start())
        if other is None:
            continue
        rest = text[match.end() : min(scene.end, match.end() + 30)]
        larger = -1 if LESS.search(rest) else 1
        better = 1 if BETTER.search(rest) else -1 if WORSE.search(rest) else 0
        return other, match.end(), better, larger
    rate = RATE.search(text, scene.start, scene.end)
    if rate and (rate.group("up") or rate.group("down")):
        other = _ends_at(scene, rate.start())
        if other is not None:
            return other, rate.start(), 1 if rate.group("up") else -1, 1
    return None


def _ends_at(scene: Scene, position: int) -> str | None:
    """The company or index, or "market", named right before a position."""
    for subject in scene.subjects:
        if 0 <= position - subject.end <= 3 and position > subject.start:
            scene.objects.add(subject.start)
            return subject.symbol
    before = scene.text[max(scene.start, position - 8) : position + 4]
    return "market" if indices.MARKET[scene.language].search(before) else None


def _english(scene: Scene) -> tuple[str, int, int, int] | None:
    text = scene.text
    for match in THAN["en"].finditer(text, scene.start, scene.end):
        other = next((s for s in scene.subjects if 0 <= s.start - match.end() <= 1), None)
        name = other.symbol if other else None
        if name is None and indices.MARKET[scene.language].match(text, match.end()):
            name = "market"
        if name is None:
            continue
        if other:
            scene.objects.add(other.start)
        words = (match.group("way") or match.group("verb") or "").lower()
        better = 1 if BETTER.search(words) else -1 if WORSE.search(words) else 0
        larger = -1 if LESS.search(words) else 1
        return name, match.start(), better, larger
    return None
