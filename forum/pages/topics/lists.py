from django.db.models import QuerySet

from forum.pages.pagination import Pages
from forum.topics.models import Topic


def list_page(topics: QuerySet[Topic], pages: Pages) -> list[Topic]:
    """One page of a list. Its rows are found in the index alone; only those shown are read."""
    ids = list(topics.values_list("pk", flat=True)[pages.slice])
    rows = Topic.objects.listed().in_bulk(ids)
    return [rows[pk] for pk in ids]
