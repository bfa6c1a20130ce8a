"""Holidays as the two languages name them: a closed list of phrases."""

# ruff: noqa: E501 (Korean letters count double, and one pattern a line reads better)
from __future__ import annotations

import re
from re import Match, Pattern
from typing import NamedTuple

from marketlink.moments.tokens import Interpreter, Reading


class Festival(NamedTuple):
    """A holiday's key, its usual country, and whether the name itself fixes the country."""

    key: str
    country: str
    fixed: bool = False


KOREAN = {
    "설날": Festival("lunar", "KR", True), "설": Festival("lunar", "KR", True),
    "구정": Festival("lunar", "KR", True), "음력설": Festival("lunar", "KR"),
    "추석": Festival("chuseok", "KR", True), "한가위": Festival("chuseok", "KR", True),
    "신정": Festival("newyear", "KR"), "새해": Festival("newyear", "KR"),
    "삼일절": Festival("samil", "KR", True), "3·1절": Festival("samil", "KR", True),
    "3.1절": Festival("samil", "KR", True), "부처님오신날": Festival("buddha", "KR"),
    "부처님 오신 날": Festival("buddha", "KR"), "부처님 오신날": Festival("buddha", "KR"), "석가탄신일": Festival("buddha", "KR"),
    "어린이날": Festival("children", "KR"), "현충일": Festival("memorial", "KR", True),
    "제헌절": Festival("constitution", "KR", True), "광복절": Festival("liberation", "KR", True),
    "개천절": Festival("foundation", "KR", True), "한글날": Festival("hangul", "KR", True),
    "성탄절": Festival("christmas", "KR"), "크리스마스": Festival("christmas", "KR"),
    "크리스마스이브": Festival("christmas", "KR"), "크리스마스 이브": Festival("christmas", "KR"),
    "성탄 전야": Festival("christmas", "KR"), "새해 첫날": Festival("newyear", "KR"),
    "성탄": Festival("christmas", "KR"), "근로자의 날": Festival("labor", "KR", True),
    "근로자의날": Festival("labor", "KR", True), "노동절": Festival("labor", "KR"),
    "춘절": Festival("lunar", "CN"), "춘제": Festival("lunar", "CN"),
    "국경절": Festival("national", "CN"), "청명절": Festival("qingming", "CN"),
    "단오절": Festival("dragonboat", "CN"), "중추절": Festival("midautumn", "CN"),
    "골든위크": Festival("golden", "JP"), "골든 위크": Festival("golden", "JP"),
    "추수감사절": Festival("thanksgiving", "US", True),
    "블랙프라이데이": Festival("blackfriday", "US", True),
    "블랙 프라이데이": Festival("blackfriday", "US", True),
    "독립기념일": Festival("independence", "US"), "메모리얼데이": Festival("memorial", "US", True),
    "메모리얼 데이": Festival("memorial", "US", True),
    "마틴 루서 킹 데이": Festival("mlk", "US", True), "마틴 루터 킹 데이": Festival("mlk", "US", True),
    "마틴루터킹데이": Festival("mlk", "US", True), "대통령의 날": Festival("presidents", "US", True),
    "프레지던트 데이": Festival("presidents", "US", True),
    "준틴스": Festival("juneteenth", "US", True), "노예해방일": Festival("juneteenth", "US", True),
    "콜럼버스의 날": Festival("columbus", "US", True), "재향군인의 날": Festival("veterans", "US", True),
    "성금요일": Festival("goodfriday", "US"), "부활절": Festival("easter", "US"),
    "박싱데이": Festival("boxing", "GB"),
    "명절": Festival("festival", "KR", True), "황금": Festival("long", "KR"),
    "징검다리": Festival("long", "KR", True), "연휴": Festival("long", "KR", True),
}  # fmt: skip

