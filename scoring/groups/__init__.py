"""Quantities 5 to 7: shares and ratings of many units or officers, each drawn to what is usual for its kind."""
