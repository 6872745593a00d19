"""Set up practice-search and do the project's verbs: python3 run.py app | test | lint | ...

Standard library only; Linux, macOS and Windows. It makes a virtual environment in .venv, installs
the pinned versions into it, and starts the tool. What is already done is not done again.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
CPU_TORCH = "https://download.pytorch.org/whl/cpu"


def say(text: str) -> None:
    """Tell the person what happens now."""
    print(f"run.py: {text}", flush=True)


def call(*command: str | Path, check: bool = True, **environment: str) -> int:
    """Run a command from the project's folder; stop with its status if it fails."""
    process = subprocess.run(
        [str(part) for part in command], cwd=ROOT, env=os.environ | environment, check=False
    )
    if check and process.returncode:
        sys.exit(process.returncode)
    return process.returncode


def set_up(*extras: str) -> None:
    """Make .venv and install the package with its extras, unless that has been done."""
    if sys.version_info < (3, 11):
        sys.exit(f"run.py: Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    pins = b"".join((ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt"))
    wanted = hashlib.sha256(pins + sys.version.encode()).hexdigest()
    stamp = VENV / "practice-search.json"
    have = json.loads(stamp.read_text()) if stamp.is_file() else {}
    if have.get("pins") == wanted and {"base", *extras} <= set(have["extras"]):
        return
    if have.get("python") not in (None, sys.version):
        say("another Python made .venv; making it anew")
        shutil.rmtree(VENV)
    if not PYTHON.exists():
        say("making a virtual environment in .venv")
        try:
            venv.create(VENV, with_pip=True)
        except subprocess.CalledProcessError:
            shutil.rmtree(VENV, ignore_errors=True)
            sys.exit(
                "run.py: this Python cannot make environments (Debian: apt install python3-venv)."
            )
    all_extras = sorted({*have.get("extras", ()), *extras} - {"base"})
    say(f"installing practice-search with {', '.join(all_extras) or 'no extras'}: some minutes")
    pip = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    pinned = ("--constraint", ROOT / "constraints.txt")
    call(*pip, *pinned, *cpu_torch())
    call(*pip, *pinned, "--editable", f".[{','.join(all_extras)}]" if all_extras else ".")
    stamp.write_text(
        json.dumps({"pins": wanted, "extras": ["base", *all_extras], "python": sys.version})
    )


def cpu_torch() -> list[str]:
    """Say how to install torch without gigabytes of CUDA, by looking at what pip would fetch."""
    pin = next(
        line for line in (ROOT / "constraints.txt").read_text().splitlines() if "torch==" in line
    )
    options = [pin.strip()]
    if sys.platform == "linux":
        ask = (PYTHON, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--no-deps",
               "--quiet", "--disable-pip-version-check", "--report", "-", *options)  # fmt: skip
        report = subprocess.run([str(part) for part in ask], capture_output=True, check=False)
        if b'"nvidia' in report.stdout or b'"cuda' in report.stdout:
            say(f"taking the CPU build of torch from {CPU_TORCH}")
            options += ["--index-url", CPU_TORCH, "--extra-index-url", "https://pypi.org/simple"]
    return options


def app(options: argparse.Namespace) -> None:
    """Index the corpus and open the app on this machine."""
    set_up(*(["ocr"] if options.ocr else []))
    index = Path(options.index).resolve()
    say(f"indexing {options.corpus}; what has not changed is left alone")
    call(PYTHON, "-m", "practice_search", "index", options.corpus, "--index", index, check=False)
    say("opening the app; Ctrl-C ends it")
    call(
        PYTHON, "-m", "streamlit", "run", "app.py", "--server.port", options.port,
        PRACTICE_SEARCH_INDEX=str(index),
    )  # fmt: skip


def test(options: argparse.Namespace) -> None:
    """Run all tests, or those that are named."""
    set_up("test")
    call(PYTHON, "-m", "pytest", *options.arguments)


def lint(_: argparse.Namespace) -> None:
    """Hold the code against its standards: format, rules, types, imports."""
    set_up("test")
    call(BIN / "ruff", "format", "--check")
    call(BIN / "ruff", "check")
    call(BIN / "mypy")
    call(BIN / "lint-imports", "--no-logo")


def bench(options: argparse.Namespace) -> None:
    """Measure retrieval, answers or marks on pages, and write the result into docs."""
    set_up("bench")
    call(PYTHON, ROOT / "benchmarks" / f"{options.what}.py", *options.arguments)


def corpus(_: argparse.Namespace) -> None:
    """Build the PDFs of the starter corpus from their sources."""
    set_up("corpus")
    call(PYTHON, ROOT / "corpus" / "sources" / "build.py")


def main() -> None:
    """Read the verb and do it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for verb in (app, test, lint, bench, corpus):
        described = verbs.add_parser(verb.__name__, help=verb.__doc__, description=verb.__doc__)
        described.set_defaults(run=verb)
        if verb is app:
            described.add_argument("--corpus", default="corpus", help="the folder of PDFs")
            described.add_argument("--index", default="index", help="the index folder")
            described.add_argument("--port", default="8501", help="the port on this machine")
            described.add_argument(
                "--ocr", action="store_true", help="install what recognises scanned pages, too"
            )
        if verb is bench:
            described.add_argument("what", choices=["retrieval", "answers", "marks"])
        if verb in (test, bench):
            described.add_argument("arguments", nargs="*", help="handed on after --")
    options = parser.parse_args()
    try:
        options.run(options)
    except KeyboardInterrupt:
        say("stopped")
        sys.exit(130)


if __name__ == "__main__":
    main()
