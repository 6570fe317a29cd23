"""Quantities 16 to 18 and 20: odd answers, who did not answer, what must stay hidden, how many are enough."""
