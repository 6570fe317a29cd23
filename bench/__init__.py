"""Measurements: `python -m bench.NAME` prints a table and ends with its verdict; exit code 1: a goal was missed.

Figures are ratios within one run: machines are shared and noisy.
"""
