"""Who may not read any post that has a file gets 404 for it and its thumbnails, from the next request on."""

import pytest
from django.utils import timezone

from forum.attachments.models import Attachment, AttachmentUse
from forum.attachments.uses import MOST
from forum.boards.presets import Preset, apply_preset
from forum.moderation import post_acts, topic_acts, version_acts
from forum.posts import removing, wiki_posts
from forum.posts.models import PendingPost, Post
from forum.posts.post_text import render_text
from forum.posts.revising import revise
from forum.posts.storing import append_posts, call_writers
from forum.topics.models import Topic
from tests.attachments.conftest import content_of, picture, sent


@pytest.fixture
def wide(ben, topic, attached):
    """A picture of Ben's with thumbnails, that no post has yet."""
    attached(ben, topic, sent("wide.jpg", picture(2000, 500, "JPEG")))
    return Attachment.objects.get()


def addresses(attachment):
    yield attachment.address
    if attachment.is_picture:
        yield from (attachment.thumbnail_address(longest) for longest in (640, 1280))


def statuses(browser, attachment):
    return {browser.get(address).status_code for address in addresses(attachment)}


def test_until_it_is_posted_only_its_owner_sees_it(as_, ben, eve, mod, root, wide):
    assert statuses(as_(ben), wide) == {200}
    for other in (None, eve, mod, root):
        assert statuses(as_(other), wide) == {404}


def test_whoever_reads_the_post_sees_its_files(as_, ben, topic, say, wide):
    say(ben, topic, wide.markdown)
    page = as_().get(topic.get_absolute_url()).text
    assert f'<a class="picture" aria-label="Picture without a description" href="{wide.address}">' in page
    assert f'src="{wide.thumbnail_address(1280)}"' in page
    assert 'width="2000" height="500"' in page
    assert statuses(as_(), wide) == {200}


@pytest.mark.parametrize("by", ["author", "moderator"])
def test_a_removed_posts_files_are_gone_at_once_for_all_but_moderators(
    as_, ben, eve, mod, topic, say, wide, by
):
    post = say(ben, topic, wide.markdown)
    etag = as_().get(wide.address).headers["ETag"]
    if by == "author":
        removing.remove(ben, post)
    else:
        post_acts.remove(mod, post, "x")
    for reader in (None, eve, ben):
        assert statuses(as_(reader), wide) == {404}
        # Nor is what a browser has kept said to be good still.
        assert as_(reader, headers={"If-None-Match": etag}).get(wide.address).status_code == 404
    assert statuses(as_(mod), wide) == {200}
    removing.restore(mod, post)
    assert statuses(as_(), wide) == {200}


def test_a_removed_topic_takes_its_files_with_it(as_, ben, eve, mod, topic, say, wide):
    say(ben, topic, wide.markdown)
    topic_acts.remove(mod, topic, "x")
    assert statuses(as_(eve), wide) == statuses(as_(), wide) == statuses(as_(ben), wide) == {404}


def test_a_board_made_private_hides_them_at_once(as_, ben, board, topic, say, wide):
    say(ben, topic, wide.markdown)
    apply_preset(board, Preset.STAFF)
    assert statuses(as_(), wide) == statuses(as_(ben), wide) == {404}


def test_anothers_quote_opens_a_hidden_file_to_nobody(
    as_, root, eve, topic, staff_board, start, say, attached
):
    hidden = start(root, staff_board)
    attached(root, hidden)
    file = Attachment.objects.get()
    say(root, hidden, file.markdown)
    say(eve, topic, file.markdown)
    assert statuses(as_(), file) == statuses(as_(eve), file) == {404}
    assert statuses(as_(root), file) == {200}


def test_what_a_moderator_has_withheld_comes_back_by_no_other_post(as_, ben, eve, mod, topic, say, wide):
    post = say(ben, topic, wide.markdown)
    post_acts.remove(mod, post, "x", is_withheld=True)
    say(ben, topic, f"Again {wide.markdown}")
    assert statuses(as_(), wide) == statuses(as_(eve), wide) == statuses(as_(ben), wide) == {404}


def test_an_edit_that_takes_it_out_hides_it_and_keeps_it_for_the_history(as_, ben, eve, topic, say, wide):
    post = say(ben, topic, wide.markdown)
    revise(ben, post, render_text("Nothing now."), base=1)
    assert statuses(as_(eve), wide) == {404}
    assert statuses(as_(ben), wide) == {200}
    assert AttachmentUse.objects.get().is_current is False
    post.refresh_from_db()
    revise(ben, post, render_text(wide.markdown), base=2)
    assert statuses(as_(eve), wide) == {200}


