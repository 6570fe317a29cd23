import gzip
from pathlib import Path

import brotli
import pytest
import zstandard

from jobs import packed
from jobs.form_files import form_files, form_files_of
from jobs.packed import ENCODINGS, Assets, assets, assets_of, pack

INDEX = """
<script type="module" crossorigin src="./static/js/index.AAAAAAAA.js"></script>
<link rel="modulepreload" crossorigin href="./static/js/base.BBBBBBBB.js">
<link rel="stylesheet" crossorigin href="./static/css/index.CCCCCCCC.css">
"""
SCRIPT = "export const greeting = 'Xin chào ông/bà';\n" * 200
FILES = {
    "js/index.AAAAAAAA.js": SCRIPT,
    "js/base.BBBBBBBB.js": SCRIPT.replace("chào", "mời"),
    "js/Radio.DDDDDDDD.js": 'import{a}from"./base.BBBBBBBB.js";import{b as c}from"./useField.EEEEEEEE.js";'
    + SCRIPT,
    "js/useField.EEEEEEEE.js": 'import"./index.AAAAAAAA.js";import"./gone.FFFFFFFF.js";export{a};',
    "js/RadioButton.GGGGGGGG.js": SCRIPT,
    "css/index.CCCCCCCC.css": "@font-face{}" * 100,
    "media/flake.HHHHHHHH.png": "picture" * 200,
}
UNPACK = {
    "br": brotli.decompress,
    "zstd": lambda content: zstandard.ZstdDecompressor().decompress(content),
    "gzip": gzip.decompress,
}


@pytest.fixture
def found(tmp_path: Path) -> Assets:
    root = tmp_path / "streamlit"
    for path, content in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, encoding="utf-8")
    return assets_of(root, INDEX, "9.9", tmp_path / "var")


def test_the_scripts_of_every_page_are_those_of_the_start_page_in_its_order(found):
    assert found.scripts == ("js/index.AAAAAAAA.js", "js/base.BBBBBBBB.js")


def test_every_text_is_kept_in_every_encoding_and_is_the_same_text(found):
    pack(found)
    for path in ("js/index.AAAAAAAA.js", "js/RadioButton.GGGGGGGG.js", "css/index.CCCCCCCC.css"):
        for encoding in ENCODINGS:
            content = found.packed(path, encoding).read_bytes()
            assert UNPACK[encoding](content).decode() == FILES[path]
            assert len(content) < len(FILES[path]) / 4


def test_pictures_and_tiny_files_are_not_compressed(found):
    pack(found)
    for path in ("media/flake.HHHHHHHH.png", "js/useField.EEEEEEEE.js"):
        assert not any(found.packed(path, encoding).exists() for encoding in ENCODINGS)


def test_what_is_kept_is_not_made_again(found, monkeypatch):
    assert not found.ready
    pack(found)
    assert found.ready
    monkeypatch.setattr(packed, "_pack_one", lambda *_: pytest.fail("made again"))
    pack(found)


def test_work_that_was_cut_short_is_taken_up_where_it_ended(found, monkeypatch):
    pack(found)
    (found.folder / "ready").unlink()
    found.packed("js/base.BBBBBBBB.js", "br").unlink()
    kept = found.packed("js/index.AAAAAAAA.js", "br")
    before = kept.stat().st_mtime_ns
    pack(found)
    assert found.packed("js/base.BBBBBBBB.js", "br").exists()
    assert kept.stat().st_mtime_ns == before
    assert not list(found.folder.rglob("*.br.*"))


def test_another_version_is_kept_elsewhere_and_the_old_one_goes(found, tmp_path):
    pack(found)
    newer = assets_of(tmp_path / "streamlit", INDEX, "10.0", tmp_path / "var")
    assert newer.folder != found.folder
    pack(newer)
    assert newer.ready
    assert not found.folder.exists()


def test_other_files_under_the_same_version_are_kept_elsewhere(found, tmp_path):
    (tmp_path / "streamlit/js/more.IIIIIIII.js").write_text(SCRIPT, encoding="utf-8")
    assert assets_of(tmp_path / "streamlit", INDEX, "9.9", tmp_path / "var").folder != found.folder


def test_a_forms_element_brings_what_it_imports_once_and_not_what_every_page_has(found):
    assert form_files_of(found).ratings == ("js/Radio.DDDDDDDD.js", "js/useField.EEEEEEEE.js")


def test_the_installed_streamlit_has_what_a_form_is_made_of(tmp_path):
    """Fails with a Streamlit that names its files otherwise: then a form would load them late."""
    found, form = assets(tmp_path), form_files(tmp_path)
    assert len(found.files) > 300
    assert found.scripts[0].startswith("js/index.")
    names = {path.removeprefix("js/").split(".")[0] for path in (*form.first_step, *form.ratings)}
    assert names >= {"Html", "purify", "Button", "Radio", "TextArea", "WidgetLabel"}
    assert not set(found.scripts) & {*form.first_step, *form.ratings}
    assert not set(form.first_step) & set(form.ratings)
