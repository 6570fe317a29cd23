"""Measurements: `python -m bench.NAME` prints a table, its last line is the verdict; exit code 1 where a goal is missed.

Figures are ratios within one run: machines are shared and noisy.
"""
