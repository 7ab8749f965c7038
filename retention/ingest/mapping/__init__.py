"""A file that nobody declared: proposed, declared by hand, and looked at before."""
