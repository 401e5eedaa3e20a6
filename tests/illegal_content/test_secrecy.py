"""What a removal as illegal hides, and from whom; and that nobody learns of a legal hold but administrators."""

import pytest

from forum.account_merging import merging
from forum.legal_holds import holding
from forum.member_exports.parts import PARTS
from forum.moderation import acts
from forum.moderation.moving import splitting
from forum.posts.models import Post
from forum.site.models import SiteSettings
from tests.illegal_content.stage import notice_of, visitor

pytestmark = pytest.mark.django_db


def hold(root, thing, on="post"):
    acts.find(on, "hold").perform(root, thing, "Letter of the court")


@pytest.mark.parametrize("on", ["post", "topic", "member"])
def test_a_legal_hold_stands_in_no_log_but_that_of_administrators(as_, root, mod, ben, topic, say, on):
    post = say(ben, topic, "A grave text.")
    hold(root, {"post": post, "topic": topic, "member": ben}[on], on)
    SiteSettings.current().change(shows_public_log=True)
    assert "Letter of the court" in as_(root).get("/moderate/log/").text
    for browser in (as_(mod), visitor()):
        for page in ("/moderate/log/", "/log/", "/moderate/"):
            assert "legal hold" not in browser.get(page).text
    assert "Letter of the court" not in as_(mod).get("/moderate/log/").text


def test_a_members_own_data_say_nothing_of_a_hold(root, ben, topic, say):
    hold(root, say(ben, topic, "A grave text."))
    hold(root, ben, "member")
    for part in PARTS:
        assert all(row.get("act") != "hold" for row in part.rows(ben)), part


@pytest.mark.parametrize("decision", ["illegal", "rules"])
def test_what_its_author_removed_before_the_decision_they_do_not_bring_back(
    as_, mod, ben, topic, say, decision
):
    post = say(ben, topic, "A grave text.")
    case = notice_of(post, email="pat@example.net").case
    as_(ben).post(f"/p/{post.pk}/remove/")
    post.refresh_from_db()
    assert post.is_removed
    as_(mod).post(f"/moderate/to-do/illegal/{case.pk}/{decision}/", {"reason": "Because of § 1."})
    as_(ben).post(f"/p/{post.pk}/restore/")
    post.refresh_from_db()
    assert post.is_removed


def test_a_hold_on_a_topic_goes_with_its_posts(root, ben, topic, say):
    post = say(ben, topic, "A grave text.")
    acts.find("topic", "hold").perform(root, topic, "Letter of the court")
    splitting.split(root, topic, [post.pk], title="Elsewhere")
    assert holding.is_held(Post.objects.get(pk=post.pk))


def test_a_hold_on_a_member_stays_on_a_post_that_gets_another_author(root, ben, eve, topic, say):
    post = say(ben, topic, "A grave text.")
    other = say(eve, topic, "Harmless.")
    acts.find("member", "hold").perform(root, ben, "Letter of the court")
    for each, author in ((post, eve), (other, root)):
        acts.find("post", "change-author").perform(root, each, "Wrong account", author=author)
    assert holding.is_held(Post.objects.get(pk=post.pk))
    assert not holding.is_held(Post.objects.get(pk=other.pk))


def test_a_held_account_is_not_merged_into_another(root, ben, eve):
    acts.find("member", "hold").perform(root, ben, "Letter of the court")
    with pytest.raises(merging.Held):
        merging.merge(root, ben, eve)
    ben.refresh_from_db()
    assert ben.closed_at is None


def test_what_was_decided_is_listed_for_those_who_moderate_there(
    as_, mod, root, topic, members_board, start, ada
):
    for number, thing in enumerate((topic, start(ada, members_board, title="Behind doors")), 1):
        case = notice_of(thing, number=number).case
        as_(root).post(f"/moderate/to-do/illegal/{case.pk}/nothing/", {"reason": f"Lawful, said {number}."})
    page = as_(mod).get("/moderate/illegal/").text
    assert "Decided lately" in page and "Lawful, said 1." in page
    assert "Lawful, said 2." not in page and "Behind doors" not in page
