"""Public documents elsewhere: which there are, and how one comes into the corpus."""
