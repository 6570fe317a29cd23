"""What a decoder that looks for QR symbols finds in a picture."""

from typing import Any

import zxingcpp

_QR_ONLY = zxingcpp.barcode_formats_from_str("QRCode")


def qr_symbols(picture: Any) -> list[zxingcpp.Barcode]:
    """QR symbols only: in some of them, one line of modules looks like a short bar code of another kind."""
    return list(zxingcpp.read_barcodes(picture, formats=_QR_ONLY))
