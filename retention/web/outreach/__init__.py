"""The parts of Outreach: the queue, the card, and logging a contact."""
