"""A web page as blocks of text, with its metadata."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
UNSEEN = re.compile(r"<!--.*?-->|<(script|style|head|template)\b.*?</\1\s*>", re.I | re.S)
TAGS = re.compile(r"<[^<>]{0,2000}>")
BLANKS = re.compile(r"[\s\u200b\ufeff]+")
SKIPPED = frozenset([
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "canvas", "head",
    "select", "textarea",
])  # fmt: skip
INLINE = frozenset([
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "img",
])  # fmt: skip
SECTIONS = frozenset([
    "article", "main", "aside", "nav", "footer", "header", "figcaption", "figure", "h1", "li",
    "form",
])  # fmt: skip
WHOLE = frozenset(("html", "body", "main", "article", "form"))
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a page: its text, the share of it that is links, and where it stands.

    ``place`` holds the tags of interest above it, ``names`` the classes and ids above it.
    """

    text: str
    link_share: float
    place: frozenset[str]
    names: str


@dataclass(frozen=True, slots=True)
class TimeElement:
    """A ``<time>`` element: its machine-readable value, its words, the classes above it.

    ``aside`` is whether it stands beside the article, in a sidebar, a menu or a footer.
    """

    value: str
    text: str
    names: str
    aside: bool


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A page taken apart."""

    blocks: tuple[Block, ...]
    title: str | None
    meta: tuple[tuple[str, str], ...]
    linked: tuple[dict[str, Any], ...]
    clocks: tuple[TimeElement, ...]
    canonical: str | None = None

    def meta_value(self, *names: str) -> str | None:
        """The first non-empty ``<meta>`` of these names, in the order of the names."""
        for name in names:
            for key, value in self.meta:
                if key == name and value:
                    return value
        return None


def parse_page(text: str) -> ParsedPage:
    """Take a page apart; a page without any text gives no blocks."""
    from lxml import html

    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    source = CONTROL.sub(" ", text).encode()
    try:
        root = html.document_fromstring(source, parser=parser)
    except (ValueError, AssertionError, html.etree.ParserError, html.etree.XMLSyntaxError):
        return ParsedPage((), None, (), (), ())
    walk = _Walk()
    walk.over(root)
    title = root.find(".//title")
    cut_off = any("depth" in entry.message for entry in parser.error_log)
    return ParsedPage(
        tuple(_flat(text) if cut_off else walk.blocks),
        _squeeze(title.text_content()) or None if title is not None else None,
        tuple(metadata(root)),
        tuple(linked_data(root)),
        tuple(walk.clocks),
        next(iter(root.xpath("//link[@rel='canonical']/@href")), None),
    )


def metadata(root: Any) -> list[tuple[str, str]]:  # noqa: ANN401 (a library without types)
    """The page's ``<meta>`` elements and dated microdata, as (lower-case name, value)."""
    pairs = []
    for element in root.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop")
        if key:
            pairs.append((key.strip().lower(), (element.get("content") or "").strip()))
    for element in root.xpath("//*[@itemprop][not(self::meta)]")[:200]:
        value = element.get("content") or element.get("datetime")
        if value:
            pairs.append((element.get("itemprop").strip().lower(), value.strip()))
    return pairs[:500]


def linked_data(root: Any) -> list[dict[str, Any]]:  # noqa: ANN401 (a library without types)
    """The objects of the page's JSON-LD, its graphs flattened."""
    objects: list[dict[str, Any]] = []
    for element in list(root.iter("script"))[:200]:
        if (element.get("type") or "").strip().lower().startswith("application/ld+json"):
            objects += _objects(element.text or "")
    return objects[:200]


def _objects(text: str) -> list[dict[str, Any]]:
    try:
        pending = [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        return []
    objects: list[dict[str, Any]] = []
    while pending and len(objects) < 200:  # noqa: PLR2004 (letters)
        value = pending.pop(0)
        if isinstance(value, list):
            pending[:0] = value
        elif isinstance(value, dict):
            objects.append(value)
            pending += [value[key] for key in ("@graph", "mainEntity") if key in value]
    return objects


def _flat(text: str) -> list[Block]:
    """The text of a page that nests too deep to be parsed: what stands between its tags."""
    visible = TAGS.sub("\n", UNSEEN.sub("\n", CONTROL.sub(" ", text)))
    lines = (_squeeze(unescape(line)) for line in visible.split("\n"))
    return [Block(line, 0.0, frozenset(), "") for line in lines if line]


@dataclass(slots=True)
class _Walk:
    """An iterative walk over a tree (a page may nest deeper than Python may recurse)."""

    blocks: list[Block] = field(default_factory=list)
    clocks: list[TimeElement] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    linked: int = 0
    links: int = 0
    place: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def over(self, root: Any) -> None:  # noqa: ANN401 (a library without types)
        stack: list[tuple[Any, bool]] = [(root, False)]
        while stack:
            element, leaving = stack.pop()
            if leaving:
                self._leave(element)
            elif self._enter(element):
                stack.append((element, True))
                stack.extend((child, False) for child in reversed(element))
            else:
                self._say(element.tail)
        self._close()

    def _enter(self, element: Any) -> bool:  # noqa: ANN401 (a library without types)
        tag = element.tag
        if not isinstance(tag, str) or tag in SKIPPED or element.get("hidden") is not None:
            return False
        if HIDDEN.search(element.get("style", "")):
            return False
        if tag not in INLINE:
            self._close()
        names = f"{element.get('class', '')} {element.get('id', '')}".strip().lower()
        names = "" if tag in WHOLE else names
        self.place.append(tag)
        self.names.append(names)
        self.links += tag == "a"
        if tag == "time" and len(self.clocks) < 50:  # noqa: PLR2004 (letters)
            content = _squeeze("".join(element.itertext()))
            aside = bool({"aside", "nav", "footer"} & set(self.place))
            names = " ".join(self.names[-6:])
            self.clocks.append(TimeElement(element.get("datetime", ""), content, names, aside))
        self._say(element.text)
        return True

    def _leave(self, element: Any) -> None:  # noqa: ANN401 (a library without types)
        if element.tag not in INLINE:
            self._close()
        self.links -= element.tag == "a"
        self.place.pop()
        self.names.pop()
        self._say(element.tail)

    def _say(self, text: str | None) -> None:
        if text:
            self.words.append(text)
            self.linked += len(text.strip()) if self.links else 0

    def _close(self) -> None:
        text = _squeeze("".join(self.words))
        if text:
            place = frozenset(self.place) & SECTIONS
            names = " ".join(name for name in self.names[-6:] if name)
            self.blocks.append(Block(text, min(self.linked / len(text), 1.0), place, names))
        self.words.clear()
        self.linked = 0


def _squeeze(text: str) -> str:
    return BLANKS.sub(" ", text).strip()
