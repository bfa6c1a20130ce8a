"""Cues right beside a name that prove it is the company."""

from __future__ import annotations

import re

from marketlink.companies.candidate import Candidate
from marketlink.companies.particles import has_hangul

_APPOSITION_KO = re.compile(
    r"(?:업체|기업|회사|제조사|메이커|체인|플랫폼|운영사|모회사|대장주|은행|항공사|제약사|보험사"
    r"|통신사|유통사|건설사|조선사|게임사|증권사"
    r"|카드사|완성차|소매|소매점|마트|할인점|백화점|업계 \d위|\d위|종목|라이벌|경쟁사|거물|공룡"
    r"|강자|스타트업|상장사|주자|㈜|\(주\)|주식회사"
    r"|업체인|기업인|회사인|업체 미국|설계|팹리스|전문|신생|의류|식품|핀테크|결제)\s?['\"‘“]?$"
)
_AFTER_KO = re.compile(
    r"^(?:['\"’”])?\s?(?:주가|주식|시총|시가총액|㈜|\(주\)|\([A-Z가-힣][\w .&-]*\)|\(\d{6}\)"
    r"|본사|최고경영자|CEO|경영진|노조)"
)
_MOVE_KO = re.compile(
    r"^(?:(?:은|는|이|가|도|,)\s?|\s(?=\d분기|\d+월|올해|작년|지난해|[상하]반기|연간"
    r"|잠정))(?:(?!며 |고 )[^.,]){0,18}?"
    r"(?:\d+(?:\.\d+)?\s?(?:%|퍼센트)|주가|영업이익|순이익|매출|실적|상장|신고가|신저가|급등"
    r"|급락|상한가"
    r"|하한가|공시|공급계약|수주|흑자|적자|배당|자사주|유상증자|강세|약세|상승|하락)"
)
_NUMBERED_KO = re.compile(r"^\s?[-+]?\d+(?:\.\d+)?\s?%")
_AFTER_EN = re.compile(
    r"^(?:,? (?:Inc|Corp|Corporation|Co|Company|Ltd|PLC|plc|Holdings|Group)\b"
    r"|(?:'s?)? (?:shares?|stocks?|CEO|CFO|chief|earnings|profits?|sales|revenues?|stores?"
    r"|shoppers|results|quarterly"
    r"|executives?|board|investors?|shareholders|headquarters|customers|employees|workers"
    r"|management|bonds?|spokes\w+"
    r"|to (?:buy|acquire|sell|cut|close|open|pay|report|raise|launch|hire|lay|shut|replace"
    r"|settle|spin|move|add|invest|build|offer|join|split|go))\b"
    r"| (?:said|says|reported|reports|posts|posted|plans|raised|raises|cuts?|beats?|missed"
    r"|misses|jumps|jumped|falls|fell"
    r"|rose|rises|surges|surged|slides|slid|drops|dropped|gains|gained|tumbles|tumbled|sinks"
    r"|sank|soars|soared|rallies"
    r"|rallied|plunges|plunged|climbs|climbed|slips|slipped|warns|warned|expects|sees|lifts"
    r"|lifted|trims|trimmed|hikes"
    r"|hiked|tops|topped|announces|announced|unveils|unveiled|launches|launched|agrees|agreed"
    r"|names|named|hires|hired"
    r"|sues|sued|acquires|acquired|swings|swung|boosts|boosted|lowers|lowered|delivers|delivered"
    r"|files|filed|suspends"
    r"|expands|opens|closes|closed|adds|added|loses|lost|wins|won|shares|pops|dips|dives|crashes"
    r"|skyrockets|spikes|forecasts?"
    r"|stock|settles|settled|faces|faced|stumbles|stumbled|slumps|slumped|tanks|rebounds|edges"
    r"|hits|shed|sheds|will pay|extends|reaches|bought|sold|acquired|bid|makes|expands|wants"
    r"|needs|gets|takes|gives"
    r"|brings|seeks|eyes|pushes|bets|turns|starts|stops|ends|kills|builds|buys|sells|moves"
    r"|drives|keeps|shows|loses|leads|joins|pays|tests|bans|offers|invests|partners|teams|taps"
    r"|reveals|confirms|denies|delays|halts|scraps|recalls|considers|prepares|readies|rolls"
    r"|cancel(?:s|l?ed)|order(?:s|ed)|ground(?:s|ed)|apologi[sz]\w+|introduc(?:es|ed)|offered|paid"
    r"|recalled|suspended|replaced|expanded|won|lost its|sought|urged|defended|rejected|approved"
    r"|denied|confirmed|completed|completes|declared|declares|disclosed|admitted|agreed|resumed"
    r"|doubles|triples|fires|ousts|blames|defends|rejects|approves|wins|vows|pledges|urges|hands)\b"
    r"|, which (?:had |has )?(?:cratered|plunged|tumbled|fell|rose|gained|lost|slid|sank|jumped"
    r"|surged|soared|dropped|reported|reports|posted|owns|makes|sells|operates|runs)\b"
    r"| (?:is|are|was|were) (?:also )?among the (?:\w+ ){0,4}"
    r"(?:names|companies|firms|stocks|banks|retailers)\b"
    r"| (?:is|are) (?:due|set|scheduled) to report\b"
    r"| (?:rocketed|skyrocketed|leapt|leaped|collapsed|cratered|plummeted|rebounded|bounced|sagged"
    r"|vaulted|zoomed|nosedived|popped|retreated|steamed|sprinted|advanced|declined|dived|crashed) "
    r"(?:by |about |nearly |almost |more than |over |as much as |another )?\d"
    r"| [a-z]+ (?:by |about |nearly |almost |more than |over |as much as |another )?\d+(?:\.\d+)?"
    r"(?:%| percent| per cent) (?:higher|lower)\b"
    r"| (?:[Ff]lights? |Q[1-4]|[-+]?\d+(?:\.\d+)?%|(?:up|down|off) \d)|'s [a-z]| \([A-Z]{1,5}\)"
    r"|, (?:the|a|an|one of) (?:[\w.&'-]+ ){0,5}(?:company|firm|\w*maker|retailer|giant|bank|lender"
    r"|airline|carrier|operator|chain|provider|producer|insurer|developer|owner|parent|group"
    r"|supplier|utility|brokerage|conglomerate|startup)\b)"
)
_BEFORE_EN = re.compile(
    r"(?:\b(?:[Ss]hares? of|[Ss]tocks? of|[Ss]take in|[Oo]wner of|[Pp]arent of|[Mm]aker of|CEO"
    r" of|[Rr]etailers?|[Rr]ivals?|[Cc]hipmakers?"
    r"|[Aa]utomakers?|[Cc]armakers?|[Gg]iants?|[Cc]ompany|[Ff]irm|[Pp]rocessor|[Nn]etwork"
    r"|[Dd]esigner|[Cc]hain|[Ll]ender|[Ii]nsurers?"
    r"|[Pp]latform|[Oo]perator|[Dd]eveloper|[Aa]irline|[Cc]arrier|[Bb]ank|[Pp]eers?"
    r"|[Dd]iscounter|[Bb]uying|[Ss]elling|[Aa]cquire|[Bb]uy"
    r"|[Ii]nvest(?:ed|s)? in|[Vv]ersus|vs\.?|[Bb]ig-box|[Pp]layers?|[Uu]tility|[Dd]rugmaker"
    r"|[Ss]tartup|[Mm]aker|[Tt]hose of|[Uu]pgrades?"
    r"|[Dd]owngrades?|[Bb]eats|outperformed|unlike|Unlike|including|Including|group|brand"
    r"|[Oo]wner|[Pp]arent) )$"
)
_LIST_KO = re.compile(
    r"(?=.*(?:와|과|및|,|·|ㆍ|/|그리고|이나|나|또는|랑))(?:와|과|및|,|·|ㆍ|/|그리고|이나|나|또는"
    r"|랑|에|이어|\s|\d위|등|도"
    r"|[-+]?\d+(?:\.\d+)?%|\(\d{6}\)|\([A-Z.: ]+\)|['\"‘’“”]|은|는|이|가|의)*"
)
_LIST_EN = re.compile(
    r"(?=.*(?:and|or|&|,|/|;|plus|versus|vs|than|with))(?:,|/|;|&|\band\b|\bor\b|\bplus\b"
    r"|\bversus\b|\bvs\.?|\bthan\b|\bwith\b"
    r"|\bas well as\b|\brivals?\b|\bup\b|\bdown\b|\bby\b|\blike\b|\bpeers?\b|\bpeer\b|\bfor\b"
    r"|\bto\b"
    r"|\s|[-+]?\$?\d+(?:\.\d+)?%?|\([A-Z.: ]+\)|'s|\b(?:Inc|Corp|Co)\b\.?|\bbillion\b"
    r"|\bmillion\b)*",
    re.IGNORECASE,
)
_CAPITAL_NEXT = re.compile(r"^(?:'s)? ?[A-Z&]")
_CAPITAL_BEFORE = re.compile(r"\b[A-Z][\w'-]*\.? $")


