"""Links of members who are little known: in their first posts, and many in few words; and many posts from a network."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.networks import network_of
from forum import limits
from forum.filters import known_places
from forum.filters.folding import fold
from forum.filters.matching import WORD
from forum.posts.approval import Evidence, Reason, Writing
from forum.posts.late_links import plain_links
from forum.posts.writing_limits import leads_to_another_site

MOST_SHOWN = 3
LIMIT = "new-members-posts"
FEWEST_LINKS = 3  # that can be too many


def links_of(writing: Writing) -> list[str]:
    """Addresses on other sites that it links, shows, or has in its title or poll, each once."""
    rendered = writing.text.rendered
    found = [each for each in (*rendered.links, *rendered.images) if leads_to_another_site(each)]
    return list(dict.fromkeys([*found, *plain_links(writing)]))


def judge_first(writing: Writing) -> Evidence | None:
    if writing.accepted_posts >= writing.protection.first_link_posts:
        return None
    links = known_places.unknown(writing, links_of(writing))
    return {"links": links[:MOST_SHOWN], "posts": writing.accepted_posts} if links else None


def judge_density(writing: Writing) -> Evidence | None:
    links = links_of(writing)
    if len(links) < FEWEST_LINKS or not writing.protection.words_per_link:
        return None
    words = len(WORD.findall(fold(writing.text.rendered.text).text))
    return (
        {"links": len(links), "words": words}
        if words < len(links) * writing.protection.words_per_link
        else None
    )


def judge_network(writing: Writing) -> Evidence | None:
    """Counted outside of transactions, so that no refusal takes it back."""
    most = writing.protection.network_posts
    if not most or not writing.ip:
        return None
    usage = limits.spend(LIMIT, network_of(writing.ip))
    count = limits.LIMITS[LIMIT].most - usage.left
    return {"count": count} if count > most else None


def first_words(evidence: Evidence) -> str:
    words = ngettext(
        "Links another site, by a member with %(posts)d accepted post: %(links)s",
        "Links another site, by a member with %(posts)d accepted posts: %(links)s",
        evidence["posts"],
    )
    return words % {"posts": evidence["posts"], "links": ", ".join(evidence["links"])}


def density_words(evidence: Evidence) -> str:
    return _("Many links for its words: %(links)d links, %(words)d words.") % dict(evidence)


def network_words(evidence: Evidence) -> str:
    return _("New members wrote %(count)d posts from this network in an hour.") % dict(evidence)


def author_words(evidence: Evidence) -> str:
    return _("A moderator looks at the links in a member’s first posts.")


def plain_words(evidence: Evidence) -> str:
    return _("A moderator looks at it first.")


REASONS = (
    Reason(
        name="first-links",
        label=gettext_lazy("Links in first posts"),
        words=first_words,
        author_words=author_words,
        judge=judge_first,
    ),
    Reason(
        name="many-links",
        label=gettext_lazy("Many links in few words"),
        words=density_words,
        author_words=author_words,
        judge=judge_density,
    ),
    Reason(
        name="network",
        label=gettext_lazy("Many posts from one network"),
        words=network_words,
        author_words=plain_words,
        judge=judge_network,
    ),
)
