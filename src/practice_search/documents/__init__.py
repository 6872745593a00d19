"""From a file to clean pages, and from pages to passages."""
