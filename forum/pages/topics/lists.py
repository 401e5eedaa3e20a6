from django.db.models import QuerySet

from forum.topics.models import PER_PAGE, Topic


def list_page(topics: QuerySet[Topic], number: int) -> list[Topic]:
    """One page of a list. The rows are found in the index alone; only those shown are read."""
    first = (number - 1) * PER_PAGE
    ids = list(topics.values_list("pk", flat=True)[first : first + PER_PAGE])
    rows = Topic.objects.listed().in_bulk(ids)
    return [rows[pk] for pk in ids]
