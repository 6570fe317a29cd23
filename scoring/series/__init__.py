"""Quantities 12, 13 and 19: figures over time: a trend, an alert, and whether an initiative worked."""
