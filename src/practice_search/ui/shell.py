"""What every screen has: its name, a quick exit, and whom to call."""

from pathlib import Path

import streamlit as st

from practice_search.ui.help_note import help_note
from practice_search.ui.quick_exit import quick_exit

__all__ = ["run"]

_SCREENS = Path(__file__).with_name("screens")


def run() -> None:
    """Draw the shell around the screen that is asked for."""
    st.set_page_config(page_title="practice-search", layout="centered")
    quick_exit()
    screen = st.navigation(
        [
            st.Page(_SCREENS / "ask.py", title="Ask", default=True),
            st.Page(_SCREENS / "reports.py", title="Reports"),
        ],
        position="top",
    )
    screen.run()
    help_note()
