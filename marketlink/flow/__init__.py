"""News flow beside moves: do many articles and large moves go together, and which comes first?"""

from __future__ import annotations

from marketlink.flow.association import Association, associate
from marketlink.flow.correlate import Correlation, correlate

__all__ = ["Association", "Correlation", "associate", "correlate"]
