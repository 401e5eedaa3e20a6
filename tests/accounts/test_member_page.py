from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.members import closing_accounts
from forum.moderation import post_acts, topic_acts
from forum.posts import removing
from forum.posts.models import Post
from forum.site.models import SiteSettings
from tests.conftest import join, keeper_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_haste(db):
    SiteSettings.current().change(posts_a_minute=None)


def page(client, member, **query):
    return client.get(reverse("member", args=[member.username]), query)


def said(response):
    return [row.pk for row in response.context["page"].rows]


def test_a_visitor_reads_who_somebody_is(client, ada, topic):
    SiteSettings.current().change(profile_posts=1)
    type(ada).objects.filter(pk=ada.pk).update(about_html="<p>I <strong>mend</strong> bicycles.</p>")
    html = page(client, ada).content.decode()
    for piece in ("Ada Lindqvist", "@ada", "<strong>mend</strong>", topic.title, "How does this work?"):
        assert piece in html
    assert "ada@example.org" not in html
    assert not client.cookies


@pytest.mark.parametrize("spelling", ["ADA", "Ádа", "ａｄａ"])
def test_other_spellings_lead_to_the_one_address(client, ada, spelling):
    response = client.get(reverse("member", args=[spelling]), {"show": "topics"})
    assert (response.status_code, response["Location"]) == (301, "/u/ada/?show=topics")


@pytest.mark.parametrize("name", ["nobody", "\x00", " ", "..", "é" * 3000, "\u200b", "admin"])
def test_a_name_of_nobody_is_not_found(client, ada, name):
    assert client.get(reverse("member", args=[name])).status_code == 404


def test_a_closed_account_is_a_sentence_and_its_name_is_nobodys(client, ada, root, topic):
    closing_accounts.close(ada)
    assert client.get(reverse("member", args=["ada"])).status_code == 404
    response = client.get(reverse("member", args=[f"former-{ada.pk}"]))
    assert response.status_code == 410
    html = response.content.decode()
    assert "This account is closed" in html
    assert topic.title not in html


def test_it_says_since_when_and_how_much_they_wrote(client, ada, ben, topic, say):
    say(ada, topic)
    type(ada).objects.filter(pk=ada.pk).update(last_seen_at=timezone.now() - timedelta(hours=3))
    html = page(client, ada).content.decode()
    for words in ("Joined ", "Last seen ", "3 h", "2 posts", "1 topic", "Member"):
        assert words in html
    assert "0 posts" in page(client, ben).content.decode()


def test_who_hides_when_they_were_last_seen_is_not_betrayed(as_, ada, ben, root):
    ada.last_seen_at, ada.hides_last_seen = timezone.now(), True
    ada.save()
    for reader in (None, ben, root, ada):
        assert "Last seen" not in page(as_(reader), ada).content.decode()


def test_the_numbers_are_of_what_the_reader_may_see(as_, ada, ben, members_board, board, start):
    start(ada, board)
    start(ada, members_board)
    seen = [page(as_(reader), ada).content.decode() for reader in (None, ben)]
    assert ["1 topic" in html for html in seen] == [True, False]
    assert ["2 topics" in html for html in seen] == [False, True]


def test_a_moderator_is_called_so_where_one_sees_what_they_moderate(as_, ada, ben, members_board):
    keeper = keeper_of(members_board)
    assert "Moderator" in page(as_(ben), keeper).content.decode()
    assert "Moderator" not in page(as_(), keeper).content.decode()
    assert "Moderator" not in page(as_(ben), ada).content.decode()


def test_ones_own_page_leads_to_the_settings_and_others_to_following(as_, ada, ben):
    own, other = page(as_(ada), ada).content.decode(), page(as_(ben), ada).content.decode()
    assert "Edit profile" in own
    assert "Ignore" not in own
    assert "Edit profile" not in other
    for words in ("Ignore", "Follow"):
        assert words in other
    assert "Ignore" not in page(as_(), ada).content.decode()


