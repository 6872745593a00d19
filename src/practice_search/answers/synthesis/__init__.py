"""A summary of quotations by a language model near by, checked against them. Off by default."""
