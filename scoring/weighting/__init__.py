"""Quantity 8: what a figure would be if every unit had the same mix, or the forms the mix of the dossiers."""
