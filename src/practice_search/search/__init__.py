"""From a question and filters to hits."""
