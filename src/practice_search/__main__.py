"""``python -m practice_search``: the same as the command ``practice-search``."""

from practice_search.cli import app

__all__: list[str] = []

if __name__ == "__main__":
    app(prog_name="practice-search")
