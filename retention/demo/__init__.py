"""A seeded, invented practice with every awkward person in it.

It is for trying out, samples and tests.
"""

from retention.demo.practice import make

__all__ = ["make"]
