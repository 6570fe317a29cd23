"""Quantities 9 to 11: many units beside each other, without taking chance for difference."""
