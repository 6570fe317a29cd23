from streamlit.testing.v1 import AppTest


def broken() -> None:
    from pages.shared.trouble import say_trouble

    assert say_trouble(RuntimeError("SELECT secret FROM table")) is True  # Streamlit adds no words of its own


def test_a_page_that_broke_says_one_sentence_in_vietnamese_and_no_detail():
    page = AppTest.from_function(broken, default_timeout=20).run()
    assert not page.exception
    assert [error.value for error in page.error] == ["Hệ thống đang gặp sự cố. Xin thử lại sau ít phút."]


def test_the_server_uses_it():
    import survey_app

    assert survey_app.app._on_script_error is survey_app.say_trouble
