"""A report on a company the store lacks: the unmodified program against a loopback Yahoo."""

from __future__ import annotations

import json
from pathlib import Path

from refresh_world import quote, recent, world


def test_missing_prices_are_fetched_and_a_second_report_asks_for_nothing(tmp_path: Path) -> None:
    days = recent("F", 320)
    day0 = days[-30]
    served = {name: quote(name, days, 5000.0) for name in ("F", "^GSPC", "^IXIC")}
    with world(tmp_path, **served) as market:
        article = tmp_path / "article.txt"
        text = f"Shares of Ford Motor (NYSE: F) fell on {day0:%B} {day0.day}, {day0.year}."
        article.write_text(text)
        asked = ("report", str(article), "--published", day0.isoformat(), "--format", "json",
                 "--out", str(tmp_path / "out"))  # fmt: skip
        code, out, err = market.run(*asked)
        assert code == 0, err
        assert "Warning" not in err
        (row,) = json.loads(out)
        assert row["complete_on"] and Path(row["report"]).is_file()
        assert market.days("F")[-1] == days[-1]
        first = len(market.yahoo.charts)
        assert market.run(*asked)[0] == 0
        assert len(market.yahoo.charts) == first


def test_an_unknown_company_is_one_sentence(tmp_path: Path) -> None:
    days = recent("^GSPC", 320)
    with world(tmp_path, **{"^GSPC": quote("^GSPC", days, 5000.0)}) as market:
        article = tmp_path / "article.txt"
        article.write_text("Shares of Ford Motor (NYSE: F) fell on Monday.")
        code, _, err = market.run("report", str(article), "--published", days[-5].isoformat(),
                                  "--out", str(tmp_path / "out"))  # fmt: skip
        assert code in (2, 3)
        assert err.count("marketlink: error:") == 1 and "Traceback" not in err
        assert not (tmp_path / "out").exists()
