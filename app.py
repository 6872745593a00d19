"""The app: streamlit run app.py."""

from practice_search.ui.shell import run

run()
