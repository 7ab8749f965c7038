"""The parts of Campaigns: choices, creation, results."""
