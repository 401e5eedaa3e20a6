import pytest

from forum.moderation.models import LogEntry
from forum.site.models import SiteSettings


@pytest.fixture
def post(say, ben, topic):
    return say(ben, topic, "A hasty word.")


def remove(browser, post, **fields):
    return browser.post(f"/p/{post.pk}/remove/", {"reason": "", **fields})


def restore(browser, post):
    return browser.post(f"/p/{post.pk}/restore/", {"reason": ""})


def test_an_author_takes_a_post_away_and_brings_it_back(as_, ben, post, topic):
    assert remove(as_(ben), post).status_code == 303
    page = as_().get(topic.get_absolute_url()).text
    assert "A hasty word." not in page
    assert "Removed by its author" in page
    topic.refresh_from_db()
    assert (topic.post_count, topic.last_number) == (1, 2)
    assert restore(as_(ben), post).status_code == 303
    assert "A hasty word." in as_().get(topic.get_absolute_url()).text


def test_an_author_gives_no_reason_and_may_undo_it_at_once(as_, ben, post, topic):
    browser = as_(ben)
    assert 'name="reason"' not in browser.get(f"/p/{post.pk}/remove/").text
    page = browser.post(f"/p/{post.pk}/remove/", follow=True).text
    assert "Post removed." in page
    assert f'<form class="undo" method="post" action="/p/{post.pk}/restore/">' in page
    restore(browser, post)
    post.refresh_from_db()
    assert not post.is_removed


def test_the_last_post_that_stands_is_the_latest(as_, ada, ben, post, topic):
    remove(as_(ben), post)
    topic.refresh_from_db()
    assert topic.last_poster == ada


def test_a_moderator_gives_a_reason_which_is_logged(as_, mod, post, topic):
    assert remove(as_(mod), post).status_code == 422
    assert remove(as_(mod), post, reason="Rude").status_code == 303
    entry = LogEntry.objects.get()
    assert (entry.by, entry.act, entry.post, entry.reason) == (mod, "remove", post, "Rude")
    page = as_().get(topic.get_absolute_url()).text
    assert "Removed by a moderator" in page
    assert "Rude" not in page


def test_the_reason_is_for_the_author_and_moderators(as_, ben, eve, mod, root, post, topic):
    remove(as_(mod), post, reason="Rude")
    for reader in (ben, mod):
        assert "Rude" in as_(reader).get(topic.get_absolute_url()).text
    assert "Rude" not in as_(eve).get(topic.get_absolute_url()).text
    restore(as_(mod), post)
    remove(as_(root), post, reason="Rude")
    assert "Removed by an administrator on <time" in as_().get(topic.get_absolute_url()).text


def test_a_moderator_still_reads_what_was_removed(as_, mod, post, topic):
    remove(as_(mod), post, reason="Rude")
    assert "A hasty word." in as_(mod).get(topic.get_absolute_url()).text


def test_what_a_moderator_removed_its_author_cannot_bring_back(as_, ben, mod, post):
    remove(as_(mod), post, reason="Rude")
    assert restore(as_(ben), post).status_code == 403
    post.refresh_from_db()
    assert post.is_removed


def test_removing_twice_is_removing_once(as_, mod, ben, post):
    for _ in range(2):
        assert remove(as_(mod), post, reason="Rude").status_code == 303
    assert LogEntry.objects.count() == 1
    ben.refresh_from_db()
    assert ben.post_count == 0


def test_reading_the_address_changes_nothing(as_, ben, post):
    assert as_(ben).get(f"/p/{post.pk}/remove/").status_code == 200
    post.refresh_from_db()
    assert not post.is_removed


def test_a_stranger_is_refused_and_a_visitor_signs_in(as_, eve, post):
    assert remove(as_(eve), post, reason="x").status_code == 403
    assert remove(as_(), post, reason="x").status_code == 303
    post.refresh_from_db()
    assert not post.is_removed


def test_a_first_post_with_answers_is_not_its_authors_to_take_away(as_, ada, post, topic):
    assert remove(as_(ada), topic.posts.get(number=1)).status_code == 403


def test_a_topic_without_answers_goes_with_its_only_post(as_, ada, topic, mod):
    answer = remove(as_(ada), topic.posts.get())
    assert answer.url == topic.board.get_absolute_url()
    assert as_().get(topic.get_absolute_url()).status_code == 410
    assert as_(mod).get(topic.get_absolute_url()).status_code == 200


def test_the_permalink_of_a_removed_post_leads_to_its_place(as_, ben, post, topic):
    remove(as_(ben), post)
    assert as_().get(f"/p/{post.pk}/").url == f"{topic.get_absolute_url()}#post-{post.pk}"


def test_a_removed_post_cannot_be_quoted_edited_or_read_in_its_history(as_, ada, ben, mod, post, topic):
    as_(ben).post(f"/p/{post.pk}/edit/", {"body": "A kinder word.", "base": 1})
    remove(as_(mod), post, reason="Rude")
    assert "kinder" not in as_(ada).get(f"{topic.get_absolute_url()}?quote={post.pk}").text
    assert as_(ben).get(f"/p/{post.pk}/edit/").status_code == 403
    assert as_(ben).get(f"/p/{post.pk}/history/").status_code == 403


def test_who_removed_it_is_named_where_the_owner_says_names(as_, eve, mod, post, topic):
    remove(as_(mod), post, reason="Rude")
    assert "Removed by <bdi>mod" not in as_(eve).get(topic.get_absolute_url()).text
    SiteSettings.current().change(names_moderators=True)
    for reader in (None, eve):
        page = as_(reader).get(topic.get_absolute_url()).text
        assert "Removed by <bdi>mod</bdi> on <time" in page
        assert "Removed by a moderator" not in page
