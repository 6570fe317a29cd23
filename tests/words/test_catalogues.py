"""Every sentence in the code has its translation, and every translation its sentence."""

import ast
import re
import string
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from words import SOURCE, languages

PROJECT = Path(__file__).parent.parent.parent
SPEAKING = ("pages", "web", "survey", "qr", "reports", "jobs", "db", "cli", "imports", "words")
SCRIPTS = ("manage.py", "survey_app.py")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence in the code: where, in which forms, and the values it is given (None: not to be seen)."""

    place: str
    forms: tuple[str, ...]
    given: frozenset[str] | None


class SentenceNotWrittenOut(AssertionError):
    """A sentence put together in code, which nobody can translate."""


def placeholders(sentence: str) -> frozenset[str]:
    """The names in braces: "Counter {number}" -> {"number"}."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None)


def said_in(file: Path) -> Iterator[Said]:
    """Every t("..."), t.plural("...", "...") and mark("...") of a file."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"), str(file))):
        if isinstance(node, ast.Call):
            place = f"{file.name}:{node.lineno}"
            forms = _forms(node, place)
            if forms:
                yield Said(place, forms, None if _name(node.func) == "mark" else _given(node))


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _forms(call: ast.Call, place: str) -> tuple[str, ...]:
    wanted = {"t": 1, "mark": 1, "plural": 2}.get(_name(call.func), 0)
    if wanted == 2 and _name(getattr(call.func, "value", call)) != "t":
        return ()
    forms = []
    for argument in call.args[:wanted]:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            forms.append(argument.value)
        elif isinstance(argument, ast.JoinedStr | ast.BinOp):
            raise SentenceNotWrittenOut(place)
    return tuple(forms)


def _given(call: ast.Call) -> frozenset[str] | None:
    names = [keyword.arg for keyword in call.keywords]
    return None if None in names else frozenset(filter(None, names))


def spoken(project: Path) -> list[Said]:
    """Every sentence of the rooms that speak to a person."""
    files = [file for room in SPEAKING for file in sorted((project / room).rglob("*.py"))]
    scripts = [project / name for name in SCRIPTS if (project / name).exists()]
    return [said for file in (*files, *scripts) for said in said_in(file)]


def entries(code: str) -> dict[str, list[Message]]:
    """The entries of each of a language's catalogues, by file name."""
    read = {}
    for path in sorted((PROJECT / "words" / code).glob("*.po")):
        with path.open("rb") as catalogue:
            read[path.name] = [message for message in read_po(catalogue, locale=code) if message.id]
    return read


def forms(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def translations(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


TRANSLATED = [code for code in languages() if code != SOURCE]
ENTRIES = [
    (code, name, message) for code in TRANSLATED for name, all_ in entries(code).items() for message in all_
]


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_sentence_in_the_code_has_a_translation(code: str) -> None:
    known = {
        forms(message)
        for all_ in entries(code).values()
        for message in all_
        if all(translations(message)) and not message.fuzzy
    }
    missing = sorted({(said.forms, said.place) for said in spoken(PROJECT) if said.forms not in known})
    assert missing == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_translation_is_left_over_from_a_sentence_that_is_gone(code: str) -> None:
    used = {said.forms for said in spoken(PROJECT)}
    unused = [
        (name, message.id)
        for name, all_ in entries(code).items()
        for message in all_
        if forms(message) not in used
    ]
    assert unused == []


def test_every_sentence_is_given_exactly_the_values_it_names() -> None:
    wrong = [
        (said.place, said.forms)
        for said in spoken(PROJECT)
        if said.given is not None and said.given != _named(said)
    ]
    assert wrong == []


def _named(said: Said) -> frozenset[str]:
    """What the sentence names; a plural is always given its n."""
    counted = {"n"} if len(said.forms) == 2 else set()
    return frozenset(counted.union(*map(placeholders, said.forms)))


def test_a_translation_names_the_same_values_as_its_sentence() -> None:
    wrong = [
        (name, message.id)
        for _, name, message in ENTRIES
        for translation in translations(message)
        if placeholders(translation) != placeholders(forms(message)[-1])
    ]
    assert wrong == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_two_catalogues_never_translate_one_sentence_differently(code: str) -> None:
    seen: dict[str, tuple[str, ...]] = {}
    for name, all_ in entries(code).items():
        for message in all_:
            first = seen.setdefault(forms(message)[0], translations(message))
            assert first == translations(message), f"{name}: {message.id}"


def test_no_entry_needs_a_context_which_the_code_does_not_give() -> None:
    assert [(name, message.id) for _, name, message in ENTRIES if message.context] == []


VIETNAMESE = [
    (name, text) for code, name, message in ENTRIES if code == "vi" for text in translations(message)
]


@pytest.mark.parametrize(
    ("pattern", "instead"),
    [
        (r"\b[Tt]ỉ lệ\b", "tỷ lệ"),
        (r"\b[Bb]ạn\b", "ông/bà"),
        (r"chắc chắn 95", "vượt mức dao động ngẫu nhiên"),
        (r"công thức SIPAS", "theo phương pháp tính SIPAS"),
        (r"[Nn]gày cán bộ\b|[Cc]án bộ-ngày", "lượt cán bộ theo ngày"),
    ],
)
def test_vietnamese_sentences_use_the_words_that_were_agreed(pattern: str, instead: str) -> None:
    assert [(name, text) for name, text in VIETNAMESE if re.search(pattern, text)] == [], f"write {instead}"


def test_vietnamese_letters_are_single_characters_so_that_every_font_has_them() -> None:
    assert [(name, text) for name, text in VIETNAMESE if not unicodedata.is_normalized("NFC", text)] == []


def test_the_check_reads_sentences_that_exist() -> None:
    assert any(said.forms == ("d MMM yyyy",) for said in spoken(PROJECT))
    assert len(VIETNAMESE) >= 2


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('t("Counter {number}", number=3)', [(("Counter {number}",), {"number"})]),
        ('show(context.t("Send " "the form"))', [(("Send the form",), set())]),
        ('t.plural("{n} form", "{n} forms", n=k)', [(("{n} form", "{n} forms"), {"n"})]),
        (
            'PURPOSES = (mark("To ask"), words.mark("To hand in"))',
            [(("To ask",), None), (("To hand in",), None)],
        ),
        ('t("Hello {name}", **values)', [(("Hello {name}",), None)]),
        ("t(sentence, name=1); stats.t(n - 1 if n else 2); inflect.plural('a', 'b')", []),
    ],
)
def test_sentences_are_found_however_they_are_held(source: str, found: list[object], tmp_path: Path) -> None:
    file = tmp_path / "page.py"
    file.write_text(source, encoding="utf-8")
    assert [(said.forms, said.given) for said in said_in(file)] == found


@pytest.mark.parametrize("source", ['t(f"Counter {number}")', 't("Counter " + number)'])
def test_a_sentence_put_together_in_code_is_refused(source: str, tmp_path: Path) -> None:
    file = tmp_path / "page.py"
    file.write_text(source, encoding="utf-8")
    with pytest.raises(SentenceNotWrittenOut, match=r"page\.py:1"):
        list(said_in(file))
