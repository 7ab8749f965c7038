"""Step 4: what only all files together, or the practice, can decide."""
