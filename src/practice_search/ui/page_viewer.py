"""The pages of a report as they are printed, with the quoted words marked.

One turns pages and changes their size with buttons or, inside, with the arrow keys, + and -. Each
size is drawn anew, and nothing else of the screen is: the search is not run again.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

import streamlit as st
from streamlit.runtime.media_file_storage import MediaFileStorageError

from practice_search.errors import PageNotShownError
from practice_search.library import Library
from practice_search.records import Report, Span
from practice_search.terms import Format

__all__ = ["page_viewer"]

_DPI = 110  # at 100 %, where a page is as wide as the column, some 700 pixels
_ZOOMS = (50, 75, 100, 125, 150, 200, 250, 300)
_LINKED_AT_MOST = 100_000_000  # bytes: to be served, a PDF is held in memory

_viewer = st.components.v2.component(
    "practice_search_page_viewer",
    html="""
    <div class="viewer" role="group" aria-label="Pages of the report">
        <div class="bar">
            <button type="button" class="previous" aria-label="Previous page">Previous</button>
            <button type="button" class="next" aria-label="Next page">Next</button>
            <button type="button" class="smaller" aria-label="Smaller">&minus;</button>
            <button type="button" class="larger" aria-label="Larger">+</button>
            <span class="place" role="status"></span>
            <a class="pdf" target="_blank" rel="noopener noreferrer">Open the PDF at this page</a>
        </div>
        <div class="frame" tabindex="0" role="region"
            aria-label="The page. Left and right arrow turn pages, plus and minus change the size."
            ><img></div>
    </div>
    """,
    css="""
    .viewer { font: inherit; color: inherit; }
    .bar { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; }
    button {
        font: inherit; color: inherit; background: transparent; cursor: pointer;
        border: 1px solid currentColor; border-radius: 0.3rem;
        min-width: 2rem; min-height: 2rem; padding: 0.1rem 0.6rem;
    }
    button[aria-disabled="true"] { opacity: 0.5; cursor: default; }
    a { color: inherit; line-height: 2rem; }
    a[hidden] { display: none; }
    .frame { overflow: auto; max-height: 90vh; margin-top: 0.5rem; border: 1px solid gray; }
    .frame.whole { max-height: none; }
    img { display: block; max-width: none; margin: 0 auto; }
    :focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
    .frame:focus-visible { outline-offset: -3px; }
    """,
    js="""
    export default function ({ parentElement, data, setTriggerValue }) {
        const find = (name) => parentElement.querySelector(name);
        const frame = find(".frame"), img = find("img"), link = find(".pdf");
        const { zooms, pages } = data;
        // What was asked for last; it runs ahead of the data while keys are pressed quickly.
        let { page, zoom } = data;
        const ask = (nextPage, nextZoom) => {
            if (nextPage < 1 || nextPage > pages || nextZoom === undefined) return;
            [page, zoom] = [nextPage, nextZoom];
            setTriggerValue("wish", { page, zoom });
        };
        const turn = (by) => ask(page + by, zoom);
        const size = (by) => ask(page, zooms[zooms.indexOf(zoom) + by]);

        const samePage = img.dataset.page === String(page);
        const middle = (at, seen, all) => (at + seen / 2) / Math.max(all, 1);
        const x = samePage ? middle(frame.scrollLeft, frame.clientWidth, frame.scrollWidth) : 0.5;
        const y = samePage ? middle(frame.scrollTop, frame.clientHeight, frame.scrollHeight) : 0;
        img.onload = () => {
            img.style.width = `${zoom}%`;
            frame.classList.toggle("whole", zoom <= 100);
            frame.scrollLeft = x * frame.scrollWidth - frame.clientWidth / 2;
            frame.scrollTop = y * frame.scrollHeight - frame.clientHeight / 2;
        };
        img.dataset.page = page;
        img.alt = data.alt;
        img.src = data.picture;
        link.hidden = !data.pdf;
        link.href = data.pdf;
        find(".place").textContent = `Page ${page} of ${pages}, ${zoom} %`;

        const button = (name, act, able) => {
            find(name).onclick = act;
            find(name).setAttribute("aria-disabled", String(!able));
        };
        button(".previous", () => turn(-1), page > 1);
        button(".next", () => turn(1), page < pages);
        button(".smaller", () => size(-1), zoom > zooms[0]);
        button(".larger", () => size(1), zoom < zooms.at(-1));

        const keys = {
            ArrowLeft: () => turn(-1), ArrowRight: () => turn(1),
            "+": () => size(1), "=": () => size(1), "-": () => size(-1),
        };
        // A page wider than its frame is moved first; at its edge the next key turns it.
        const moves = (key) =>
            (key === "ArrowLeft" && frame.scrollLeft > 1) ||
            (key === "ArrowRight" &&
                frame.scrollLeft + frame.clientWidth < frame.scrollWidth - 1);
        find(".viewer").onkeydown = (event) => {
            if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
            event.stopPropagation();
            if (event.composedPath()[0] === frame && moves(event.key)) return;
            event.preventDefault();
            keys[event.key]();
        };
    }
    """,
)


class _Looking(NamedTuple):
    """What is looked at: a page, from 1, in a size in per cent of the column."""

    page: int
    zoom: int


@st.fragment
def page_viewer(
    library: Library, report: Report, pages: Mapping[int, Sequence[Span]], *, key: str
) -> None:
    """Show pages of a report when they are asked for; nothing where it has none to show.

    Args:
        library: the open library.
        report: the report.
        pages: the spans to be marked by page, from 1; it opens at the page that comes first here.
        key: what tells this viewer from others on the screen.

    """
    if report.format is not Format.PDF or not pages:
        return
    first, last = min(pages), max(pages)
    words = f"page {first}" if first == last else f"pages {first} to {last}"
    looking = f"{key}-looking"
    if not st.toggle(f"Show {words}", key=f"{key}-shown"):
        st.session_state.pop(looking, None)
        return
    page, zoom = st.session_state.setdefault(looking, _Looking(next(iter(pages)), 100))
    spans = pages.get(page, ())
    try:
        picture = library.page_image(report, page, dpi=_DPI * zoom // 100, marks=spans)
    except PageNotShownError as error:
        st.html(f"<p>{escape(str(error))}</p>")
        return
    marked = "; the words quoted above are marked on it" if spans else ""

    def look() -> None:
        wish = st.session_state[f"{key}-viewer"]["wish"]
        if wish["page"] in range(1, report.page_count + 1) and wish["zoom"] in _ZOOMS:
            st.session_state[looking] = _Looking(wish["page"], wish["zoom"])

    _viewer(
        key=f"{key}-viewer",
        data={
            "picture": _served(picture, "image/png", f"{key}-picture"),
            "alt": f"Page {page} of {report.title}{marked}.",
            "page": page,
            "pages": report.page_count,
            "zoom": zoom,
            "zooms": _ZOOMS,
            "pdf": _pdf_address(library, report, page, key),
        },
        on_wish_change=look,
    )


def _pdf_address(library: Library, report: Report, page: int, key: str) -> str:
    """Return where the PDF is served, opened at a page; empty if it is too big or gone."""
    path = library.report_path(report)
    try:
        if path.stat().st_size > _LINKED_AT_MOST:
            return ""
        return f"{_served(str(path), 'application/pdf', f'{key}-pdf')}#page={page}"
    except (OSError, MediaFileStorageError):
        return ""


def _served(content: bytes | str, kind: str, place: str) -> str:
    """Have bytes, or the file at a path, served to this session, and return their address."""
    base = st.get_option("server.baseUrlPath").strip("/")
    address = st.runtime.get_instance().media_file_mgr.add(content, kind, place)
    return f"/{base}{address}" if base else address