def test_a_file_of_a_hidden_version_is_put_back_by_no_other_member(as_, ben, eve, mod, topic, say, wide):
    post = say(ben, topic, wide.markdown)
    wiki_posts.make_wiki(ben, post)
    post_acts.edit(mod, post, render_text("Taken out"), base=1)
    assert as_(eve).post(f"/p/{post.pk}/edit/", {"body": wide.markdown, "base": 2}).status_code == 303
    assert statuses(as_(), wide) == {200}
    post.refresh_from_db()
    post_acts.edit(mod, post, render_text("Taken out again"), base=3)
    version_acts.hide(mod, post, 1, "private")
    assert as_(eve).post(f"/p/{post.pk}/edit/", {"body": wide.markdown, "base": 4}).status_code == 303
    assert statuses(as_(), wide) == statuses(as_(eve), wide) == {404}


@pytest.mark.parametrize("mender", ["author", "wiki editor", "moderator"])
def test_who_mends_a_text_shows_nothing_that_another_wrote_into_it(
    as_, ben, eve, mod, topic, say, wide, attached, mender
):
    owner = mod if mender == "moderator" else ben
    if owner is mod:
        attached(mod, topic)
    file = Attachment.objects.get(owner=owner)
    post_acts.remove(mod, say(owner, topic, file.markdown), "x")
    post = say(ben if mender == "author" else eve, topic, "Tow boats")
    wiki_posts.make_wiki(post.author, post)
    say(eve, topic, "Nice")  # from here on each edit is a version

    def edit(browser, body):
        post.refresh_from_db()
        answer = browser.post(f"/p/{post.pk}/edit/", {"body": body, "base": post.revision})
        assert answer.status_code == 303

    many = " ".join(f"/files/{n:022}/x" for n in range(MOST))
    edit(as_(eve), f"{many} {file.markdown}")
    edit(as_(owner), f"{many[31:]} {file.markdown}")
    assert statuses(as_(eve), file) == {404}
    edit(as_(eve), f"Tow boats {file.markdown}")
    assert statuses(as_(eve), file) == {404}
    edit(as_(owner), f"Two boats {file.markdown}")
    assert statuses(as_(eve), file) == statuses(as_(), file) == {404}
    call_writers([topic.posts.get(pk=post.pk)])  # as when it is rendered again
    assert statuses(as_(eve), file) == {404}
    # Nor does whoever takes it out, and then restores what the other wrote.
    edit(as_(owner), "Two boats")
    edit(as_(owner), f"Tow boats {file.markdown}")
    assert statuses(as_(eve), file) == {404}
    # What the owner puts there themselves is shown, and stays when others go on.
    edit(as_(owner), "Two boats")
    edit(as_(owner), f"My two boats {file.markdown}")
    assert statuses(as_(eve), file) == {200}
    edit(as_(eve), f"His two boats {file.markdown}")
    assert statuses(as_(eve), file) == {200}


def test_who_quotes_a_text_shows_nothing_that_another_wrote_into_it(as_, ben, eve, mod, topic, say, wide):
    post_acts.remove(mod, say(ben, topic, wide.markdown), "x")
    say(eve, topic, f"Look: {wide.markdown}")
    post = say(ben, topic, f"> Look: [a boat]({wide.address})\n\nMine, yes.")
    assert statuses(as_(eve), wide) == {404}
    # Taken out of the quotation by its owner, it is shown.
    revise(ben, post, render_text(f"Look: [a boat]({wide.address})\n\nMine, yes."), base=1)
    assert statuses(as_(eve), wide) == {200}


def test_a_file_that_is_sent_into_a_quotation_is_shown(as_, ben, eve, topic, say, wide):
    say(ben, topic, f"> A sign: {wide.markdown}\n\nSo it says.")
    assert statuses(as_(eve), wide) == {200}


def test_an_owner_who_mends_a_text_puts_back_nothing_of_a_hidden_version(
    as_, ben, eve, mod, topic, say, wide
):
    post = say(ben, topic, wide.markdown)
    wiki_posts.make_wiki(ben, post)
    post_acts.edit(mod, post, render_text("Taken out"), base=1)
    version_acts.hide(mod, post, 1, "private")
    for number, (member, words) in enumerate([(eve, "Tow boats"), (ben, "Two boats")], start=2):
        sent = {"body": f"{words} {wide.markdown}", "base": number}
        assert as_(member).post(f"/p/{post.pk}/edit/", sent).status_code == 303
        assert statuses(as_(), wide) == statuses(as_(eve), wide) == {404}


