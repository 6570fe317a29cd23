"""How a quick form ends: with its receipt, with thanks once more, or with why there is none."""

from functools import cache
from typing import Final

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from access.addresses import LANGUAGE_PARAMETER, RECEIPT, quick_form, quick_thanks
from db.commands.record import Receipt
from db.queries.places import Place
from survey.wording import counter_title
from trust.codes import pretty
from web.encoding import Prepared
from web.quick_shell import quick_answer, quick_headers, quick_html
from words import Translator, language
from words.problems import problem_sentence

_GAPS: Final = ("<!--code-->", "<!--same_code-->")
"""Where the receipt's code stands in its page: once to be read, once to be sent by whoever checks it."""


def thanks_page(request: Request, receipt: Receipt, t: Translator) -> Response:
    """The receipt, what it is for, and nothing that asks for another form."""
    code = pretty(receipt.code)
    return _thanks(t.code, receipt.repeated).response(request, [code, code], quick_headers())


@cache
def _thanks(code: str, repeated: bool) -> Prepared:
    t = language(code)
    html = quick_html(
        "thanks.html",
        t("Your form has been received. Thank you."),
        t,
        repeated=t("This form had been received already; it is not counted twice.") if repeated else "",
        code_label=t("Receipt code"),
        code=Markup(_GAPS[0]),  # noqa: S704  a name of ours
        same_code=Markup(_GAPS[1]),  # noqa: S704
        use=t(
            "Use this code to check that your form is still counted, or to withdraw it. It is shown only once: "
            "please write it down or take a screenshot."
        ),
        nobody=t("Nobody has the right to ask you to show this code."),
        receipts=f"{RECEIPT}?{LANGUAGE_PARAMETER}={t.code}",
        receipts_title=t("Check or withdraw a form that was sent"),
        close=t("You can close this page now."),
        address=quick_thanks(t.code),
    )
    return Prepared(html, _GAPS)


def thanks_again_page(request: Request, place: Place, t: Translator) -> Response:
    """After the page was loaded again: thanks without the receipt, as Streamlit's form says it."""
    html = quick_html(
        "thanks_again.html",
        t("A form has been sent from this page. Thank you."),
        t,
        place=place.unit_name,
        counter=counter_title(place.counter_number, place.counter_name, place.channel, t),
        shown_once=t("The receipt code was shown once, right after sending. You can close this page now."),
        receipts=f"{RECEIPT}?{LANGUAGE_PARAMETER}={t.code}",
        receipts_title=t("Check or withdraw a form that was sent"),
        further="" if place.ticket else quick_form(place.code, t.code),
        further_title=t("Open another form for another visit"),
    )
    return quick_answer(request, html, 200)


def no_form_page(request: Request, kind: str, t: Translator, status: int, *, sent: bool = False) -> Response:
    """Why there is no form, or why one that was `sent` is not taken, by its name in `words.problems`."""
    html = quick_html(
        "no_form.html",
        t("Your form was not recorded") if sent else t("The form cannot be opened"),
        t,
        sentence=problem_sentence(t, kind),
        home=f"/?{LANGUAGE_PARAMETER}={t.code}",
        type_code=t("Type the code on the sheet"),
    )
    return quick_answer(request, html, status)
