"""One company: its day 0, figures, windows, tests, attribution and robustness."""

from __future__ import annotations

from typing import Any

from marketlink.records.case import Attribution, Case, CompanyFinding, Placebo
from marketlink.records.study import Row
from marketlink.report import figures
from marketlink.report import format as fmt
from marketlink.report.figure import Figure, figure
from marketlink.report.findings import OK, Move, move, path_errors, rows_of
from marketlink.report.messages import Words
from marketlink.report.table import Cell, Table, table


def section(case: Case, item: CompanyFinding, number: int, words: Words) -> dict[str, Any]:
    """One company's part of the page; ``number`` keeps its figures' names apart."""
    day0 = move(case, item)
    page: dict[str, Any] = {
        "id": f"company-{number}",
        "name": item.name,
        "symbol": item.event.symbol,
        "exchange": item.event.exchange,
        "benchmark": words("company.benchmark", benchmark=item.benchmark),
        "day0": item.event.day0
        and words("company.day0", day=fmt.day(item.event.day0), exchange=item.event.exchange),
        "rule": words.name("rule", item.event.rule),
        "reason": "" if item.outcome == OK else words.name("outcome", item.outcome),
        "outcome": item.outcome,
        "fragile": item.fragile,
        "warnings": list(item.warnings),
        "numbers": _numbers(item, day0, words),
        "figures": [found for found in _figures(case, item, day0, f"c{number}", words) if found],
        "windows": _windows(case, item, words),
        "inference": _inference(item, words),
        "attribution": _attribution_words(item.attribution, words) if item.attribution else None,
        "neighbours": _neighbours(item, words),
        "fit": _fit(case, item, words),
        "gaps": _gaps(case, item, words),
    }
    return page


def _numbers(item: CompanyFinding, day0: Move | None, words: Words) -> list[tuple[str, str, str]]:
    if day0 is None:
        return []
    found = [
        (words("company.total"), fmt.percent(day0.ret), figures.direction(day0.ret)),
        (words("company.abnormal"), fmt.percent(day0.ar), figures.direction(day0.ar)),
        (words("company.chance"), fmt.p_value(day0.p, day0.floor), ""),
    ]
    if item.minimum_detectable is not None:
        found.append(
            (words("company.detectable"), f"\u00b1{fmt.size(item.minimum_detectable)}", "")
        )
    return found


def _gaps(case: Case, item: CompanyFinding, words: Words) -> list[str]:
    if item.outcome != OK:
        return []
    gaps = []
    if not item.bars:
        gaps.append(words("company.no_bars"))
    elif not any(bar.overnight is not None for bar in item.bars):
        gaps.append(words("company.no_open"))
    if not rows_of(case, "abnormal", item.event.event_id):
        gaps.append(words("company.no_abnormal"))
    elif not path_errors(case, item)[1]:
        gaps.append(words("company.path_note"))
    return gaps


def _figures(
    case: Case, item: CompanyFinding, day0: Move | None, prefix: str, words: Words
) -> list[Figure | None]:
    return [
        _price(item, day0, prefix, words),
        _abnormal(case, item, prefix, words),
        _split(item, prefix, words),
        _parts(item, prefix, words),
        *(_placebo(item, test, i, prefix, words) for i, test in enumerate(item.placebos[:1])),
        _robust(item, prefix, words),
    ]


def _price(item: CompanyFinding, day0: Move | None, prefix: str, words: Words) -> Figure | None:
    if not item.bars:
        return None
    by_tau = {bar.tau: bar for bar in item.bars}
    values = {
        "name": item.name,
        "first": fmt.day(item.bars[0].session),
        "last": fmt.day(item.bars[-1].session),
    }
    if 0 in by_tau and -1 in by_tau and day0:
        text = words(
            "figure.price_alt",
            before=fmt.price(by_tau[-1].close, item.currency),
            zero=fmt.price(by_tau[0].close, item.currency),
            ret=fmt.percent(day0.ret),
            **values,
        )
    else:
        text = words("figure.price_alt_plain", **values)
    heads = [
        words(f"table.{name}")
        for name in ("session", "tau", "close", "volume", "overnight", "intraday")
    ]
    rows = [
        [
            fmt.day(bar.session),
            fmt.number(bar.tau, 0, sign=True),
            fmt.price(bar.close, item.currency),
            fmt.number(bar.volume, 0),
            fmt.percent(bar.overnight),
            fmt.percent(bar.intraday),
        ]
        for bar in item.bars
    ]
    caption = words("figure.price_caption")
    return figure(
        f"{prefix}-price",
        caption,
        text,
        figures.price(item.bars, item.currency, words),
        table(f"{item.name}: {caption}", heads, rows, numeric=range(1, 6)),
    )


