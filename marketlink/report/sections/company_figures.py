"""One company's figures, each with its words and its numbers."""

from __future__ import annotations

from marketlink.records.case import Case, CompanyFinding, Placebo, Variant
from marketlink.records.study import Row
from marketlink.report import figures
from marketlink.report import format as fmt
from marketlink.report.figure import Figure, figure
from marketlink.report.findings import Move, path_errors, rows_of
from marketlink.report.messages import Words
from marketlink.report.table import Table, table

BARS = ("session", "tau", "close", "volume", "overnight", "intraday")
ABNORMAL = ("session", "tau", "ret", "benchmark", "normal", "ar", "se", "t")
VARIANTS = ("model", "benchmark", "estimation", "car", "se", "p_any", "outcome")


def drawn(
    case: Case, item: CompanyFinding, day0: Move | None, prefix: str, words: Words
) -> list[Figure]:
    """Every figure for which there is data."""
    found = [
        _price(item, day0, prefix, words),
        _abnormal(case, item, prefix, words),
        _split(item, prefix, words),
        _parts(item, prefix, words),
        *(_placebo(item, test, prefix, words) for test in item.placebos[:1]),
        _robust(item, prefix, words),
    ]
    return [one for one in found if one is not None]


def _price(item: CompanyFinding, day0: Move | None, prefix: str, words: Words) -> Figure | None:
    if not item.bars:
        return None
    closes = {bar.tau: fmt.price(bar.close, item.currency) for bar in item.bars}
    first, last = (fmt.day(item.bars[at].session) for at in (0, -1))
    text = words("figure.price_alt_plain", name=item.name, first=first, last=last)
    if 0 in closes and -1 in closes and day0:
        text = words(
            "figure.price_alt",
            name=item.name,
            first=first,
            last=last,
            before=closes[-1],
            zero=closes[0],
            ret=fmt.percent(day0.ret),
        )
    caption = words("figure.price_caption")
    spec = figures.price(item.bars, item.currency, words)
    return figure(f"{prefix}-price", caption, text, spec, _bars(item, caption, words))


def _bars(item: CompanyFinding, caption: str, words: Words) -> Table:
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
    heads = [words(f"table.{name}") for name in BARS]
    return table(f"{item.name}: {caption}", heads, rows, numeric=range(1, 6))


def _abnormal(case: Case, item: CompanyFinding, prefix: str, words: Words) -> Figure | None:
    rows = rows_of(case, "abnormal", item.event.event_id)
    if not rows:
        return None
    errors, _ = path_errors(case, item)
    zero: Row = next((row for row in rows if row["tau"] == 0), {})
    until = max((int(row["tau"]) for row in rows if row["ar"] is not None), default=None)
    ended = until is None or until >= max(int(row["tau"]) for row in rows)
    text = words(
        "figure.ar_alt" if ended else "figure.ar_alt_open",
        name=item.name,
        tau=fmt.number(until, 0, sign=True),
        ar=fmt.percent(zero.get("ar")),
        se=fmt.size(zero.get("ar_se")),
        car=fmt.percent(sum(row["ar"] or 0.0 for row in rows)),
    )
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
    heads = [words(f"table.{name}") for name in ABNORMAL]
    data = table(f"{item.name}: {caption}", heads, body, numeric=range(1, 8))
    return figure(f"{prefix}-ar", caption, text, figures.path(rows, errors, words), data)


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
    text = words(
        "figure.parts_alt",
        name=item.name,
        day=fmt.day(parts.session),
        total=fmt.percent(parts.total),
        drift=fmt.percent(parts.drift),
        local=fmt.percent(parts.local),
        foreign=fmt.percent(parts.foreign),
        remainder=fmt.percent(parts.remainder),
    )
    caption = words("figure.parts_caption")
    return figure(f"{prefix}-parts", caption, text, figures.attribution(parts, words))


def _placebo(item: CompanyFinding, test: Placebo, prefix: str, words: Words) -> Figure | None:
    spec = figures.placebo(test, words)
    if spec is None:
        return None
    text = words(
        "figure.placebo_alt",
        name=item.name,
        count=len(test.values),
        window=fmt.window(test.window),
        observed=fmt.number(test.observed, sign=True),
        p=fmt.p_value(test.p, test.floor),
    )
    extreme = sum(1 for value in test.values if abs(value) >= abs(test.observed))
    lead = words("placebo.lead", count=len(test.values), share=extreme, floor=f"{test.floor:.4f}")
    caption = words("figure.placebo_caption", window=fmt.window(test.window))
    return figure(f"{prefix}-placebo", caption, text, spec, note=lead)


def variant_label(item: Variant, words: Words) -> str:
    """A specification in full: model, benchmark, estimation window."""
    parts = (
        words.name("model", item.model),
        item.benchmark and words.name("symbol", item.benchmark),
        fmt.window(item.estimation),
    )
    return ", ".join(part for part in parts if part)


def _robust(item: CompanyFinding, prefix: str, words: Words) -> Figure | None:
    base = next((one for one in item.variants if one.headline), None)
    if base is None:
        return None
    order = list(dict.fromkeys(one.model for one in item.variants))
    chosen = sorted(
        (one for one in item.variants if one.window == base.window),
        key=lambda one: (not one.headline, order.index(one.model)),
    )
    labels = [variant_label(one, words) for one in chosen]
    models = [
        words("robust.headline") if one.headline else words.name("model", one.model)
        for one in chosen
    ]
    spec = figures.robustness(chosen, labels, models)
    if spec is None:
        return None
    cars = [one.car for one in chosen if one.car is not None]
    text = words(
        "figure.robust_alt",
        name=item.name,
        count=len(cars),
        low=fmt.percent(min(cars)),
        high=fmt.percent(max(cars)),
    )
    caption = words("figure.robust_caption", window=fmt.window(base.window))
    note = words("robust.note", base=variant_label(base, words))
    data = _variants(item, caption, words)
    return figure(f"{prefix}-robust", caption, text, spec, data, note=note)


def _variants(item: CompanyFinding, caption: str, words: Words) -> Table:
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
    heads = [words(f"table.{name}") for name in VARIANTS]
    return table(f"{item.name}: {caption}", heads, rows, numeric=(3, 4, 5))
