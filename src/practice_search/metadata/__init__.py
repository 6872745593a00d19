"""What is claimed of a report and its passages, and by whom."""