def _abnormal(case: Case, item: CompanyFinding, prefix: str, words: Words) -> Figure | None:
    rows = rows_of(case, "abnormal", item.event.event_id)
    if not rows:
        return None
    path, _ = path_errors(case, item)
    zero: Row = next((row for row in rows if row["tau"] == 0), {})
    total = sum(row["ar"] or 0.0 for row in rows)
    text = words(
        "figure.ar_alt",
        name=item.name,
        ar=fmt.percent(zero.get("ar")),
        se=fmt.size(zero.get("ar_se")),
        car=fmt.percent(total),
    )
    heads = [
        words(f"table.{name}")
        for name in ("session", "tau", "ret", "benchmark", "normal", "ar", "se", "t")
    ]
    body = [
        [
            fmt.day(row["session"]),
            fmt.number(row["tau"], 0, sign=True),
            fmt.percent(row.get("ret")),
            fmt.percent(row.get("benchmark_ret")),
            fmt.percent(row.get("normal")),
            fmt.percent(row["ar"]),
            fmt.size(row.get("ar_se")),
            fmt.number(row.get("sar")),
        ]
        for row in rows
    ]
    caption = words("figure.ar_caption")
    return figure(
        f"{prefix}-ar",
        caption,
        text,
        figures.abnormal(rows, path, words),
        table(f"{item.name}: {caption}", heads, body, numeric=range(1, 8)),
    )


def _split(item: CompanyFinding, prefix: str, words: Words) -> Figure | None:
    spec = figures.split(item.bars, words)
    if spec is None:
        return None
    zero = next((bar for bar in item.bars if bar.tau == 0 and bar.overnight is not None), None)
    text = words("figure.split_alt_plain", name=item.name)
    if zero:
        text = words(
            "figure.split_alt",
            name=item.name,
            overnight=fmt.percent(zero.overnight),
            intraday=fmt.percent(zero.intraday),
        )
    return figure(f"{prefix}-split", words("figure.split_caption"), text, spec)


def _parts(item: CompanyFinding, prefix: str, words: Words) -> Figure | None:
    parts = item.attribution
    if parts is None:
        return None
    values = {
        name: fmt.percent(getattr(parts, name))
        for name in ("total", "drift", "local", "foreign", "remainder")
    }
    text = words("figure.parts_alt", name=item.name, day=fmt.day(parts.session), **values)
    caption = words("figure.parts_caption")
    return figure(f"{prefix}-parts", caption, text, figures.attribution(parts, words))


def _placebo(
    item: CompanyFinding, test: Placebo, i: int, prefix: str, words: Words
) -> Figure | None:
    spec = figures.placebo(test, words)
    if spec is None:
        return None
    text = words(
        "figure.placebo_alt",
        name=item.name,
        count=len(test.values),
        window=fmt.window(test.window),
        observed=fmt.percent(test.observed),
        p=fmt.p_value(test.p, test.floor),
    )
    extreme = sum(1 for value in test.values if abs(value) >= abs(test.observed))
    lead = words("placebo.lead", count=len(test.values), share=extreme, floor=f"{test.floor:.4f}")
    caption = words("figure.placebo_caption", window=fmt.window(test.window))
    return figure(f"{prefix}-placebo{i}", caption, text, spec, note=lead)


def variant_label(item: Any, words: Words) -> str:
    """A specification in short: model, benchmark, estimation window."""
    return f"{words.name('model', item.model)}, {item.benchmark}, {fmt.number(item.estimation[0], 0)}\u2026{fmt.number(item.estimation[1], 0)}"


def _robust(item: CompanyFinding, prefix: str, words: Words) -> Figure | None:
    if not item.variants:
        return None
    labels = [variant_label(variant, words) for variant in item.variants]
    spec = figures.robustness(item.variants, labels)
    if spec is None:
        return None
    cars = [variant.car for variant in item.variants if variant.car is not None]
    window = fmt.window(item.variants[0].window)
    text = words(
        "figure.robust_alt",
        name=item.name,
        count=len(cars),
        low=fmt.percent(min(cars)),
        high=fmt.percent(max(cars)),
    )
    heads = [
        words(f"table.{name}")
        for name in ("model", "benchmark", "estimation", "car", "se", "p", "outcome")
    ]
    rows = [
        [
            words.name("model", one.model),
            one.benchmark,
            fmt.window(one.estimation),
            fmt.percent(one.car),
            fmt.size(one.se),
            fmt.p_value(one.p),
            words("robust.headline") if one.headline else words.name("outcome", one.outcome),
        ]
        for one in item.variants
    ]
    caption = words("figure.robust_caption", window=window)
    return figure(
        f"{prefix}-robust",
        caption,
        text,
        spec,
        table(f"{item.name}: {caption}", heads, rows, numeric=(3, 4, 5)),
    )


