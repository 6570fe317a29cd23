from datetime import date

import pytest

from db import Store
from db.commands.units import import_units
from db.official_units import UnknownProvince, official_provinces, province_units
from db.queries.units import (
    UnitUnknown,
    by_code,
    children,
    full_name,
    root,
    subtree,
    unit,
)
from survey.offices import UnitKind


def test_a_province_comes_with_every_commune_and_its_centre(store: Store) -> None:
    with store.write() as session:
        import_units(session, "19")
    with store.read() as session:
        kinds = [info.kind for info in subtree(session, root(session).path)]
    # 92 communes in Thái Nguyên: Nghị quyết 1683/NQ-UBTVQH15 (2025).
    assert kinds.count(UnitKind.COMMUNE) == 92
    assert kinds.count(UnitKind.COMMUNE_CENTRE) == 92
    assert kinds.count(UnitKind.PROVINCIAL_CENTRE) == 1
    assert kinds[0] is UnitKind.PROVINCE


def test_importing_a_province_again_changes_nothing(store: Store) -> None:
    with store.write() as session:
        first = import_units(session, "19")
    with store.read() as session:
        before = subtree(session, "/")
    with store.write() as session:
        second = import_units(session, "19")
    with store.read() as session:
        assert subtree(session, "/") == before
    assert (second.added, second.unchanged) == (0, first.added)


def test_two_provinces_stand_beside_each_other(store: Store) -> None:
    with store.write() as session:
        import_units(session, "19")
        import_units(session, "20")
        codes = {info.code for info in subtree(session, by_code(session, "20").path)}
    assert "20-TT" in codes
    assert "19-TT" not in codes


def test_names_are_those_on_the_sign(store: Store) -> None:
    with store.write() as session:
        import_units(session, "19")
        names = {code: by_code(session, code).name for code in ("19-TT", "05443-TT", "19-STP")}
        full = full_name(session, by_code(session, "05443"))
        department = full_name(session, by_code(session, "19-STP"))
    assert names["19-TT"] == "Trung tâm Phục vụ hành chính công tỉnh Thái Nguyên"
    assert names["05443-TT"] == "Trung tâm Phục vụ hành chính công phường Phan Đình Phùng"
    assert names["19-STP"] == department == "Sở Tư pháp tỉnh Thái Nguyên"
    assert full == "Phường Phan Đình Phùng, tỉnh Thái Nguyên"


def test_a_path_lists_the_units_from_the_root_down(store: Store) -> None:
    with store.write() as session:
        import_units(session, "19")
        province, commune, centre = (by_code(session, code) for code in ("19", "05443", "05443-TT"))
        assert centre.path == f"/{province.id}/{commune.id}/{centre.id}/"
        assert centre.ancestor_ids == (province.id, commune.id)
        assert centre.is_within(commune.path)
        assert not commune.is_within(centre.path)
        assert children(session, commune.id) == (centre,)
        assert unit(session, centre.id) == centre


def test_a_one_level_city_has_communes_without_centres_of_their_own() -> None:
    kinds = [new.kind for new in province_units("22")]
    # Quảng Ninh has 54 communes since 1 July 2025: Nghị quyết 1679/NQ-UBTVQH15 (2025).
    assert kinds.count(UnitKind.COMMUNE) == 54
    assert UnitKind.COMMUNE_CENTRE not in kinds
    assert kinds.count(UnitKind.PROVINCIAL_CENTRE) == 1


def test_all_34_provinces_can_be_imported() -> None:
    # 34 provinces: Nghị quyết 202/2025/QH15; 3,321 communes: the resolutions of 16 June 2025.
    assert len(official_provinces()) == 34
    every = [new for code in official_provinces() for new in province_units(code)]
    assert sum(new.kind is UnitKind.COMMUNE for new in every) == 3321
    codes = [new.code for new in every]
    assert len(codes) == len(set(codes))
    assert max(map(len, codes)) <= 32
    assert all("{" not in new.name for new in every)


def test_a_city_is_called_a_city_in_the_names_of_its_offices() -> None:
    names = {new.code: new.name for new in province_units("01")}
    assert names["01"] == "Thành phố Hà Nội"
    assert names["01-TT"] == "Trung tâm Phục vụ hành chính công thành phố Hà Nội"


def test_an_unknown_province_is_refused_with_those_there_are(store: Store) -> None:
    with store.write() as session:
        with pytest.raises(UnknownProvince) as refused:
            import_units(session, "99")
        assert subtree(session, "/") == ()
    assert refused.value.known["19"] == "Tỉnh Thái Nguyên"


def test_a_unit_that_does_not_exist_is_named_in_the_error(store: Store) -> None:
    with store.read() as session:
        with pytest.raises(UnitUnknown, match="77777"):
            by_code(session, "77777")
        with pytest.raises(UnitUnknown):
            unit(session, 5)
        with pytest.raises(UnitUnknown):
            root(session)


def test_a_unit_exists_from_its_first_day_until_the_day_it_ends(store: Store) -> None:
    with store.write() as session:
        import_units(session, "19")
        info = by_code(session, "19")
        assert info.exists_on(date(2025, 7, 1))
        assert not info.exists_on(date(2025, 6, 30))
        assert subtree(session, info.path, date(2025, 6, 30)) == ()
        assert len(subtree(session, info.path, date(2025, 7, 1))) == len(subtree(session, info.path))
