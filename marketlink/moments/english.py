"""English words for time."""

# ruff: noqa: E501 (one pattern a line reads better than a folded one)
from __future__ import annotations

import re
from re import Match, Pattern

from marketlink.moments import numbers, numeric, ordinals, seasons
from marketlink.moments.tokens import Grammar, Interpreter, Reading, Value, index
from marketlink.moments.zones import named_zone

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
FULL_MONTH = (
    r"(January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Apr|Aug|Sept?|Oct|Nov|Dec)\b)"
)
DAY = r"(3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
NOT_AMOUNT = r"(?![\d%])(?![.,:]\d)(?!\s?(?:%|percent|million|billion|trillion|points|stocks|basis|bps|shares|pm\b|p\.m|am\b|a\.m))"
YEAR = r"((?:19|20)\d{2})"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FULL_WEEKDAY = r"(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Mon\.|Tues?\.|Weds?\.|Thurs?\.|Thu\.|Fri\.|Sat\.|Sun\.|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?=,? [A-Z(\d]))"
NOT_NAME = re.compile(
    r"(?:\b(?:Black|Good|Cyber|Ruby|Bloody|Casual|Ash|Super|Giving|Fat|Freaky|Easter|Palm|Maundy) )$"
)
COUNT = r"(\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a couple of|a few)"
UNITS = r"(minute|hour|day|session|trading day|trading session|business day|week|month|year)s?"


def p(pattern: str, *, any_case: bool = True) -> Pattern[str]:
    """A compiled pattern that ends with a word."""
    return re.compile(pattern, re.IGNORECASE if any_case else 0)


def word(slot: str, *value: Value) -> Interpreter:
    """A fixed value for a whole word."""
    reading = (slot, value)
    return lambda match: reading if _whole(match) else None


def _whole(match: Match[str]) -> bool:
    text, at, end = match.string, match.start(), match.end()
    before, after = text[at - 1 : at] if at else "", text[end : end + 1]
    if before and (before.isalnum() or before in "$@#_"):
        return False
    return not (after and after.isalnum() and text[end - 1].isalnum() and after.isascii())


def month_number(name: str) -> int:
    """1 to 12 of a month's name."""
    return MONTHS.index(name[:3].lower()) + 1


def _capital(match: Match[str]) -> bool:
    return match.group(1)[0].isupper() or not match.group(1).isascii()


def _mdy(match: Match[str]) -> Reading:
    if not _whole(match) or not _capital(match):
        return None
    name, first, last, year = match.groups()
    month = month_number(name)
    if year:
        return "ymd", (int(year), month, int(first), int(last) if last else None)
    return "md", (month, int(first), int(last) if last else None)


def _dmy(match: Match[str]) -> Reading:
    if not numeric.free(match):
        return None
    first, last, name, year = match.groups()
    if not name[0].isupper():
        return None
    start, end = int(first), int(last) if last else None
    month = month_number(name)
    return ("ymd", (int(year), month, start, end)) if year else ("md", (month, start, end))


CONTRACT = re.compile(r"\s(?:contracts?|futures|expir\w+|delivery|options?|calls?|puts?)\b")


def _month_year(match: Match[str]) -> Reading:
    name, year = match.groups()
    if not _whole(match) or not name[0].isupper() or CONTRACT.match(match.string, match.end()):
        return None
    return "yearmonth", (int(year), month_number(name))


def _since(lead: str, name: str) -> bool:
    """Whether small letters mean the month all the same: "since september", but not "since may"."""
    return lead.lower().startswith("since") and name.lower() not in ("may", "march")


def _month(match: Match[str]) -> Reading:
    lead, name = match.groups()
    small = not name[0].isupper()
    if not _whole(match) or (small and not _since(lead, name)):
        return None
    lead = re.sub(r"[\s-]+", " ", lead.lower()).strip()
    if name == "March" and match.string[match.end() : match.end() + 4] in (" for", " on ", " to "):
        return None
    return "leadmonth", (month_number(name), lead)


