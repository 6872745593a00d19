"""The app: the one place that knows streamlit."""
