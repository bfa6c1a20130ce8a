"""The forms in which people write a symbol."""

from __future__ import annotations

import re

US_MARKETS = (
    r"(?:NASDAQ|Nasdaq)(?:GS|GM|CM)?|NYSE(?: ?American| ?Arca)?|AMEX|OTC(?:MKTS|QX|QB)?"
    r"|나스닥|뉴욕증시|뉴욕증권거래소"
)
KR_MARKETS = r"KRX|KOSPI|KOSDAQ|KSE|KONEX|코스피|코스닥|유가증권|유가증권시장|유가"
WORLD_MARKETS = {
    "TYO": ".T", "TSE": ".T", "HKG": ".HK", "HKEX": ".HK", "SEHK": ".HK", "TPE": ".TW",
    "TWSE": ".TW", "SHA": ".SS", "SSE": ".SS", "SHE": ".SZ", "SZSE": ".SZ", "LON": ".L",
    "LSE": ".L", "ETR": ".DE", "FRA": ".DE", "XETRA": ".DE", "EPA": ".PA", "AMS": ".AS",
    "SWX": ".SW", "BME": ".MC", "ASX": ".AX",
}  # fmt: skip
_NOT_BEFORE = r"(?<![A-Za-z0-9_@./-])"
_NOT_AFTER = r"(?![A-Za-z0-9_]|[.,]\d|\+(?!\d))"
CODE = re.compile(
    rf"(?P<cash>(?<![\w$])\$(?P<cash_symbol>[A-Z]{{1,5}}(?:[.-][A-Z])?)(?![A-Za-z0-9]))"
    rf"|{_NOT_BEFORE}(?P<kr>(?P<kr_code>\d{{6}}|\d{{4}}[A-Z]\d)\.(?P<kr_market>K[SQ])){_NOT_AFTER}"
    rf"|(?P<krx>(?:{KR_MARKETS})\s?[:：,]?\s?A?(?P<krx_code>\d{{6}}|\d{{4}}[A-Z]\d)){_NOT_AFTER}"
    rf"|(?P<a>{_NOT_BEFORE}A(?P<a_code>\d{{6}}){_NOT_AFTER})"
    rf"|(?P<us>(?:{US_MARKETS})\s?[:：]\s?(?P<us_symbol>[A-Z]{{1,5}}(?:[.-][A-Z])?)){_NOT_AFTER}"
    rf"|(?P<world>\b(?P<world_market>{'|'.join(WORLD_MARKETS)})\s?:\s?(?P<world_code>[A-Z0-9]{{1,6}}))"
    rf"{_NOT_AFTER}"
    rf"|{_NOT_BEFORE}(?P<ric>(?P<ric_symbol>[A-Z]{{1,5}}(?:-[A-Z])?|[A-Z]{{2,4}}[ab])"
    rf"\.(?:OQ|O|N|K|P|A|US|UN|UW)){_NOT_AFTER}(?!\.)"
    rf"|{_NOT_BEFORE}(?P<yahoo>[A-Z0-9-]{{1,10}}\.(?:T|TW|TWO|HK|SS|SZ|L|DE|PA|AS|SW|MC|MI|CO|ST"
    rf"|HE|AX|NS|SR))"
    rf"{_NOT_AFTER}"
    rf"|{_NOT_BEFORE}(?P<bloomberg>(?P<bb_code>[A-Z]{{1,5}}|\d{{6}}) (?P<bb_market>US|KS|KQ)(?:"
    rf" Equity)?)"
    rf"{_NOT_AFTER}"
    rf"|(?P<paren>[(\[（](?P<paren_code>\d{{6}}|\d{{4}}[A-Z]\d|[A-Z]{{1,5}}(?:[.-][A-Z])?)[)\]）])"
    rf"|{_NOT_BEFORE}(?P<bare>\d{{6}}|\d{{4}}[A-Z]\d|[A-Z]{{3,5}}(?:[.-][AB])?){_NOT_AFTER}"
)
UNIT_AFTER = re.compile(
    r"\s?(?:원|주(?![가식])|명|개|건|달러|년|월|일|호|번|회|톤|t\b|kg|%|p\b|포인트|[-~]\d|won\b"
    r"|shares\b"
    r"|people\b)"
)
NUMBER_BEFORE = re.compile(
    r"(?:번호|번호는|코드번호|회차|우편|전화|인증|계좌|일련|접수|사건|No\.?|[Ff]light|[Nn]umber"
    r"|#|ref(?:erence)?"
    r"|[Cc]ase|[Zz]ip|[Oo]rder|[Cc]ode)[:\s]{0,2}$"
)
THING_BEFORE = re.compile(
    r"(?:비율|지수|지표|정비|장치|시스템|기술|수익률|이익률|협정|규제|서비스|산업|전지|소자|공정|기관|위원회|협회|기구|사업|설비|장비|물질|치료제|백신|단백질|항체|가스|원전|발전|메모리|반도체|자동차|전기차|센터|단체|제도|방식|체계|모델|계약|금리|물가|거래|채권|펀드|보험|대출)\s?$"
)
THING_AFTER = re.compile(
    r"\s?(?:시장|사업|산업|수요|기술|장비|제품|분야|부문|서비스|비용|비율|지수|공정|계약|수주|설비|플랫폼|규제|정책|협정|지표|물가|공장|생산|발전|원전|선박|치료제|백신|인증|방식|체계|모델)"
)
"""Korean words around an abbreviation in brackets that is one of a thing: "함정 정비(MRO) 시장"."""
_CURRENCIES_TEXT = (
    "USD US KRW JPY EUR GBP CNY HKD TWD AUD CAD CHF BTC ETH XRP SOL DOGE USDT USDC BNB ADA "
)
CURRENCIES = frozenset(_CURRENCIES_TEXT.split())
_NOT_BARE_TEXT = (
    "ALL ARE CMA APP BALL BEN BIG BILL BIO BOX BULL BRO BUD CAR CAKE CART CAT CMS CNC COMP COO "
    "COP COST CRM DASH DAY DECK DOC DOCS DOV DOW EAT ELF EDU ESS FAST FIG FIVE FIX FORM FOX "
    "FUN FOXA GAP GEN GOLD GRAB HAS HIMS HOG HOOD HOT HUT HUM ICE KEY KEYS LEA LEN LEVI "
    "LINE LION LNG LOW MAN MAR MAS MAT MET MOS MSCI MSI NET NEW NICE NOW NXT ODD ONTO OPEN "
    "OTIS OWL PARA PATH PEG PENN PINS PLUG POOL POST PSA RACE RARE REAL REG RIDE RIG RIOT "
    "ROK RUN SAM SAN SAVE SERV SIX SMR SNAP SNOW SPOT STX SUN TAP TASK TEAM TECH TEL TEM "
    "TREE TRIP USB VALE VIK WELL WEN WING WIT WOLF WORK TRP TAL DAR DIS FIS FUTU IONS LITE "
    "LOGI BEAM CAVA COIN CFG IRDM NBIX STAN TDS TER CAG CPT CSX DRI EFX EIX ETN EXC EXR GIS "
    "GPN HST IFF INVH IVZ LIN LOAR MCO MOH NDSN NRG ONC PAYC PFG PNR PPL PTC RMD ROL ROP "
    "SAIC SHEL SNA SRE STE STT SWK TDG TDY TRV TSN TXT TYL UDR BAX ADP APA API AMT AMP BAT "
    "CCEP SAP CHT ASX TEN JACK FLEX COMM IMAX HALO TEX DAN LAD ASH REV HUN DIN SEE CLS SEM CHS PAG "
    "HTC NEC ITV IAG SKF WAL MAC ATI SPR THO SLG THS INO GES AMG AXS MTG NBR SLM "
    "ENR ALC ARR CDE FMC CRS PWR UIS PBR "
)
NOT_BARE = frozenset(_NOT_BARE_TEXT.split())
"""Symbols that are also words or common abbreviations: never read from bare capitals."""
