"""Fetching public documents, over real https from a server on this machine."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practice_search import Filters, Library
from practice_search.errors import CorpusError, ReportsCsvError
from practice_search.metadata.reports_csv.reading import read_reports_csv
from practice_search.sources.fetching import Fetched, FetchStatus, fetch_sources
from practice_search.sources.listing import Source
from practice_search.terms import Pillar
from tests.conftest import NORWAY, WritePdf
from tests.sources.conftest import Answer, Site

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 400
PAGE = b"<!doctype html><title>Notat</title><p>Krisesenteret gir et trygt tilbud.</p>"
EDITION = {"ETag": '"one"'}


def source(name: str, address: str, *, copy: bool = False) -> Source:
    """Return a public document at an address."""
    return Source(
        name=name,
        title=f"About {name}, with a comma",
        publisher="Testforlaget",
        year=2023,
        countries=("NO", "RO"),
        pillars=(Pillar.PROTECTION,),
        languages=("nb",),
        address=address,
        copy=copy,
    )


def fetch(
    corpus: Path,
    *sources: Source,
    at_most: int = 1_000_000,
    pauses: list[float] | None = None,
    watch: Callable[[str, int, int | None], None] = lambda *_: None,
) -> dict[str, Fetched]:
    """Fetch to the end, without waiting, and return what became of each."""
    noted = [] if pauses is None else pauses
    fetched = fetch_sources(sources, corpus, at_most=at_most, pause=noted.append, watch=watch)
    return {one.name: one for one in fetched}


def statuses(fetched: dict[str, Fetched]) -> dict[str, FetchStatus]:
    """Return what became of each in a word."""
    return {name: one.status for name, one in fetched.items()}


def files(corpus: Path) -> list[str]:
    """Return all that lies in a corpus."""
    return sorted(path.name for path in corpus.iterdir())


def test_a_document_comes_with_its_row_and_is_found(
    site: Site, corpus: Path, tmp_path: Path, write_pdf: WritePdf
) -> None:
    """What was fetched is the file that is served; indexed, it carries what the list says of it."""
    body = write_pdf(tmp_path / "there.pdf", NORWAY).read_bytes()
    address = site.serve("/krisesenter", Answer(body))
    fetched = fetch(corpus, source("crisis-centres", address))
    assert fetched["crisis-centres"].file == "crisis-centres.pdf"
    assert (corpus / "crisis-centres.pdf").read_bytes() == body
    assert files(corpus) == ["crisis-centres.pdf", "reports.csv"]
    row = read_reports_csv(corpus / "reports.csv").report_row("crisis-centres.pdf")
    assert (row.title, row.year, row.source) == (
        "About crisis-centres, with a comma", 2023, address,
    )  # fmt: skip
    list(Library.build(corpus, tmp_path / "index"))
    with Library.open(tmp_path / "index") as library:
        filters = Filters(countries=["NO"], pillars=["protection"])
        hits = library.search("trygt botilbud", filters=filters)
    assert hits[0].report.publisher == "Testforlaget"


def test_the_ending_is_that_of_the_content(site: Site, corpus: Path) -> None:
    """The name of a file says what is in it, whatever the address says."""
    address = site.serve("/report.pdf", Answer(b"\n<!-- saved -->" + PAGE))
    assert fetch(corpus, source("page", address))["page"].file == "page.html"


def test_what_is_here_is_not_asked_for_again(site: Site, corpus: Path) -> None:
    """Not either when it has another name now, which its row knows."""
    one = source("one", site.serve("/one", Answer(PDF)))
    fetch(corpus, one)
    assert statuses(fetch(corpus, one)) == {"one": FetchStatus.HERE}
    (corpus / "one.pdf").rename(corpus / "renamed.pdf")
    table = corpus / "reports.csv"
    table.write_text(table.read_text().replace("one.pdf", "renamed.pdf"))
    assert fetch(corpus, one)["one"] == Fetched(
        name="one", status=FetchStatus.HERE, file="renamed.pdf"
    )
    assert site.paths() == ["/one"]


def test_one_that_fails_is_named_and_the_rest_go_on(site: Site, corpus: Path) -> None:
    """Each failure says which address it was and what to do, and leaves nothing behind."""
    unending = site.serve("/unending", Answer(b"%PDF-" + bytes(2_000_000), length=False))
    site.serve("/round", Answer(status=302, headers={"Location": "/round"}))
    clear = {"Location": f"http://localhost:{site.port}/good"}
    wanted = {
        "gone": (site.address("/gone"), "answers 404"),
        "picture": (site.serve("/picture", Answer(b"\x89PNG" + bytes(99))), "is a picture"),
        "empty": (site.serve("/empty", Answer()), "is empty"),
        "large": (site.serve("/large", Answer(PDF * 10)), "larger than 1 MB"),
        "unending": (unending, "larger than 1 MB"),
        "clear": (site.serve("/clear", Answer(status=301, headers=clear)), "is not https"),
        "never-https": (f"http://localhost:{site.port}/good", "is not https"),
        "round": (site.address("/round"), "leads nowhere"),
        "nobody": ("https://localhost:9/x", "cannot be reached"),
        "good": (site.serve("/good", Answer(PDF)), ""),
    }
    fetched = fetch(corpus, *(source(name, address) for name, (address, _) in wanted.items()))
    assert list(fetched) == list(wanted)
    for name, (_, said) in wanted.items():
        assert said in fetched[name].reason
        assert (fetched[name].status is FetchStatus.FAILED) == bool(said)
    assert site.paths().count("/good") == 1
    assert files(corpus) == ["good.pdf", "reports.csv"]
    assert set(read_reports_csv(corpus / "reports.csv").rows) == {"good.pdf"}


def test_a_server_that_nobody_vouches_for_is_not_asked(
    site: Site, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A certificate that this machine does not trust ends the matter."""
    monkeypatch.delenv("SSL_CERT_FILE")
    one = source("one", site.serve("/one", Answer(PDF)))
    assert "CERTIFICATE_VERIFY_FAILED" in fetch(corpus, one)["one"].reason
    assert not site.asked