ENGLISH = {
    "lunar new year": Festival("lunar", "KR"), "chinese new year": Festival("lunar", "CN", True),
    "spring festival": Festival("lunar", "CN"), "seollal": Festival("lunar", "KR", True),
    "chuseok": Festival("chuseok", "KR", True), "golden week": Festival("golden", "CN"),
    "national day": Festival("national", "CN"), "thanksgiving": Festival("thanksgiving", "US"),
    "black friday": Festival("blackfriday", "US"), "christmas": Festival("christmas", "US"),
    "new year's": Festival("newyear", "US"), "new year’s": Festival("newyear", "US"),
    "new year": Festival("newyear", "US"), "labor day": Festival("labor", "US"),
    "labour day": Festival("labor", "CN"), "may day": Festival("labor", "CN"),
    "memorial day": Festival("memorial", "US"), "independence day": Festival("independence", "US"),
    "fourth of july": Festival("independence", "US"), "july fourth": Festival("independence", "US"),
    "july 4th": Festival("independence", "US"), "july 4": Festival("independence", "US"),
    "juneteenth": Festival("juneteenth", "US"), "martin luther king jr. day": Festival("mlk", "US"),
    "martin luther king day": Festival("mlk", "US"), "mlk day": Festival("mlk", "US"),
    "presidents day": Festival("presidents", "US"), "presidents' day": Festival("presidents", "US"),
    "presidents’ day": Festival("presidents", "US"), "columbus day": Festival("columbus", "US"),
    "veterans day": Festival("veterans", "US"), "good friday": Festival("goodfriday", "US"),
    "easter monday": Festival("eastermonday", "GB"), "easter": Festival("easter", "US"),
    "boxing day": Festival("boxing", "GB"), "tomb-sweeping day": Festival("qingming", "CN"),
    "qingming": Festival("qingming", "CN"), "dragon boat festival": Festival("dragonboat", "CN"),
    "mid-autumn festival": Festival("midautumn", "CN"), "children's day": Festival("children", "KR"),
    "children’s day": Festival("children", "KR"), "liberation day": Festival("liberation", "KR"),
    "hangul day": Festival("hangul", "KR", True), "hangeul day": Festival("hangul", "KR", True),
    "national foundation day": Festival("foundation", "KR", True),
    "buddha's birthday": Festival("buddha", "KR"), "buddha’s birthday": Festival("buddha", "KR"),
}  # fmt: skip

_REST = (
    r"(?P<rest>(?:\s?(?:황금\s?연휴|징검다리\s?연휴|연휴|명절|휴일|휴장|공휴일|휴가|당일|대목|시즌|기간)){0,3})"
    r"(?=(?:(?:가|이|를|을)?\s?(?P<way>앞두고|앞둔|직전|전날|전후|이후|직후|끝나고|끝난|지나고|마치고|마친"
    r"|뒤(?=$|[^가-힣]|에)|후(?=$|[^가-힣]|에)|전(?=$|[^가-힣]|에|부터|까)|다음\s?날|이튿날|익일))?)"
)
_BARE = re.compile(r"(?=$|[^가-힣]|[은는이가을를에의도과와엔로인때부까])")
DURING = re.compile(r"\s?(?:사이|동안|내내|새(?![가-힣])|중에)")
BEFORE = frozenset({"앞두고", "앞둔", "직전", "전"})
AFTER = frozenset({"이후", "직후", "끝나고", "끝난", "지나고", "마치고", "마친", "뒤", "후"})
EDGES = frozenset({"전날", "다음날", "다음 날", "이튿날", "익일"})
MANY_DAYS = frozenset({"lunar", "chuseok", "golden", "national", "festival", "long", "easter"})
LONG_HEADS = frozenset({"황금", "징검다리", "연휴", "성탄", "새해", "설", "명절", "구정"})


def _korean(match: Match[str]) -> Reading:
    text, at = match.string, match.start()
    if at and (text[at - 1].isalnum() or text[at - 1] == "·"):
        return None
    name, rest, way = (
        match.group("name"),
        match.group("rest").replace(" ", ""),
        match.group("way") or "",
    )
    if name in LONG_HEADS and not _enough(
        name, rest or _during(match), way, text[max(0, at - 6) : at]
    ):
        return None
    if not rest and not way and not _BARE.match(text, match.end()):
        return None
    festival = KOREAN[name]
    form = "block" if festival.key in MANY_DAYS or "연휴" in rest or "기간" in rest else "day"
    form = (
        "day"
        if "당일" in rest
        else ("outside" if "연휴" in rest else "beside")
        if way in EDGES
        else form
    )
    form = "eve" if name.endswith(("이브", "전야")) else form
    shift = -1 if way in BEFORE or way == "전날" else 1 if way in AFTER or way in EDGES else 0
    return "holiday", (festival.key, festival.country, int(festival.fixed), form, shift)


def _during(match: Match[str]) -> str:
    """ "연휴사이" where a bare 연휴 is what something happened during."""
    during = match.group("name") == "연휴" and DURING.match(match.string, match.end())
    return "연휴사이" if during else ""


