"""All that the console knows and does, without a terminal."""

__version__ = "0.1.0"
