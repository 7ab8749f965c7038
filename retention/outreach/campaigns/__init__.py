"""Campaigns: who is meant, who is held out, the file, and the effect."""
