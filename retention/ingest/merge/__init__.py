"""Step 5: rows merged into the tables by key, and what that changes."""
