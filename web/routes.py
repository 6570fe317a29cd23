"""Which address leads where, and what every answer passes through on its way out."""

from collections.abc import Callable, Mapping
from typing import Any

from starlette.middleware import Middleware
from starlette.routing import Route

from access.addresses import (
    HEALTH,
    KIOSK,
    LOG,
    METHODS,
    POSTER_FILE,
    PRINT_TICKETS,
    QUICK,
    RECEIPT,
    RESULTS_FILE,
    SHORT_LINK,
    SIGN_IN,
    SIGN_OUT,
    STREAMLITS_FORM,
    TICKETS_API,
)
from reports.methods import method_names
from settings import settings
from web.api import METHODS as ASKED_WITH
from web.api import tickets_api
from web.exports import results_file
from web.files import poster_file
from web.headers import SecurityHeaders
from web.health import health
from web.kiosk import kiosk_worker, more_openings, open_kiosk
from web.kiosk_page import WORKER
from web.line import LINE, line_script
from web.methods import all_methods, one_method
from web.names import NAMES, naming_script
from web.opening import open_by_short_link, open_streamlits_form
from web.outbox import OUTBOX
from web.pages import server_error
from web.public_log import (
    SCRIPT,
    log_consistency,
    log_head,
    log_key,
    log_page,
    log_withdrawals,
    verify_script,
)
from web.quick import open_quick_form, outbox, send_quick_form
from web.receipt import check_receipt, receipt_form
from web.receipt_proof import PROOF, receipt_proof
from web.same_origin import SameOrigin
from web.shell import Shell
from web.sign_in import sign_in, sign_in_form, sign_out, sign_out_form
from web.tickets import ask_for_tickets, print_tickets
from web.watched import WATCHED, watched_heads


def routes() -> list[Route]:
    """Our own addresses, those that are asked for most first; everything else is Streamlit's, behind `Shell`."""
    return [
        Route(OUTBOX, outbox, methods=["GET"]),
        Route(f"{QUICK}/{{code}}", open_quick_form, methods=["GET"]),
        Route(f"{QUICK}/{{code}}", send_quick_form, methods=["POST"]),
        Route(SIGN_IN, sign_in_form, methods=["GET"]),
        Route(SIGN_IN, sign_in, methods=["POST"]),
        Route(SIGN_OUT, sign_out_form, methods=["GET"]),
        Route(SIGN_OUT, sign_out, methods=["POST"]),
        Route(RECEIPT, receipt_form, methods=["GET"]),
        Route(RECEIPT, check_receipt, methods=["POST"]),
        Route(PROOF, receipt_proof, methods=["POST"]),
        Route(LOG, log_page, methods=["GET"]),
        Route(f"{LOG}/dau", log_head, methods=["GET"]),
        Route(f"{LOG}/dau/{{size}}", log_head, methods=["GET"]),
        Route(f"{LOG}/khoa", log_key, methods=["GET"]),
        Route(f"{LOG}/noi-tiep", log_consistency, methods=["GET"]),
        Route(f"{LOG}/da-rut", log_withdrawals, methods=["GET"]),
        Route(WATCHED, watched_heads, methods=["GET"]),
        Route(f"{LOG}/{SCRIPT}", verify_script, methods=["GET"]),
        Route(HEALTH, health, methods=["GET"]),
        Route(POSTER_FILE, poster_file, methods=["GET"]),
        Route(PRINT_TICKETS, ask_for_tickets, methods=["GET"]),
        Route(PRINT_TICKETS, print_tickets, methods=["POST"]),
        Route(TICKETS_API, tickets_api, methods=list(ASKED_WITH)),
        Route(RESULTS_FILE, results_file, methods=["GET"]),
        Route(f"{SHORT_LINK}/{{code}}", open_by_short_link, methods=["GET"]),
        Route(LINE, line_script, methods=["GET"]),
        Route(f"{STREAMLITS_FORM}/{{code}}", open_streamlits_form, methods=["GET"]),
        Route(NAMES, naming_script, methods=["GET"]),
        Route(WORKER, kiosk_worker, methods=["GET"]),
        Route(f"{KIOSK}/{{code}}", open_kiosk, methods=["GET"]),
        Route(f"{KIOSK}/{{code}}/phieu", more_openings, methods=["GET"]),
        Route(METHODS, all_methods, methods=["GET"]),
        *(Route(f"{METHODS}/{name}", one_method, methods=["GET"]) for name in method_names()),
    ]


def middleware() -> list[Middleware]:
    """From the outside in; all of it runs before Streamlit's own."""
    return [
        Middleware(SecurityHeaders, public_url=settings().public_url),
        Middleware(SameOrigin, public_url=settings().public_url),
        Middleware(Shell, own=routes()),
    ]


def error_pages() -> Mapping[Any, Callable[..., Any]]:
    """What a person reads when something broke; the trace goes to the log."""
    return {Exception: server_error}
