"""Other spellings of one name: spacing, transliteration, Latin letters spelt in Hangul."""

from __future__ import annotations

import re
from collections.abc import Iterator

HANGUL = re.compile(r"[가-힣]")

SPELLINGS = (
    ("놀로지", "놀러지"),
    ("놀로지스", "놀로지"),
    ("머티어리얼즈", "머티리얼즈"),
    ("머티리얼즈", "머티리얼스"),
    ("머티리얼즈", "머터리얼즈"),
    ("홀딩스", "홀딩즈"),
    ("솔루션", "솔루션즈"),
    ("솔루션즈", "솔루션스"),
    ("시스템즈", "시스템스"),
    ("인더스트리즈", "인더스트리스"),
    ("다이내믹", "다이나믹"),
    ("브라더스", "브러더스"),
    ("인스트루먼트", "인스트루먼츠"),
    ("디바이스", "디바이시스"),
    ("플랫폼", "플랫폼스"),
    ("네트웍스", "네트웍"),
    ("네트웍스", "네트워크"),
    ("네트웍스", "네트워크스"),
    ("리소시스", "리소스"),
    ("엔터테인먼트", "엔터테인멘트"),
    ("파마슈티컬스", "파마수티컬스"),
    ("테라퓨틱스", "테라퓨틱"),
    ("인터내셔널", "인터내쇼날"),
    ("인터내셔날", "인터내셔널"),
    ("캐피털", "캐피탈"),
    ("헬스케어", "헬스 케어"),
    ("커뮤니케이션스", "커뮤니케이션즈"),
    ("일렉트로닉스", "일렉트로닉"),
    ("쎄미켐", "세미켐"),
    ("팔란티어", "팰런티어"),
    ("해서웨이", "해더웨이"),
    ("브로드컴", "브로드콤"),
    ("마이크로스트래티지", "마이크로스트레티지"),
    ("엔비디아", "엔비디어"),
)
"""Pairs of spellings that newspapers use for the same sound; either may stand for the other."""

LETTERS = (
    ("SK", "에스케이"),
    ("LG", "엘지"),
    ("KB", "케이비"),
    ("CJ", "씨제이"),
    ("GS", "지에스"),
    ("LS", "엘에스"),
    ("KT", "케이티"),
    ("HD", "에이치디"),
    ("HL", "에이치엘"),
    ("DB", "디비"),
    ("DL", "디엘"),
    ("BNK", "비엔케이"),
    ("JB", "제이비"),
    ("NH", "엔에이치"),
    ("KG", "케이지"),
    ("LX", "엘엑스"),
    ("HK", "에이치케이"),
    ("JW", "제이더블유"),
    ("POSCO", "포스코"),
)
"""Latin initials of Korean groups and how they are spelt in Hangul."""

GROUPS = re.compile(
    r"^(삼성|현대|한화|두산|롯데|신한|포스코|카카오|네이버|셀트리온|에코프로|미래에셋"
    r"|대우|효성|금호|코오롱|한전|한미|신세계|아모레|메리츠|키움|기아|LG|SK|CJ|GS|KB|LS|HD)"
    r"(?=[가-힣A-Z&]{2,}$)"
)
_SPELT = re.compile("|".join(sorted({form for pair in SPELLINGS for form in pair})))
_LATIN_HANGUL = re.compile(r"([A-Za-z&0-9.]{2,}) ?(?=[가-힣]{2,})")
_HANGUL_LATIN = re.compile(r"([가-힣]{2,}) ?(?=[A-Z&]{2,}$)")


def variants(name: str) -> Iterator[str]:
    """The name itself and its other spellings, each once."""
    seen = {name}
    yield name
    if not HANGUL.search(name):
        forms = list(_latin(name))
    else:
        forms = [form for spelling in _spellings(name) for form in _spacings(spelling)]
    for form in forms:
        if form not in seen:
            seen.add(form)
            yield form


def _latin(name: str) -> Iterator[str]:
    if " & " in name:
        yield name.replace(" & ", " and ")
        yield name.replace(" & ", "&")
    if "." in name and not name.endswith(".com"):
        yield name.replace(".", "")
    if " " in name and "-" in name:
        yield name.replace("-", " ")


def _spellings(name: str) -> Iterator[str]:
    yield name
    for one, other in SPELLINGS if _SPELT.search(name) else ():
        if name.endswith(other) and other != one:
            yield name[: -len(other)] + one
        if one in name and other not in name:
            yield name.replace(one, other)
        elif other in name and one not in name:
            yield name.replace(other, one)
    for letters, hangul in LETTERS if name[0].isascii() else ():
        if name.startswith(letters) and HANGUL.match(name, len(letters)):
            yield hangul + name[len(letters) :]


def _spacings(name: str) -> Iterator[str]:
    yield name
    if " " in name:
        yield name.replace(" ", "")
    if name.isascii():
        return
    group = GROUPS.match(name)
    if group:
        yield f"{group[1]} {name[group.end() :]}"
    for pattern in (_LATIN_HANGUL, _HANGUL_LATIN):
        if pattern.search(name):
            yield pattern.sub(r"\1 ", name)
