"""Members who come from a forum where they wrote BBCode can go on writing it."""

import pytest
from django.core.management import call_command

from forum.posts.models import Post
from forum.site.models import SiteSettings
from tests.importing.conftest import post, topic

pytestmark = pytest.mark.django_db
QUOTED = '[quote="wren, post:1, topic:5"]\nIt boils.\n[/quote]\n\nIndeed.'
SENTENCE = "People wrote BBCode on the old forum"


@pytest.mark.parametrize("typed", [QUOTED, "So [b]bold[/b].", "[LIST]\n[*]a\n[/LIST]"])
def test_bbcode_is_on_after_an_import_from_a_forum_where_it_was_typed(topic_files, capsys, typed):
    SiteSettings().change(reads_smileys=False)
    call_command("import_discourse", str(topic_files(topic(5, [post(1), post(2, "Otter", typed)]))))
    site = SiteSettings.current()
    assert (site.reads_bbcode, site.reads_smileys, site.reads_maths) == (True, False, False)
    assert SENTENCE in capsys.readouterr().out


@pytest.mark.parametrize("typed", ["a[i] and b[s]", "A word [quote] alone.", "> quoted\n\n**bold**"])
def test_bbcode_stays_off_where_nobody_typed_it(topic_files, capsys, typed):
    call_command("import_discourse", str(topic_files(topic(5, [post(1, raw=typed)]))))
    assert not SiteSettings.current().reads_bbcode
    assert SENTENCE not in capsys.readouterr().out


def test_who_turned_it_off_again_does_not_find_it_on_after_the_next_import(topic_files, import_path):
    import_path(topic_files(topic(5, [post(1, raw=QUOTED)])))
    assert SiteSettings.current().reads_bbcode
    SiteSettings().change(reads_bbcode=False)
    import_path(topic_files(topic(5, [post(1, raw=QUOTED), post(2, raw=QUOTED)])))
    assert Post.objects.count() == 2
    assert not SiteSettings.current().reads_bbcode


def test_what_was_typed_there_is_markdown_here(topic_files, import_path):
    import_path(topic_files(topic(5, [post(1, raw="So [b]bold[/b].")])))
    stored = Post.objects.get()
    assert (stored.source, stored.html.strip()) == (
        "So **bold**.",
        '<p dir="auto">So <strong>bold</strong>.</p>',
    )
