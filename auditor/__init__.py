"""Holds what a student group's report claims against what its git repository shows."""

__version__ = "0.1.0"
