"""Whether a title shows that it tells a happening, by a logit on its words and kinds of story.

Comment (opinion, advice, lists of stocks, previews) can be worded in endless ways, so that it is
not looked for: a title has to show that something happened. The weights of its words, of pairs of
neighbouring ones and of its kinds stand in ``happening.csv``, fitted by ``bench/happenings.py`` on
titles judged by reading. A title that does not reach :data:`ENOUGH` is set apart, which does not
say that it is comment.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

from marketlink.articles.page_words import marked
from marketlink.news.kinds import StoryKind

ENOUGH = 0.5
"""Evidence from which a title counts as telling a happening (log odds), chosen out of fold."""
CLEAR = 2.0
"""Evidence from which it shows one clearly: comment passes a third as often."""
FIGURE = 0.0
"""Evidence from which a title that tells a figure of the business shows a happening clearly: of 45
judged titles from this to :data:`CLEAR` one was comment."""
FAIR = 1.0
"""Evidence asked of a title that names an event, where nothing else is beside the move: of titles
between this and :data:`CLEAR` a ninth is comment."""
SURE = 3.0
"""Evidence asked of a story behind the first, which adds less: comment passes a third as often as
from :data:`CLEAR`."""
USUAL = 2.0
"""The evidence put for a title that is not judged: that of the middle cause."""
LONGEST = 400
"""Characters of a title that are looked at."""
TITLES = 4_000
"""Titles whose evidence is remembered: those of a week are asked for again on each of its days."""
OTHER, FIRST, LAST = "<other>", "<first>", "<last>"
TOKEN = re.compile(
    r"(?P<date>\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? \d{1,2}\b)"
    r"|(?P<ticker>\( ?(?:[A-Za-z]{2,8} ?: ?)?[A-Z][A-Z.\-]{0,6} ?\))|(?P<money>\$\d[\d.,]*)"
    r"|(?P<percent>\d[\d.,]*%)|(?P<year>\b(?:19|20)\d\d\b)|(?P<quarter>\b(?:[Qq][1-4]|[1-4][Qq])\b)"
    r"|(?P<number>\d[\d.,]*)|(?P<quote>[“”\"‘]|(?<!\w)['’]|['’](?!\w))"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*|[?!:;,&]|--)"
)
FEED = re.compile(r" - [^()]{2,80}\( ?[A-Za-z]{2,8} ?: ?[A-Z][A-Z.\-]{0,6} ?\)\s*$")
"""What feeds put behind a title and no author wrote: "- NVIDIA ( NASDAQ:NVDA )"."""
LONG = re.compile(r"[^\W\d_]{4,}")
LATIN = re.compile(r"[A-Za-z]")
LETTER = re.compile(r"[^\W\d_]")


def tells(title: str, kinds: frozenset[StoryKind]) -> bool:
    """Whether a title shows that it tells a happening.

    Examples
    --------
    >>> tells("Acme cuts its outlook after a weak quarter", frozenset({StoryKind.GUIDANCE}))
    True
    >>> tells("Should you buy the dip in Acme stock?", frozenset())
    False
    """
    return evidence(title, kinds) >= ENOUGH


@lru_cache(TITLES)
def evidence(title: str, kinds: frozenset[StoryKind]) -> float:
    """The log odds that a title of these kinds of story tells a happening: the sum of the weights
    of its terms.

    One that is not judged has the usual evidence.
    """
    if not is_judged(title):
        return USUAL
    table = weights()
    return math.fsum(table.get(term, 0.0) for term in terms(title, kinds, table))


def is_judged(title: str) -> bool:
    """Whether a title is mostly in Latin letters, as all were that the weights are fitted on."""
    head = title[:LONGEST]
    return 2 * len(LATIN.findall(head)) >= len(LETTER.findall(head))


def terms(
    title: str, kinds: frozenset[StoryKind], vocabulary: Mapping[str, object]
) -> frozenset[str]:
    """The words of a title and its pairs of neighbouring words, its kinds (``<kind:results>``), the
    constant, and whether its long words are in lower case, as agencies write.

    A run of words that the vocabulary does not hold, such as names, is one ``<other>``.
    """
    held_words = [word if word in vocabulary else OTHER for word in words(title)]
    run = [
        word for before, word in pairwise([FIRST, *held_words]) if (before, word) != (OTHER, OTHER)
    ]
    pairs = (f"{a} {b}" for a, b in pairwise([FIRST, *run, LAST]))
    of_kinds = (f"<kind:{kind.value}>" for kind in kinds)
    return frozenset({"<constant>", *["<lower>"] * in_lower_case(title), *of_kinds, *run, *pairs})


def in_lower_case(title: str) -> bool:
    """Whether at least half of the long words of a title begin with a small letter."""
    small = [word[0].islower() for word in LONG.findall(title[:LONGEST])]
    return bool(small) and 2 * sum(small) >= len(small)


def words(title: str) -> Iterator[str]:
    """The words and signs of a title, in order, without what feeds put behind it; numbers and
    tickers by their class. A question of why is read as the heading of its answer."""
    bare = marked("story_label", r"^\s*", r": ").sub("", FEED.sub("", title[:LONGEST]))
    bare = marked("story_tail", r"[ (.:;,!—–-]+", r"\W*$").sub("", bare)
    answer = marked("story_asking", "", r"\b").sub("", bare)
    if answer != bare:
        bare = answer.rstrip("?! ")
    for token in TOKEN.finditer(bare):
        if token.lastgroup == "word":
            yield token[0].casefold().replace("’", "'")
        else:
            yield f"<{token.lastgroup}>"


@cache
def weights() -> Mapping[str, float]:
    """The weight of each term, from ``happening.csv``."""
    text = (files("marketlink.explain") / "happening.csv").read_text("utf-8")
    _, *rows = csv.reader(text.splitlines())
    return {term: float(weight) for term, weight in rows}
