"""A head that a file carries is the head that was signed."""

import pytest

from tests.trust.test_heads import HEAD, NOTE, SIGNER
from trust.kept_heads import as_published, in_one_line


@pytest.mark.parametrize(
    "around",
    ["{}", '"a;b";{};"c"\r\n', "Indeks,{},2026-03", "<si><t>{}</t></si>", "12 phiếu\n{}\n"],
)
def test_a_head_in_one_line_is_found_again_in_any_file(around: str) -> None:
    line = in_one_line(NOTE)
    assert "\n" not in line
    assert as_published(around.format(line)) == NOTE
    assert SIGNER.read(as_published(around.format(line))) == HEAD


@pytest.mark.parametrize("text", [NOTE, "", "feedback.example/nhat-ky 1250", "12 a — b"])
def test_what_holds_no_head_in_one_line_stays_as_it_is(text: str) -> None:
    assert as_published(text) == text
