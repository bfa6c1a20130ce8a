# ruff: noqa: E501 (a sentence stays in one piece)
"""Names that English articles drop on the way: advisers, former employers, marks, regions, home lines."""

from __future__ import annotations

import pytest

from marketlink.reading import read


def subjects(text: str, published: str = "2025-08-05T18:00-04:00") -> set[str]:
    return set(read(text, published).subjects)


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Intel fell 2% on Tuesday, said a fund manager who previously worked at Goldman Sachs.", {"INTC"}),
        ("Evercore ISI's David Palmer: what McDonald's must do", {"MCD"}),
        ("H&F Picks Goldman Sachs, Morgan Stanley for Verisure IPO", set()),
        ("Goldman Sachs Scraps Recession Call After Tariff Pause", set()),
        ("Goldman Sachs issues a warning to AI stock investors", set()),
        ("Goldman Sachs cuts its full-year outlook and falls 3%", {"GS"}),
        ("IDEX Full Year 2024 Earnings: EPS Misses Expectations", {"IEX"}),
        ("Delta Capital Management Bets Big on Deere & Company (NYSE: DE) in Q3", {"DE"}),
        ("Tesla Breakout Above Pennant Formation Sets Stage for Next Leg", {"TSLA"}),
        ("Procter & Gamble Names Shailesh Jejurikar as Next CEO Amid Tariffs", {"PG"}),
        ("Many More Years to Come, What's Next for Tesla (TSLA)", {"TSLA"}),
        ("Etherfuse Raises $3M to Bring Debt On-chain", set()),
        ("Apple names former Microsoft, Google executive to lead its AI work", {"AAPL"}),
        ("Metals stocks make the Magnificent 7 look like bonds – Goldman’s Pasquariello", set()),
        ("Scotiabank Remains a Buy on Intel", {"INTC"}),
        ("Snap, whose app is used by teenagers, dropped 26.9 percent on Tuesday.", {"SNAP"}),
        ("Target, due on Thursday, was marked down about 1%.", {"TGT"}),
        ("Ford was 20% cheaper on Tuesday evening than a week earlier.", {"F"}),
        ("Apple is a shade higher. Intel fell 2%.", {"AAPL", "INTC"}),
        ("Mondelez, which split from Kraft years ago, fell 2%.", {"MDLZ"}),
        ("A rival in Chesapeake, Virginia, closed. Intel fell 2%.", {"INTC"}),
        ("JPMorgan Stock Seen As Top Buy After Investor Day, Says Analyst", {"JPM"}),
        ("Oppenheimer resumes Intel at Outperform on Tuesday.", {"INTC"}),
        ("Intel fell 2%, two days after Moody's recent downgrade of US credit.", {"INTC"}),
        ("Intel fell 2%. Gartner expects AI PC shipments to reach 114 million worldwide.", {"INTC"}),
        ("Intel rose after Jefferies said it saw cost pressures easing for the chipmaker.", {"INTC"}),
        ("Intel fell 2%. The cut was right, Wells Fargo Investment Institute said in a note. Wells Fargo said its equity guidance prefers quality.", {"INTC"}),
        ("Intel: JP Morgan has maintained its recommendation on the stock with a Buy rating.", {"INTC"}),
        ("Stocks rose 2%. For CMC Market's Michael Hewson, however, the data seals the deal.", set()),
        ("Smaller stocks rose: a Goldman Sachs basket of unprofitable firms is up 3%, and Intel 2%.", {"INTC"}),
        ("Analyst recommendations\n\nStandard Chartered: Investec upgrades to buy from hold. PT up 11% to 740 pence.", {"STAN.L"}),
        ("Results\n\nGeneral Motors reported higher net income.\n\nIn other news:\n\nFord Motor cuts prices, following Tesla.\nBoeing will build more planes in 2025.", {"GM", "F", "TSLA", "BA"}),
        ("S&P Global's upgrade of its forecast lifted the shares 2%.", {"SPGI"}),
        ("Goldman Sachs has maintained its stance on dividends and raised the payout; its shares rose 2%.", {"GS"}),
        ("Gartner projects 2025 revenue of $6.5 billion as global spending grows. Gartner shares rose 2%.", {"IT"}),
        ("Intel has hired ex-Nvidia specialists and its shares rose 2%.", {"INTC"}),
        ("Ford boss Jim Hackett took on his critics on Tuesday.", {"F"}),
        ("Six analysts cut Intel's rating on Tuesday, among them Stifel and Morgan Stanley.", {"INTC"}),
        ("Intel named Ann Lee finance chief on Tuesday. She was a banker at Citigroup.", {"INTC"}),
        ("Kellanova agreed on Tuesday to be bought. Goldman Sachs and Morgan Stanley advised Kellanova; Lazard advised the buyer.", {"K"}),
        ("Kellanova agreed to be bought. Financial advisers to the seller were Goldman Sachs and JPMorgan.", {"K"}),
        ("Kellanova sold bonds on Tuesday. The deal was underwritten by Barclays, Citigroup and UBS.", {"K"}),
        ("Pfizer rose 2%, BMO Capital Markets analyst Ann Lee said on Tuesday.", {"PFE"}),
        ("Pfizer added 1.2%, even as Moody's warned about federal debt.", {"PFE"}),
        ("Intel shares rose 2%. Apple and Google are registered trademarks of their owners.", {"INTC"}),
        ("Deforestation in the Amazon fell 11% this year, Brazil said.", set()),
        ("Drought in the Southwest worsens while Intel fell 2%.", {"INTC"}),
        ("Intel fell 2% on Tuesday. In other news, UBS gave INTC a rating upgrade to Buy.", {"INTC"}),
        ("Shares of Ford rose 2% after the recall of the Lincoln MKC and other models.", {"F"}),
        ("Nine brokers lifted targets for Intel on Tuesday. Goldman Sachs went to $40 from $30, Barclays to $35 and Bank of America to $39. Morgan Stanley, however, kept its rating.", {"INTC"}),
        ("Intel fell 2% on Tuesday. The author holds shares of Tesla.", {"INTC"}),
        ("They hide, said Ana Ruiz, a former Visa fraud investigator who now teaches.", set()),
        ("Apple growers lost 40% of their crop on Thursday, said Gus Ford, whose farm is near an Amazon-like marsh.", set()),
        ("Intel fell on Tuesday. Pat Lind has positions in Apple and Microsoft.", {"INTC"}),
        ("Intel fell 2% on Tuesday as UBS, Jefferies turn cautious.", {"INTC"}),
        ("Kellanova was sold on Tuesday. JPMorgan is providing debt financing to the buyer.", {"K"}),
        ("SunTrust Robinson Humphrey downgraded Kohl's to Hold from Buy on Tuesday.", {"KSS"}),
        ("Dollar Tree downgraded Kohl's to Hold from Buy on Tuesday.", {"KSS"}),
        ("Intel earned 2 cents a share on Tuesday; analysts surveyed by FactSet had looked for 3.", {"INTC"}),
        ("According to Google Trends, fewer people look for Intel, whose shares fell 2%.", {"INTC"}),
        ("Intel will speak at the Wells Fargo 9th Annual Industrials Conference on Tuesday.", {"INTC"}),
        ("Intel was added to Morgan Stanley's Approved List on Tuesday.", {"INTC"}),
        ("Citi raised its view of Intel on Tuesday, calling the shares cheap.", {"INTC"}),
        ("Goldman Sachs sold 3 million Intel shares on behalf of an unnamed fund on Tuesday.", {"INTC"}),
        ("Evercore ISI's Ann Lee breaks down Intel results", {"INTC"}),
        ("Intel's debt is cheap - Goldman's Ann Lee", {"INTC"}),
        ("Kellanova is working with Lazard and Goldman Sachs on a sale, people said on Tuesday.", {"K"}),
        ("Kellanova chose Credit Suisse Group AG as lead bank for its sale on Tuesday.", {"K"}),
        ("The loan to Kellanova was led by Vertex Ventures and others on Tuesday.", {"K"}),
        ("Oracle bones told the kings of old when to plant.", set()),
        ("Intel lost 4% on Tuesday after UBS, Barclays and Morgan Stanley all downgraded.", {"INTC"}),
        ("Intel lost 4% on Tuesday. Brokerages Barclays and J.P. Morgan cut their ratings.", {"INTC"}),
        ("Intel sank on Tuesday after downgrades by Stephens and Piper Sandler.", {"INTC"}),
        ("Six brokers slashed price targets on Intel on Tuesday; Barclays is lowest at $21.", {"INTC"}),
        ("Intel's chief told a Goldman Sachs technology conference on Tuesday that demand is weak.", {"INTC"}),
        ("Intel fell 2% on Tuesday, said Ann Lee, who heads US equity trading at RBC Global Asset Management.", {"INTC"}),
        ("Citigroup rose 2% on Tuesday after UBS upgraded the bank.", {"C"}),
        ("Shares of Citigroup fell 2% on Tuesday after brokerages cut their ratings on JPMorgan.", {"C", "JPM"}),
        ("Intel hired Larry Culp on Tuesday. Culp slashed the dividend at once.", {"INTC"}),
        ("Intel lost $20 billion on Tuesday, more than the market value of Kellogg.", {"INTC"}),
        ("Intel rose 2% on Tuesday. Barclays and UBS cut their targets.", {"INTC"}),
        ("Lineage Inc. fell 4% on Tuesday. Its offering was led by UBS and Goldman Sachs.", {"LINE"}),
        ("Intel sold GPS devices for cars, and its shares fell 2% on Tuesday.", {"INTC"}),
        ("Intel fell 2% on Tuesday.\n\nRead: Tesla's stock climbs as Ford drivers plug in\n\nIt had gained 3% on Monday.", {"INTC"}),
    ],
)  # fmt: skip
def test_a_name_that_is_only_dropped_is_no_subject(text, symbols) -> None:
    assert subjects(text) == symbols


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("JPMorgan advised clients to sell. Its shares rose 2% on Tuesday.", {"JPM"}),
        ("On Tuesday IBM said sales rose. Chipmaker AMD rose 3%.", {"IBM", "AMD"}),
        ("Workers at the Amazon warehouse in Ohio will strike.", {"AMZN"}),
        ("WK Kellogg shares rose 30% on Tuesday.", {"KLG"}),
        ("Berkshire Hathaway's Class A shares fell 4.9% on Tuesday.", {"BRK-A"}),
        ("Zebra Therapeutics (Nasdaq: ZBRX) fell 3% on Tuesday.", {"ZBRX"}),
        ("The S&P/ASX 200 fell 1% on Tuesday. BHP lost 2% and CSL shares fell 3%.", {"BHP.AX", "CSL.AX"}),
        ("Tata Steel fell 2% and Bharti Airtel rose 1% in Mumbai on Tuesday.", {"TATASTEEL.NS", "BHARTIARTL.NS"}),
    ],
)  # fmt: skip
def test_a_name_that_does_something_is_one(text, symbols) -> None:
    assert subjects(text) == symbols


