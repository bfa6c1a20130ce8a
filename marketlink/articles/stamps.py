"""Clock times and days as pages print them, in Korean, English and the machine formats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from marketlink.articles.zones import PATTERN as ZONE
from marketlink.articles.zones import mistaken, zone_called
from marketlink.findings import Said
from marketlink.records.article import Precision

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
HALF = r"오전|오후|a\.?m\b\.?|p\.?m\b\.?"
DAY = rf"""(?:
    (?<![\d.,])(?P<y1>(?:19|20)\d\d)\s?(?P<sep>[.\-/]|년)\s?(?P<m1>\d{{1,2}})
    \s?(?:(?P=sep)|월)\s?(?P<d1>\d{{1,2}})(?!\d)(?:\s?일자|\s?[일.])?
  | (?<![\d.])(?P<d7>\d{{1,2}})\.(?P<m7>\d{{1,2}})\.(?P<y7>(?:19|20)\d\d)(?!\d)
  | (?<!\d)(?P<y2>(?:19|20)\d\d)(?P<m2>[01]\d)(?P<d2>[0-3]\d)(?=\D|$|[T\s]?\d{{2}}:?\d{{2}})
  | (?:{WEEKDAY},?\s+)?(?P<n3>{MONTH})\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?
    \s+(?P<y3>(?:19|20)\d\d)(?:(?=\D|$)|(?=\d{{1,2}}:\d\d))
  | (?:{WEEKDAY},?\s+)?(?<![\d.])(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?
    [\s\-]+(?P<n4>{MONTH})[\s\-,]+(?P<y4>(?:19|20)\d\d)(?!\d)
  | (?<![\d./])(?P<a5>\d{{1,2}})/(?P<b5>\d{{1,2}})/(?P<y5>(?:19|20)\d\d)(?!\d)
  | (?<![\d.])(?P<y6>\d\d)[.](?P<m6>\d\d)[.](?P<d6>\d\d)(?![\d%])
)"""
CLOCK = rf"""(?:
    (?P<half>{HALF})?\s?(?P<h>\d{{1,2}})(?:
        \s?(?:[:시]|\.(?=[0-5]\d\s?(?:GMT|BST|UTC|CES?T|AE[SD]T|SGT|HKT|[ap]\.?m)\b))\s?(?P<mi>[0-5]\d|\d(?=\s?분))(?:\s?[:분]\s?(?P<s>[0-5]\d)(?:[.,]\d{{1,9}})?초?|분)?
      | (?P<o>시)(?!\s?\d)
      | (?P<only>(?=\s?[ap]\.?m\b))
    )(?:\s?(?P<half2>{HALF}))?
)"""
COMPACT = r"(?P<hc>[0-2]\d)(?P<mc>[0-5]\d)(?P<sc>[0-5]\d)?"
STAMP = re.compile(
    rf"""{DAY}\s?(?:\(?[월화수목금토일](?:요일)?\)|[월화수목금토일]요일|\(?{WEEKDAY}\)?)?
    (?:(?:T|\s?[,|·\-–—]?\s?(?:at\s+|/\s?|[\[(])?){CLOCK}|[T\s]?(?<=\d)(?:T|(?<=\d\d\d\d\d\d\d\d)){COMPACT})?
    (?:(?<=[\d분초시m.M])\s?\(?(?P<zone>{ZONE})\)?)?""",
    re.IGNORECASE | re.VERBOSE,
)
BEFORE = re.compile(
    rf"{CLOCK}\s?\(?(?P<zone>{ZONE})?\)?\s?(?:,|on|\||·|-|–)?\s+(?={DAY})".replace("\n", ""),
    re.IGNORECASE | re.VERBOSE,
)
FIRST = (
    r"기사\s?(?:입력|승인)|최초\s?(?:입력|등록|승인|게재|작성)|입력|기사\s?등록|등록|작성|승인|게재|게시|발행|송고|보도|출고|노출|"
    r"first\s+published|originally\s+published|published|posted|publish(?:ed)?\s+date|date\s+published|created|"
    r"issued|publication\s+date|pubdate|date"
)
LATER = (
    r"최종\s?(?:수정|업데이트|편집)|기사\s?수정|수정|업데이트|갱신|변경|"
    r"last\s+(?:updated|modified)|updated|modified|revised|corrected|update"
)
LABEL = re.compile(
    rf"(?<![가-힣A-Za-z])(?:(?P<later>{LATER})|(?P<first>{FIRST}))"
    r"\s?(?:일시|일자|시간|시각|일|on|at)?\s?[:：|]?\s?(?:on\s+)?[\[(]?\s?$",
    re.IGNORECASE,
)
MASTHEAD = re.compile(
    r"제호|발행인|편집인|등록번호|사업자\s?등록|통신판매|청소년\s?보호\s?책임자|인터넷\s?신문|정기간행물"
)
"""Words of the medium's own registration, whose days date no article."""
QUICK = re.compile(r"(?:19|20)\d\d|\d\d\.\d\d\.\d\d")

Role = Literal["first", "updated", "plain"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """A day or a clock time at ``text[start:end]``, as it is written.

    ``clock`` is naive: what the page's clock shows; ``zone`` is the zone it names (an IANA name
    or a fixed offset), None where it names none. ``role`` is what its label calls it.
    """

    start: int
    end: int
    text: str
    clock: datetime
    precision: Precision
    zone: str | None = None
    role: Role = "plain"
    label: str = ""
    instant: datetime | None = None
    note: str = ""

    @property
    def day(self) -> date:
        """The day the page's own calendar shows."""
        return self.clock.date()


def find_stamps(text: str) -> list[Stamp]:
    """Every full date (with its year) in a text, with the clock time, zone and label at it."""
    return list(_found(text)) if QUICK.search(text) else []


def parse_stamp(text: str) -> Stamp | None:
    """The one date that a short text holds; None where it holds none, or an impossible one."""
    return next(iter(find_stamps(text[:200])), None)


def _found(text: str) -> Iterator[Stamp]:
    last_end = 0
    for match in STAMP.finditer(text):
        day = _day(match)
        if day is None:
            continue
        before = None if match["h"] or match["hc"] else _clock_before(text, match.start())
        start = match.start() - (len(before[0]) if before else 0)
        label = LABEL.search(text[max(start - 24, last_end) : start])
        if match["y6"] and not label:
            continue
        if label and _of_masthead(text, start):
            continue
        stamp = _stamp(match, before, day, label)
        if stamp is not None:
            last_end = stamp.end
            yield stamp


def _of_masthead(text: str, at: int) -> bool:
    """Whether a day stands in the line that registers the medium: "제호 : ... | 등록일 : ..."."""
    near, end = max(text.rfind("\n", 0, at) + 1, at - 160), min(at + 160, len(text))
    line = text[near : text.find("\n", at, end) if "\n" in text[at:end] else end]
    return MASTHEAD.search(line) is not None


def _clock_before(text: str, end: int) -> re.Match[str] | None:
    """A clock time that stands right before the day ("4:15 PM EST, Mon January 27, 2025")."""
    start = max(end - 28, 0)
    found = [m for m in BEFORE.finditer(text[start : end + 30]) if start + m.end() == end]
    return found[0] if found else None


def _day(match: re.Match[str]) -> date | None:
    for index in "1267":
        if match[f"y{index}"]:
            year = int(match[f"y{index}"])
            year += 2000 if index == "6" else 0
            return _valid(year, int(match[f"m{index}"]), int(match[f"d{index}"]))
    for index in "34":
        if match[f"y{index}"]:
            month = MONTHS.index(match[f"n{index}"][:3].lower()) + 1
            return _valid(int(match[f"y{index}"]), month, int(match[f"d{index}"]))
    return _slashed(int(match["a5"]), int(match["b5"]), int(match["y5"]))


def _slashed(first: int, second: int, year: int) -> date | None:
    """Month and day in the American or the European order, where only one of them can be."""
    if first == second or second > 12:
        return _valid(year, first, second)
    return _valid(year, second, first) if first > 12 else None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _stamp(
    match: re.Match[str], before: re.Match[str] | None, day: date, label: re.Match[str] | None
) -> Stamp | None:
    clock = _clock(before or match)
    if clock is None:
        return None
    hour, minute, second, precision = clock
    shown = datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001
    named = (before or match)["zone"]
    instant, zone, note = _placed(shown, named) if precision != "day" else (None, None, "")
    role: Role = "plain"
    if label:
        role = "updated" if label["later"] else "first"
    start = match.start() - (len(before[0]) if before else 0)
    words = (before[0] if before else "") + match[0]
    called = (label["later"] or label["first"]) if label else ""
    text = words.strip()
    return Stamp(start, match.end(), text, shown, precision, zone, role, called, instant, note)


def _clock(match: re.Match[str]) -> tuple[int, int, int, Precision] | None:
    groups = match.groupdict()
    if groups.get("hc"):
        second = int(groups["sc"] or 0)
        found = int(groups["hc"]), int(groups["mc"]), second
        return (*found, "second" if groups["sc"] else "minute") if found[0] < 24 else None
    if not groups.get("h"):
        return 0, 0, 0, "day"
    hour = int(groups["h"])
    half = (groups["half"] or groups["half2"] or "").lower()
    if half and not 0 <= hour <= 12 and not (half.startswith(("오후", "p")) and hour < 24):
        return None
    if half.startswith(("오후", "p")):
        hour = hour if hour >= 12 else hour + 12
    elif half and hour == 12:
        hour = 0
    if hour > 23:
        return None
    precision: Precision = "second" if groups["s"] else "minute" if groups["mi"] else "hour"
    return hour, int(groups["mi"] or 0), int(groups["s"] or 0), precision


def _placed(shown: datetime, named: str | None) -> tuple[datetime | None, str | None, str]:
    found = zone_called(named) if named else None
    if found is None or named is None:
        return None, None, ""
    zone, name = found
    summer = mistaken(named, shown)
    note = Said("warning.summer", named=named, summer=summer) if summer else ""
    return shown.replace(tzinfo=zone).astimezone(UTC), name, note


WORDS = re.compile(
    rf"(?<![가-힣A-Za-z])(?:{LATER}|{FIRST})(?:일시|일자|시간|시각|일)?(?![가-힣A-Za-z])|"
    r"(?<!\d)\d{1,6}\s?min(?:ute)?s?\s+read|(?<!\d)\d{1,6}\s?(?:hours?|hrs?|minutes?|mins?|days?)\s+ago|"
    r"\([A-Z][a-z]+ (?:Standard|Daylight|Summer)? ?Time\)|조회수?\s?[\d,]+",
    re.IGNORECASE,
)


def residue(line: str, stamps: list[Stamp]) -> str:
    """What a line says beside its stamps, their labels and the marks between them."""
    kept, position = [], 0
    for stamp in stamps:
        kept.append(line[position : stamp.start])
        position = stamp.end
    rest = WORDS.sub(" ", " ".join([*kept, line[position:]]))
    return re.sub(r"[\W_]+", " ", rest).strip()
