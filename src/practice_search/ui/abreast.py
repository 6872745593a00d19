"""Columns to compare, side by side where the window has room for readable lines."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

__all__ = ["abreast"]

_IN_A_ROW = 2  # more leave no readable lines

# On a wide window the columns are wider than the rest of the screen, else one below the other. In
# an expander there is no room to be wider.
_STYLE = """<style>
@media (min-width: 1160px) {
    [class*="-abreast"]:not([data-testid="stExpanderDetails"] *) {
        width: 68rem; max-width: none; margin-left: calc(50% - 34rem);
    }
}
@media (max-width: 1159px) {
    [class*="-abreast"] [data-testid="stColumn"] { min-width: 100%; }
}
</style>"""


def abreast(count: int, *, key: str) -> list[DeltaGenerator]:
    """Return places that stand side by side, in rows of two.

    Args:
        count: how many.
        key: what tells them from others on the screen.

    """
    with st.container(key=f"{key}-abreast"):
        st.html(_STYLE)
        rows = [st.columns(_IN_A_ROW) for _ in range(0, count, _IN_A_ROW)]
    return [column for row in rows for column in row][:count]
