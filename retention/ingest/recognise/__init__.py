"""Step 2: which layout a file has."""
