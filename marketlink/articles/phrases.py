"""The words by which pages mark what is not their story, as pieces of patterns."""

from __future__ import annotations

ROLE = (
    r"(?:선임|수석|전문|인턴|객원|통신|산업|경제|증권)?\s?"
    r"(?:기자|특파원|논설위원|칼럼니스트|앵커|아나운서|리포터|에디터)"
)
NAME = r"[가-힣]{2,4}"
EMAIL = r"[\w.+-]+@[\w-]+\.[\w.]+"
AGENCY = (
    r"(?:Reuters|Bloomberg|AP|AFP|Yonhap|Dow Jones|CNBC|PRNewswire|PR Newswire|GLOBE NEWSWIRE|"
    r"Business Wire|BUSINESS WIRE|Benzinga|MarketWatch|Xinhua|Kyodo|Nikkei)"
)
PAPER = (
    r"[가-힣A-Za-z·\s]{0,14}(?:뉴스1?|뉴시스|경제|일보|신문|데일리|투데이|타임스|타임즈|미디어|"
    r"연합뉴스|방송|TV|비즈|저널|머니|이코노미|프레스|한겨레)(?:TV|플러스)?"
)
STORY_KO = r"(?:주요\s*)?(?:뉴스|기사|글|콘텐츠|클릭|헤드라인|이슈|영상|랭킹|순위|포토)"
STORY = (
    r"(?:news|stories|story|articles?|posts?|headlines|coverage|content|links|reads?|videos?|"
    r"topics|on\s+this\s+topic|reading|for\s+you)"
)
HEADINGS = (
    r"(?:이\s*기사와\s*)?(?:관련|연관)\s*(?:기사|뉴스|글|콘텐츠|종목|영상|키워드|링크)(?:\s*더?\s*보기)?",
    r"(?:실시간|오늘의|주간|일간|네이버|분야별|섹션별|언론사별)?\s*"
    r"(?:랭킹|인기|추천|공감|많이\s*본|가장\s*많이\s*(?:본|읽은)|많이\s*읽은|주요|최신|핫|베스트|"
    r"화제의?|놓치면\s*안\s*될|다른|이\s*시각)\s*"
    rf"{STORY_KO}(?:\s*(?:더\s*보기|TOP\s*\d*|\d+))?",
    rf"(?:함께|같이)\s*(?:보면|읽으면|볼)\s*(?:좋은|만한)?\s*{STORY_KO}",
    rf"(?:지금|요즘)\s*(?:뜨는|핫한|많이\s*보는)\s*{STORY_KO}",
    r"당신(?:을\s*위한|이\s*(?:좋아할|놓친|관심\s*가질))\s*.{0,8}(?:글|뉴스|기사|콘텐츠)",
    r"(?:(?:이\s*)?기자의\s*(?:다른|최신)|언론사\s*(?:추천|주요)|편집자?\s*추천|"
    r"에디터\s*(?:픽|추천)|pick)\s*(?:뉴스|기사)?",
    r"(?:실시간|핫|hot|연예|스포츠)\s*(?:이슈|포토|뉴스|랭킹|(?:급상승|인기)\s*(?:검색어|종목)?|검색어)",
    r"people\s+also\s+(?:read|search\w*|viewed|asked?).{0,20}|(?:stock|market)\s+quotes?",
    r"(?:related|more|recommended|popular|trending|latest|top|other|further)\s+"
    rf"{STORY}(?:\s+(?:now|today|this\s+week|for\s+you))?",
    r"most\s+(?:read|popular|viewed|shared|watched|commented|active)"
    r"(?:\s+(?:news|stories|articles|today|this\s+week|stocks|on\s.{1,20}))?",
    r"more\s+(?:from|in|on|about|like)\s.{1,40}",
    r"(?:(?:what'?s\s+)?trending(?:\s+now)?|popular\s+now|related|recommended|sponsored|promoted|"
    r"newsletters?)",
    r"editor'?s?'?\s+(?:picks?|choice)|(?:stories|articles|posts?)\s+you\s+(?:may|might)\s.{0,20}",
    r"you\s+(?:may|might)\s+(?:also\s+)?(?:like|enjoy|be\s+interested).{0,20}",
    r"(?:read|up|watch|see)\s+(?:more|next|also|now)|don'?t\s+miss(?:\s+these)?",
    r"what\s+to\s+read\s+next|(?:from\s+)?around\s+the\s+web|from\s+our\s+partners",
    r"recommended\s+for\s+you|(?:also\s+)?in\s+(?:the|other)\s+news|elsewhere\s+on\s.{0,30}",
)
BARS = (
    r"댓글\s*\d*(?:개)?(?:\s*쓰기)?|공유하기|이\s*기사를\s*공유",
    r"share\s+this(?:\s+(?:article|story|post))?|sign\s+up\s+for\s.{0,40}|\d*\s*comments?",
)
LISTED = (
    r"[\[<【(]?\s*(?:관련\s*기사|연관\s*기사|관련\s*뉴스|함께\s*보면|추천\s*기사|주요\s*뉴스|인기\s*기사)"
    r"\s*[\]>】)]?\s*[:：|]?\s+\S",
    r"[☞▶►➤👉]+\s*\[?\s*(?:관련|연관|추천|인기|함께|바로\s*가기|더\s*보기)",
    r"(?:related|read\s+(?:more|next|also)|also\s+read|see\s+also|more|recommended|"
    r"watch(?:\s+now)?|listen|don'?t\s+miss|trending)\s*[:：»>]",
    r"(?:also|read\s+more)\s+(?:on|from)\s+[A-Z]\w+\s*:",
    r"(?:tags?|topics?|filed\s+under|keywords?|in\s+this\s+article|태그|키워드|관련\s?(?:종목|태그|키워드))\s*[:：|]",
    r"[◀◁←«<]?\s*(?:(?:이전|다음)\s?(?:기사|글)|(?:previous|next)\s+(?:article|story|post))\s*[:：▶▷→»>]?\s",
    r"(?:#[\w가-힣&]+[\s,]*){2,}$",
)
CAPTIONS = (
    r"[\[(<【/]?\s*(?:자료\s*)?(?:사진|이미지|그래픽|그래프|영상|일러스트|포토|표|인포그래픽)\s*"
    r"(?:제공|출처|자료|캡처|설명)?\s*[=:：│|]",
    r"[▲△▼]\s*\S.*(?:사진|이미지|제공|연합뉴스|뉴시스|뉴스1|로이터|게티|캡처|DB)[^.]{0,20}$",
    r"(?:file\s+photo|photo(?:graph)?|picture|image|illustration|graphic|chart|caption|"
    r"photographer|(?:photo|image)\s+(?:credit|source))(?:\s+(?:by|credit|courtesy))?\s*[:：]",
    r"photo\s+by\s+\S|courtesy\s+of\s+\S+.{0,30}$",
    r".{0,200}(?:(?-i:REUTERS)/[A-Z]\w+.{0,60}|\((?:AP\s+)?Photo[^()]{0,60}\)|"
    r"\(Photo\s+by[^()]{0,80}\)|[©/(]?\s*Getty\s+Images\)?|via\s+(?:Getty\s+Images|Reuters|AP)|"
    r"게티이미지(?:뱅크|코리아)?|픽사베이|Shutterstock)\s*[\])>]?$",
    r"!\[[^\]]*\]\([^)]*\)\s*$",
    r"[/(\[<]\s*[^.!?()]{2,25}\s제공\s*[)\]>]?$|(?:credit|courtesy)\s*[:：]\s*\S.{0,50}$",
)
BYLINES = (
    rf"[\[(<【/]?\s*(?:{PAPER}\s*(?:[=|/·]\s*)?)?{NAME}\s?{ROLE}\s*[\])>】]?\s*[=|/]?\s*"
    rf"(?:\(?{EMAIL}\)?)?(?:\s*[,·|/]\s*{NAME}\s?{ROLE})*\s*$",
    rf"[\w가-힣·\s]{{0,15}}\s{NAME}\s?{ROLE}\s*(?:\(?{EMAIL}\)?)?\s*$",
    rf"[\[(<]?\s*(?:글|취재|정리|기고|작성자|필자|글쓴이|기자명|기자)\s*[=:：|]\s*{NAME}.{{0,30}}$",
    rf"\(?{EMAIL}\)?\s*$",
    r"By\s+(?-i:[A-Z][\w.'’-]+)(?:\s+(?-i:[A-Z][\w.'’-]*|and|de|van|von|,|\|)){0,9}[\s,|]*"
    r"(?:(?:Reuters|Bloomberg|Associated\s+Press|staff\s+writer|correspondent|reporter).{0,40})?$",
    r"\(?(?:Additional\s+reporting|(?-i:Reporting|Writing|Editing|Compiled|Edited|Written))"
    r"\s+by\s+\S.{0,200}$",
    rf"Write\s+to\s+\S.{{0,60}}{EMAIL}.{{0,20}}$",
    r"To\s+contact\s+the\s+(?:reporter|author|editor).*$",
    r"(?:author|writer|byline)\s*[:：]\s*\S.{0,50}$",
)
PUBLISHERS = (
    rf"[\[<(]?\s*{PAPER}\s*(?:제공|조회수\s*[\d,]*|\|.{{0,20}})?\s*[\]>)]?\s*$",
    r"(?:source|출처|제공|발행|publisher)\s*[=:：]\s*\S.{0,40}$",
)
CHROME = (
    r".{0,80}(?:무단\s*(?:전재|복제|배포)|재배포\s*금지|저작권자|All\s+rights\s+reserved|"
    r"Copyright(?:ed|s)?\s*[©ⓒ(\d]).{0,200}$",
    r"[©ⓒ]\s*.{0,120}$",
    r".{0,30}(?:바로\s*가기|본문\s*컨텐츠|글자\s*크기|글씨\s*크기|기사\s*공유|구독하기|인쇄하기|"
    r"스크랩하기|기사\s*제보|제보는|URL\s*복사|알림\s*설정|전체\s*메뉴|앱\s*다운로드).{0,40}$",
    r"(?:로그인|회원\s*가입|검색|메뉴|닫기|공유|인쇄|스크랩|구독|카카오톡(?:\s*공유)?|페이스북|"
    r"트위터|네이버\s*채널\s*구독)\s*$",
    r"(?:홈|home)\s*[>›/|].{0,80}$",
    r"(?:조회수?|댓글|추천|공감|좋아요|공유|views?|comments?|likes?|shares?)\s*[:：]?\s*"
    r"[\d,.kKmM]*\s*$",
    r"[\d,.\s]+$|[^\w]+$",
    r"[^|>›\d]{1,20}(?:\s[|>›]\s[^|>›\d]{1,20}){2,}$",
    r"Appeared\s+in\s+the\s.{0,40}print\s+edition.{0,120}$",
    r"(?:subscribe|sign\s+(?:in|up)|log\s+in|follow\s+us|share|print|email|facebook|twitter|"
    r"linkedin|whatsapp|skip\s+to\s+(?:main\s+)?content|menu|search|advertisement|"
    r"cookie\s.{0,30}|privacy\s+policy.{0,80}|terms\s+of\s+(?:use|service).{0,60}|"
    r"\d+\s+min(?:ute)?s?\s+read)\b[\s.|]*$",
    r"(?:full\s+|analyst\s+)?disclosures?\s*[:：].*$|(?:the\s+)?motley\s+fool\s.{0,300}"
    r"(?:positions?\s+in|recommends|disclosure\s+policy).*$",
    r".{0,120}\bha(?:s|ve|d)\s+(?:no\s+|not\s+)?(?:have\s+)?positions?\s+in\s+any\s+of\s+the.*$",
    r"on\s+the\s+date\s+of\s+publication,.*\b(?:positions?|stake)\b.*$",
    r".{0,80}투자\s?(?:판단|손실|결과|권유).{0,40}(?:책임|아니|않).{0,60}$",
    r"(?:광고|ad|advertisement|스폰서|sponsored|sponsored\s+content)\s*$",
    r"(?:our\s+standards|disclaimer|this\s+article\s+was\s+(?:originally\s+)?published|"
    r"get\s+the\s+latest\s+news|click\s+here|download\s+the\s+app)\b.{0,200}$",
)
CREDITS = (
    r"(?<=[.다])\s*[\[(</]\s*[^\])>\n/.]{2,25}\s제공\s*(?:[\])>]|$)",
    r"\s*[\[(<【/]\s*(?:자료\s*)?(?:사진|이미지|그래픽|영상|photo|image|picture|photograph)"
    r"\s*(?:제공|출처|credit|by|courtesy)?\s*[=:：│|]\s*[^\])>】\n]{1,60}(?:[\])>】]|$)",
    r"\s*\((?:photo\s+by|photo\s+courtesy)[^()]{1,80}\)",
    r"\s*\([^()]{0,30}(?:/\s*Getty\s+Images|Photo/|(?-i:REUTERS)/)[^()]{0,40}\)",
)
LEADS = (
    r"[\[(【<]\s*[가-힣A-Za-z·]{2,10}\s?=\s?[^\])】>=]{2,20}[\])】>]\s*"
    rf"(?:{NAME}\s?{ROLE}\s*=?\s*)?=?",
    r"[\[(【<][^\])】>]{0,25}\s?기자\s*[\])】>]\s*=?",
    rf"[\[(【<]\s*[^\])】>=]{{0,12}}=\s*{PAPER}\s*[\])】>]\s*(?:{NAME}\s?{ROLE}\s*=?\s*)?=?",
    rf"[\[(【<]\s*{PAPER}\s*(?:[=|/]?\s*{NAME}(?:\s?{ROLE})?)?\s*[\])】>]\s*(?:{NAME}\s?{ROLE}\s*=?)?",
    rf"{NAME}\s{ROLE}\s*=",
)
TRAILS = (
    r"\(\s*(?:Reporting|Writing|Editing|Additional\s+reporting)\s+by\s[^()]{1,250}\)",
    rf"[/|]?\s*{NAME}\s?{ROLE}\s*\(?{EMAIL}\)?",
    rf"(?<=\s)/\s?{NAME}\s?{ROLE}",
    r"(?<=[\s.])(?:(?:full\s+)?disclosures?\s*:|(?:the\s+)?motley\s+fool\s+(?:has|owns|recommends)\b)"
    r"[^\n]{3,300}",
    r"(?:\s#[\w가-힣&]+){2,}",
)
CREDITED = (
    r"[^.!?]{2,90}[.]?\s*[\[(<【/|]?\s*(?:자료\s*)?(?:사진|이미지|그래픽)\s*(?:제공|출처)?\s*[=:：]"
    r"\s*[^=\n]{1,40}$",
    r"[^.!?]{2,60}\.\s*[/(\[]?\s*[^\s.,!?]{2,15}(?:\s[^\s.,!?]{1,10})?\s제공\s*[)\]]?$",
)
SURNAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공"
    "현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
