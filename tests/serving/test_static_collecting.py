"""Static files are collected when they have changed, and only then."""

import pytest

from forum.serving import static_files


@pytest.fixture
def source(settings, tmp_path):
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "page.css").write_text("p { color: black }")
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.FORUM_DATA = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "forum.serving.static_storage.StaticStorage"}
    }
    return folder


def collected() -> bool:
    said = []
    changed = static_files.collect_changed(said.append)
    assert bool(said) == changed
    return changed


def test_the_first_time_collects_and_the_second_does_not(source, settings):
    assert collected()
    assert list(settings.STATIC_ROOT.glob("page.*.css"))
    assert not collected()


def test_a_changed_file_is_collected(source, settings):
    collected()
    (source / "page.css").write_text("p { color: navy }")
    assert collected()
    assert any("navy" in path.read_text() for path in settings.STATIC_ROOT.glob("page.*.css"))


def test_a_new_file_is_collected(source, settings):
    collected()
    (source / "more.css").write_text("a { color: teal }")
    assert collected()
    assert list(settings.STATIC_ROOT.glob("more.*.css"))


def test_what_was_thrown_away_is_collected_again(source, settings):
    collected()
    (settings.STATIC_ROOT / "staticfiles.json").unlink()
    assert collected()


def test_an_interrupted_collection_is_repeated(source, settings, monkeypatch):
    collected()
    (source / "page.css").write_text("p { color: olive }")

    def interrupted(*words, **options):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(static_files, "call_command", interrupted)
        with pytest.raises(KeyboardInterrupt):
            collected()

    (source / "page.css").write_text("p { color: black }")
    assert collected()
