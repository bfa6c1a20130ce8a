"""The record read back and rebuilt aside: whether it would give the database again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from marketlink.doctor.check import Check, listed, said
from marketlink.errors import MarketlinkError

if TYPE_CHECKING:
    from marketlink.config import Settings


def record(settings: Settings) -> Iterator[Check]:
    """Every file of the record against its digest, and every row against the database's."""
    from marketlink.store import EngineError  # noqa: PLC0415 (loaded when it is asked for)
    from marketlink.store.compare import differences  # noqa: PLC0415 (loaded when it is asked for)
    from marketlink.store.news_record import News  # noqa: PLC0415 (loaded when it is asked for)
    from marketlink.store.record import Record, Sound  # noqa: PLC0415 (loaded when it is asked for)

    kept, news = Record(settings.db), News(settings.db)
    again = f"rm -r {shlex.quote(str(kept.folder))} && marketlink refresh"
    try:
        told = news.sound()
        sound = Sound(()) if told.batches and not kept.latest() else kept.sound()
        found = differences(settings.db, kept, sound, news, told)
    except MarketlinkError as error:
        yield Check("record", "files", "finding", said(error), again)
        return
    except (EngineError, OSError) as error:
        yield Check("record", "rebuild", "finding", " ".join(str(error).split()), again)
        return
    files = sum(len(batch.files or ()) for batch in (*sound.batches, *told.batches))
    if sound.faults or told.faults:
        yield Check("record", "files", "finding", listed((*sound.faults, *told.faults)), again)
    else:
        yield Check("record", "files", "ok", f"{files} files are as they were written")
    for item in found:
        yield Check("record", item.table, "finding",
                    f"{item.database} rows only in the database, {item.record} only in its record",
                    again)  # fmt: skip
    if not found:
        yield Check("record", "rebuild", "ok", "gives every row of the database, and no other")
