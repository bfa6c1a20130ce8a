"""The body of an article: a vote of trafilatura, justext and the line rule."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from marketlink.articles.boilerplate import kinds
from marketlink.articles.lines import LineSpan, is_prose
from marketlink.findings import FindingText
from marketlink.records.article import Language, LineKind
from marketlink.text import page_settings

if TYPE_CHECKING:
    from marketlink.articles.page import Block

SHORT_LINES = 6
UNCONFIRMED = 0.7
MANY_LINES = 1_000
COUNTED = ("body", "furniture", "list")
"""Kinds of lines that opinions may differ on."""
log = logging.getLogger(__name__)
BLANKS = re.compile(r"\s+")
ASIDE = re.compile(
    r"\b(?:related|relation|rank|ranking|popular|recommend\w*|trending|most|aside|sidebar|footer|"
    r"nav|gnb|lnb|menu|breadcrumb|comment\w*|reply|share|sns|social|banner|promo|sponsor\w*|"
    r"newsletter|advert\w*|copyright|hot|best|photo_list|news_list|list_news)\b"
)
CREDIT = re.compile(r"\b(?:caption|figcaption|photo_?desc|img_?desc|image_?desc|credit)\b")
BYLINE = re.compile(r"\b(?:byline|author|reporter|writer|journalist)\b")


class Body(NamedTuple):
    """The kind of every line, its confidence, and the lines on which the opinions differ."""

    kinds: tuple[LineKind, ...]
    confidence: float = 1.0
    warnings: tuple[str, ...] = ()


def body_of_text(lines: Sequence[LineSpan], ruled: Sequence[LineKind], language: Language) -> Body:
    """The body of a text without markup.

    Up to six lines the line rule (``ruled``) decides alone; above that justext is asked as well: a
    line that only the rule takes for body must stand among lines that both do, or hang on to them.
    """
    if len(lines) <= SHORT_LINES:
        return Body(tuple(ruled))
    opinion = justext_opinion([line.text for line in lines], (), language)
    return _settled(ruled, [opinion] if opinion else [])


def body_of_page(
    html: str, blocks: Sequence[Block], ruled: Sequence[LineKind], language: Language
) -> Body:
    """The body of a page: where the line rule and justext differ on a line, trafilatura is asked,
    and two of the three decide."""
    if len(blocks) <= 2:  # noqa: PLR2004 (a pair, or three)
        return Body(tuple(ruled))
    texts = [block.text for block in blocks]
    linked = {i for i, block in enumerate(blocks) if block.link_share > 0.5}  # noqa: PLR2004 (a share)
    second = justext_opinion(texts, linked, language)
    agreed = second and all(
        (kind == "body") == vote
        for kind, vote in zip(ruled, second, strict=True)
        if kind in COUNTED
    )
    third = None if agreed else trafilatura_opinion(html, texts)
    return _settled(ruled, [opinion for opinion in (third, second) if opinion])


def rule_of_page(
    blocks: Sequence[Block], lines: Sequence[LineSpan], title: str | None
) -> list[LineKind]:
    """The line rule on a page: blocks beside the article are set apart first."""
    aside = _beside(blocks)
    ruled = iter(kinds([line for line, kind in zip(lines, aside, strict=True) if not kind], title))
    return [kind or _placed(block, next(ruled)) for block, kind in zip(blocks, aside, strict=True)]


def _beside(blocks: Sequence[Block]) -> list[LineKind | None]:
    """The blocks in menus, sidebars and boxes; none where they would hold most of the prose."""
    places = [_place(block) for block in blocks]
    prose = [i for i, b in enumerate(blocks) if b.link_share < 0.3 and is_prose(b.text)]  # noqa: PLR2004 (a share)
    if 2 * sum(places[i] is not None for i in prose) > len(prose):
        return [None] * len(blocks)
    return places


def _place(block: Block) -> LineKind | None:
    if "aside" in block.place or ASIDE.search(block.names):
        return "list"
    if block.place & {"nav", "footer"}:
        return "list" if "li" in block.place else "furniture"
    return None


def _placed(block: Block, kind: LineKind) -> LineKind:
    """The kind of a line, from the kind by its words and the block's place in the page."""
    if kind in ("caption", "author", "publisher"):
        return kind
    if "figcaption" in block.place or CREDIT.search(block.names):
        return "caption"
    if "h1" in block.place:
        return "title"
    if BYLINE.search(block.names) and len(block.text) < 120:  # noqa: PLR2004 (letters)
        return "author"
    if kind == "body" and block.link_share > 0.8 and len(block.text) < 120:  # noqa: PLR2004 (letters)
        return "list"
    return kind


