"""The documentation runs."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from practice_search.cli import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, flags=re.DOTALL)
COMMANDS = [line for kind, block in BLOCKS if not kind for line in block.splitlines()]


def test_the_readme_names_the_two_commands() -> None:
    """All set-up is done by these."""
    assert {"python3 run.py app", "python3 run.py test"} <= set(COMMANDS)


@pytest.mark.parametrize(
    "command", [c for c in COMMANDS if re.match("practice-search (ask|search|reports|coverage)", c)]
)
def test_commands_of_the_readme_run(
    command: str, small_corpus: Path, small_index: Path, tmp_path: Path
) -> None:
    """A reader can copy them; the report that is corrected has two pages here."""
    shutil.copytree(small_corpus, tmp_path / "corpus")
    index = shutil.copytree(small_index, tmp_path / "index")
    command = command.replace("norway.pdf pages=9", "norge.pdf pages=2")
    result = CliRunner().invoke(app, [*shlex.split(command)[1:], "--index", str(index)])
    assert result.exit_code == 0, result.output
    assert result.stdout


def test_the_python_of_the_readme_runs(
    small_index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The example finds a passage."""
    monkeypatch.chdir(small_index.parent)
    (code,) = (block for kind, block in BLOCKS if kind == "python")
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102  # it is our own documentation
    assert "A compendium" in capsys.readouterr().out


@pytest.mark.parametrize(
    "command",
    ["index", "ask", "search", "reports", "coverage", "doctor", "sources", "fetch", "evaluate"],
)
def test_each_command_has_help(command: str) -> None:
    """Help says what a command does, and every option has a sentence."""
    result = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    options = [line for line in result.output.splitlines() if re.search(r"--[a-z]+", line)]
    assert options
    assert all(len(line.split("--", 1)[1].split()) > 3 for line in options)


def test_links_inside_the_documentation_lead_somewhere() -> None:
    """No page points at a file that is not there."""
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("verb", ["app", "test", "lint", "bench", "corpus"])
def test_run_py_explains_its_verbs(verb: str) -> None:
    """Each verb has help, on the standard library alone."""
    command = [sys.executable, "-I", "-S", str(ROOT / "run.py"), verb, "--help"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert verb in done.stdout