def test_of_a_site_for_documents_its_own_page_is_no_document(site: Site, corpus: Path) -> None:
    """Where a copy was found, a web page is what stands around it; a PDF is welcome."""
    page = source("page", site.serve("/page", Answer(PAGE)), copy=True)
    pdf = source("pdf", site.serve("/pdf", Answer(PDF)), copy=True)
    fetched = fetch(corpus, page, pdf)
    assert "not the document" in fetched["page"].reason
    assert fetched["pdf"].status is FetchStatus.FETCHED
    assert files(corpus) == ["pdf.pdf", "reports.csv"]


@given(breaks=st.lists(st.integers(1, len(PDF)), max_size=3))
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_broken_downloads_are_put_together(site: Site, breaks: list[int]) -> None:
    """Wherever a server breaks off, the file is as it is there, and no byte is sent twice."""
    answers = [Answer(PDF, headers=EDITION, breaks_after=after) for after in breaks]
    one = source("one", site.serve("/one", *answers, Answer(PDF, headers=EDITION)))
    with tempfile.TemporaryDirectory() as folder:
        site.asked.clear()
        assert statuses(fetch(Path(folder), one)) == {"one": FetchStatus.FETCHED}
        assert (Path(folder) / "one.pdf").read_bytes() == PDF
    here = 0
    for after, (_, headers) in zip([*breaks, 0], site.asked, strict=False):
        assert headers.get("Range") == (f"bytes={here}-" if here else None)
        here += after


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({"ETag": '"one"'}, {"ETag": '"two"'}),
        ({"ETag": 'W/"one"'}, {"ETag": 'W/"one"'}),
        ({}, {}),
        ({"Last-Modified": "Wed, 01 Jan 2025 10:00:00 GMT"}, {"ETag": '"two"'}),
    ],
)
def test_two_editions_are_never_mixed(
    site: Site, corpus: Path, first: dict[str, str], then: dict[str, str]
) -> None:
    """Where it is not certain that the rest belongs to what is here, all of it is fetched."""
    body = b"%PDF-2.0" + PDF[::-1]
    half = Answer(PDF, headers=first, breaks_after=5000)
    one = source("one", site.serve("/one", half, Answer(body, headers=then)))
    fetch(corpus, one)
    assert (corpus / "one.pdf").read_bytes() == body


