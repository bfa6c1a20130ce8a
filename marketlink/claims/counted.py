# ruff: noqa: E501 (one pattern a line reads better than a folded one)
"""What an English move is counted from: a day, a close, a peak, or the start of a period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from marketlink.articles.moments.resolve import local_day
from marketlink.claims import amounts
from marketlink.claims.amounts import Amount
from marketlink.records.article import Moment

if TYPE_CHECKING:
    from marketlink.claims.timed import Timed

_POINT = r"(?:close|finish|high|low|peak|level|record|trough|bottom)s?\b"
_OWN = r"(?:its|their|the|an?|that|[\w&.]+['’]s)\s"
PEAKED = re.compile(r"\b(?:high|low|peak|record|trough|bottom)\b(?! clos)", re.IGNORECASE)
SINCE = re.compile(r"\bsince\s(?:(?:the|its|their|an?)\s(?:[\w.’'-]+\s){1,5})?(?:on\s)?$", re.IGNORECASE)  # fmt: skip
"""What a span begins with, right before its first day: "since Nov. 14", "since the rout on Jan. 27"."""
OWNING = re.compile(
    rf"\b(?:from|above|below|under|off|since|over|of|than)\s(?:{_OWN})?(?:[\w-]+\s)?$",
    re.IGNORECASE,
)
OWNED = re.compile(rf"(?:['’]s)?,?\s(?:[\w-]+\s){{0,2}}{_POINT}", re.IGNORECASE)
"""A point that a day owns: "from its Nov. 14 close", "below its July 10 closing high"."""
POINT_OF = re.compile(
    rf"\b(?:from|above|below|under|off|since|of)\s(?:(?:hitting|reaching|setting|touching|peaking|bottoming)\s)?(?:{_OWN})?(?:[\w-]+\s){{0,3}}(?:{_POINT}\s)?(?:(?:of|at)\s[$₩]?\d[\d,.]*(?:\swon)?\s)?(?P<told>(?:set|reached|hit|touched|struck|recorded)\s)?(?:back\s)?(?:on\s|in\s)?$",
    re.IGNORECASE,
)
"""A point told of a day: "from its peak on June 18", "since hitting a record on July 10"."""
STANDS = re.compile(
    r"\b(?:has|have|had|is|are|was|were|remains?|leav(?:es|ing)|left|still|now|puts?|putting)\b",
    re.IGNORECASE,
)
"""How a price stands, which a day of its peak does not date: "is down 37% from its peak on June 18"."""
RANKED = re.compile(
    r"\b(?:biggest|largest|worst|best|steepest|sharpest|greatest|deepest|strongest|weakest|most|least|first|second|third|fourth|fifth|highest|lowest|fastest|slowest|only|straight|ever)\b[^,;]*$",
    re.IGNORECASE,
)
"""What makes a span the scope of a rank and no base: "its biggest drop since Nov. 14"."""
START = re.compile(
    r"\b(?:since|from) the (?:start|beginning) of (?:the|this) (?P<start>week|month|quarter|year)\b|\b(?P<date>month|quarter|week)[- ]to[- ]date\b|\b(?:so far )?this (?P<this>week|month|quarter)\b",
    re.IGNORECASE,
)
BESIDE = re.compile(r"(?:\.\d|[^,;.]){0,24}")
LEADS = re.compile(
    r"(?:\sto\s(?:about |nearly |almost |more than |over |just )?|,?\s.{0,60}\b(?:has|have|is|are)\b.{0,24})$"
)


def counts_from(scene: Timed, moment: Moment) -> str:
    """How an English sentence counts from a day: "close", "point", or "" where it does not."""
    if scene.language != "en" or moment.rule == "session before":
        return ""
    text, (start, end) = scene.text, moment.span
    since = SINCE.search(text, scene.start, start)
    if since or text[start : start + 6].lower() == "since ":
        return "point" if since and PEAKED.search(since.group()) else "close"
    owned = OWNED.match(text, end, scene.end)
    if owned and OWNING.search(text, scene.start, start):
        return "close" if re.search(r"clos|finish", owned.group(), re.IGNORECASE) else "point"
    point = POINT_OF.search(text, scene.start, start)
    if point is None or re.search(_POINT + r"|ing\b", point.group(), re.IGNORECASE) is None:
        return ""
    told = point.group("told") or STANDS.search(text, scene.start, point.start())
    return "point" if told else ""


def base_of(scene: Timed, amount: Amount) -> str:
    """The window of a number that its words count from somewhere: "from-DAY", "since-DAY" where
    the words leave no other base, "to-date-UNIT", "other", or ""."""
    if scene.language != "en":
        return ""
    for _, moment in scene.moments:
        how = counts_from(scene, moment)
        if not how or not _belongs(scene, amount, moment.span):
            continue
        if RANKED.search(scene.text, max(scene.start, moment.span[0] - 90), moment.span[0]):
            continue
        first, last = (local_day(day, moment.zone) for day in (moment.start, moment.end))
        if first != last:
            return "" if START.search(scene.text, moment.span[0] - 6, scene.end) else "other"
        plain = how == "close" and moment.precision == "day"
        return f"since-{first}" if plain else f"from-{first}"
    return ""


def to_date_of(scene: Timed, amount: Amount) -> str:
    """The unit of the week, month, quarter or year that a number stands beside: "up 5% this month"."""
    if scene.language != "en":
        return ""
    for match in START.finditer(scene.text, scene.start, scene.end):
        if not _belongs(scene, amount, match.span()):
            continue
        low, high = sorted([match.span(), (amount.start, amount.end)])
        between = scene.text[low[1] : high[0]]
        beside = BESIDE if match.start() > amount.start else LEADS
        if beside.fullmatch(between) and not RANKED.search(between):
            return next(word for word in match.groups() if word).lower()
    return ""


def _belongs(scene: Timed, amount: Amount, span: tuple[int, int]) -> bool:
    """Whether a number is the nearest of its sentence to some words."""
    others = [a for a in amounts.percents(scene.text, scene.start, scene.end) if a.unit == "return"]
    return nearest(others, span) == amount.start


def nearest(others: Sequence[Amount], span: tuple[int, int]) -> int | None:
    """Where the number nearest to some words begins."""
    gaps = [(a.start - span[1] if a.start >= span[1] else span[0] - a.end, a.start) for a in others]
    return min(gaps)[1] if gaps else None
