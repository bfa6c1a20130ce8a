"""What a name stands for when it is not the company itself in the news."""

from __future__ import annotations

import re

from marketlink.companies import employers, words
from marketlink.companies.candidate import Candidate
from marketlink.companies.directory import Directory
from marketlink.companies.given_names import GIVEN

_FIRST_NAME = re.compile(r"\b([A-Z][a-z]+)(?: [A-Z]\.)? $")
_REGION = re.compile(r"\b[Tt]he Amazon$")
_IN_REGION = re.compile(r"\b(?:in|of|across|through|throughout|into|from|over) the Amazon$")
_OF_FIRM = re.compile(
    r"^(?:\.com| (?:\w+ )?(?:CEO|founder|deal|unit|stock|store|website|site|app|sellers?"
    r"|warehouses?|workers?|drivers?|executives?|spokes\w+|cloud|marketplace|platform|case|lawsuit|packages?"
    r"|products?|devices?|brand|business|team|boss|chief|subsidiary|Web Services))\b"
)
_FUND = re.compile(
    r"^(?: [A-Z0-9&][\w&+.-]*){1,8} (?:ETFs?|Fund|UCITS|Trust ETF|Index Fund)\b|^ QQQ\b"
)
_GROUP_AFTER = re.compile(r"^\s?그룹")
_SURNAMES_TEXT = (
    "ford tyson lowe's macy's kohl's wendy's levi's suzuki nomura murata takeda harley vale"
    " united cummins campbell williams kellogg dell hilton morgan wells ross lilly "
    "disney hershey deere baker hughes cooper waters gallagher franklin schwab marriott "
    "ferrari honda porsche emerson eaton abbott baxter stryker mckesson chubb allen tesla "
    "rollins jacobs raymond stanley moody moody's hess nordstrom wayfair macy jackson "
    "walker coty hasbro block square duke "
    "apple chase goldman gartner roper parker travelers levi simon lazard cohen "
    "mars bosch merck "
)
_SURNAMES = frozenset(_SURNAMES_TEXT.split())


def other_role(candidate: Candidate, directory: Directory) -> tuple[str, str] | None:
    """What a listed company's name stands for instead of the company in the news.

    Returns
    -------
    tuple of str, or None
        The kind (credit, person, venue, place, club, group, medium, employer, agency,
        comparison) and the words that say so; None where nothing speaks against the company.
    """
    for rule in (
        _credit,
        _compound,
        _disclosed,
        _trademark,
        _fund,
        _person,
        _place,
        _club,
        _group,
        _medium,
        _staff,
        source,
    ):
        found = rule(candidate, directory)
        if found:
            return found
    return None


def _credit(candidate: Candidate, directory: Directory) -> tuple[str, str] | None:
    cue = words.CREDIT.search(candidate.before)
    return ("credit", cue[0].strip()) if cue else None


_DISCLOSED = re.compile(
    r"\b(?:[Aa]uthor|[Ww]riter|[Cc]olumnist|[Cc]ontributor|[Rr]eporter|I|[Nn]either|[Nn]or)\b "
    r"(?:[\w']+ ){0,5}?(?:holds?|owns?|has|have|am|is|was) "
    r"(?:[\w-]+ ){0,4}(?:shares?|positions?|stocks?|long|invested)\b[^.]{0,60}$"
    r"|\bhas (?:long |short |no )?positions in [^.]{0,60}$"
)
"""What a writer holds: "The author owns shares of Tesla"."""


def _disclosed(candidate: Candidate, directory: Directory) -> tuple[str, str] | None:
    """A holding of whoever wrote the article."""
    cue = None if candidate.sentence.korean else _DISCLOSED.search(candidate.before)
    return ("credit", cue[0].strip()) if cue else None


_COMPOUND = re.compile(r"^-(?:shocked|like|style|esque|sized|shaped|pie|rich)\b")
_QUOTED = re.compile(r"\b(?:said|says|told|asked|according to) [A-Z][a-z]+ $")


def _compound(candidate: Candidate, directory: Directory) -> tuple[str, str] | None:
    """A word that is only compared with a name, or begins like one: "Amazon-like"."""
    cue = _COMPOUND.match(candidate.after)
    return ("comparison", cue[0]) if cue else None


