"""Where a Korean name ends: particles, endings and nouns that newspapers write onto it."""

from __future__ import annotations

import re

PARTICLES = (
    "은|는|이|가|을|를|의|에|도|와|과|로|으로|만|나|이나|랑|이랑|하고|며|이며|고|이고|라|이라|란"
    "|이란|든|이든"
    "|에서|에게|에게서|께서|한테|까지|부터|마저|조차|보다|처럼|같이|만큼|뿐|대로|밖에|이야|야|인"
    "|이다|다|였|이었"
    "|이지만|지만|인데|이던|던|이라며|라며|이라고|라고|이라는|라는|이라서|라서|이라도|라도"
    "|이라면|라면|일|이면|면"
    "|이자|이니|이어|이어서|으로서|로서|으로써|로써|으로부터|로부터|에선|에겐|에다|에다가"
    "|이야말로|야말로"
    "|이었다|였다|입니다|이에요|예요|이었던|였던|이나마|이라던|씩|째|여서|이기|치고|커녕|들"
)
SUFFIXES = (
    "주가|주식|주주|종목|시총|시가총액|실적|매출|목표가|목표주가|투자자|투자|지분|배당|공시"
    "|우선주|보통주|관련주|주"
    "|경영진|최고경영자|회장|부회장|사장|부사장|대표이사|대표|창업자|임원|임직원|직원|노조|노사"
    "|본사|공장|법인|지점"
    "|매장|제품|칩|폰|차|차량|모델|서버|반도체|배터리|플랫폼|서비스|앱|브랜드|사업|사업부|부문"
    "|연합|진영|동맹"
    "|급등|급락|상승|하락|강세|약세|폭락|폭등|반등|쇼크|충격|효과|호재|악재|랠리|열풍|수혜"
    "|수혜주|테마주|대장주"
    "|인수|합병|인수전|인수설|매각|매각설|분할|상장|제재|소송|이슈|사태|리스크|협력|협력사|납품"
    "|공급|공급사|공급망"
    "|고객사|납품사|자회사|계열사|계열|계|측|쪽|등|발|향|행|표|식|용|산|제|형|판|급|사|여파|탓"
    "|덕|덕분|때문|중심|외|내"
    "|주도|독점|경쟁사|경쟁|대비|이후|전용|출신|천하|독주|독식|시대|신화|왕국|제국|생태계"
    "|주식회사|株|發|向|系|社|式|産|製|側|行|重"
)
_TAIL = re.compile(
    rf"(?P<noun>(?:{SUFFIXES})*?)(?P<particle>(?:{PARTICLES}){{0,3}})(?![가-힣一-鿿])"
)
_HANGUL = re.compile(r"[가-힣]")


def tail(text: str, end: int) -> str | None:
    """The nouns written onto the name that ends at ``end``, before any particle.

    Returns
    -------
    str or None
        "" for a bare name or one with only particles, the attached nouns ("주가"), or None where
        the letters after ``end`` make it part of a longer word.
    """
    after = text[end : end + 1]
    if not after or not ("가" <= after <= "힣" or "一" <= after <= "鿿"):
        return ""
    match = _TAIL.match(text, end)
    return match["noun"] if match else None


def starts_clean(text: str, start: int) -> bool:
    """Whether a Hangul name may start here: nothing Hangul or alphanumeric stands before it."""
    if start == 0:
        return True
    before = text[start - 1]
    return not ("가" <= before <= "힣" or (before.isascii() and before.isalnum()))


def has_hangul(text: str) -> bool:
    """Whether there is a Hangul syllable in the text."""
    return _HANGUL.search(text) is not None
