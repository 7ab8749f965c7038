"""Step 3: from text to values, and what cannot be read."""
