"""What a decoder that looks for QR symbols finds in a picture."""

from typing import Any

import zxingcpp


def qr_symbols(picture: Any) -> list[zxingcpp.Barcode]:
    """QR symbols only: in some of them, one line of modules looks like a short bar code of another kind."""
    qr_only = zxingcpp.barcode_formats_from_str("QRCode")
    return list(zxingcpp.read_barcodes(picture, formats=qr_only))
