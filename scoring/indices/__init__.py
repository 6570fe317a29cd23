"""Quantities 1 to 4: the index of a unit, how sure it is, and how far two of them differ."""
