"""Questions whose answers are known, put to a library, and measured in the field's terms."""