def test_a_server_that_answers_with_another_part_is_asked_for_all(site: Site, corpus: Path) -> None:
    """A part that was not asked for is thrown away."""
    half = Answer(PDF, headers=EDITION, breaks_after=5000)
    other = Answer(PDF[9:], status=206, headers={"Content-Range": f"bytes 9-{len(PDF)}/*"})
    one = source("one", site.serve("/one", half, other, Answer(PDF)))
    assert statuses(fetch(corpus, one)) == {"one": FetchStatus.FETCHED}
    assert (corpus / "one.pdf").read_bytes() == PDF


def test_a_stopped_run_is_gone_on_with(site: Site, corpus: Path) -> None:
    """Ctrl-C in the middle: what came is kept, out of sight, and the next run asks for the rest."""
    one = source("one", site.serve("/one", Answer(PDF, headers=EDITION)))

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(corpus, one, watch=stop)
    assert not (corpus / "one.pdf").exists()
    fetch(corpus, one)
    assert (corpus / "one.pdf").read_bytes() == PDF
    assert site.asked[-1][1]["Range"].startswith("bytes=")


def test_a_whole_document_waits_for_its_row(site: Site, corpus: Path) -> None:
    """Where reports.csv becomes unusable meanwhile, nothing is sent a second time."""
    one = source("one", site.serve("/one", Answer(PDF, headers=EDITION)))
    table = corpus / "reports.csv"

    def spoil(*_: object) -> None:
        table.write_text("fil,titel\n")

    broken = fetch(corpus, one, watch=spoil)
    assert "reports.csv" in broken["one"].reason
    assert not (corpus / "one.pdf").exists()
    table.unlink()
    assert fetch(corpus, one)["one"].file == "one.pdf"
    assert site.asked[-1][1]["Range"] == f"bytes={len(PDF)}-"


def later(seconds: int) -> str:
    """Return the moment in so many seconds as HTTP writes it."""
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [(lambda: "7", 7, 7), (lambda: later(50), 1, 50), (lambda: "soon", 0.1, 60)],
)
def test_a_busy_server_is_given_its_pause(
    site: Site, corpus: Path, said: Callable[[], str], least: float, most: float
) -> None:
    """A server that asks to come back later is left alone for as long as it says."""
    pauses: list[float] = []
    busy = Answer(status=503, headers={"Retry-After": said()})
    one = source("one", site.serve("/one", busy, Answer(PDF)))
    assert statuses(fetch(corpus, one, pauses=pauses)) == {"one": FetchStatus.FETCHED}
    assert len(pauses) == 1
    assert least <= pauses[0] <= most


def test_a_server_that_stays_busy_is_given_up(site: Site, corpus: Path) -> None:
    """Not for ever, and not where it wants an hour."""
    hour = Answer(status=429, headers={"Retry-After": "3600"})
    one = source("hour", site.serve("/hour", hour))
    two = source("always", site.serve("/always", Answer(status=502)))
    fetched = fetch(corpus, one, two)
    assert "answers 429" in fetched["hour"].reason
    assert "answers 502" in fetched["always"].reason
    assert site.paths().count("/hour") == 1
    assert 1 < site.paths().count("/always") < 6


def test_it_says_who_asks_one_at_a_time_with_pauses(site: Site, corpus: Path) -> None:
    """A server sees the program's name, no cookie and no referrer, and one request at a time."""
    cookie = {"Set-Cookie": "visitor=1"}
    documents = [
        source(name, site.serve(f"/{name}", Answer(PDF + name.encode(), headers=cookie)))
        for name in ("one", "two", "three")
    ]
    pauses: list[float] = []
    fetch(corpus, *documents, pauses=pauses)
    for _, headers in site.asked:
        assert headers["User-Agent"].startswith("practice-search/")
        assert "Cookie" not in headers
        assert "Referer" not in headers
    assert site.most_at_once == 1
    assert len(pauses) == 2
    assert min(pauses) >= 1


