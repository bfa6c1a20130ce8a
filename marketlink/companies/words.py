# ruff: noqa: E501 (one pattern a line reads better than a folded one)
"""The words around a name that vote for or against its being the company."""

from __future__ import annotations

import re


def _any(words: str) -> str:
    return "|".join(sorted(words.split(), key=len, reverse=True))


MARKET_KO = re.compile(
    _any(
        "주가 주식 증시 상장 시총 시가총액 코스피 코스닥 나스닥 급등 급락 상승 하락 강세 약세"
        " 반등 폭락 폭등 매수 매도"
        " 순매수 순매도 목표가 목표주가 배당 실적 매출 영업이익 순이익 영업손실 순손실 적자 흑자"
        " 공시 유상증자 자사주"
        " 투자의견 거래대금 거래량 종가 장중 시간외 상한가 하한가 신고가 신저가 최고가 최저가"
        " 수주 지분 인수합병 공모가"
        " 분기 주주 액면분할 소각 동반 밀렸 밀리 미끄러 올랐 내렸 뛰었 빠졌 추락 보합 대장주"
        " 수혜주 관련주 테마주 종목"
        " 증권사 애널리스트 영업익 가이던스 컨센서스 어닝 상장사 지주사 매물 차익 개장 마감"
        " 거래일 공매도"
    )
    + r"|\d+(?:\.\d+)?\s?(?:%|퍼센트)\s?(?:대\s?)?"
    r"(?:오|올|내|상|하|급|뛰|빠|밀|치|떨|폭|넘게|가까이|증|감|늘|줄|↑|↓|강|약)"
)
MARKET_EN = re.compile(
    r"\b(?:Wall Street|breakout|inflows?|outflows?|ETFs?|options|shares|share (?:price|sale"
    r"|count|buyback)s?|(?:a|per|each) share|stocks?|investors?"
    r"|shareholders?|earnings|profits?|revenues?|sales"
    r"|quarter(?:ly)?|guidance"
    r"|outlook|forecasts?|dividends?|market (?:cap|value|share)|market-cap|rall(?:y|ies|ied)"
    r"|tumbl\w+|plung\w+|surg\w+"
    r"|soar\w*|slump\w*|jump(?:s|ed|ing)?|fell|falls|slid(?:es)?|sank|sinks?|gain(?:s|ed)?"
    r"|climb(?:s|ed)?|rebound\w*"
    r"|premarket|pre-market|after-hours|Nasdaq|NYSE|S&P 500|Dow|acqui\w+|takeover|merg\w+|stake"
    r"|IPO|buyback|spin-?off"
    r"|antitrust|CEO|CFO|chief executive|analysts?|downgrade[sd]?|upgrade[sd]?|price target"
    r"|overweight|underweight"
    r"|outperform|valuation|52-week|record high|trading|bookings|backlog|deliveries|layoffs?"
    r"|cost cuts?|margins?"
    r"|beats?|misse[sd]|tops|topped|EPS|billion|results|stake|bond|debt|short sellers?|hedge"
    r" funds?|bull(?:s|ish)?"
    r"|bear(?:s|ish)|buy|sell|hold)\b"
    r"|(?:rising|falling|gaining|losing|dropping|rose|rises?|drop(?:s|ped)?|dip(?:s|ped)?|slip(?:s|ped)?|los[et]s?|shed|added?|down|up"
    r"|off) (?:about |nearly |more than )?"
    r"\d+(?:\.\d+)?\s?(?:%|percent)|[-+]\d+(?:\.\d+)?%",
    re.IGNORECASE,
)
BUSINESS_KO = re.compile(
    _any(
        "출시 공개 발표 인수 합병 투자 공장 판매 생산 신제품 최고경영자 경영진 노조 공급 계약"
        " 제재 소송 규제 개발 양산 특허"
        " 제조사 업체 기업 회사 브랜드 점유율 서비스 협력 제휴 납품 리콜 구조조정 감원 해고 사옥"
        " 본사 지사 법인 고객 클라우드"
        " 반도체 스마트폰 전기차 자율주행 플랫폼 모델 신차 광고 데이터센터 과징금 반독점 빅테크"
        " 사장 회장 대표 부회장 임원 사업"
        " 이용자 서버 소프트웨어 콘텐츠 게임 배터리 신약 임상 승인 매장 CEO 수출 내수 라인업"
        " 완성차 전략 시장"
    )
)
BUSINESS_EN = re.compile(
    r"\b(?:said|says|announc\w+|unveil\w*|launch\w*|plans?|will|report(?:s|ed)?|su(?:es|ed|ing)"
    r"|lawsuit|hir(?:es|ed|ing)"
    r"|workers?|employees|customers?|stores?|factor(?:y|ies)|plants?|chips?|products?|contracts?"
    r"|orders?|software|cloud"
    r"|data cent(?:er|re)s?|vehicles?|cars?|trucks?|drugs?|devices?|suppliers?|retailers?"
    r"|automakers?|carmakers?|airlines?"
    r"|compan(?:y|ies)|firms?|giants?|makers?|chipmakers?|unit|deal|partners?|partnership"
    r"|recalls?|production|AI|app|users?"
    r"|subscribers?|advertis\w+|business|industry|boss|executives?|board|spending|prices?|brand"
    r"|services?|refiner\w*|oil"
    r"|bank|carriers?|fine[sd]?|regulators?|EU|FTC|SEC|tariffs?|models?|subsidiary|rivals?"
    r"|competitors?|invest\w*|market)\b",
    re.IGNORECASE,
)
GROUP_KO = re.compile(r"그룹|총수|재계|계열사|오너|일가|기업집단|가문|재벌|회장단")
GROUP_EN = re.compile(
    r"\b(?:group|groups|conglomerates?|chaebols?|tycoons?|affiliates|family)\b", re.I
)
SPORT_KO = re.compile(
    _any(
        "이닝 홈런 투수 타선 안타 타자 리베로 세트스코어 K리그 KBO 프로야구 프로배구 프로농구"
        " 프로축구 끝내기 동점골 결승골 역전골"
        " 선발승 타점 방어율 평균자책점 챔피언결정전 플레이오프 준플레이오프 한국시리즈 승점"
        " 골키퍼 구단 타율 도루 삼진 볼넷 불펜"
        " 리바운드 덩크 3점슛 스파이크 블로킹 와일드카드 승강 1부 2부리그 원정경기 홈경기"
        " 더블헤더 콜드게임 마무리투수 등판 연장전"
        " 롤드컵 LCK 우완 좌완 내야수 외야수 포수 유격수 정규리그 봄배구 가을야구 프로야구단"
        " 프로축구단 드래프트 결승타 만루 세터"
        " 야구 축구 농구 배구 득점왕 선제골 동점포 승강전"
    )
    + r"|\d+\s?[-대:]\s?\d+(?:으로|로)\s?(?:꺾|이기|이겼|승리|물리|완파|제압|누르|눌렀|패)"
    r"|\d+세트|\d회[초말]|\d+연[승패]"
)
SPORT_EN = re.compile(
    r"\b(?:innings?|touchdowns?|quarterback|playoffs?|home runs?|homer(?:s|ed)?|KBO|K League"
    r"|World Series|Korean Series"
    r"|shutout|bullpen|pitcher|batter|midfielder|striker|goalkeeper|penalty kick|semifinals?"
    r"|championship"
    r"|baseball|basketball|volleyball|soccer match|hat-trick|NBA|NFL|MLB|tournament|scored"
    r"|doubleheader|clinch\w*)\b"
)
VENUE_EN = re.compile(
    r" (?:Field|Park|Arena|Stadium|Center|Centre|Dome|Theat(?:er|re)|Building|Tower|Hall|Plaza"
    r"|Museum|Ballpark|Speedway)\b"
    r"(?! (?:stocks?|shares?))"
)
NEAR_PLACE = re.compile(
    r"\b(?:[Nn]ear|[Oo]utside|[Aa]round|(?:[Nn]orth|[Ss]outh|[Ee]ast|[Ww]est|[Mm]iles|[Ss]uburbs?|[Cc]ity|[Tt]own)(?: \w+)? of"
    r"|[Dd]owntown|(?:lives?|lived|living|residents?|born|based|farms?|ranch|camps?|schools?) (?:in|near)) $"
)
"""Words before a place: "near Burlington"."""
PLACE_EN = re.compile(
    r" (?:University|College|School|Foundation|Institute|River|County|Street|Avenue|Boulevard"
    r"|Island|Mountain|Lake|Beach"
    r"|Valley|Bay|Rainforest|Basin|Jungle|Championship|Classic|Cup|Marathon|Endowment|Fellowship"
    r"|Scholar\w*|Prize|Peninsula"
    r"|Hospital|Cathedral|Church|Airport|Bridge|Highway|Township|Heights|Springs|High School"
    r"|Academy|Library)\b(?!-)"
)
PERSON_KO_AFTER = re.compile(
    r"\s?(?:씨|양|군|옹|선수|기자|감독|배우|의원|시의원|교수|박사|변호사|시인|작가|아나운서|장관"
    r"|차관|판사|검사|경위|경감)(?![가-힣])"
    r"|\s?(?:씨|의원|교수|선수|감독|배우|기자)[은는이가의를을와과도]"
)
PERSON_KO_BEFORE = re.compile(
    r"(?:가수|배우|감독|선수|기자|시인|작가|화가|개그맨|개그우먼|방송인|아나운서|의원|교수|박사"
    r"|목사|신부|변호사|모델|셰프"
    r"|화백|래퍼|피아니스트|바이올리니스트|지휘자|소설가|유튜버|인플루언서) $"
)
PERSON_TITLE_EN = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Sen|Gov|Rep|Gen|Prof|Sgt|Capt|Lt|Col|Rev|St)\.|\b(?:Judge|Governor"
    r"|Senator|President|General"
    r"|Sir|Dame|Lord|Lady|Justice|Mayor|Professor|Pastor|Actor|actor|Actress|actress|singer"
    r"|Singer|Coach|Captain|Colonel"
    r"|Sergeant|Officer|Detective|Sheriff|Saint|Prince|Princess|Congressman|Congresswoman"
    r"|Ambassador|Rabbi|Reverend"
    r"|rapper|Rapper|golfer|novelist|historian|Representative|Miss|Uncle|Aunt)) $"
)
PERSON_KO = re.compile(
    r"(?<![가-힣])[가-힣]{3}(?=\s?(?:씨|선수|시의원|도의원|군의원|구의원|의원|교수|기자|감독|배우|변호사|박사)"
    r"(?:[은는이가의를을와과도]|에게|께서|(?![가-힣])))"
)
CREDIT = re.compile(
    r"(?:(?:사진|자료|출처|그래픽|영상|이미지|일러스트|제공|캡처|캡쳐)\s?(?:제공|출처"
    r"|자료)?\s?[=:／/ⓒ©|]\s?(?:ⓒ|©)?\s?|[ⓒ©]\s?|\([cC]\)\s?"
    r"|(?:[Pp]hoto|[Ii]mage|[Ii]llustration|[Gg]raphic|[Cc]redit|[Ss]ource|[Cc]ourtesy"
    r"|[Pp]icture)s?(?: [Cc]redit| [Ss]ource)?"
    r"(?: by| of| from|: |:| courtesy of| via| © )\s?(?:[A-Z][\w.-]+ [A-Z][\w.-]+ ?(?:/|via|for)"
    r" ?)?)$"
)
METAPHOR_BEFORE = re.compile(
    r"(?:한국판|중국판|미국판|일본판|인도판|유럽판|아시아판|한국의|중국의|인도의|제2의|제3의"
    r"|포스트|리틀|the next|The next"
    r"|a new|the Chinese|China's|India's|the Korean|Korea's answer to) $"
)
MEDIUM = frozenset(
    ("facebook", "twitter", "reddit", "weibo", "페이스북", "트위터", "레딧", "웨이보")
)
MEDIUM_KO = re.compile(
    r"^(?:에|에서|에다|을 통해|를 통해|로|상에|에는|에도)\s(?:[^.,]{0,20})?(?:글|게시|올|적|썼"
    r"|쓴|밝|사진|영상|공유|남)"
    r"|^(?:을|를) 통해|^\s?(?:계정|페이지|글|게시물|게시글|캡처|라이브|메시지|댓글|스타|친구|팔로)"
)
MEDIUM_BEFORE_EN = re.compile(
    r"\b(?:post(?:ed|s|ing)?|wrote|writing|said|shar(?:e|ed|ing)|videos?|messages?|statement|live"
    r"|stream(?:ed|ing)|tweeted|pages?|follow(?: us)?|like us|announced|article|us|comment(?:ed"
    r"|s)?|viral"
    r"|trending|published|photos?|find us|join us|friends|followers) (?:\w+ ){0,2}(?:on|via|to) "
    r"(?:(?:Facebook|Twitter|Reddit|LinkedIn|Instagram|X)(?:,| and| or|, and|, or) )*$",
    re.IGNORECASE,
)
MEDIUM_AFTER_EN = re.compile(
    r"^ (?:posts?|pages?|accounts?|live|groups?|messages?|videos?|profiles?|threads?|feeds?"
    r"|users? said)\b",
    re.IGNORECASE,
)
METAPHOR_EN = re.compile(r"\b[Tt]he $")
METAPHOR_EN_AFTER = re.compile(r" of (?!the (?:year|day|quarter|month))(?:[A-Z]|the )")
FORMER_STAFF_BEFORE = re.compile(
    r"(?:\b(?:former|ex|onetime|one-time|Former|Ex|veteran of|alumni of|alumnus of|formerly of"
    r"|worked at|previously at)"
    r"[ -]|(?:전|前|옛)\s)$"
)
_LISTED = r"(?:(?:[A-Z][\w&.'-]*,? ){1,3}(?:and |or )?)?"
WORKED_AT = re.compile(
    r"\b(?:[Ww]orked|[Ss]erved|[Ss]pent (?:[\w-]+ ){1,4}years|(?:was|were|been|former|[Pp]reviously|[Ff]ormerly|once"
    r"|[Ww]orked as|[Ss]erved as) (?:an? |the )?(?:[\w-]+ ){0,4}(?:banker|executive|analyst|trader|engineer"
    r"|lawyer|economist|manager|director|officer|president|partner|researcher|scientist|consultant|designer"
    r"|employee|roles?|positions?))(?: \w+ly)? (?:at|with|for) " + _LISTED + "$"
)
"""Where somebody worked before, whoever it is: "who was a banker at Citigroup"."""
FOUNDER_OF = re.compile(
    r"(?:[A-Z][\w.'-]+ ){1,3}?[A-Z][\w.'-]+, (?:the |a |an )?(?:billionaire |late )?(?:co-)?(?:founder|creator)"
    r" (?:and (?:\w+ ){1,3})?(?:of|at) $"
)
"""Whom a name only introduces: "Larry Ellison, founder of Oracle"."""
JOINED_FROM = re.compile(
    r"\b(?:joined|joins|joining|hired|recruited|came|arrived|poached|defected)\s(?:\w+\s){0,3}from\s$"
)
"""Where somebody worked before."""
FORMER_STAFF_AFTER = re.compile(
    r"\s?출신|\s?(?:전|前) (?:직원|임원|대표|사장|부사장|최고경영자|CEO|엔지니어|연구원)"
    r"|(?:'s)? (?:alum(?:ni|nus|na|s)?|veterans?|engineers?|executives?|employees?|researchers?"
    r"|staffers?|bankers?|traders?)\b"
)
