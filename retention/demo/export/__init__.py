"""The tables of a practice written as the files of a practice system."""
