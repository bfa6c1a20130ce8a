"""``marketlink`` and ``python -m marketlink``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        from marketlink.cli.main import run  # noqa: PLC0415 (loaded when it is asked for)
    except KeyboardInterrupt:
        sys.exit(130)

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
