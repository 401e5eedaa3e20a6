"""Who reacted to the demo's posts, and how: by chance, more to the first post of a topic than to the others."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from random import Random

from accounts.models import User
from forum.demo.dates_and_ids import Plan, PlannedPost, PlannedTopic
from forum.reactions.models import Reaction
from forum.site.models import SiteSettings

WEIGHTS = (10, 5, 3, 2, 2)  # of the reactions that a new forum offers
MOST = 9  # to one post


def write_reactions(plan: Plan, members: Mapping[str, User]) -> None:
    Reaction.objects.bulk_create(
        reaction
        for topic in plan.topics
        for post in topic.posts
        if not post.content.removed_for
        for reaction in _reactions_to(plan, topic, post, members)
    )


def _reactions_to(
    plan: Plan, topic: PlannedTopic, post: PlannedPost, members: Mapping[str, User]
) -> Iterator[Reaction]:
    chance = Random(f"{plan.seed} reactions to {post.id}")
    usual = 0.35 if post.number > 1 else 0.7
    count = 0
    while count < MOST and chance.random() < usual:
        count += 1
    private = topic.content.board in plan.community.boards_of_the_team
    known = plan.community.team if private else plan.joined.keys()
    readers = sorted(name for name in known if plan.joined[name] < post.at and name != post.author)
    chosen = SiteSettings.current().reaction_set[: len(WEIGHTS)]
    for name in chance.sample(readers, min(count, len(readers))):
        [emoji] = chance.choices(chosen, WEIGHTS[: len(chosen)])
        at = min(post.at + timedelta(hours=chance.expovariate(1 / 9)), topic.end)
        # Its author is not notified of what is as old as the post.
        yield Reaction(post_id=post.id, member=members[name], emoji=emoji, created_at=at, is_gathered=True)