def test_a_file_of_ones_own_is_left_alone(site: Site, corpus: Path) -> None:
    """A file of that name that did not come from there is not written over."""
    mine = corpus / "one.docx"
    mine.write_bytes(b"mine")
    one = source("one", site.serve("/one", Answer(PDF)))
    assert "rename that file" in fetch(corpus, one)["one"].reason
    assert mine.read_bytes() == b"mine"
    assert not site.asked


def test_what_a_person_said_before_stays(site: Site, corpus: Path) -> None:
    """A corrected cell outlives the file: fetched anew, it is not written over."""
    one = source("one", site.serve("/one", Answer(PDF)))
    table = corpus / "reports.csv"
    table.write_text("file,countries,remark\none.pdf,ES,ours\n# a note\n")
    fetch(corpus, one)
    row = read_reports_csv(table).report_row("one.pdf")
    assert (row.countries, row.year) == (("ES",), 2023)
    assert "ours" in table.read_text()
    assert "# a note" in table.read_text()


def test_an_unusable_table_stops_before_anything_is_asked(site: Site, corpus: Path) -> None:
    """A document without its row would be lost to the list; so the table comes first."""
    (corpus / "reports.csv").write_text("fil,titel\n")
    with pytest.raises(ReportsCsvError, match="file"):
        fetch(corpus, source("one", site.serve("/one", Answer(PDF))))
    assert not site.asked


def test_no_folder_and_a_second_run_are_told(site: Site, corpus: Path) -> None:
    """A mistyped folder is not made, and two runs do not write the same file."""
    one = source("one", site.serve("/one", Answer(PDF)))
    two = source("two", site.serve("/two", Answer(PDF + b"2")))
    with pytest.raises(CorpusError, match="There is no folder"):
        fetch(corpus.with_name("corpsu"), one)
    first = fetch_sources([one, two], corpus, pause=lambda _: None)
    next(first)
    with pytest.raises(CorpusError, match="Another run"):
        fetch(corpus, two)
    assert [fetched.status for fetched in first] == [FetchStatus.FETCHED]
    assert files(corpus) == ["one.pdf", "reports.csv", "two.pdf"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_is_told(site: Site, corpus: Path) -> None:
    """Where nothing can be written, the run ends and says so."""
    one = source("one", site.serve("/one", Answer(PDF)))
    (corpus / ".one.part").symlink_to("/dev/full")
    with pytest.raises(CorpusError, match="No space left"):
        fetch(corpus, one)


def command(corpus: Path, arguments: Iterable[str], **environment: str) -> tuple[int, str]:
    """Run the program in a terminal's way; return its status and what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "practice_search", *arguments, "--corpus", str(corpus)],
        env=os.environ | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_from_the_list_to_the_corpus_in_a_terminal(site: Site, way_out: str, corpus: Path) -> None:
    """As in an office: through its proxy, by the names of the list, one of them gone."""
    site.serve("/0900001680a5a0e5", Answer(PDF))
    names = ["croatia-grevio-state-report", "romania-law-217-at-18"]
    status, said = command(corpus, ["fetch", *names], HTTPS_PROXY=way_out)
    assert status == 1
    assert "fetched croatia-grevio-state-report.pdf" in said
    assert "failed  romania-law-217-at-18 anes.gov.ro answers 404" in said
    assert "1 fetched, 1 failed." in said

    status, said = command(corpus, ["fetch", "--all", "--country", "HR"], HTTPS_PROXY=way_out)
    assert (status, "here    croatia-grevio-state-report.pdf" in said) == (0, True)
    assert len(site.asked) == 2

    status, said = command(corpus, ["sources", "--country", "Croatia", "--json"])
    (listed,) = json.loads(said)
    assert listed["file"] == "croatia-grevio-state-report.pdf"
    assert listed["seen"] is None

    status, said = command(corpus, ["sources", "--pillar", "prosecution"])
    assert "address not tried" in said
    assert "croatia" not in said


@pytest.mark.parametrize("arguments", [(), ("wave-report-2014", "--all"), ("--country", "NO")])
def test_what_to_fetch_must_be_said(corpus: Path, arguments: tuple[str, ...]) -> None:
    """Nothing is downloaded by a command that does not say what."""
    status, said = command(corpus, ["fetch", *arguments])
    assert status == 1
    assert "Say which" in said
    assert files(corpus) == []