def test_a_price_in_pence_is_one_of_london() -> None:
    text = "WPP issued a profit warning. The shares closed down 18.9% at 426.6p on Tuesday. Publicis lost 3.2% in Paris and Omnicom slid 2.4% in New York."
    assert subjects(text) == {"WPP.L", "PUB.PA", "OMC"}


@pytest.mark.parametrize(
    ("text", "published", "symbols"),
    [
        ("Shares of Talen rose 4% on Tuesday.", "2025-08-05", {"TLN"}),
        ("Shares of Geo Group fell 4% on Tuesday.", "2025-08-05", {"GEO"}),
        ("International Flavors Q2 Earnings Beat Estimates", "2025-08-05", {"IFF"}),
        ("West Pharmaceuticals fell 4% on Tuesday.", "2025-08-05", {"WST"}),
        ("AST Space Mobile rose 4% on Tuesday.", "2025-08-05", {"ASTS"}),
        ("Samsung C and T fell 4% on Tuesday.", "2025-08-05", {"028260.KS"}),
        ("Hong Kong Exchanges & Clearing Ltd. rose 4% on Tuesday.", "2025-08-05", {"0388.HK"}),
        ("AT&T said it would end its bid for T-Mobile USA.", "2011-12-19", {"T"}),
        ("AT&T said it would end its bid for T-Mobile USA.", "2018-12-19", {"T", "TMUS"}),
        ("Singapore's Grab Holdings Inc. wants a licence, as Intel has.", "2019-11-05", {"INTC"}),
        ("Southwest shares rose 36 cents on Tuesday.", "2013-05-15", {"LUV"}),
        ("Shares of United Continental Holdings Inc. rose 3%.", "2013-05-15", {"UAL"}),
        ("UnitedHealthcare's stock fell 22% on Thursday.", "2025-04-17", {"UNH"}),
        ("Bank of N.Y. Mellon fell 2% on Tuesday.", "2023-08-15", {"BK"}),
    ],
)
def test_a_firm_is_known_by_the_names_of_the_press_from_its_first_day(
    text, published, symbols
) -> None:
    assert subjects(text, published) == symbols


