"""Measurements: `python -m bench.NAME` prints a table; its last line is the verdict; it exits 1 where a goal is missed.

Figures are ratios within one run: machines are shared and noisy.
"""
