"""Plain HTTP beside Streamlit on the same server: what a poster opens, quick form, tablet, receipts, files, sign-in.

Own pages are small HTML that works without script. Whatever leaves here as a file was asked of `access` first.
"""

from web.routes import error_pages, middleware, routes

__all__ = ["error_pages", "middleware", "routes"]
