"""Link news to stock moves."""

__version__ = "0.1.0"
