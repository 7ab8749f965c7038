"""The homes that the services work in."""

from tests.homes import blank_database, four, four_once, home

__all__ = ["blank_database", "four", "four_once", "home"]
