"""What the example app lets moderators do: feature a topic. It keeps in memory which are featured."""

from forum.moderation.acts import Act
from forum.moderation.topic_acts import TOPIC

featured: set[int] = set()

feature = Act(
    name="feature",
    on=TOPIC,
    opposite="unfeature",
    label="Feature",
    effect="It is shown above the boards.",
    done_to_many="%(count)d topics are featured now.",
    restricts=False,
    log_words="featured",
    detail_words=lambda detail, boards: f"as number {detail['place']}",
    notification="A moderator featured your topic “%(topic)s”",
    is_due=lambda topic: topic.pk not in featured,
    change=lambda by, topic, reason: featured.add(topic.pk) or {"place": len(featured)},
)

unfeature = Act(
    name="unfeature",
    on=TOPIC,
    opposite="feature",
    label="Unfeature",
    effect="It is shown on its board alone.",
    done_to_many="%(count)d topics are featured no more.",
    restricts=False,
    log_words="unfeatured",
    is_due=lambda topic: topic.pk in featured,
    change=lambda by, topic, reason: featured.remove(topic.pk),
)
