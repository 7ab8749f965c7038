"""Patient retention for dental practices: who stays, who drifts off, and whom to call
next.
"""

__version__ = "0.1.0"
