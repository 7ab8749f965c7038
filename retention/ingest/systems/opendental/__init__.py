"""Open Dental: its tables, queries and reports."""
