import shutil

import pytest
from babel.messages.pofile import read_po

import words
from cli.languages import texts
from survey import shipped_instruments
from words import DEFAULT, languages


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A copy of the room of words, so that a language can be added to it."""
    shutil.copytree(words.ROOM / DEFAULT, tmp_path / DEFAULT)
    monkeypatch.setattr(words, "ROOM", tmp_path)
    languages.cache_clear()
    yield tmp_path
    languages.cache_clear()


def entries(file):
    with file.open("rb") as catalogue:
        return {message.id: message for message in read_po(catalogue) if message.id}


def test_the_file_holds_every_sentence_of_pages_and_questionnaires_with_the_vietnamese_beside(manage, room):
    done = manage("new-language", "lo")
    assert done.exit_code == 0, done.output
    found = entries(room / "lo" / "all.po")
    assert {"Send the form", "Skip this question"} <= set(found)
    assert found["Send the form"].user_comments == ["Gửi phiếu"]
    for instrument in shipped_instruments().values():
        for text in texts(instrument):
            assert text.by_language["en"] in found
    assert f"còn {len(found):,}".replace(",", ".") in done.output


def test_what_is_translated_stays_when_the_file_is_completed(manage, room):
    manage("new-language", "lo")
    file = room / "lo" / "all.po"
    content = file.read_text(encoding="utf-8")
    file.write_text(
        content.replace('msgid "Send the form"\nmsgstr ""', 'msgid "Send the form"\nmsgstr "ສົ່ງແບບຟອມ"'),
        encoding="utf-8",
    )
    manage("new-language", "lo")
    assert entries(file)["Send the form"].string == "ສົ່ງແບບຟອມ"


@pytest.mark.parametrize(
    ("code", "sentence"), [("vi", "Đã có ngôn ngữ vi."), ("xx-no", "không phải mã ngôn ngữ")]
)
def test_a_code_that_is_no_further_language_is_refused(manage, room, code, sentence):
    done = manage("new-language", code)
    assert done.exit_code != 0
    assert sentence in done.output
    assert not (room / "xx-no").exists()
