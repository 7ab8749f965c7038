"""Step 1: from what was handed in to rows of text."""