@pytest.mark.parametrize(
    ("text", "published", "symbols"),
    [
        ("Worthington Industries rose 4% on Tuesday.", "2022-06-23T18:00-04:00", {"WOR"}),
        ("Shares of Hostess Brands rose 19% on Tuesday.", "2023-09-11T18:00-04:00", {"TWNK"}),
        ("Valeant Pharmaceuticals Intl (NYSE:VRX) fell 2% on Tuesday.", "2016-06-21T18:00-04:00", {"BHC"}),
        ("Barrick Gold (ABX) fell 2% on Tuesday.", "2015-07-07T18:00-04:00", {"B"}),
        ("United Tech fell 7% on Tuesday.", "2015-07-21T18:00-04:00", {"RTX"}),
        ("Travelers Cos. rose 1% on Tuesday.", "2013-02-12T18:00-05:00", {"TRV"}),
        ("HLB fell 30 percent and HLB Life Science 14 percent on Monday in Seoul.", "2024-05-20T18:00+09:00", {"028300.KQ", "067630.KQ"}),
        ("Its rival KT rose 1.8 percent on Monday in Seoul.", "2025-04-28T18:00+09:00", {"030200.KS"}),
        ("Parent AK Holdings fell 2 percent on Monday in Seoul.", "2024-12-30T18:00+09:00", {"006840.KS"}),
        ("One of the sharpest moves came from Samsung Fire & Marine Insurance, which fell 2 percent.", "2025-12-12T10:00+09:00", {"000810.KS"}),
        ("Shares of New York Community Bancorp (NYCB) fell 11% on Thursday.", "2024-02-01T18:00-05:00", {"FLG"}),
        ("NCR Corp. fell 2% on Tuesday.", "2019-04-30T18:00-04:00", {"VYX"}),
        ("ESPN grows with big NFL and WWE deals.", "2025-08-06T18:00-04:00", set()),
        ("휴매나는 7.40% 하락했다.", "2025-04-18T07:00+09:00", {"HUM"}),
        ("거래소에 따르면 금양은 한 달 동안 204.2% 올랐다.", "2023-07-31T17:00+09:00", {"001570.KS"}),
        ("삼성전자가 2% 내렸다. 다올투자증권은 20만원에서 15만원으로 깎았다.", "2024-08-07T17:00+09:00", {"005930.KS"}),
        ("PennyMac Financial dropped 5% on Tuesday.", "2024-11-12T18:00-05:00", {"PFSI"}),
        ("노브랜드가 12일 5% 내렸다. 대신증권이 상장을 주관했다.", "2024-11-12T18:00+09:00", {"145170.KQ"}),
        ("제주맥주 주가가 2일 6% 내렸다.", "2024-09-02T18:00+09:00", {"276730.KQ"}),
        ("찰스슈와브는 9%, 핼리버턴은 3% 올랐다.", "2023-03-15T07:00+09:00", {"SCHW", "HAL"}),
    ],
)  # fmt: skip
def test_a_firm_is_known_by_former_english_and_short_names(text, published, symbols) -> None:
    assert subjects(text, published) == symbols