def _enough(name: str, rest: str, way: str, before: str) -> bool:
    """Whether a name that is also an ordinary word stands in a holiday phrase."""
    if name == "연휴":
        return "기간" in rest or rest == "연휴사이"
    if name in ("설", "구정") and not rest:
        led = re.search(r"(?:지난|이번|올해|오는|다가오는|작년|지난해|내년|올)\s$", before)
        return bool(led) or way in (
            "앞두고",
            "앞둔",
            "직전",
            "직후",
            "전날",
            "전",
            "이후",
            "다음날",
            "다음 날",
            "이튿날",
        )
    return (
        "연휴" in rest
        or (name in ("설", "구정", "명절") and bool(rest))
        or (name == "명절" and bool(way))
    )


def _english(match: Match[str]) -> Reading:
    text, at, end = match.string, match.start(), match.end()
    if at and (text[at - 1].isalnum() or text[at - 1] in "-@#$"):
        return None
    if end < len(text) and text[end].isalnum():
        return None
    name, rest = match.group("name"), (match.group("rest") or "").lower().strip()
    if not name[0].isupper():
        return None
    low = name.lower()
    if low in ("new year", "july 4", "july 4th", "national day") and not rest:
        return None
    festival = ENGLISH[low]
    form = {"eve": "eve", "day": "day"}.get(rest.split(" ")[-1] if rest else "", "block")
    if not rest and festival.key not in MANY_DAYS:
        form = "day"
    if "weekend" in rest:
        form = "bridge"
    elif rest.endswith("week"):
        form = "week"
    return "holiday", (festival.key, festival.country, int(festival.fixed), form, 0)


def _edge(match: Match[str]) -> Reading:
    """The day before or after a feast: "the day after Thanksgiving", "the eve of Chuseok"."""
    text, end = match.string, match.end()
    if (end < len(text) and text[end].isalnum()) or not match.group("name")[0].isupper():
        return None
    festival = ENGLISH[match.group("name").lower()]
    shift = 1 if match.group("edge").lower() in ("day after", "day following") else -1
    form = "outside" if match.group("rest") else "beside"
    return "holiday", (festival.key, festival.country, int(festival.fixed), form, shift)


def _weekday_beside(match: Match[str]) -> Reading:
    """The Friday before Labor Day, the Monday after Thanksgiving."""
    text, end = match.string, match.end()
    if (end < len(text) and text[end].isalnum()) or not match.group("name")[0].isupper():
        return None
    festival = ENGLISH[match.group("name").lower()]
    shift = 1 if match.group("way").lower() in ("after", "following") else -1
    number = WEEKDAYS.index(match.group("weekday")[:3].lower())
    return "holiday", (
        festival.key,
        festival.country,
        int(festival.fixed),
        f"weekday {number}",
        shift,
    )


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMES = "|".join(re.escape(name) for name in sorted(ENGLISH, key=len, reverse=True))
_WEEKDAY = re.compile(
    r"(?:on )?the (?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday) "
    rf"(?P<way>before|after|following) (?:the )?(?P<name>{_NAMES})(?: day)?",
    re.IGNORECASE,
)
_EDGE = re.compile(
    r"(?:on )?(?:the )?(?P<edge>day after|day following|day before|eve of) (?:the )?"
    rf"(?P<name>{_NAMES})"
    r"(?P<rest> holidays?)?(?: day)?(?! (?:weekend|week|break|season|eve))",
    re.IGNORECASE,
)


def rules(language: str) -> list[tuple[str, Pattern[str], Interpreter]]:
    """The holiday rules of a language, for its grammar."""
    names = KOREAN if language == "ko" else ENGLISH
    interpret = _korean if language == "ko" else _english
    table: list[tuple[str, Pattern[str], Interpreter]] = []
    if language == "en":
        table.append(("on|the|day|eve", _EDGE, _edge))
        table.append(("on|the", _WEEKDAY, _weekday_beside))
    for name in sorted(names, key=len, reverse=True):
        if language == "ko":
            pattern = re.compile(rf"(?P<name>{re.escape(name)}){_REST}")
        else:
            pattern = re.compile(
                rf"(?P<name>{re.escape(name)})(?P<rest>(?: (?:public|market|bank|trading|long|season))?"
                r"(?:\sholiday(?=\sweekend))?(?:\s(?:holidays?|break|weekend|week|eve|day|period|recess|shutdown))?(?: period)?)",
                re.IGNORECASE,
            )
        if name[0].isdigit():
            table.append(("#", pattern, interpret))
            continue
        head = name if language == "ko" else name.split(" ", maxsplit=1)[0]
        table.append((head, pattern, interpret))
    return table
