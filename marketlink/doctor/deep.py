"""Rebuilds the record in a temporary folder and compares the result with the database."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from marketlink.doctor.check import Check, enumerate_some, sentence_of
from marketlink.errors import MarketlinkError
from marketlink.store import EngineError
from marketlink.store.news_record import News
from marketlink.store.record import Record, Sound

if TYPE_CHECKING:
    from marketlink.config import Settings


def record(settings: Settings) -> Iterator[Check]:
    """Every file of the record against its digest, and every row against the database's."""
    from marketlink.store.compare import differences  # noqa: PLC0415 (loads store)

    prices, news = Record(settings.db), News(settings.db)
    again = f"rm -r {shlex.quote(str(prices.folder))} && marketlink refresh"
    try:
        news_state = news.sound()
        sound = Sound(()) if news_state.batches and not prices.latest() else prices.sound()
        problems = differences(settings.db, prices, sound, news, news_state)
    except MarketlinkError as error:
        yield Check("record", "files", "finding", sentence_of(error), again)
        return
    except (EngineError, OSError) as error:
        yield Check("record", "rebuild", "finding", " ".join(str(error).split()), again)
        return
    files = sum(len(batch.files or ()) for batch in (*sound.batches, *news_state.batches))
    if sound.faults or news_state.faults:
        yield Check(
            "record", "files", "finding", enumerate_some((*sound.faults, *news_state.faults)), again
        )
    else:
        yield Check("record", "files", "ok", f"{files} files are as they were written")
    for item in problems:
        yield Check("record", item.table, "finding",
                    f"{item.database} rows only in the database, {item.record} only in its record",
                    again)  # fmt: skip
    if not problems:
        yield Check("record", "rebuild", "ok", "gives every row of the database, and no other")
