"""Reads a page's metadata: ``<meta>`` elements, microdata, JSON-LD."""

from __future__ import annotations

import json
from typing import Any


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
