"""The migrations of the work database, newest last."""