def _weekday(match: Match[str]) -> Reading:
    lead, name, part, week = match.groups()
    at = match.start()
    if not _whole(match) or not name[0].isupper():
        return None
    if not lead and NOT_NAME.search(match.string, max(0, at - 10), at):
        return None
    if RECURRING.match(match.string, match.end()):
        return None
    if _someone(match, bool(lead)) or ANY_DAY.search(match.string, max(0, at - 6), at):
        return None
    lead = (lead or "").lower().replace("this past", "last").strip()
    return "weekday", (
        WEEKDAYS.index(name[:3].lower()),
        lead,
        (part or "").strip().lower(),
        SHIFT[week.lower()] if week else None,
    )


RECURRING = re.compile(r"\s(?:of|in) (?:every|each|any)\b")
ANY_DAY = re.compile(r"\b(?:an?|any|each|every)\s$", re.IGNORECASE)
NEXT_NAME = re.compile(
    r"[ \t](?!(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec|ET|EST|GMT)\b)[A-Z][a-z]+\b|\.\w|-[A-Z]"
)


def _someone(match: Match[str], led: bool) -> bool:
    """Whether the day is a name: Friday Adeyemi, the Sunday Times, Monday.com."""
    text = match.string
    if led or match.group()[0].islower() or match.group().startswith("On ") or match.group(3):
        return False
    return bool(NEXT_NAME.match(text, match.end())) or text[match.end() : match.end() + 4] == ".com"


def _ago(match: Match[str]) -> Reading:
    count_text, unit, way = match.groups()
    if not _whole(match):
        return None
    plain = {"a couple of": "couple", "a few": "few"}.get(count_text.lower(), count_text)
    count = numbers.english(plain)
    if count is None:
        return None
    unit = unit.lower()
    kind = "session" if "session" in unit or " " in unit else unit
    if way.lower() in ("earlier", "before", "prior"):
        return "named_ago", (-count, kind)
    if way.lower() == "later":
        return "named_ago", (count, kind)
    return "ago", (count if way.lower() == "from now" else -count, kind)


def _ahead(match: Match[str]) -> Reading:
    count = numbers.english(match.group(1))
    return ("ago", (count, match.group(2).lower())) if count and _whole(match) else None


NEAR_QUARTER = re.compile(
    r"\b(?:in|for|of|its|the|their|by|since|during|from|this|last|next|strong|weak|record|fiscal|and|to|[a-z]+['’]s)"
    r"\s$|^$|[(:,;–—-]\s?$",
    re.IGNORECASE,
)
REPORTED = re.compile(
    r"[\s-](?:\d{4}\b|results?|earnings|revenues?|sales|profits?|income|reports?|eps|guidance|gdp|loss(?:es)?|beats?|miss(?:es)?"
    r"|estimates?|outlook|forecast|deliver(?:y|ies)|shipments?|numbers|net|operating|margin|growth|demand|adjusted|call|was|were"
    r"|ended|production|bookings|orders|capex|cash|dividend|performance|letter|update|preview)",
    re.IGNORECASE,
)
IN_SPORT = re.compile(
    r"\b(?:quarterback|touchdown|scored?|scores|points? lead|rebounds?|yards?|of the (?:game|match|season)|halftime|overtime"
    r"|coach|playoffs?|NBA|NFL)\b",
    re.IGNORECASE,
)


def _fiscal(match: Match[str]) -> bool:
    """Whether a quarter is one of business: not a car's model, not a quarter of a game."""
    text, at, end = match.string, match.start(), match.end()
    if IN_SPORT.search(text, max(0, at - 80), end + 40):
        return False
    if match.group()[0] not in "qQ":
        return True
    return bool(NEAR_QUARTER.search(text, max(0, at - 12), at) or REPORTED.match(text, end))


def _quarter(match: Match[str]) -> Reading:
    if not _whole(match) or not _fiscal(match):
        return None
    text, year = match.groups()
    number = numbers.ORDINALS.get(text.lower()) or int(re.sub(r"\D", "", text))
    return "quarter", (number, _full_year(year))


