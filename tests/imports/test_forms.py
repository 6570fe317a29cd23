"""The empty lists: what an office fills in reads back."""

import io

import openpyxl
import pytest

from imports import TEMPLATES, RowsRefused, Template, check_rows, read_table, template_csv, template_xlsx
from words import Translator, language, languages

EVERY = [pytest.param(template, language(code), id=f"{template.name}-{code}")
         for template in TEMPLATES.values() for code in languages()]  # fmt: skip


@pytest.mark.parametrize(("template", "t"), EVERY)
@pytest.mark.parametrize("write", [template_csv, template_xlsx])
def test_an_empty_list_has_every_title_and_its_example_is_not_read(
    write, template: Template, t: Translator
) -> None:  # type: ignore[no-untyped-def]
    table = read_table(write(template, t))
    assert table.header.cells == tuple(t(column.title) for column in template.columns)
    assert table.rows == ()
    with pytest.raises(RowsRefused, match="1 problem"):
        check_rows(template, table)


@pytest.mark.parametrize(("template", "t"), EVERY)
def test_the_example_is_a_row_that_would_be_accepted(template: Template, t: Translator) -> None:
    content = template_csv(template, t).decode("utf-8-sig").replace("# ", "", 1)
    assert len(check_rows(template, read_table(content.encode())).entries) in (1, 2)


@pytest.mark.parametrize(("template", "t"), EVERY)
def test_cells_to_fill_in_are_text_so_that_zeros_in_front_stay(template: Template, t: Translator) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx(template, t)))
    sheet = book.worksheets[0]
    # "@" is the format of text: ECMA-376 part 1, 18.8.30 numFmt, id 49.
    assert all(sheet.cell(2, place).number_format == "@" for place in range(1, len(template.columns) + 1))
    assert book.sheetnames == [t("List to fill in"), t("How to fill it in")]


def test_closed_lists_are_offered_for_choice() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx(TEMPLATES["roster"], language("vi"))))
    offered = [rule.formula1 for rule in book.worksheets[0].data_validations.dataValidation]
    assert offered == ['"Tại quầy,Trực tuyến,Qua bưu chính"', '"Buổi sáng,Buổi chiều,Cả ngày"']
