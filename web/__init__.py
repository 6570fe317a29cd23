"""Plain HTTP beside Streamlit on the same server: sign-in, receipts, files of the office, health.

Own pages are small HTML that works without script. Whatever leaves here as a file was asked of `access` first.
"""

from web.routes import error_pages, middleware, routes

__all__ = ["error_pages", "middleware", "routes"]