def _quarter_end(match: Match[str]) -> Reading:
    name, _, year = match.groups()
    if not _whole(match) or not name[0].isupper():
        return None
    return "quarterend", (month_number(name), int(year) if year else None)


def _full_year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if len(text) == 4 else 2000 + int(text)


def _clock(match: Match[str]) -> Reading:
    hour, minute, half = match.groups()
    if not numeric.free(match) or not 1 <= int(hour) <= 12:
        return None
    return "clock", (int(hour), int(minute or 0), half[0].lower() + "m", None)


def _packed(match: Match[str]) -> Reading:
    hour, minute = match.groups()
    return ("clock", (int(hour), int(minute), "", None)) if numeric.free(match) else None


def _year(match: Match[str]) -> Reading:
    if not _whole(match):
        return None
    lead, year = match.groups()
    return "leadyear", (int(year), re.sub(r"[\s-]+", " ", lead.lower()).strip())


def _zone(match: Match[str]) -> Reading:
    if not _whole(match):
        return None
    return "zone", (named_zone(match.group(1) or match.group(2)),)


MASTHEAD = re.compile(
    r"(?:\b(?:USA|CEO|Money|Psychology|India|Russia|Amazon)|\s[-|–]\s(?:[A-Z][\w&.]*\s?){1,3})\s?$"
)


MANNER = re.compile(
    r"(?<!little )(?<!un)\b(?:chang\w+|transform\w*|bec[ao]m\w+|vanish\w*|disappear\w*|happen\w*|buil[dt]|fix\w*|solv\w+|replac\w+"
    r"|materiali[sz]\w+|learn\w*|ma[dk]e|emerg\w+|revers\w+|turn\w*)\s(?:\w+\s){0,2}$",
    re.IGNORECASE,
)


def _overnight(match: Match[str]) -> Reading:
    """Overnight as a night of trading, not as a manner: "the mood changed overnight"."""
    if not _whole(match) or MANNER.search(match.string, max(0, match.start() - 40), match.start()):
        return None
    return "night", (-1,)


def _today(match: Match[str]) -> Reading:
    """Today, but not the last word of a paper's name."""
    named = match.group()[0].isupper() and MASTHEAD.search(
        match.string, max(0, match.start() - 40), match.start()
    )
    return ("offset", (0,)) if _whole(match) and not named else None


def _rel(slot: str) -> Interpreter:
    def interpret(match: Match[str]) -> Reading:
        if not _whole(match):
            return None
        lead, way = match.group(1), match.group(2).lower()
        lead_word = re.sub(r"[\s-]+", " ", (lead or "").lower()).strip()
        return slot, (SHIFT[way], lead_word)

    return interpret


SHIFT = {"last": -1, "past": -1, "previous": -1, "prior": -1, "this": 0, "next": 1, "coming": 1,
         "current": 0, "following": 1}  # fmt: skip
LEAD = (
    r"((?:early|late|mid|earlier|later|beginning of|start of|end of|the end of|middle of)[\s-]+)?"
)
CLOCK_AM = p(r"(\d{1,2})(?:[:.](\d{2}))?\s?(a\.?m\.?|p\.?m\.?)(?![a-z])")

NUMBER_RULES = [
    ("#", numeric.YMD, numeric.ymd),
    ("#", p(DAY + r"(?:\s?[-–—]\s?" + DAY + r")?(?:\s+of)?\s+" + MONTH + r"\b\.?(?:,?\s+" + YEAR + r")?(?!\d)"), _dmy),
    ("#", CLOCK_AM, _clock),
    ("#", p(r"([01]\d|2[0-3])([0-5]\d)(?=\s(?:GMT|UTC|KST|ET|EST|EDT|hours)\b)"), _packed),
    ("#", p(r"([1-4])Q(?:\s?(?:['’]?(20\d{2}|\d{2})))?(?![\w])"), _quarter),
    ("#", p(r"(1st|2nd|3rd|4th)[- ]quarter(?:\s+(?:of\s+)?(20\d{2}))?"), _quarter),
    ("#", p(COUNT + r"[\s-]+" + UNITS + r"\s+(ago|earlier|later|from now|before|prior)\b"), _ago),
    ("#", numeric.SLASHED, numeric.slashed),
    ("#", numeric.DAY_FIRST, numeric.day_first),
    ("#", numeric.CLOCK, numeric.clock),
]  # fmt: skip

