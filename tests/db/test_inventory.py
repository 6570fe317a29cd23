"""Every table and column is described, and the documentation says what the code says."""

import pytest
from sqlalchemy import Column, Integer, Table

from db import inventory as module
from db.inventory import LANGUAGES, InventoryIncomplete, inventory
from db.inventory_page import citizens_table, inventory_page
from db.models import Base
from settings import PROJECT
from survey.suspicion import Reason


@pytest.fixture(autouse=True)
def read_anew():
    inventory.cache_clear()
    yield
    inventory.cache_clear()


def test_every_table_and_column_is_described_in_both_languages() -> None:
    """A new table or column fails here, and the message names it: write its words into db/inventory.toml."""
    described = {f"{table.name}.{column.name}" for table in inventory() for column in table.columns}
    stored = {f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.c}
    assert described == stored
    for table in inventory():
        for said in (table.holds, table.why, table.kept, table.read, *(each.holds for each in table.columns)):
            assert all(said[code].strip() for code in LANGUAGES)
            assert not any(sign in said[code] for code in LANGUAGES for sign in "{}|\n")


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_page_is_what_the_code_says(code: str) -> None:
    """`python manage.py data-inventory --language CODE > docs/data-inventory.CODE.md`"""
    page = PROJECT / "docs" / f"data-inventory.{code}.md"
    assert page.read_text(encoding="utf-8") == inventory_page(code)


@pytest.mark.parametrize("code", LANGUAGES)
def test_citizens_are_told_the_same(code: str) -> None:
    """`python manage.py data-inventory --citizens --language CODE` is the table at the end of their notice."""
    notice = PROJECT / "docs" / f"citizen-notice.{code}.md"
    assert notice.read_text(encoding="utf-8").endswith("\n\n" + citizens_table(code))


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_reason_for_which_a_form_is_marked_is_told(code: str) -> None:
    (reason,) = (
        column
        for table in inventory()
        if table.name == "flag"
        for column in table.columns
        if column.name == "reason"
    )
    assert len(reason.holds[code].split(",")) == len(Reason)


def test_a_table_without_words_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    extra = Table("visit_ticket", Base.metadata, Column("number", Integer, primary_key=True))
    try:
        with pytest.raises(InventoryIncomplete, match=r"without words: visit_ticket\.number"):
            inventory()
    finally:
        Base.metadata.remove(extra)


def test_words_without_a_column_and_words_told_twice_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    told = module._told()
    field = {**told["tables"]["field"], "usual": ["id", "code"]}
    gone = {**told["tables"]["field"]}
    changed = {**told, "tables": {**told["tables"], "field": field, "gone": gone}}
    monkeypatch.setattr(module, "_told", lambda: changed)
    with pytest.raises(InventoryIncomplete) as wrong:
        inventory()
    assert "not in the models: gone.code, gone.id, gone.name" in str(wrong.value)
    assert "told twice: field.code" in str(wrong.value)


def test_what_names_a_person_is_told_to_concern_one() -> None:
    about = {f"{table.name}.{column.name}": column.about for table in inventory() for column in table.columns}
    for name, whom in about.items():
        column = name.partition(".")[2]
        if column in ("officer_id", "badge"):
            assert "officer" in whom, name
        if column in ("answers", "text", "minute", "pace", "response_id", "receipt_digest"):
            assert "citizen" in whom, name
        if column in ("account_id", "username", "password_hash"):
            assert "account" in whom, name
