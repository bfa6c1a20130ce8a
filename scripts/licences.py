"""Refuse what an install brings under the GPL or AGPL alone; run with the Python of the install.

python scripts/licences.py
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, distributions

REFUSED = re.compile(r"\bA?GPL|Affero|GNU General Public", re.IGNORECASE)
LESSER = re.compile(r"LGPL|Lesser|Library General", re.IGNORECASE)
CHOICE = re.compile(r"MPL|Mozilla|MIT|BSD|Apache|Artistic|\bOR\b")
"""A licence beside it that may be chosen in its place."""


def licence_of(found: Distribution) -> str:
    """What a distribution says of its licence: expression, classifiers, field."""
    facts = found.metadata
    classifiers = [c for c in facts.get_all("Classifier") or () if c.startswith("License")]
    said = [facts.get("License-Expression") or "", *classifiers]
    plain = (facts.get("License") or "").strip().split("\n")[0]
    return "; ".join(part for part in [*said, plain[:100]] if part)


def refused(licence: str) -> bool:
    """Whether a licence is one of those, with nothing to choose in its place.

    >>> refused("GPL-3.0-only"), refused("LGPL-2.1"), refused("MPL-1.1 OR GPL-2.0"), refused("MIT")
    (True, False, False, False)
    """
    strict = LESSER.sub("", licence)
    return bool(REFUSED.search(strict)) and not CHOICE.search(strict)


def main() -> int:
    bad = 0
    for found in sorted(distributions(), key=lambda item: item.name.lower()):
        licence = licence_of(found)
        if refused(licence):
            print(f"{found.name} {found.version}: {licence}")
            bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
