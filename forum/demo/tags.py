from forum.demo.dates_and_ids import Plan
from forum.topics.models import Tag, Topic


def write_tags(plan: Plan) -> dict[str, Tag]:
    """The tags by slug, on the topics that carry them."""
    contents = plan.community.tags
    tags = {
        content.slug: Tag.objects.create(
            slug=content.slug, name=content.name, description=content.description
        )
        for content in contents
    }
    topics = {topic.content.number: topic.id for topic in plan.topics}
    through = Topic.tags.through
    through.objects.bulk_create(
        through(topic_id=topics[number], tag=tags[content.slug])
        for content in contents
        for number in content.topics
    )
    return tags
