"""Whose practice a passage is about: country by passage, with evidence."""
