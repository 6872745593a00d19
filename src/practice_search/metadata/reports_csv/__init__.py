"""What a person says of the reports, in ``reports.csv``: reading it, and changing it."""
