"""How a quick form ends: with its receipt, with thanks once more, or with why there is none."""

from functools import cache

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
from words import Translator, language, languages
from words.problems import problem_sentence


def thanks_page(request: Request, receipt: Receipt, t: Translator) -> Response:
    """The receipt, what it is for, and nothing that asks for another form.

    The other languages are folded in: the code is shown once, so no second request may be needed to read them.
    """
    page, gaps = _thanks(t.code, receipt.repeated)
    return page.response(request, [pretty(receipt.code)] * gaps, quick_headers())


@cache
def _thanks(code: str, repeated: bool) -> tuple[Prepared, int]:
    """The page, and at how many places of it the code stands."""
    t = language(code)
    others = [language(each) for each in languages() if each != code]
    gaps = [gap for each in (*others, t) for gap in _gaps(each)]
    html = quick_html(
        "thanks.html",
        t("Your form has been received. Thank you."),
        t,
        said=_said(t, repeated),
        others=[_said(other, repeated) for other in others],
        address=quick_thanks(t.code),
    )
    return Prepared(html, gaps), len(gaps)


def _gaps(t: Translator) -> tuple[str, str]:
    """Where the receipt's code stands: once to be read, once to be sent by whoever checks it."""
    return f"<!--code {t.code}-->", f"<!--same code {t.code}-->"


def _said(t: Translator, repeated: bool) -> dict[str, str]:
    """What the page says in one language, by the names of its template."""
    code, same_code = map(Markup, _gaps(t))  # names of ours
    return {
        "lang": t.code,
        "name": t.name,
        "title": t("Your form has been received. Thank you."),
        "repeated": t("This form had been received already; it is not counted twice.") if repeated else "",
        "code_label": t("Receipt code"),
        "code": code,
        "same_code": same_code,
        "use": t(
            "Use this code to check that your form is still counted, or to withdraw it. It is shown only once: "
            "please write it down or take a screenshot."
        ),
        "nobody": t("Nobody has the right to ask you to show this code."),
        "receipts": f"{RECEIPT}?{LANGUAGE_PARAMETER}={t.code}",
        "receipts_title": t("Check or withdraw a form that was sent"),
        "close": t("You can close this page now."),
    }


def thanks_again_page(request: Request, place: Place, t: Translator) -> Response:
    """After the page was loaded again: thanks without the receipt, as Streamlit's form says it."""
    html = quick_html(
        "thanks_again.html",
        t("A form has been sent from this page. Thank you."),
        t,
        others=[(other, quick_thanks(each)) for each in languages() if (other := language(each)) != t],
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
