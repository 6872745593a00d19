"""From hits to words that can be cited, or to the statement that nothing answers."""
