"""From a counter's code to the sheet of paper that stands on the counter.

`qr.links` writes and reads the link, `qr.symbol` makes the QR symbol, `qr.sheet` says what a poster holds,
`qr.layout` where each thing stands, `qr.pdf` draws it. Whoever wants a poster asks `qr.posters`, and for tickets on
slips `qr.slips`: they hand out nothing that was not decoded again first. Pure: no database, no network, no clock;
the same poster is the same file, byte for byte.
"""
