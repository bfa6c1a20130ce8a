"""The embedded excerpt: eleven symbols, November 2023 to March 2025."""

from __future__ import annotations

from pathlib import Path

from marketlink.resources import data_path

SOURCE = "excerpt"
FETCHED = "2025-03-15T00:00:00+00:00"
"""The excerpt's vintage: the day after its last session."""

NAMES = {
    "NVDA": "NVIDIA Corporation",
    "MU": "Micron Technology, Inc.",
    "AVGO": "Broadcom Inc.",
    "TSM": "Taiwan Semiconductor Manufacturing Company Limited",
    "AMD": "Advanced Micro Devices, Inc.",
    "000660.KS": "SK hynix Inc.",
    "005930.KS": "Samsung Electronics Co., Ltd.",
    "^GSPC": "S&P 500",
    "^IXIC": "Nasdaq Composite",
    "^SOX": "PHLX Semiconductor",
    "^KS11": "KOSPI Composite Index",
}


def prices_file() -> Path:
    """The excerpt's bars: split-adjusted, not dividend-adjusted."""
    return data_path("excerpt", "prices.csv")


def actions_file() -> Path:
    """The excerpt's splits and dividends, as paid on the ex-date."""
    return data_path("excerpt", "actions.csv")