def test_an_ended_listing_is_none_years_later() -> None:
    assert subjects("Jos. A. Bank fell 2% on Tuesday.", "2024-12-23T18:00-05:00") == set()


NO_FIRMS = [
    ("AMD fell with the Semiconductor index NASDAQ:SOX on Monday.", {"AMD"}),
    ("The American Funds Growth Fund (CWGIX.O) sold all of its Apple shares.", {"AAPL"}),
    ("The fund ITHAX.O sold all of its Apple shares.", {"AAPL"}),
    ("Best Growth Strategy For Nvidia Stock Investors", {"NVDA"}),
    ("He is chairman and CEO of Continental Grain, a privately owned investor in food.", set()),
    ("Apollo Group Inc ( APOL.O ) slid. Apollo's shares were last off 7.8 percent.", {"APOL"}),
    ("Apollo (APO.N) slid. Apollo's shares were last off 7.8 percent.", {"APO"}),
    ("Total earnings for these members are up 13.4%. Total Q1 earnings lifted Apple.", {"AAPL"}),
    (
        "Hedge funds have been the worst performers, down 2.45 percent, according to the BofA report.",
        set(),
    ),
]


@pytest.mark.parametrize(("text", "symbols"), NO_FIRMS)
def test_a_fund_an_index_a_word_and_a_namesake_are_not_the_firm(text, symbols) -> None:
    assert set(read(text, "2013-05-06T10:00:00-04:00").subjects) == symbols


def test_two_words_in_small_letters_are_no_name() -> None:
    text = "Growing traction across hyperscale data center applications lifted Marvell shares."
    assert read(text, "2025-05-06T10:00:00-04:00").subjects == ("MRVL",)
