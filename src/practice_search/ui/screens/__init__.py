"""One file a screen; streamlit runs them by their path."""