def justext_opinion(
    texts: Sequence[str], linked: Collection[int], language: Language
) -> list[bool] | None:
    """Whether justext takes each line for body; None where it has no view.

    ``linked`` holds the indices of the lines that are mostly links. Its time grows with the
    square of the number of lines, so that it is not asked about very many.
    """
    if len(texts) > MANY_LINES:
        return None
    import justext

    own = page_settings(language)
    words = _stoplist(own["stoplist"])
    paragraphs = (
        f'<p><a href="#">{escape(text)}</a></p>' if index in linked else f"<p>{escape(text)}</p>"
        for index, text in enumerate(texts)
    )
    page = f"<html><body>{''.join(paragraphs)}</body></html>"
    try:
        judged = justext.justext(page, words, length_low=own["short"], length_high=own["long"])
    except Exception:
        log.info("justext gave no opinion", exc_info=True)
        return None
    good = {_bare(paragraph.text) for paragraph in judged if not paragraph.is_boilerplate}
    opinion = [_bare(text) in good for text in texts]
    return opinion if any(opinion) else None


@cache
def _stoplist(name: str) -> frozenset[str]:
    """The words of a language that justext counts, read once."""
    import justext

    return frozenset(justext.get_stoplist(name))


def trafilatura_opinion(html: str, texts: Sequence[str]) -> list[bool] | None:
    """Whether trafilatura takes each block for body; None where it has no view."""
    if len(texts) > MANY_LINES:
        return None
    import trafilatura

    try:
        body = trafilatura.extract(html, include_comments=False, include_tables=True)
    except Exception:
        log.info("trafilatura gave no opinion", exc_info=True)
        return None
    if not body:
        return None
    lines = {_bare(line.lstrip("- ")) for line in body.splitlines()}
    whole = _bare(body)
    bare = [_bare(text) for text in texts]
    opinion = [text in lines or (len(text) >= 30 and text in whole) for text in bare]  # noqa: PLR2004 (letters)
    return opinion if any(opinion) else None


def _bare(text: str) -> str:
    return BLANKS.sub("", text)


def _settled(ruled: Sequence[LineKind], opinions: Sequence[Sequence[bool]]) -> Body:
    """The kinds that the rule and the opinions settle on; the rule's own where there are none."""
    if not opinions:
        return Body(tuple(ruled), UNCONFIRMED)
    own = [kind == "body" for kind in ruled]
    votes = [own, *opinions]
    agreed = [len({vote[i] for vote in votes}) == 1 for i in range(len(own))]
    final: list[LineKind] = list(ruled)
    first, last = _reach(ruled, opinions[0])
    for index, kind in enumerate(ruled):
        if agreed[index] or kind not in COUNTED:
            continue
        ayes = sum(vote[index] for vote in votes)
        if 2 * ayes == len(votes):
            body = own[index] and first <= index <= last
        else:
            body = 2 * ayes > len(votes)
        final[index] = "body" if body else ("furniture" if kind == "body" else kind)
    return _judged(ruled, final, agreed)


def _reach(ruled: Sequence[LineKind], other: Sequence[bool]) -> tuple[int, int]:
    """From where to where a doubtful line may be body: between lines that both call body, and on
    to the first line of a list or of furniture on either side."""
    both = [kind == "body" and vote for kind, vote in zip(ruled, other, strict=True)]
    if not any(both):
        return 0, len(both) - 1
    first, last = both.index(True), len(both) - 1 - both[::-1].index(True)
    apart = [index for index, kind in enumerate(ruled) if kind in ("list", "furniture")]
    before = max((index for index in apart if index < first), default=0)
    after = min((index for index in apart if index > last), default=len(both) - 1)
    return before, after


def _judged(ruled: Sequence[LineKind], final: Sequence[LineKind], agreed: Sequence[bool]) -> Body:
    counted = [is_agreed for kind, is_agreed in zip(ruled, agreed, strict=True) if kind in COUNTED]
    lines, doubtful = len(counted), counted.count(False)
    confidence = round(1.0 - doubtful / max(lines, 1), 2)
    warning = FindingText("warning.body", doubtful=doubtful, lines=lines)
    warnings = (warning,) if doubtful > max(2, lines // 10) else ()
    return Body(tuple(final), max(confidence, 0.1), warnings)