_OWNED_MARK = re.compile(r"\b(?:is|are) (?:an? )?(?:registered )?(?:trade|service) ?marks?\b")


def _trademark(candidate: Candidate, directory: Directory) -> tuple[str, str] | None:
    """Whose mark a notice says that a word is."""
    cue = None if candidate.sentence.korean else _OWNED_MARK.search(candidate.sentence.text)
    return ("credit", cue[0]) if cue else None


def _fund(candidate: Candidate, directory: Directory) -> tuple[str, str] | None:
    """The name of a fund, which says who runs it or what it holds."""
    if candidate.sentence.korean or candidate.attached:
        return None
    symbol = candidate.names[0].symbol if candidate.names else ""
    house = directory.company(symbol) in employers.BROKERS
    if candidate.sentence.headline and not house:
        return None
    cue = _FUND.match(candidate.after)
    return ("index", cue[0].strip()) if cue else None


def _person(candidate: Candidate, directory: Directory) -> tuple[str, str] | None:
    if candidate.sentence.korean:
        if candidate.names[0].policy == "always" and len(candidate.surface) > 3:
            return None
        cue = words.PERSON_KO_AFTER.match(candidate.after) or words.PERSON_KO_BEFORE.search(
            candidate.before
        )
        return ("person", cue[0].strip()) if cue else None
    title = words.PERSON_TITLE_EN.search(candidate.before)
    if title and candidate.surface[:1].isupper():
        return "person", title[0].strip()
    first = _FIRST_NAME.search(candidate.before)
    quoted = _QUOTED.search(candidate.before)
    if first and (first[1] in GIVEN or quoted) and candidate.surface.lower() in _SURNAMES:
        return "person", first[0].strip()
    return None


def _place(candidate: Candidate, directory: Directory) -> tuple[str, str] | None:
    if candidate.sentence.korean or not candidate.surface[:1].isupper():
        return None
    region = _REGION.search(candidate.before + candidate.surface)
    plain = not (candidate.sentence.market or candidate.sentence.headline)
    within = _IN_REGION.search(candidate.before + candidate.surface)
    if region and (plain or within) and not _OF_FIRM.match(candidate.after):
        return "river", "the"
    near = words.NEAR_PLACE.search(candidate.before)
    if near and candidate.names and candidate.names[0].policy != "always":
        return "place", near[0].strip()
    for kind, pattern in (("venue", words.VENUE_EN), ("place", words.PLACE_EN)):
        cue = pattern.match(candidate.after)
        if cue and not candidate.sentence.headline:
            return kind, cue[0].strip()
    return None


def _club(candidate: Candidate, directory: Directory) -> tuple[str, str] | None:
    sentence = candidate.sentence
    symbol = candidate.names[0].symbol if candidate.names else candidate.symbol
    if not symbol.endswith((".KS", ".KQ")) or not sentence.sport or sentence.market:
        return None
    pattern = words.SPORT_KO if sentence.korean else words.SPORT_EN
    cue = pattern.search(sentence.text)
    return ("club", cue[0]) if cue else None


def _medium(candidate: Candidate, directory: Directory) -> tuple[str, str] | None:
    """A network where somebody posted something."""
    sentence = candidate.sentence
    if candidate.surface.lower() not in words.MEDIUM or sentence.market:
        return None
    if sentence.korean:
        cue = words.MEDIUM_KO.match(candidate.after)
    else:
        cue = words.MEDIUM_BEFORE_EN.search(candidate.before)
        cue = cue or words.MEDIUM_AFTER_EN.match(candidate.after)
    return ("medium", cue[0].strip()) if cue else None


def _group(candidate: Candidate, directory: Directory) -> tuple[str, str] | None:
    symbol = candidate.names[0].symbol if candidate.names else ""
    if symbol.endswith((".KS", ".KQ")) and _GROUP_AFTER.match(candidate.after):
        return "group", "그룹"
    return None


