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
from marketlink.report.study_tables import is_beyond, leading_test, name_of, window_of
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
    """The title: whether a group moved beyond chance on average over the page's window, and the
    most extreme events."""
    count = sum(row["n"] for row in digest.windows if window_of(row) == digest.window)
    moves = []
    for row in digest.windows:
        lead = leading_test(digest.tests, row["group"], digest.window)
        if window_of(row) == digest.window and is_beyond(lead):
            moves.append(words("study.moved", group=name_of(row["group"], words), mean=row["mean"]))
    ends = [row["car"] for row in digest.ends]
    form = "study.title_moved" if moves else "study.title_none"
    window = fmt.window(digest.window)
    return words(form, count=count, window=window, moved=moves, low=min(ends), high=max(ends))
