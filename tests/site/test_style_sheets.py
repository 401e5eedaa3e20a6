"""What a page needs to look right: one style sheet for a visitor, and one more for a member."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.urls import reverse

from forum.boards.models import Board
from forum.notifications.kinds import KINDS
from forum.posts import solving
from forum.serving.static_storage import StaticStorage
from forum.site.style_sheets import IMPORT, style_sheet

STYLES = settings.BASE_DIR / "static" / "css"
# The style sheets of pages, in parts; the admin's and those of the first screens stand alone.
WHOLE = ["forum.css", "member.css"]


def sheets(page):
    return re.findall(r'<link rel="stylesheet" href="/static/css/([^"]+)"', page.text)


@pytest.mark.parametrize(
    "path", ["/", "/latest/", "/tags/", "/search/?q=x", "/accounts/login/", "/help/writing/", "/no/"]
)
def test_a_visitors_page_has_one_style_sheet(path, as_, board):
    assert sheets(as_().get(path)) == ["forum.css"]


@pytest.mark.parametrize("name", ["latest", "my-follows", "notifications", "settings", "moderate", "drafts"])
def test_a_members_page_has_one_more(name, as_, root):
    assert sheets(as_(root).get(reverse(name), follow=True)) == WHOLE


def test_a_topics_page_has_them_too(as_, topic, ada):
    assert sheets(as_().get(topic.get_absolute_url())) == ["forum.css"]
    assert sheets(as_(ada).get(topic.get_absolute_url())) == WHOLE


@pytest.mark.parametrize("name", WHOLE)
def test_a_style_sheet_is_sent_as_one_file_without_comments(name):
    sent = style_sheet(STYLES / name)
    parts = IMPORT.findall((STYLES / name).read_text())
    assert len(parts) > 3
    assert "@import" not in sent
    assert "/*" not in sent
    for part in parts:
        assert style_sheet(STYLES / part) in sent


DRAWN = re.compile(r"\.i-([a-z]+)\b")
NAMED = re.compile(r'\bicon i-([a-z]+)"')


def drawn_in(sheet):
    return set(DRAWN.findall(style_sheet(STYLES / sheet)))


def test_every_icon_that_a_template_or_a_notification_names_is_drawn():
    templates = (settings.BASE_DIR / "templates").rglob("*.html")
    named = {name for path in templates for name in re.findall(r'\{% icon "([a-z]+)" %\}', path.read_text())}
    kinds = {kind.icon for kind in KINDS.values()}
    assert len(named) > 25
    assert len(kinds) > 4
    assert named | kinds <= drawn_in("forum.css") | drawn_in("member.css")


@pytest.mark.parametrize("who", [None, "ada"])
def test_what_a_page_names_is_in_the_sheets_that_it_loads(who, as_, ada, ben, board, topic, say):
    say(ben, topic, "Yes.")
    Board.objects.filter(pk=board.pk).update(takes_solutions=True)
    solving.mark(ada, topic.posts.get(number=2))
    topic.lock(ada)
    browser = as_(ada if who else None)
    drawn = drawn_in("forum.css") | (drawn_in("member.css") if who else set())
    named = set()
    for path in (
        "/",
        board.get_absolute_url(),
        topic.get_absolute_url(),
        "/latest/?tag=x",
        "/tags/",
        "/search/?q=a",
    ):
        named |= set(NAMED.findall(browser.get(path).text))
    assert named >= {"search", "lock", "check", "feed", "follow" if who is None else "bell"}
    assert named <= drawn


def test_scripts_name_one_another_by_the_names_under_which_they_are_collected(tmp_path):
    source = StaticFilesStorage(str(tmp_path / "source"))
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "page.js").write_text('import("./other.js").then(({ open }) => open());\n')
    (tmp_path / "source" / "other.js").write_text("export function open() {}\n")
    storage = StaticStorage(str(tmp_path / "static"))
    (tmp_path / "static").mkdir()
    for name in ("page.js", "other.js"):
        (tmp_path / "static" / name).write_text((tmp_path / "source" / name).read_text())
    for _name, _hashed, processed in storage.post_process(
        {name: (source, name) for name in ("page.js", "other.js")}
    ):
        assert not isinstance(processed, Exception)
    [page] = (tmp_path / "static").glob("page.*.js")
    [other] = (tmp_path / "static").glob("other.*.js")
    assert f'import("./{other.name}")' in page.read_text()


def test_a_visitors_page_names_one_script(as_, topic):
    assert set(re.findall(r"/static/js/[a-z_]+", as_().get(topic.get_absolute_url()).text)) == {
        "/static/js/page"
    }


def test_collected_files_are_as_they_are_sent_and_others_as_they_are(tmp_path):
    source = StaticFilesStorage(str(tmp_path / "source"))
    for name, text in [
        ("css/all.css", '@import "part.css";\n'), ("css/part.css", "/* a */\np {\n  color: red;\n}\n"), ("x.css", "/* b */\n")
    ]:  # fmt: skip
        path = Path(source.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    storage = StaticStorage(str(tmp_path / "static"))
    paths = {name: (source, name) for name in ("css/all.css", "x.css")}
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "x.css").write_text("/* b */\n")
    for _name, _hashed, processed in storage.post_process(paths):
        assert not isinstance(processed, Exception)
    [whole] = (tmp_path / "static" / "css").glob("all.*.css")
    assert whole.read_text() == "p {\ncolor: red;\n}\n"
    [other] = (tmp_path / "static").glob("x.*.css")
    assert other.read_text() == "/* b */\n"
