"""The command line: the same verbs as `Library`, and the way to public documents elsewhere."""

from practice_search.cli import source_commands
from practice_search.cli.commands import app

__all__ = ["app", "source_commands"]

app.add_typer(source_commands.app)
