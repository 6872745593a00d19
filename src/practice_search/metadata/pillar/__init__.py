"""Which pillars and articles of the Istanbul Convention a passage is about."""