MONTH_HEADS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
MDY = p(
    MONTH
    + r"\b\.?\s+"
    + DAY
    + NOT_AMOUNT
    + r"(?:\s?(?:-|–|—|to|through|and)\s?"
    + DAY
    + r"(?![\d%]))?(?:,?\s+"
    + YEAR
    + r"(?!\d))?"
)
MONTH_YEAR = p(MONTH + r"\b\.?,?\s+(?:of\s+)?" + YEAR + r"(?![\d%])")
MDMD = p(
    MONTH
    + r"\b\.?\s+"
    + DAY
    + r"\s?(?:-|–|—|to|through|until)\s?"
    + MONTH
    + r"\b\.?\s+"
    + DAY
    + NOT_AMOUNT
    + r"(?:,?\s+"
    + YEAR
    + r")?"
)
LEAD_MONTH = p(
    r"((?:in|since|during|until|till|by|from|through|early|late|mid|last|this|next|back in|the end of|end of|of|for|between|and|to|before|after)(?:\s+(?:early|late|mid|this|last|next)\b)?[\s-]+)"
    + FULL_MONTH
    + r"(?![-\w]|\.?\s?\d)"
)


def _first(match: Match[str]) -> Reading:
    """The first or last session of a month, a year or a week, as ("first", (way, period...))."""
    edge, year, month, week, way, unit, name, of_year, alone = match.groups()
    if not _whole(match):
        return None
    unit = unit or ("year" if year else "month" if month else "week" if week else "")
    shift = SHIFT[way.lower()] if way else 0
    number = month_number(name) if name else None
    stated = of_year or alone
    turn = 1 if edge.lower() == "first" else -1
    return "first", (turn, unit.lower(), shift, number, int(stated) if stated else None)


def _mdmd(match: Match[str]) -> Reading:
    if not _whole(match) or not _capital(match):
        return None
    first, day, second, last, year = match.groups()
    months = month_number(first), month_number(second)
    return "mdmd", (months[0], int(day), months[1], int(last), int(year) if year else None)


