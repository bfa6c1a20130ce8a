"""Grades the candidates for a publication time and reconciles them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from marketlink.articles.stamps import Stamp
from marketlink.findings import FindingText
from marketlink.records.article import Evidence, Language, Precision, Published
from marketlink.text import page_settings

DOMAINS = {
    ".kr": "Asia/Seoul", ".jp": "Asia/Tokyo", ".hk": "Asia/Hong_Kong", ".tw": "Asia/Taipei",
    ".cn": "Asia/Shanghai", ".uk": "Europe/London", ".de": "Europe/Berlin",
}  # fmt: skip
SAME = timedelta(minutes=30)
FINENESS = ("second", "minute", "hour", "day")


class Dating(NamedTuple):
    """A publication time with warnings about it."""

    published: Published
    warnings: tuple[str, ...] = ()


def home_zone(language: Language, host: str | None) -> str | None:
    """The zone a page's clock runs on where it names none: its country's, if that has one."""
    zones = (zone for suffix, zone in DOMAINS.items() if host.endswith(suffix)) if host else ()
    return next(iter(zones), None) or page_settings(language).get("home")


def date_article(candidates: Sequence[Stamp], home: str | None, now: datetime) -> Dating | None:
    """The publication time that the candidates (best source first) support; None for none.

    ``home`` is the IANA zone of clock times that name no zone (None leaves those known to the day
    only), ``now`` the aware instant after which nothing can have been published.
    """
    placed = [_place(candidate, home) for candidate in candidates]
    past = [candidate for candidate in placed if not _later(candidate, now)]
    warnings: list[str] = [
        FindingText("warning.future_time", text=candidate.text, source=candidate.source)
        for candidate in placed
        if candidate not in past
    ]
    firsts = [candidate for candidate in past if candidate.role != "updated"]
    updates = [candidate for candidate in past if candidate.role == "updated"]
    best = _choose(firsts, home, warnings)
    if best is None and updates:
        best = min(updates, key=_sortable)
        warnings.append(FindingText("warning.only_updated"))
    if best is None:
        return Dating(Published(evidence=_evidence(placed)), tuple(warnings)) if placed else None
    updated = None
    last = max(updates, key=_sortable, default=best)
    if best.role != "updated" and not _agree(last, best):
        if _sortable(last) < _sortable(best):
            warning = FindingText("warning.updated_before", updated=last.text, text=best.text)
        else:
            warning = FindingText("warning.updated", text=last.text)
            updated = last.instant or last.day
        warnings.append(warning)
    if best.note:
        warnings.append(FindingText("warning.of_time", text=best.text, why=best.note))
    evidence = _evidence([best, *(candidate for candidate in placed if candidate is not best)])
    value, precision = best.instant or best.day, _precision(best)
    published = Published(value, best.grade, precision, best.zone, evidence, updated=updated)
    return Dating(published, tuple(warnings))


def _place(candidate: Stamp, home: str | None) -> Stamp:
    """A clock time without a zone, put on the page's home zone, or known to the day only."""
    if candidate.instant is not None or candidate.precision == "day":
        return candidate if candidate.zone or candidate.instant else candidate._replace(zone=home)
    if home is None:
        note = FindingText("warning.no_zone")
        return candidate._replace(precision="day", note=note)
    instant = candidate.clock.replace(tzinfo=ZoneInfo(home)).astimezone(UTC)
    return candidate._replace(instant=instant, zone=home)


def _later(candidate: Stamp, now: datetime) -> bool:
    if candidate.instant is not None:
        return candidate.instant > now + timedelta(minutes=10)
    return candidate.day > (now + timedelta(hours=14)).date()


def _sortable(candidate: Stamp) -> datetime:
    if candidate.instant is not None:
        return candidate.instant
    return datetime.combine(candidate.day, time(23, 59), UTC)


def _choose(firsts: Sequence[Stamp], home: str | None, warnings: list[str]) -> Stamp | None:
    address = next((candidate for candidate in firsts if candidate.source == "address"), None)
    stated = [candidate for candidate in firsts if candidate.grade == "stated"]
    labelled = [candidate for candidate in stated if candidate.label] or stated
    head = [one for one in firsts if one.grade == "metadata" and one is not address]
    visible = min(labelled, key=_sortable, default=None)
    clocked = [candidate for candidate in head if candidate.instant is not None]
    meta = next(iter(clocked or head), None)
    for best, others in ((visible, labelled), (meta, head)):
        if best is not None:
            far = [one for one in others if one is not best and not _agree(best, one)]
            warnings += [_conflict(best, one) for one in far[:2]]
    best = _reconcile(visible, meta, warnings) if visible and meta else visible or meta
    if best and address:
        warnings += _against_address(best, address)
    return best or address


def _agree(one: Stamp, other: Stamp) -> bool:
    if one.instant is not None and other.instant is not None:
        return abs(one.instant - other.instant) <= SAME
    return _local_day(one, other.zone) == _local_day(other, one.zone)


def _local_day(candidate: Stamp, zone: str | None) -> date:
    if candidate.instant is None or zone is None or "/" not in zone:
        return candidate.day
    return candidate.instant.astimezone(ZoneInfo(zone)).date()


def _reconcile(visible: Stamp, meta: Stamp, warnings: list[str]) -> Stamp:
    """Of a visible stamp and the metadata: the finer where they agree, the visible elsewhere."""
    if _agree(visible, meta):
        finer = min((visible, meta), key=lambda one: FINENESS.index(_precision(one)))
        return finer._replace(grade="stated")
    same_clock = abs(visible.clock - meta.clock) <= SAME
    if visible.instant and meta.instant and same_clock:
        warnings.append(FindingText("warning.other_zone", text=meta.text))
        return visible
    believed = visible if visible.label or meta.instant is None else meta
    refused = meta if believed is visible else visible
    warnings.append(_conflict(believed, refused))
    return believed


def _conflict(believed: Stamp, refused: Stamp) -> FindingText:
    return FindingText("warning.conflict", believed=believed.text, source=believed.source,
                refused=refused.text, other=refused.source)  # fmt: skip


def _precision(candidate: Stamp) -> Precision:
    return candidate.precision if candidate.instant is not None else "day"


def _against_address(best: Stamp, address: Stamp) -> list[str]:
    day = best.day
    if day == address.day:
        return []
    for zone in ("America/New_York", "America/Los_Angeles", "UTC", "Asia/Seoul"):
        if best.instant and best.instant.astimezone(ZoneInfo(zone)).date() == address.day:
            return [FindingText("warning.address_zone", address=address.day, day=day, zone=zone)]
    return [FindingText("warning.address", address=address.day, day=day)]


def _evidence(candidates: Sequence[Stamp]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(Evidence(c.source, c.text, _says(c)) for c in candidates))


def _says(candidate: Stamp) -> str:
    label = "updated " if candidate.role == "updated" else ""
    day = f"{candidate.instant:%Y-%m-%dT%H:%M:%SZ}" if candidate.instant else candidate.day
    return f"{label}{day}"