def test_a_post_that_was_edited_before_it_came_here_shows_its_authors_files(as_, ben, mod, topic, wide):
    edited = {"revision": 2, "edited_at": timezone.now(), "edited_by": mod}
    post = Post(author=ben, created_at=timezone.now(), **edited)
    post.write(wide.markdown, render_text(wide.markdown).rendered)
    append_posts(Topic.objects.get(pk=topic.pk), [post])
    assert statuses(as_(), wide) == {200}


def test_a_moderator_who_edits_shows_nobody_what_the_member_has_elsewhere(as_, ben, mod, topic, say, wide):
    post = say(ben, topic, "words")
    post_acts.edit(mod, post, render_text(wide.markdown), base=1)
    assert statuses(as_(), wide) == {404}


def test_a_wrong_size_or_a_guess_is_nothing(as_, ben, topic, say, wide):
    say(ben, topic, wide.markdown)
    browser = as_()
    for address in (
        f"/files/{wide.key}/wide.jpg",
        f"/files/{wide.key}/500x2000/wide.jpg",
        f"/files/{wide.key}/2000x500/320/wide.jpg",
        f"/files/{wide.key[:-1]}/2000x500/wide.jpg",
        f"/files/{'A' * 22}/2000x500/wide.jpg",
        f"/files/{wide.key}/2000x500/",
    ):
        assert browser.get(address).status_code == 404, address


def test_it_is_kept_by_browsers_and_asked_for_each_time(as_, ben, topic, say, wide):
    say(ben, topic, wide.markdown)
    answer = as_().get(wide.address)
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    again = as_(headers={"If-None-Match": answer.headers["ETag"]}).get(wide.address)
    assert again.status_code == 304
    assert "Content-Encoding" not in as_(headers={"Accept-Encoding": "gzip"}).get(wide.address).headers


@pytest.mark.parametrize(
    ("asked", "status", "part", "content_range"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-2", 206, b"89", "bytes 8-9/10"),
        ("bytes=5-999", 206, b"56789", "bytes 5-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
        ("bytes=3-1", 200, b"0123456789", None),
        ("bytes=0-1,3-4", 200, b"0123456789", None),
        ("lines=0-1", 200, b"0123456789", None),
        ("bytes=٣-", 200, b"0123456789", None),
    ],
)
def test_a_part_of_a_file_can_be_had(as_, ben, topic, attached, asked, status, part, content_range):
    address = attached(ben, topic, sent("a.txt", b"0123456789"))["address"]
    answer = as_(ben).get(address, headers={"Range": asked})
    assert (answer.status_code, content_of(answer)) == (status, part)
    assert answer.headers.get("Content-Range") == content_range


def test_a_part_of_what_has_changed_is_the_whole(as_, ben, topic, attached):
    address = attached(ben, topic, sent("a.txt", b"0123456789"))["address"]
    answer = as_(ben).get(address, headers={"Range": "bytes=0-1", "If-Range": '"other"'})
    assert (answer.status_code, content_of(answer)) == (200, b"0123456789")


def test_a_web_server_of_the_owners_can_send_it(as_, ben, topic, attached, settings):
    settings.FILES_X_ACCEL = "/stored-files/"
    address = attached(ben, topic)["address"]
    answer = as_(ben).get(address)
    assert answer.headers["X-Accel-Redirect"] == f"/stored-files/{Attachment.objects.get().stored_as}"
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.content == b""
    assert as_().get(address).status_code == 404


def test_a_file_that_is_gone_from_the_disk_is_no_error(as_, ben, topic, attached, own_folder):
    address = attached(ben, topic)["address"]
    for path in own_folder.rglob("*"):
        if path.is_file():
            path.unlink()
    assert as_(ben).get(address).status_code == 404


def test_what_waits_for_approval_shows_its_files_to_its_moderators_alone(
    as_, ben, eve, mod, root, topic, board, staff_board, start, wide
):
    waiting = PendingPost.objects.create(author=ben, topic=topic, source=f"See {wide.markdown}", key="k")
    assert statuses(as_(mod), wide) == statuses(as_(root), wide) == statuses(as_(ben), wide) == {200}
    assert statuses(as_(), wide) == statuses(as_(eve), wide) == {404}
    # A new topic waits on a board; another's words about the file open it to nobody.
    waiting.delete()
    PendingPost.objects.create(author=eve, board=board, title="Look", source=wide.markdown, key="k")
    assert statuses(as_(mod), wide) == {404}
    PendingPost.objects.create(author=ben, board=staff_board, title="Look", source=wide.markdown, key="k")
    assert statuses(as_(mod), wide) == {404}
    PendingPost.objects.create(author=ben, board=board, title="Look", source=wide.markdown, key="l")
    assert statuses(as_(mod), wide) == {200}