WORD_RULES = [
    (ordinals.ENGLISH_HEADS, ordinals.ENGLISH, ordinals.english),
    (seasons.ENGLISH_HEADS, seasons.ENGLISH, seasons.english),
    ("the|following", p(r"(?:in )?the following year(?!ly|s|-)"), word("storyyear", 1)),
    ("that|in", p(r"(?:in |later |earlier )?that (?:same )?year(?!ly|s|-)"), word("storyyear", 0)),
    ("the|quarter|first|second|third|fourth|fiscal", p(r"(?:the )?(?:fiscal )?(?:(?:first|second|third|fourth)[- ])?(?:fiscal )?quarter (?:that )?end(?:ed|ing) (?:on )?" + MONTH + r"\b\.?\s" + DAY + r"(?:,?\s" + YEAR + r")?"), _quarter_end),
    (MONTH_HEADS, MDMD, _mdmd),
    (MONTH_HEADS, MDY, _mdy),
    (MONTH_HEADS, MONTH_YEAR, _month_year),
    ("on|last|this|next|late|early|since|by|through|until|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun|previous",
     p(r"(?:on |since |by |through |until )?((?:last|this past|this|next|late|early|late on|early on|previous)\s+)?" + FULL_WEEKDAY + r"(?:['’]s)?(\s(?:morning|afternoon|evening|night))?(?:\s(last|this|next)\sweek\b)?"), _weekday),
    ("the", p(r"the day before yesterday"), word("offset", -2)),
    ("the", p(r"the day after tomorrow"), word("offset", 2)),
    ("yesterday", p(r"yesterday(?! once)"), word("offset", -1)),
    ("today", p(r"today(?! show)"), _today),
    ("tonight", p(r"tonight"), word("tonight", 0)),
    ("tomorrow", p(r"tomorrow"), word("offset", 1)),
    ("overnight", p(r"overnight(?! rate| index| repo| lending| funding| deliver| shipping| success| stay| sensation| hit| celebrit| millionaire| star\b| fame| fix| solution| camp| train| flight| parking| guest| shift| bag)"), _overnight),
    ("last", p(r"last night"), word("lastnight", -1)),
    ("this", p(r"this (?:morning)"), word("thispart", "morning")),
    ("this", p(r"this (?:afternoon)"), word("thispart", "afternoon")),
    ("this", p(r"this (?:evening)"), word("thispart", "evening")),
    ("the|a|previous|prior|one", p(r"(?:the |a |one )?(?:previous|prior|preceding)[ -](?:trading )?(?:session|trading day|day's close|close)|the (?:trading )?(?:session before)"), word("session", -1)),
    ("the|previous|prior", p(r"(?:the )?(?:previous|prior|preceding) day|the day before(?! yesterday)"), word("named", -1)),
    ("a|one", p(r"(?:a|one) day (?:earlier|before)"), word("named", -1)),
    ("the|next|a|one", p(r"(?:the )?(?:next|following) day|(?:a|one) day later"), word("named", 1)),
    ("the|next", p(r"(?:the )?(?:next|following) (?:trading )?(?:session|trading day)"), word("session", 1)),
    ("the|first|last|final", p(r"(?:the )?(first|last|final) (?:trading )?(?:session|day of trading|trading day|business day) (?:of|in) (?:the (?:(year)|(month)|(week))|(last|this|next) (year|month|week)|" + FULL_MONTH + r"(?:,? " + YEAR + r")?|" + YEAR + r")(?![\w-])"), _first),
    ("the|that|same", p(r"(?:on )?(?:the same|that) day"), word("named", 0, "event")),
    ("on|over|at|during|this|last|next|the", p(r"(?:on |over |at |during )?(?:the )?(?:(?P<way>last|past|this|next|coming) )weekend"),
     lambda m: ("weekend", ({"this": 0, "next": 1, "coming": 1}.get(m.group("way").lower(), -1),)) if _whole(m) else None),
    ("over|at|during|on", p(r"(?:over|at|during|on) the weekend"), word("weekend", -1)),
    ("early|late|earlier|later|last|this|next|the|past|beginning|start|end|previous|middle|mid", p(r"(?:the )?" + LEAD + r"(last|this|next|previous|past|coming|following) week(?!end|ly|s|day)"), _rel("week")),
    ("early|late|earlier|later|last|this|next|the|beginning|start|end|previous|middle|mid", p(r"(?:the )?" + LEAD + r"(last|this|next|previous|following) month(?!ly|s)"), _rel("relmonth")),
    ("early|late|earlier|later|last|this|next|the|beginning|start|end|previous|middle|mid", p(r"(?:the )?" + LEAD + r"(last|this|next|previous|following) year(?!ly|s|-)"), _rel("relyear")),
    ("last|this|next|previous|the", p(r"(?:the )?()(last|this|next|previous|current) quarter(?!ly|s|back)"), _rel("relquarter")),
    ("first|second|third|fourth", p(r"(first|second|third|fourth)[- ](?:fiscal[- ])?quarter(?:\s+(?:of\s+)?(?:fiscal\s+)?(20\d{2}))?"), _quarter),
    ("q1|q2|q3|q4", p(r"q([1-4])(?:[\s-]?(?:of\s)?(?:['’]|FY\s?|fiscal\s)?(20\d{2}|\d{2}(?!\d|%|\.)))?"), _quarter),
    ("h1|h2", p(r"h([12])\s(?:of\s)?(20\d{2})"), lambda m: ("half", (int(m.group(1)), int(m.group(2)))) if _whole(m) else None),
    ("on|the", p(r"(?:on )?the (3[01]|[12]\d|[1-9])(?:st|nd|rd|th)(?=[,.;]|$| (?:of this|and|that|when|as|after|in))"), lambda m: ("day", (int(m.group(1)), None)) if _whole(m) else None),
    ("since|year|so|for", p(r"since (?:the )?(?:start|beginning) of (?:the|this) year|year[- ]to[- ]date|so far this year|for the year so far"), word("yeartodate", 0)),
    ("first|second", p(r"(first|second)[- ]half(?:\s+of\s+(20\d{2}))?"),
     lambda m: ("half", (1 if m.group(1).lower() == "first" else 2, _full_year(m.group(2)))) if _whole(m) else None),
    ("in|since|from|until|by|during|early|late|mid|end|the|through|after|before|of|for", p(r"((?:(?:in|since|from|until|by|during|through|after|before|of|for)\s+)?(?:(?:the\s+)?(?:early|late|mid|end of|beginning of|start of|full[- ]year|calendar)[\s-]+)?)(?<=[\s-])" + YEAR + r"(?![\d,%/:-]|\.\d|s\b)"), _year),
    ("in|since|during|until|till|by|from|through|early|late|mid|last|this|next|back|the|end|of|for|before|after|between|and|to", LEAD_MONTH, _month),
    *((head, p(COUNT + r"[\s-]+" + UNITS + r"\s+(ago|earlier|later|from now|before|prior)\b"), _ago)
      for head in ("a", "an", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")),
    ("in", p(r"in (two|three|four|five|six|seven|eight|ten|\d{1,2}) (day|week|month)s?(?:['’])?(?: time)"), _ahead),
    ("noon", p(r"noon"), word("clock", 12, 0, "", None)),
    ("midnight", p(r"midnight"), word("clock", 0, 0, "", None)),
    ("in|extended|after", p(r"(?:in )?(?:extended|after-?hours|post-market) (?:trading|trade|dealings)|in late trading"), word("market", "after")),
    ("after|following|post|aftermarket", p(r"(?:after|following)[ -](?:the )?(?:(?:market|exchange)['’]s )?(?:early |shortened |half-day )?(?:closing )?(?:bell|close|market close|markets? closed|market closes|closing bell|hours|trading ended|(?:[A-Z]\w+ |stock )?(?:market|exchange|trading)(?: had)? (?:shut|closed|closes))(?: trading)?|post-market|aftermarket trading|after[- ]?market"), word("market", "after")),
    ("before|ahead|premarket|pre|prior", p(r"(?:before|ahead of|prior to) the (?:opening )?(?:bell|open|market opens|markets? open)|pre-?market(?: trading)?"), word("market", "before")),
    ("intraday|in|at|midday", p(r"intraday|in (?:early|late(?! trading)|morning|afternoon|midday) trad(?:e|ing)|at the (?:open|close)|midday"), word("market", "during")),
    ("morning|afternoon|evening", p(r"(?:morning|afternoon|evening)"), lambda m: ("daypart", (m.group().lower(),)) if _whole(m) else None),
    ("et|est|edt|gmt|utc|kst|jst|hkt|cet|cest|bst|pt|pst|pdt|ct",
     p(r"(ET|EST|EDT|GMT|UTC|KST|JST|HKT|CEST|CET|BST|PT|PST|PDT|CT)()(?!\w)", any_case=False), _zone),
    ("eastern|local|korea|korean|seoul|new|london|tokyo|japan|beijing|hong|central|pacific|us|u",
     p(r"()(U\.?S\.? Eastern|Eastern|local|Korean?|Seoul|New York|London|Tokyo|Japan|Beijing|Hong Kong|Taipei|Central European|Central|Pacific)(?: Standard| Daylight)? time"), _zone),
    ("'|’|‘", numeric.SHORT_YMD, numeric.short_ymd),
]  # fmt: skip


def grammar(extra: list[tuple[str, Pattern[str], Interpreter]]) -> Grammar:
    """The English grammar (over lower-cased triggers) with the holiday rules tried first."""
    rules = index([*extra, *NUMBER_RULES, *WORD_RULES])
    heads = sorted((h for h in rules if h not in "#'’‘"), key=len, reverse=True)
    words = "|".join(map(re.escape, heads))
    return Grammar(re.compile(rf"\d|(?<![a-z])(?:{words})|['’‘](?=\d)"), rules)