def proof(candidate: Candidate) -> str:
    """The words right beside a name that make it the company, or ""."""
    before, after = candidate.before, candidate.after
    if candidate.sentence.shouting:
        before, after = before.lower(), after.lower()
    if candidate.attached:
        return f"{candidate.attached!r} is written onto it"
    patterns: tuple[tuple[re.Pattern[str], str], ...]
    if candidate.sentence.korean:
        patterns = ((_APPOSITION_KO, before), (_AFTER_KO, after), (_NUMBERED_KO, after))
        if _free_subject(candidate):
            patterns = (*patterns, (_MOVE_KO, after))
    else:
        patterns = ((_BEFORE_EN, before), (_AFTER_EN, after))
    for pattern, text in patterns:
        match = pattern.search(text)
        if match and match[0].strip():
            return f"{match[0].strip()!r} beside it"
    return ""


_STOCK_AFTER = re.compile(
    r"^(?:'s)? (?:stock|shares|earnings|dividend|ceo|inc|corp|calls|puts|q[1-4])\b", re.IGNORECASE
)
_STOCK_BEFORE = re.compile(r"\b(?:shares of|stock in|long|short|shorted|shorting) $", re.IGNORECASE)


def stock_beside(candidate: Candidate) -> str:
    """The word for a stock right beside a name in small letters, or ""."""
    match = _STOCK_AFTER.match(candidate.after) or _STOCK_BEFORE.search(candidate.before)
    return f"{match[0].strip()!r} beside it" if match else ""


def _free_subject(candidate: Candidate) -> bool:
    """Opens its sentence or clause, or stands after a time word: no compound with a noun before."""
    before = candidate.before.rstrip()
    return candidate.opens or bool(
        re.search(r"(?:[,…\"'”’·]|날|일|오전|오후|반면|한편|이날|때|고|며|지만|는데|자)$", before)
    )


def listed_with(one: Candidate, other: Candidate) -> bool:
    """Whether two neighbouring names stand in one enumeration."""
    if one.sentence is not other.sentence:
        return False
    gap = one.folded.text[one.end : other.start]
    if len(gap) > 24:
        return False
    pattern = _LIST_KO if has_hangul(gap) or one.sentence.korean else _LIST_EN
    return bool(gap.strip()) and pattern.fullmatch(gap) is not None


def proper_noun(candidate: Candidate) -> bool:
    """Whether a capital inside a sentence, standing alone, says that a word is a name."""
    sentence = candidate.sentence
    if sentence.korean or sentence.headline or candidate.opens:
        return False
    if not candidate.surface[:1].isupper():
        return False
    return not _CAPITAL_NEXT.match(candidate.after) and not _CAPITAL_BEFORE.search(
        candidate.before[-24:]
    )
