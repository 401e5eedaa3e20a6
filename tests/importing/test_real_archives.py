"""Archives of real forums, where they lie beside this checkout. They are read there and stay there."""

import re
from collections import Counter
from html import unescape
from itertools import islice
from pathlib import Path

import pytest
from django.conf import settings

from forum import markup
from forum.importing.converting import Context, References, to_markdown
from forum.importing.converting.code import CodeWatch
from forum.importing.discourse.finding_archives import archive_in
from forum.importing.import_run import ImportRun
from forum.importing.models import Import, OldAddress, OldForum
from forum.importing.report import Report
from forum.posts.models import Post
from forum.topics.models import Topic
from tests.plumbing.presence import absent
from tests.plumbing.thoroughness import whole_or

FOLDER = Path(settings.BASE_DIR).parent / "shared" / "data" / "real"
ARCHIVES = ("discourse-delving", "discourse-urho3d")
SLICE = whole_or(30, 8)  # topics
EVERY = whole_or(9, 60)  # posts


@pytest.fixture(params=ARCHIVES)
def path(request):
    found = FOLDER / request.param
    if not found.is_dir():
        absent(f"There is no {found}: real archives are not part of this repository")
    return found


def kept_posts(path):
    return [post for topic in archive_in(path).topics(Report()) for post in topic.posts if post.becomes_post]


@pytest.mark.django_db
def test_a_slice_of_a_real_forum_comes_in_whole_and_only_once(path, faults):
    for expected in (True, False):
        run = ImportRun(archive_in(path), limit=SLICE)
        assert (run.begin() > 0) == expected
        run.run(lambda count: None)
        assert (run.report.counts["posts"] > 0) == expected
    assert faults() == []
    there = [topic for _, topic in zip(range(SLICE), archive_in(path).topics(Report()), strict=False)]
    posts = [post for topic in there for post in topic.posts if post.becomes_post]
    assert Topic.objects.count() == len(there)
    assert Post.objects.count() == len(posts)
    edited = sum(post.version > 1 for post in posts)
    assert Post.objects.exclude(edited_at=None).count() == edited
    assert OldAddress.objects.exclude(post=None).count() == len(posts)
    assert Post.objects.filter(is_plain=True).count() <= len(posts) // 100


@pytest.mark.django_db
def test_old_links_into_a_real_forum_lead_to_the_right_posts(path, as_):
    run = ImportRun(archive_in(path), limit=3)
    run.begin()
    run.run(lambda count: None)
    first = next(iter(archive_in(path).topics(Report())))
    post = first.posts[-1]
    answer = as_().get(f"/t/{first.slug}/{first.id}/{post.number}")
    assert answer.status_code == 301
    landed = Post.objects.get(pk=int(answer["Location"].strip("/").split("/")[-1]))
    assert landed.created_at == post.created_at
    assert landed.author.username.casefold().startswith(post.author.username.casefold()[:4])


@pytest.mark.django_db
def test_no_old_address_of_a_real_forums_topics_leads_to_another(path, as_, import_path):
    """The numbers there and here overlap, so each bare one could be taken for one of ours."""
    import_path(path, limit=SLICE)
    there = [topic for _, topic in zip(range(SLICE), archive_in(path).topics(Report()), strict=False)]
    here = dict(Import.objects.filter(kind="topic").values_list("foreign_id", "local_id"))
    for topic in there:
        expected = Topic.objects.get(pk=here[str(topic.id)])
        for form in ("/t/{id}", "/t/{id}.json", "/t/{slug}/{id}", "/t/once-called-so/{id}"):
            right = copy_of(expected) if form.endswith(".json") else expected.get_absolute_url()
            led_to = place(as_().get(form.format(id=topic.id, slug=topic.slug)))
            assert led_to == (404 if expected.is_removed else right), form


@pytest.mark.slow
@pytest.mark.django_db
def test_no_old_address_leads_astray_with_two_real_forums_in_one(as_, import_path, faults):
    """Of every topic: its address with its words, by number from a page of its own forum, and of each last post.

    In CI of the first hundred of each forum.
    """
    paths = [FOLDER / name for name in ARCHIVES]
    if not all(path.is_dir() for path in paths):
        absent(f"There are no archives in {FOLDER}: they are not part of this repository")
    limit = whole_or(None, 100)
    for path in paths:
        import_path(path, limit=limit)
    for forum, path in zip(OldForum.objects.all(), paths, strict=True):
        rows = Import.objects.filter(source=forum.source, kind="topic")
        here = Topic.objects.in_bulk(rows.values_list("local_id", flat=True))
        local = {int(there): here[pk] for there, pk in rows.values_list("foreign_id", "local_id")}
        for topic in islice(archive_in(path).topics(Report()), limit):
            moved = local[topic.id]
            expected, copy = (404, 404) if moved.is_removed else (moved.get_absolute_url(), copy_of(moved))
            referer = {"Referer": f"https://{forum.host}/latest"}
            assert place(as_().get(f"/t/{topic.slug}/{topic.id}")) == expected
            assert place(as_().get(f"/t/{topic.id}", headers=referer)) == expected
            assert place(as_().get(f"/t/{topic.id}.json", headers=referer)) == copy
    assert faults() == []


def copy_of(topic):
    """Where a program is led: to the topic's copy for programs."""
    return f"{topic.get_absolute_url().rstrip('/')}.json"


def place(answer):
    return answer["Location"] if answer.status_code == 301 else answer.status_code


def test_every_text_of_a_real_forum_is_converted(path):
    for post in kept_posts(path)[:: whole_or(1, 10)]:
        source = to_markdown(post.raw, Context(References(), post.topic_id, post.cooked))
        assert "\x02" not in source, post.where()
        watch = CodeWatch()
        for line in source.split("\n"):
            watch.is_code(line)
        assert not watch.fence, f"{post.where()} leaves its code open"


def test_a_real_forum_says_the_same_here_as_there(path):
    """The words of the old forum's HTML and of ours, compared: what is lost or invented shows."""
    compared, alike = 0, 0
    for post in kept_posts(path)[::EVERY]:
        context = Context(References(host="old.example"), post.topic_id, post.cooked)
        source = to_markdown(post.raw, context)
        if post.is_hidden or not source or len(source) > markup.LIMIT:
            continue
        theirs, ours = words(post.cooked), words(markup.render(source).html)
        compared += 1
        alike += (theirs & ours).total() >= 0.95 * max(theirs.total(), ours.total())
    assert compared > whole_or(100, 15)
    assert alike >= 0.9 * compared


# What either side says of its own accord: previews, titles of quotations, addresses in full, notes below.
THEIR_OWN = re.compile(
    r'<aside class="onebox.*?</aside>|<div class="(?:title|meta|poll).*?</div>|<a [^>]*class="(?:inline-)?onebox.*?</a>'
    r'|<span class="badge.*?</span>|<section class="footnotes.*|<hr class="footnotes.*|<sup class="footnote.*?</sup>',
    re.DOTALL,
)
BETWEEN = re.compile(r"</?(?:p|br|li|td|th|tr|pre|div|h\d|hr|summary|blockquote)\b[^>]*>|<img[^>]*>")
FULL_ADDRESS = re.compile(r"https?://\S+|\bwrote:")


def words(html):
    bare = re.sub(r"<[^>]*>", "", BETWEEN.sub(" ", THEIR_OWN.sub(" ", html)))
    return Counter(re.findall(r"\w+", FULL_ADDRESS.sub(" ", unescape(bare))))
