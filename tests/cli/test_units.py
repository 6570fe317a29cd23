from click.testing import Result

from tests.cli.conftest import Manage


def last(result: Result) -> str:
    return result.output.strip().splitlines()[-1]


def test_a_province_is_imported_once_and_again_changes_nothing(manage: Manage) -> None:
    # 1 province, 1 centre, 17 agencies of db/data/agencies.csv, 92 communes each with a centre.
    assert last(manage("import-units", "--province", "19")) == "Đã thêm 203 đơn vị, 0 đơn vị đã có từ trước."
    again = manage("import-units", "--province", "19", "--language", "en")
    assert last(again) == "0 units added, 203 were there already."


def test_an_unknown_province_is_refused_in_one_sentence_with_those_there_are(manage: Manage) -> None:
    result = manage("import-units", "--province", "77")
    assert result.exit_code == 1
    assert result.output.startswith(
        "Không có tỉnh, thành phố nào mang mã 77. Các mã hiện có: 01 Thành phố Hà Nội,"
    )
    assert "19 Tỉnh Thái Nguyên" in result.output
    assert len(result.output.splitlines()) == 1


def test_units_are_renamed_merged_split_and_closed(province: Manage) -> None:
    day = ("--on", "01/07/2026", "--language", "en")
    renamed = province("rename-unit", "05443", "--name", "Phường Mới", *day)
    assert last(renamed) == "05443 Phường Mới, from 1 Jul 2026"
    merged = province("merge-units", "05443", "05455", "--code", "05443x", "--name", "Phường Chung",
                      "--on", "02/07/2026")  # fmt: skip
    assert last(merged) == "05443X Phường Chung, từ ngày 02/07/2026"
    split = province(
        "split-unit", "05443-TT", "--part", "05443-T1", "Một", "-", "--part", "05443-T2", "Hai", "-"
    )
    assert (split.exit_code, len(split.output.splitlines())) == (0, 2)
    assert province("close-unit", "05455-TT").exit_code == 0


def test_a_change_of_units_that_cannot_be_is_one_sentence(province: Manage) -> None:
    refused = [
        (("rename-unit", "77777", "--name", "X"), "Không có đơn vị 77777."),
        (("close-unit", "05443"), "Còn đơn vị trực thuộc 05443; hãy kết thúc các đơn vị đó trước."),
        (("close-unit", "05443-TT", "--on", "01/01/2100"),
         "Thay đổi về đơn vị có hiệu lực ngay; hãy chạy lệnh đúng vào ngày thay đổi."),
        (("close-unit", "05443-TT", "--on", "01/07/2025"), "Trước ngày đó đơn vị 05443-TT chưa tồn tại."),
        (("rename-unit", "05443", "--name", " "), "Đơn vị phải có tên."),
        (("rename-unit", "05443", "--name", "X" * 301), "dài quá 300 ký tự"),
        (("split-unit", "05443-TT", "--part", "a b", "Một", "-", "--part", "B", "Hai", "-"),
         "“a b” không phải là mã: mã chỉ gồm chữ A–Z không dấu, chữ số và dấu gạch ngang"),
        (("close-unit", "05443-TT", "--on", "mai"), "“mai” không phải là ngày; hãy ghi như 31/03/2026"),
    ]  # fmt: skip
    for arguments, sentence in refused:
        result = province(*arguments)
        assert (result.exit_code, result.output.strip()) == (1, sentence)


def test_the_list_of_units_gives_the_codes_that_other_lists_ask_for(province: Manage) -> None:
    assert len(province("list-units").output.splitlines()) == 203  # as imported, see above
    below = province("list-units", "--below", "05443").output.splitlines()
    assert [line[:10].rstrip() for line in below] == ["  05443", "* 05443-TT"]
    refused = province("list-units", "--below", "77777")
    assert (refused.exit_code, last(refused)) == (1, "Không có đơn vị 77777.")


def test_where_communes_have_no_centre_only_the_provincial_one_can_have_counters(manage: Manage) -> None:
    assert manage("import-units", "--province", "22").exit_code == 0
    marked = [line[2:].split()[0] for line in manage("list-units").output.splitlines() if line[0] == "*"]
    assert "22-TT" in marked
    assert not any(code.endswith("-TT") and code != "22-TT" for code in marked)
