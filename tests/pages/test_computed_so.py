"""The block that says how figures were computed, with a link to each page that says more."""

from streamlit.testing.v1 import AppTest


def a_page() -> None:
    from pages.shared.results.tables import computed_so
    from words import language

    computed_so(language("vi"), ("01-index", "05-shrunken-share"), "Chỉ số_tính *thế này*.")


def test_a_block_may_lead_to_several_pages():
    page = AppTest.from_function(a_page).run()
    (block,) = page.expander
    assert not page.exception
    assert block.label == "Cách tính"
    assert block.markdown[0].value == r"- Chỉ số\_tính \*thế này\*."
    links = [each.proto.body for each in block.get("html")]
    assert ["/phuong-phap/01-index?lang=vi" in link for link in links] == [True, False]
    assert ["/phuong-phap/05-shrunken-share?lang=vi" in link for link in links] == [False, True]
    assert all('target="_blank"' in link for link in links)
