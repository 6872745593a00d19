"""Why a text was typed, and what is said to who did not ask a question."""
