"""Measurements: `python -m bench.NAME` prints a table and ends with its verdict; exit code 1: a goal was missed.

Figures are ratios within one run: machines are shared and noisy.
"""

import os

# One thread for linear algebra on both sides, as `make run` starts the server: its matrices are small, and threads
# that wait for each other cost more than they save once several people are served.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
