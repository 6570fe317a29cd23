import pytest

from web import lean


@pytest.fixture
def written(tmp_path, monkeypatch):
    """``written(name, text)`` is the file as it is sent."""

    def send(name: str, text: str) -> str:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return lean.lean(name)

    monkeypatch.setattr(lean, "TEMPLATES", tmp_path)
    return send


def test_a_script_goes_out_without_spaces_and_comments_and_with_its_texts_as_they_are(written):
    script = "/* Why.\n * And how. */\nif (a) {\n\n  b('x  = /* y */ 1', /^a b$/, c + +d);\n}\n"
    assert written("some.js", script).replace("\n", "") == "if(a){b('x  = /* y */ 1',/^a b$/,c+ +d);}"


def test_a_style_sheet_goes_out_without_spaces_and_comments(written):
    assert written("some.css", "/* Why. */\n.a > .b {\n  margin: 0 auto;\n}\n") == ".a>.b{margin:0 auto}"
