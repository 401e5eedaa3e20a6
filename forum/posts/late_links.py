"""Edits that turn an accepted text into another one: a link added later, or half of the text replaced."""

from collections import Counter
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forum.posts.approval import Evidence, Reason, Spared, Writing
from forum.posts.differences import WORD, has_letters
from forum.posts.models import Post
from forum.posts.writing_limits import Contents, leads_to_another_site

MOST_SHOWN = 3  # links in the evidence
HALF = 0.5
STEPS_WITHIN = timedelta(days=30)
JUST_WRITTEN = timedelta(minutes=5)


def judge(writing: Writing) -> Evidence | None:
    """Wiki posts are everybody's work, and their history is read by everybody."""
    earlier, protection = writing.earlier, writing.protection
    if earlier is None or earlier.is_wiki or not protection.late_link_posts:
        return None
    links = [*added_links(writing, earlier), *plain_links(writing)]
    share = 0.0 if links else replaced_share(writing, earlier)
    in_steps = 0.0 if links or share > HALF else share_in_steps(writing, earlier)
    if not links and max(share, in_steps) <= HALF:
        return None
    if writing.accepted_posts < protection.late_link_posts:
        who = {"posts": writing.accepted_posts}
    elif is_back(writing):
        who = {"days": protection.late_link_days}
    else:
        return None
    steps = {"in_steps": True} if in_steps else {}
    return {"links": links[:MOST_SHOWN], "share": round(max(share, in_steps) * 100), **who, **steps}


def added_links(writing: Writing, earlier: Post) -> list[str]:
    """Addresses on other sites that it links or shows, and that the post did not name before."""
    before = Contents.of_html(earlier.html)
    rendered = writing.text.rendered
    added = dict.fromkeys([*rendered.links, *rendered.images])
    return [
        address
        for address in added
        if leads_to_another_site(address) and address not in before.links and address not in before.pictures
    ]


def plain_links(writing: Writing) -> list[str]:
    """Titles and the like have no links, but addresses can be read in them."""
    return [link for text in (writing.title, *writing.beside) for link in links_in(text)]


def links_in(text: str) -> list[str]:
    """The addresses on other sites that can be read in a text of one line."""
    words = (word.strip("()[]<>“”\"',.;!") for word in text.split())
    addresses = (f"https://{word}" if word.lower().startswith("www.") else word for word in words)
    return [address for address in addresses if "://" in address and leads_to_another_site(address)]


def replaced_share(writing: Writing, earlier: Post) -> float:
    """Which part of the old words is not in the new text, from 0 to 1: of the text, or of the title.

    Takes one pass through both. Who thinks better of what they have just written, before anybody has answered, has
    replaced nothing.
    """
    if is_just_written(earlier):
        return 0.0
    pairs = [(earlier.source, writing.text.source)]
    if writing.title:
        pairs.append((earlier.topic.title, writing.title))
    return max(_share(before, after) for before, after in pairs)


def share_in_steps(writing: Writing, earlier: Post) -> float:
    """The same of what stood there some weeks ago, where this edit is the step that goes beyond half; else 0."""
    if is_just_written(earlier) or earlier.revision < 2:
        return 0.0
    lately = earlier.revisions.filter(replaced_at__gt=timezone.now() - STEPS_WITHIN, is_early=False)
    first = lately.order_by("number").first()
    if first is None:
        return 0.0
    steps = [(first.source, earlier.source, writing.text.source)]
    if writing.title and first.title:
        steps.append((first.title, earlier.topic.title, writing.title))
    # Where the text had gone beyond half before, that step was seen.
    shares = [_share(old, new) for old, before, new in steps if _share(old, before) <= HALF]
    return max((share for share in shares if share > HALF), default=0.0)


def is_another_text(writing: Writing) -> bool:
    """Whether it is new, or says so much else than the post it changes that it is judged as if it was."""
    earlier = writing.earlier
    return earlier is None or (not earlier.is_wiki and _share(earlier.source, writing.text.source) > HALF)


def is_another_title(writing: Writing) -> bool:
    """Whether most of the title is replaced, with the text as it was or not."""
    earlier = writing.earlier
    if earlier is None or earlier.is_wiki or not writing.title:
        return False
    return _share(earlier.topic.title, writing.title) > HALF


def is_just_written(post: Post) -> bool:
    is_last = post.topic.last_number == post.number
    return post.edited_at is None and is_last and post.created_at > timezone.now() - JUST_WRITTEN


def _share(before: str, after: str) -> float:
    old, new = words_of(before), words_of(after)
    total = old.total()
    return (old - new).total() / total if total else 0.0


def words_of(text: str) -> Counter[str]:
    return Counter(word for word in WORD.findall(text.casefold()) if has_letters(word))


def is_back(writing: Writing) -> bool:
    """Whether they come back from so long away that somebody else may have their account."""
    author, long = writing.author, timedelta(days=writing.protection.late_link_days)
    if author.away_from and author.away_until and author.away_until - author.away_from > long:
        return True  # noted for a week after they came back
    newest = Post.objects.filter(author=author).order_by("-created_at").values_list("created_at", flat=True)
    last = newest.first()
    return last is not None and last < timezone.now() - long


def words_for_moderators(evidence: Evidence) -> str:
    if evidence["links"]:
        links = ", ".join(evidence["links"])
        what = _("An edit adds a link: %(links)s.") % {"links": links}
    elif "in_steps" in evidence:
        what = _("An edit and those before it replace %(share)d %% of the text.") % {
            "share": evidence["share"]
        }
    else:
        what = _("An edit replaces %(share)d %% of the text.") % {"share": evidence["share"]}
    if "days" in evidence:
        words = _("Its author wrote nothing for %(days)d days before.") % {"days": evidence["days"]}
    else:
        words = ngettext(
            "Its author has %(count)d accepted post.",
            "Its author has %(count)d accepted posts.",
            evidence["posts"],
        ) % {"count": evidence["posts"]}
    return f"{what} {words}"


def words_for_author(evidence: Evidence) -> str:
    if evidence["links"]:
        return _("A moderator looks at links that are added later.")
    return _("A moderator looks at edits that replace most of a text.")


LATE_LINK = Reason(
    name="late-link",
    label=gettext_lazy("Edits that add links or replace a text"),
    words=words_for_moderators,
    author_words=words_for_author,
    judge=judge,
    spares=Spared.STAFF,
    of_posts=False,
    of_edits=True,
)
