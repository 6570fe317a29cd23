import pytest

from web import lean
from web.lean import CommentTooLong


@pytest.fixture
def written(tmp_path, monkeypatch):
    """``written(text)`` is the script as it is sent."""

    def send(text: str) -> str:
        (tmp_path / "some.js").write_text(text, encoding="utf-8")
        return lean.lean("some.js")

    monkeypatch.setattr(lean, "TEMPLATES", tmp_path)
    return send


def test_indents_empty_lines_and_comments_are_not_sent(written):
    assert written("/* Why. */\nif (a) {\n\n  /* How. */\n  b();\n}\n") == "if (a) {\nb();\n}"


@pytest.mark.parametrize("comment", ["/* One\n * two. */", "/* One */ a(); /* two */", "/* One */ a();"])
def test_a_comment_that_does_not_end_its_own_line_is_refused(written, comment):
    with pytest.raises(CommentTooLong, match=r"some\.js, line 2"):
        written(f"a();\n  {comment}\n")
