"""The polls of the demo, with who voted for what."""

from collections.abc import Mapping
from datetime import timedelta
from random import Random

from accounts.models import User
from forum.demo.content_files import DemoPoll
from forum.demo.dates_and_ids import Plan, PlannedTopic
from forum.polls.models import Ballot, Poll, PollOption, Vote
from forum.posts.models import Post
from forum.posts.storing import call_writers


def write_polls(plan: Plan, members: Mapping[str, User]) -> None:
    topics = {topic.content.number: topic for topic in plan.topics}
    for content in plan.community.polls:
        _write_poll(plan, content, topics[content.topic], members)
    # Their words are found with their posts.
    with_polls = [topics[content.topic].posts[0].id for content in plan.community.polls]
    call_writers(list(Post.objects.filter(pk__in=with_polls).select_related("topic").order_by("pk")))


def _write_poll(plan: Plan, content: DemoPoll, topic: PlannedTopic, members: Mapping[str, User]) -> None:
    poll = Poll.objects.create(
        topic_id=topic.id,
        question=content.question,
        is_secret=content.is_secret,
        ends_at=topic.at + timedelta(days=content.days) if content.days else None,
        voter_count=sum(content.votes),
    )
    options = PollOption.objects.bulk_create(
        PollOption(poll=poll, position=position, text=text, vote_count=count)
        for position, (text, count) in enumerate(zip(content.options, content.votes, strict=True), 1)
    )
    choices = [option for option in options for _vote in range(option.vote_count)]
    voters = sorted(name for name, joined in plan.joined.items() if joined < topic.posts[-1].at)
    voters = Random(f"{plan.seed} {content.topic} votes").sample(voters, len(choices))
    ballots = Ballot.objects.bulk_create(Ballot(poll=poll, member=members[name]) for name in voters)
    Vote.objects.bulk_create(
        Vote(ballot=ballot, option=option) for ballot, option in zip(ballots, choices, strict=True)
    )
