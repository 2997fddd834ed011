"""On Record: who said what, on the topics you track, in your inbox each morning."""

__version__ = "0.1.0"
"""The package's too (pyproject.toml). To look it up among what is installed takes a while at each start."""
