"""The command line, as a person or a program uses it in a terminal."""

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from practice_search import Filters, Library
from practice_search.cli import app
from practice_search.terms import Facet
from tests.conftest import WritePdf


def run(*arguments: str | Path) -> Result:
    """Run one command inside this process."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_search_gives_the_hits_of_the_library(small_index: Path) -> None:
    """Command line and Library are two doors to the same room."""
    question = "Cum lucrează adăposturile cu poliția?"
    result = run(
        "search", question, "--index", small_index, "--json", "--limit", "2",
        "--country", "norway", "--pillar", "protection", "--language", "en",
    )  # fmt: skip
    with Library.open(small_index) as library:
        filters = Filters(pillars=["protection"], countries=["NO"], languages=["en"])
        hits = library.search(question, filters=filters, limit=2)
    assert [
        (hit["passage"]["text"], hit["report"]["file"], hit["score"])
        for hit in json.loads(result.stdout)
    ] == [(hit.passage.text, hit.report.file, hit.score) for hit in hits]
    assert hits
    assert result.exit_code == 0


def test_a_person_reads_report_page_and_passage(small_index: Path) -> None:
    """Without --json a hit is plain text with all that a citation needs."""
    result = run("search", "shelter staff and police", "--index", small_index, "--language", "en")
    assert "A compendium, page" in result.stdout
    assert "Shelter staff in Norway work with the police." in result.stdout


@pytest.mark.parametrize(
    ("options", "files"),
    [
        (("--kind", "evaluation"), {"norge.pdf"}),
        (("--kind", "Official", "--kind", "notes"), {"romania.pdf", "compendium.pdf"}),
        (("--year", "2023"), {"norge.pdf"}),
        (("--year", "-2022", "--year", "2024-"), {"compendium.pdf", "romania.pdf"}),
        (("--report", "romania.pdf"), {"romania.pdf"}),
        (("--report", "romania.pdf", "--year", "2022-2023"), set()),
    ],
)
def test_a_search_is_restricted_to_some_reports(
    small_index: Path, options: tuple[str, ...], files: set[str]
) -> None:
    """Kinds of source, years and reports restrict a search; of each, several may be named."""
    result = run("search", "violence", *options, "--index", small_index, "--json")
    assert result.exit_code == 0
    assert {hit["report"]["file"] for hit in json.loads(result.stdout)} == files


def test_passages_are_shown_together_or_each_by_itself(small_index: Path) -> None:
    """A person reads neighbours as one text in their order, or with --no-grouped each passage."""
    asked = ("search", "pupils and respect", "--report", "compendium.pdf", "--index", small_index)
    together, apart = run(*asked).stdout, run(*asked, "--no-grouped").stdout
    for shown, hits in ((together, 1), (apart, 2)):
        assert f"{hits}. A compendium" in shown
        assert f"{hits + 1}. A compendium" not in shown
    order = [together.index(words) for words in ("Shelter staff", "Romanian teachers")]
    assert order == sorted(order)
    assert apart.index("Romanian teachers") < apart.index("Shelter staff")
    assert "In English; near in meaning, and has pupils, respect." in together


def test_quoted_words_that_no_passage_has_are_told(small_index: Path) -> None:
    """Zero hits for a quotation say how many there would be without the marks."""
    result = run("search", 'violence "no such words" -police', "--index", small_index)
    assert result.exit_code == 0
    assert "the quotation marks and -words: 4" in result.stdout


def test_reports_lists_reports_and_problems(small_index: Path) -> None:
    """What is in the index, and what could not be taken in and why."""
    result = run("reports", "--index", small_index)
    for words in ("norge.pdf", "Ordine de", "2022", "prosecution", "broken.pdf", "a web page"):
        assert words in result.stdout
    listed = json.loads(run("reports", "--index", small_index, "--json").stdout)
    assert [report["file"] for report in listed["reports"]] == [
        "compendium.pdf", "norge.pdf", "romania.pdf",
    ]  # fmt: skip
    assert [problem["file"] for problem in listed["problems"]] == ["broken.pdf"]


def test_reports_with_problems_lists_only_them(small_index: Path) -> None:
    """An admin sees at a glance which files are not searched, with the fault in a word."""
    result = run("reports", "--problems", "--index", small_index)
    assert result.stdout.startswith("broken.pdf (other format): broken.pdf is no PDF but")
    assert "norge.pdf" not in result.stdout
    listed = json.loads(run("reports", "--problems", "--index", small_index, "--json").stdout)
    assert listed.keys() == {"problems"}
    assert [problem["fault"] for problem in listed["problems"]] == ["other format"]


def test_coverage_is_the_same_as_table_csv_and_json(small_index: Path) -> None:
    """An analyst sees gaps and sources in a terminal, and takes the numbers along."""
    with Library.open(small_index) as library:
        cells = library.coverage(split=Facet.YEAR)
    listed = json.loads(run("coverage", "--by", "year", "--index", small_index, "--json").stdout)
    assert [(c["pillar"], c["country"], c["split"], c["passages"]) for c in listed] == [
        (cell.pillar, cell.country, cell.split, cell.passages) for cell in cells
    ]
    printed = run("coverage", "--by", "year", "--index", small_index, "--csv").stdout
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert [(int(row["passages"]), int(row["guessed"]), int(row["reports"])) for row in rows] == [
        (cell.passages, cell.guessed, cell.reports) for cell in cells
    ]
    assert {row["name"] for row in rows} >= {"Norway", "Romania", ""}
    table = run("coverage", "--index", small_index, "--country", "Norway").stdout
    for words in ("Norway", "Protection", "No pillar", "evaluation", "A question mark: by guesses"):
        assert words in table
    assert "Romania" not in table


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("coverage", "--by", "title"), "year or language"),
        (("reports", "--edit", "norge.pdf"), "Say which report and what"),
        (("reports", "country=NO"), "Say which report and what"),
        (("reports", "--edit", "norge.pdf", "country"), "Say which report and what"),
        (("reports", "--edit", "norge.pdf", "country=Norwy"), "Nearest: NO (Norway)"),
        (("reports", "--edit", "norge.pdf", "pages=1-9", "country=NO"), "2 pages"),
    ],
)
def test_a_wrong_correction_says_what_is_right(
    small_index: Path, arguments: tuple[str, ...], says: str
) -> None:
    """Nothing is changed, and the message names the way."""
    result = run(*arguments, "--index", small_index)
    assert result.exit_code == 1
    assert says in result.stderr


def test_a_report_is_corrected_from_the_command_line(
    tmp_path: Path, small_corpus: Path, small_index: Path
) -> None:
    """What an admin says of some pages is searched at once, and saying it again changes nothing."""
    shutil.copytree(small_corpus, tmp_path / "corpus")
    index = shutil.copytree(small_index, tmp_path / "index")
    edit = ("reports", "--edit", "romania.pdf", "pages=1-2", "country=Moldova", "--index", index)
    assert run(*edit).stdout.startswith("updated   romania.pdf 2 pages")
    hits = json.loads(run("search", "ordin", "--country", "MD", "--index", index, "--json").stdout)
    assert {hit["report"]["file"] for hit in hits} == {"romania.pdf"}
    assert "said so before" in run(*edit).stdout
    assert "romania.pdf,1-2,,,,,MD" in (tmp_path / "corpus" / "reports.csv").read_text("utf-8")


def test_the_doctor_says_what_is_wrong_and_what_to_do(small_index: Path) -> None:
    """One page for an admin, the gravest first; the same as JSON for a program."""
    result = run("doctor", "--index", small_index)
    assert result.exit_code == 0
    assert "Files that are not searched\n  broken.pdf: Other format. broken.pdf is no PDF" in (
        result.stdout
    )
    with Library.open(small_index) as library:
        findings = library.findings()
    assert [(f["ailment"], f["what"]) for f in json.loads(
        run("doctor", "--index", small_index, "--json").stdout
    )] == [(finding.ailment, finding.what) for finding in findings]  # fmt: skip


@pytest.mark.parametrize(
    ("option", "value", "nearest"),
    [
        ("--pillar", "protektion", "protection"),
        ("--country", "Norwai", "NO (Norway)"),
        ("--language", "Rumanian", "ro (Romanian)"),
        ("--kind", "evalution", "Nearest: evaluation"),
        ("--year", "20-20", "2015-2020"),
        ("--report", "norwge.pdf", "Is it norge.pdf?"),
    ],
)
def test_an_unknown_filter_names_the_nearest(
    small_index: Path, option: str, value: str, nearest: str
) -> None:
    """A typing error is answered with the right word, not with zero hits."""
    result = run("search", "police", option, value, "--index", small_index)
    assert result.exit_code == 1
    assert value in result.stderr
    assert nearest in result.stderr


def test_filters_that_nothing_carries_say_so(small_index: Path) -> None:
    """Zero hits come with what to leave away, and are no error."""
    result = run("search", "police", "--country", "FR", "--index", small_index)
    assert result.exit_code == 0
    assert "No passage fits all that was asked for" in result.stdout
    assert "the filter on country: 4" in result.stdout
    result = run("search", "police", "--country", "FR", "--index", small_index, "--json")
    assert json.loads(result.stdout) == []


def test_index_tells_each_file_and_fails_only_when_nothing_could_be_done(
    tmp_path: Path, write_pdf: WritePdf
) -> None:
    """One bad file among good ones is no failure of the run; only bad ones are."""
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "bad [red].pdf").touch()
    result = run("index", corpus, "--index", index)
    assert result.exit_code == 1
    assert "bad [red].pdf is empty" in result.stdout
    write_pdf(corpus / "good.pdf", ["One page."])
    result = run("index", corpus, "--index", index, "--json")
    assert result.exit_code == 0
    outcomes = [json.loads(line) for line in result.stdout.splitlines()]
    assert {o["file"]: o["status"] for o in outcomes} == {
        "bad [red].pdf": "failed",
        "good.pdf": "indexed",
    }


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("index", "/no/such/folder"), "/no/such/folder"),
        (("search", "police", "--index", "/no/index"), "practice-search index"),
        (("search", "  ", "--index", "INDEX"), "at least one word"),
        (("search", "police", "--limit", "0", "--index", "INDEX"), "between 1 and 1000"),
        (("reports", "--index", "/no/index"), "practice-search index"),
    ],
)
def test_errors_are_sentences(small_index: Path, arguments: tuple[str, ...], named: str) -> None:
    """What is wrong and what to do stands on stderr, without a stack trace."""
    result = run(*(str(small_index) if a == "INDEX" else a for a in arguments))
    assert result.exit_code == 1
    assert named in result.stderr
    assert isinstance(result.exception, SystemExit)


# Runs commands, one an argument, their words apart by tabs; what each prints ends with a NUL.
# Whoever asks for the network ends it at once, since an error might be caught and forgotten.
OFFLINE = """
import os, sys
def block(event, args):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}:
        os.write(2, f"the network was asked for: {event} {args}".encode())
        os._exit(3)
sys.addaudithook(block)
from practice_search.cli import app
for command in sys.argv[1:]:
    if status := app(command.split("\\t"), standalone_mode=False):
        sys.exit(status)
    print(end="\\0", flush=True)
"""


def test_indexing_and_searching_need_no_network(
    tmp_path: Path, small_corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With every socket blocked and no cache, a first index is built and a question answered."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    index = tmp_path / "index"
    commands = [
        f"index\t{small_corpus}\t--index\t{index}",
        f"search\tpolice\t--index\t{index}\t--json",
    ]
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE, *commands], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    _, found, _ = done.stdout.split("\0")
    assert json.loads(found)
    assert list((tmp_path / "cache").rglob("model.safetensors"))
