"""Mutated exports thrown at the whole import: nothing may break, nothing may be
lost.
"""
