"""Signing in and out with a username and a password."""

import math
from datetime import UTC, datetime, timedelta
from typing import Final

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from access.addresses import SIGN_IN_COOKIE
from db.commands.accounts import SIGN_IN_LASTS, close_sign_in, normal_username, open_sign_in
from db.process import store
from db.queries.accounts import check_password
from settings import settings
from web.forms import FormRefused, read_form
from web.pages import NEVER_STORED, own_page, sorry, translator
from web.patience import Patience
from web.visitor import signed_in, wanted_page

patience: Final = Patience()

_hashing: Final = CapacityLimiter(2)
"""Passwords checked at once; each takes 64 MiB and most of a core for a moment."""

MOST_WAITING: Final = 40
"""Sign-ins that wait for their turn, some two seconds' worth; more are sent away at once and can try again."""


async def sign_in_form(request: Request) -> Response:
    """The form; a visitor who is signed in already may sign in as someone else."""
    return _form(request)


async def sign_in(request: Request) -> Response:
    """Checks the password and hands out the cookie."""
    t = translator(request)
    try:
        form = await read_form(request)
    except FormRefused:
        return sorry(request, t("This form could not be read. Please open it again."), 400)
    if _hashing.statistics().tasks_waiting >= MOST_WAITING:
        return _busy(request)
    username = normal_username(form.get("username", ""))
    wait = patience.try_now(username, datetime.now(UTC))
    if wait > timedelta(0):
        return _form(request, username, _too_often(request, wait), status=429, wait=wait)
    account_id = await to_thread.run_sync(_checked, username, form.get("password", ""), limiter=_hashing)
    if account_id is None:
        return _form(request, username, t("The username or the password is not right."), status=403)
    patience.succeeded(username)
    token = await to_thread.run_sync(_opened, account_id, request.cookies.get(SIGN_IN_COOKIE))
    response = RedirectResponse(wanted_page(request), 303, headers=NEVER_STORED)
    response.set_cookie(
        SIGN_IN_COOKIE,
        token,
        max_age=int(SIGN_IN_LASTS.total_seconds()),
        secure=settings().https,
        httponly=True,
        samesite="lax",
    )
    return response


async def sign_out_form(request: Request) -> Response:
    """A button, because a mere link must not change anything."""
    t = translator(request)
    reader = await signed_in(request)
    if reader is None:
        return RedirectResponse("/", 303, headers=NEVER_STORED)
    sentence = t(
        "You are signed in as {name} ({username}).", name=reader.display_name, username=reader.username
    )
    return own_page(request, "sign_out.html", t("Sign out"), sentence=sentence)


async def sign_out(request: Request) -> Response:
    """Closes this browser's sign-in, also for pages that are still open."""
    token = request.cookies.get(SIGN_IN_COOKIE)
    if token:
        await to_thread.run_sync(_closed, token)
    response = RedirectResponse("/", 303, headers=NEVER_STORED)
    response.delete_cookie(SIGN_IN_COOKIE, secure=settings().https, httponly=True, samesite="lax")
    return response


def _form(
    request: Request, username: str = "", alert: str = "", status: int = 200, wait: timedelta | None = None
) -> Response:
    t = translator(request)
    page = own_page(
        request,
        "sign_in.html",
        t("Sign in"),
        status=status,
        alert=alert,
        username=username,
        username_label=t("Username"),
        password_label=t("Password"),
        forgotten=t("Forgotten? Your administrator can set a new password."),
    )
    if wait is not None:
        page.headers["Retry-After"] = str(math.ceil(wait.total_seconds()))
    return page


def _busy(request: Request) -> Response:
    t = translator(request)
    sentence = t("The system has a problem just now. Please try again in a few minutes.")
    page = sorry(request, sentence, 503, offer_sign_in=True)
    page.headers["Retry-After"] = "60"
    return page


def _too_often(request: Request, wait: timedelta) -> str:
    t = translator(request)
    return t.plural(
        "Too many wrong passwords. Please wait {n} second, then try again.",
        "Too many wrong passwords. Please wait {n} seconds, then try again.",
        n=math.ceil(wait.total_seconds()),
    )


def _checked(username: str, password: str) -> int | None:
    with store().read() as session:
        return check_password(session, username, password)


def _opened(account_id: int, old_token: str | None) -> str:
    with store().write() as session:
        if old_token:
            close_sign_in(session, old_token)
        return open_sign_in(session, account_id, datetime.now(UTC))


def _closed(token: str) -> None:
    with store().write() as session:
        close_sign_in(session, token)
