"""The page of a study: any number of events, from aggregates."""

from __future__ import annotations

from pathlib import Path

from marketlink import disk
from marketlink.findings import format as fmt
from marketlink.findings.words import LANGUAGES, Words
from marketlink.findings.words import words as words_of
from marketlink.records.study_digest import StudyDigest
from marketlink.report import study_tables
from marketlink.report.assets import BUNDLE
from marketlink.report.shell import shell
from marketlink.report.study_figures import heat, months, paths, plane, spread, windows
from marketlink.report.study_tables import (
    MOST_NAMED,
    is_beyond,
    is_whole,
    leading_test,
    name_of,
    window_of,
)
from marketlink.report.write import share_bundle


def render_study(
    digest: StudyDigest, lang: str = "en", *, other: str | None = None, bundle: str | None = None
) -> str:
    """A study as one page; the same for the same aggregates.

    ``other`` is a language in which the page lies beside this one, ``bundle`` the address of
    Plotly's script; without it figures cannot be explored.
    """
    words = words_of(lang)
    painters = (windows, paths, spread, plane, heat, months)
    figures = [one for draw in painters if (one := draw(digest, words)) is not None]
    outcomes = [
        (words.name("outcome", code), count)
        for code, count in sorted(digest.outcomes.items(), key=lambda pair: -pair[1])
    ]
    total = sum(digest.outcomes.values())
    return shell(
        "study.html.j2",
        words,
        heading=_title(digest, words),
        about=" \u00b7 ".join(f"{name}: {fmt.number(count, 0)}" for name, count in outcomes),
        kicker=words("study.kicker"),
        other=other,
        address="study",
        figures=figures,
        bundle=bundle,
        outcomes=outcomes,
        total=total,
        assumed=words("study.assumed") if _is_assumed(digest) else "",
        tests=study_tables.tests(digest, words),
        calibrated=study_tables.calibrated(digest, words),
        parts=study_tables.parts(digest, words),
        ends=study_tables.ends(digest, words),
        facts=study_tables.facts(digest, words),
        warnings=[fmt.sentence(words.say(line)) for line in digest.warnings],
    )


def write_study(digest: StudyDigest, folder: Path, lang: str = "en") -> Path:
    """Write the page in both languages beside the tables, with Plotly's script to explore its
    figures, and say where that of ``lang`` is."""
    share_bundle(folder)
    for one in LANGUAGES:
        other = next(two for two in LANGUAGES if two != one)
        text = render_study(digest, one, other=other, bundle=BUNDLE)
        disk.replace(folder / f"study.{one}.html", text.encode("utf-8", "replace"))
    return folder / f"study.{lang}.html"


def _is_assumed(digest: StudyDigest) -> bool:
    """Whether a study of many events was not tried on placebo dates."""
    return any(getattr(line, "code", None) == "remark.assumed" for line in digest.warnings)


def _title(digest: StudyDigest, words: Words) -> str:
    """The title: which groups moved beyond chance on average over the page's window, of which no
    test can tell, and the most extreme events."""
    rows = [row for row in digest.windows if window_of(row) == digest.window]
    leads = [leading_test(digest.tests, row["group"], digest.window) for row in rows]
    beyond = [row for row, lead in zip(rows, leads, strict=True) if is_beyond(lead)]
    silent = [row for row, lead in zip(rows, leads, strict=True) if lead is None]
    form = "moved" if beyond else "silent" if len(silent) == len(rows) else "none"
    count, n = (sum(row["n"] for row in some) for some in (rows, beyond))
    moves = [
        words("study.moved_whole", mean=row["mean"])
        if is_whole(digest, row["group"])
        else words("study.moved", group=name_of(digest, row["group"], words), mean=row["mean"])
        for row in beyond
    ]
    parts = [
        words(
            f"study.title_{form}",
            who=words("study.who_all" if n == count else "study.who_some", n=n, count=count),
            n=n,
            count=count,
            window=fmt.window(digest.window),
            moved=_few(moves, len(rows), words),
        )
    ]
    if silent and form != "silent":
        names = [name_of(digest, row["group"], words) for row in silent]
        parts.append(words("study.title_untested", groups=_few(names, len(rows), words)))
    if count > 1:
        ends = [row["car"] for row in digest.ends]
        parts.append(words("study.title_ends", low=min(ends), high=max(ends)))
    return "; ".join(parts)


def _few(names: list[str], of: int, words: Words) -> list[str]:
    """Groups by name, or how many of them."""
    return names if len(names) <= MOST_NAMED else [words("study.groups", n=len(names), of=of)]