def test_everyone_sees_only_what_they_may_read(
    as_, ada, ben, root, board, members_board, staff_board, start, say
):
    staffer = join("staffer", is_staff=True)
    open_topic, lounge, backroom = start(ada, board), start(ada, members_board), start(staffer, staff_board)
    type(ada).objects.filter(pk=ada.pk).update(is_staff=True)
    ada.refresh_from_db()
    hidden = say(ada, backroom)
    seen = {
        who: set(Post.objects.filter(pk__in=said(page(as_(reader), ada))).values_list("topic", flat=True))
        for who, reader in {"visitor": None, "member": ben, "staff": root}.items()
    }
    assert seen["visitor"] == {open_topic.pk}
    assert seen["member"] == {open_topic.pk, lounge.pk}
    assert seen["staff"] == {open_topic.pk, lounge.pk, hidden.topic_id}


def test_their_topics_are_listed_as_the_reader_sees_them(as_, ada, ben, board, members_board, start):
    topics = [start(ada, board), start(ada, members_board)]
    assert said(page(as_(), ada, show="topics")) == [topics[0].pk]
    assert said(page(as_(ben), ada, show="topics")) == [topics[1].pk, topics[0].pk]


def test_removed_posts_and_topics_are_gone_for_others(client, ada, root, topic, say):
    kept, removed = say(ada, topic), say(ada, topic)
    post_acts.remove(root, removed, "Off topic.")
    assert removed.pk not in said(page(client, ada))
    assert kept.pk in said(page(client, ada))
    topic_acts.remove(root, topic, "Off topic.")
    assert said(page(client, ada)) == said(page(client, ada, show="topics")) == []


def test_moderators_see_that_a_post_was_removed(as_, ada, root, topic, say):
    post = say(ada, topic)
    post_acts.remove(root, post, "Off topic.")
    assert "Removed" in page(as_(root), ada).content.decode()


def test_older_posts_follow_page_by_page_and_each_once(client, ada, topic, say):
    posts = [topic.posts.get()] + [say(ada, topic) for _number in range(44)]
    found, before = [], None
    while True:
        response = page(client, ada, **({"before": before} if before else {}))
        found += said(response)
        before = response.context["page"].before
        if not before:
            break
    assert found == [post.pk for post in reversed(posts)]


def test_posts_of_one_moment_are_all_shown(client, ada, topic, say):
    for _number in range(30):
        say(ada, topic)
    Post.objects.update(created_at=timezone.now() - timedelta(days=1))
    first = page(client, ada)
    second = page(client, ada, before=first.context["page"].before)
    assert len(set(said(first) + said(second))) == 31


@pytest.mark.parametrize("before", ["", "x", "-1", "0", "9" * 30, "١", "1 OR 1=1", "999999"])
def test_a_place_that_is_none_is_not_found(client, ada, topic, before):
    assert page(client, ada, before=before).status_code == 404


def test_a_place_in_hidden_posts_tells_nothing(client, ada, members_board, start):
    hidden = start(ada, members_board).posts.get()
    assert page(client, ada, before=hidden.pk).status_code == 404


def test_pages_without_posts_are_not_for_search_engines(as_, ada, ben, topic, members_board, start):
    assert "noindex" not in page(as_(), ada).content.decode()
    assert "noindex" in page(as_(), ben).content.decode()
    start(ben, members_board)
    assert "noindex" in page(as_(), ben).content.decode()


@pytest.mark.parametrize(("query", "questions"), [({}, 9), ({"show": "topics"}, 12)])
def test_the_page_costs_the_same_for_few_and_many(
    as_, ada, ben, board, start, django_assert_max_num_queries, query, questions
):
    # Topics that are in memory already take one query less.
    client = as_(ben)
    start(ada, board)
    client.get("/")  # so that this process has permissions and settings in memory
    with django_assert_max_num_queries(questions):
        page(client, ada, **query)
    for number in range(15):
        start(ada, board, title=f"Topic {number}")
    with django_assert_max_num_queries(questions):
        assert len(said(page(client, ada, **query))) == 16


def test_names_written_otherwise_lead_to_the_member_and_removed_posts_are_shown_to_moderators_alone(
    as_, ada, eve, mod, board, topic, say
):
    removing.remove(mod, say(ada, topic, "This was wrong."), "wrong")
    say(ada, topic, "This is right.")
    for reader in (eve, mod, eve):
        page_of_ada = as_(reader).get("/u/ada/").text
        assert "This is right." in page_of_ada
        assert ("This was wrong." in page_of_ada) == (reader == mod)
    assert as_(eve).get("/u/ADA/").url == "/u/ada/"
    assert as_(eve).get("/u/nobody/").status_code == 404
