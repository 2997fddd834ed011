"""On Record: who said what, on the topics you track, in your inbox each morning."""

from importlib.metadata import version

__version__ = version("on-record")
