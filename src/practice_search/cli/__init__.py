"""The command line: the same verbs as `Library`, and the way to public documents elsewhere."""

from practice_search.cli import answer_commands, evaluation_commands, source_commands
from practice_search.cli.commands import app

__all__ = ["answer_commands", "app", "evaluation_commands", "source_commands"]

app.add_typer(answer_commands.app)
app.add_typer(source_commands.app)
app.add_typer(evaluation_commands.app)
