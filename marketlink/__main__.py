"""``marketlink`` and ``python -m marketlink``."""

from __future__ import annotations

import atexit
import os
import sys
import threading


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        from marketlink.cli.main import run  # noqa: PLC0415 (loads click)
    except KeyboardInterrupt:
        sys.exit(130)

    _leave(run(sys.argv[1:]))


def _leave(code: int) -> None:
    """End the process without taking its modules and objects apart, which takes Python a tenth of a
    report's time and makes the engine list them on standard error; where Python waits for a thread,
    or what was said cannot be written, Python ends it."""
    main_thread = threading.main_thread()
    if any(not one.daemon for one in threading.enumerate() if one is not main_thread):
        sys.exit(code)
    atexit._run_exitfuncs()
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except OSError:
        sys.exit(code)
    os._exit(code)


if __name__ == "__main__":
    main()