def _staff(candidate: Candidate, directory: Directory) -> tuple[str, str] | None:
    before, after = candidate.before, candidate.after
    for pattern, text in (
        (words.METAPHOR_BEFORE, before),
        (words.FORMER_STAFF_BEFORE, before),
        (words.JOINED_FROM, before),
        (words.WORKED_AT, before),
        (words.FOUNDER_OF, before),
        (words.FORMER_STAFF_AFTER, after),
    ):
        cue = pattern.search(text) if text is before else pattern.match(text)
        if cue is None:
            continue
        if pattern is words.FORMER_STAFF_BEFORE and not _person_after(after):
            continue
        if pattern is words.FORMER_STAFF_AFTER and not candidate.sentence.korean:
            continue
        kind = "comparison" if pattern is words.METAPHOR_BEFORE else "employer"
        return kind, cue[0].strip()
    if words.METAPHOR_EN.search(before) and words.METAPHOR_EN_AFTER.match(after):
        return "comparison", "the ... of"
    return None


_PERSON_AFTER = re.compile(
    r"^(?:'s)? (?:\w+ ){0,2}(?:engineers?|executives?|employees?|researchers?|staffers?|bankers?"
    r"|investigators?|officials?|officers?|designers?|developers?|consultants?|economists?|insiders?"
    r"|strategists?|managers?|contractors?|recruiters?|pilots?|journalists?|reporters?|editors?"
    r"|traders?|chief|CEO|manager"
    r"|director|analyst|president|chairman|vice|workers?|scientists?|exec|boss|head|lawyer"
    r"|partner|advis[eo]rs?|brokers?)\b|^,? [A-Z가-힣]"
)


def _person_after(after: str) -> bool:
    return _PERSON_AFTER.match(after) is not None


def source(candidate: Candidate, directory: Directory) -> tuple[str, str] | None:
    """Whether a house is only named as a source, an adviser or somebody's employer."""
    symbol = candidate.names[0].symbol if candidate.names else candidate.symbol
    company = directory.company(symbol)
    if company in employers.BROKERS or candidate.surface.endswith("증권"):
        cue = _korean_broker(candidate) if candidate.sentence.korean else _english_broker(candidate)
        return ("employer", cue) if cue else None
    if company in employers.SOURCES:
        cue = _cited(candidate)
        return ("agency", cue) if cue else None
    house = None if candidate.sentence.korean else employers.ANALYST_AT.search(candidate.before)
    if house:
        return "employer", house[0].strip()
    staff = (
        employers.STAFF_KO.match(candidate.after)
        if candidate.sentence.korean
        else re.match(r"(?:'s?)? (?:economists?|strategists?)\b", candidate.after)
    )
    return ("employer", staff[0].strip()) if staff else None


def _korean_broker(candidate: Candidate) -> str:
    after = candidate.after
    staff = employers.STAFF_KO.match(after)
    if staff:
        return staff[0].strip()
    if employers.QUOTED_KO.search(candidate.before):
        return "a quotation ends before it"
    if employers.OWN_KO.match(after):
        return ""
    cue = employers.OPINION_KO.search(candidate.sentence.text)
    return cue[0] if cue else ""


def _english_broker(candidate: Candidate) -> str:
    before, after = candidate.before, candidate.after
    for pattern, text in (
        (employers.STAFF_EN, after),
        (employers.OPINION_EN, after),
        (employers.OF_HOUSE_EN, after),
        (employers.ADVISED_EN, after),
        (employers.TARGET_TO_EN, after),
    ):
        if cue := pattern.match(text):
            return cue[0].strip()
    for pattern in (
        employers.AT_EN,
        employers.SPOKE_EN,
        employers.RATED_AT_EN,
        employers.HELD_EN,
        employers.ADVISER_EN,
    ):
        if cue := pattern.search(before):
            return cue[0].strip()
    if cue := employers.HOLDER_EN.match(after):
        return cue[0].strip()
    if employers.OWN_EN.match(after):
        return ""
    weak = employers.OPINION_WEAK_EN.match(after)
    rating = employers.RATING_EN.search(candidate.sentence.text)
    return f"{weak[0].strip()} ... {rating[0]}" if weak and rating else ""


def _cited(candidate: Candidate) -> str:
    before, after = candidate.before, candidate.after
    if candidate.sentence.korean:
        if employers.OWN_KO.match(after):
            return ""
        cue = employers.SOURCE_KO.match(after)
    else:
        if employers.OWN_EN.match(after):
            return ""
        cue = employers.SOURCE_EN.match(after) or employers.AT_EN.search(before)
        weak = employers.OPINION_WEAK_EN.match(after)
        cue = cue or (weak and employers.ON_CREDIT_EN.search(candidate.sentence.text))
    return cue[0].strip() if cue else ""
