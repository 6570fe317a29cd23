"""Quantities 14 and 15: how well the questions measure, and what goes with satisfaction."""