def _windows(case: Case, item: CompanyFinding, words: Words) -> Table | None:
    rows = rows_of(case, "cars", item.event.event_id)
    spec = case.study.spec
    wanted = [*spec.windows, spec.window]
    chosen = [
        row
        for window in dict.fromkeys(wanted)
        for row in rows
        if (row["tau_from"], row["tau_to"]) == window
    ]
    if not chosen:
        return None
    heads = [
        words(f"table.{name}")
        for name in ("window", "car", "se", "t", "p", "sq", "placebo", "floor", "bhar")
    ]
    body = [
        [
            fmt.window((row["tau_from"], row["tau_to"])),
            fmt.percent(row.get("car")),
            fmt.size(row.get("car_se")),
            fmt.number(row.get("t")),
            fmt.p_value(row.get("p_t")),
            fmt.p_value(row.get("p_sq"), row.get("p_floor")),
            fmt.p_value(row.get("p_placebo"), row.get("p_floor")),
            _floor(row.get("p_floor")),
            fmt.percent(row.get("bhar")),
        ]
        for row in chosen
    ]
    return table(words("company.windows"), heads, body, numeric=range(1, 9))


def _floor(value: float | None) -> str:
    return fmt.NONE if value is None else f"{value:.4f}"


def _inference(item: CompanyFinding, words: Words) -> Table | None:
    if not item.inference:
        return None
    heads = [
        words(f"table.{name}")
        for name in ("test", "window", "value", "p", "floor", "law", "n", "reference")
    ]
    heads[3] = "p"
    rows = [
        [
            words.name("statistic", one.name),
            fmt.window(one.window),
            fmt.number(one.value, 3),
            fmt.p_value(one.p, one.floor),
            _floor(one.floor),
            one.law,
            str(one.n),
            " \u00b7 ".join(part for part in (one.reference, one.note) if part),
        ]
        for one in item.inference
    ]
    return table(words("company.inference_window"), heads, rows, numeric=(2, 3, 4, 6))


def _attribution_words(parts: Attribution, words: Words) -> list[str]:
    if parts.foreign is None or parts.foreign_symbol is None:
        foreign = words("attribution.foreign_none")
    else:
        sessions = ", ".join(f"{day:%m-%d}" for day in parts.foreign_sessions) or fmt.NONE
        foreign = words(
            "attribution.foreign",
            symbol=parts.foreign_symbol,
            return_=fmt.percent(parts.foreign_return),
            count=len(parts.foreign_sessions),
            sessions=sessions,
            value=fmt.percent(parts.foreign),
        )
    lead = words(
        "attribution.lead",
        total=fmt.percent(parts.total),
        day=fmt.day(parts.session),
        local_symbol=parts.local_symbol,
        local_return=fmt.percent(parts.local_return),
        local=fmt.percent(parts.local),
        foreign_words=foreign,
        remainder=fmt.percent(parts.remainder),
        wide=fmt.size(figures.Z95 * parts.remainder_se),
    )
    return [
        lead,
        words("attribution.remainder"),
        words("attribution.r2", r2=fmt.number(parts.r2 * 100, 0) + "%"),
    ]


def _neighbours(item: CompanyFinding, words: Words) -> Table | None:
    if not item.neighbours:
        return None
    heads = [words(f"table.{name}") for name in ("day", "ret", "ar", "p")]
    heads[3] = "p"
    rows: list[list[str | Cell]] = [
        [fmt.day(one.session), fmt.percent(one.ret), fmt.percent(one.ar), fmt.p_value(one.p)]
        for one in item.neighbours
    ]
    return table(words("company.neighbours"), heads, rows, numeric=(1, 2, 3))


def _fit(case: Case, item: CompanyFinding, words: Words) -> list[str]:
    rows = rows_of(case, "events", item.event.event_id)
    if not rows or item.outcome != OK:
        return []
    row = rows[0]
    found = [
        words(
            "company.fit",
            n=row.get("n_est") or 0,
            alpha=fmt.percent(row.get("alpha"), 3),
            beta=fmt.number(row.get("beta")),
            sigma=fmt.size(row.get("sigma")),
            r2=fmt.number(row.get("r2")),
        )
    ]
    if row.get("overlap"):
        found.append(words("company.overlap", n=row["overlap"]))
    return found
