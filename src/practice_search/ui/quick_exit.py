"""A link that leaves the app at once."""

import streamlit as st

__all__ = ["quick_exit"]

_EXIT_TO = "https://www.wikipedia.org/"

# After the GOV.UK Design System's "Exit this page": a link that works without JavaScript, and
# Shift three times; never Esc, which stops the very page load. The page is blanked at once, and
# its history entry replaced.
_quick_exit = st.components.v2.component(
    "practice_search_quick_exit",
    html=f'<a class="leave" href="{_EXIT_TO}" rel="nofollow noreferrer"'
    ' title="Leaves this page at once. Pressing Shift three times does the same.">'
    "Leave this page</a>",
    css="""
    .leave {
        position: fixed; top: 0.6rem; right: 1rem; z-index: 1000000; padding: 0.55rem 1rem;
        border-radius: 0.3rem; background: #8c2f1d; color: #ffffff; font-weight: 600;
        text-decoration: none; font-family: system-ui, sans-serif; font-size: 1rem;
    }
    @media (max-width: 640px) { .leave { padding: 0.3rem 0.6rem; font-size: 0.9rem; } }
    .leave:hover { background: #6e2416; }
    .leave:focus-visible { outline: 3px solid #1f2a30; outline-offset: 2px; }
    """,
    js="""
    export default function ({ parentElement }) {
        const link = parentElement.querySelector(".leave");
        const leave = () => {
            document.body.style.display = "none";
            document.title = "";
            window.location.replace(link.href);
        };
        link.onclick = (event) => { event.preventDefault(); leave(); };
        let presses = [];
        const count = (event) => {
            const now = Date.now();
            presses = event.key === "Shift" ? [...presses.filter((t) => now - t < 3000), now] : [];
            if (presses.length === 3) leave();
        };
        window.addEventListener("keydown", count);
        return () => window.removeEventListener("keydown", count);
    }
    """,
)


def quick_exit() -> None:
    """Draw the link that leaves the app at once; it comes first for keyboards and readers."""
    _quick_exit(key="quick_exit")
