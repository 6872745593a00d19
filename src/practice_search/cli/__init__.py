"""The command line: the same verbs as `Library`, and nothing that it does not do."""

from practice_search.cli.commands import app

__all__ = ["app"]
