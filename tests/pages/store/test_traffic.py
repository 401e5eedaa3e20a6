"""Pages from the store are counted as such, also where Django's own middleware shows them."""

from forum.traffic.counting import TRAFFIC
from forum.traffic.models import TrafficHour


def test_a_page_from_the_store_is_a_hit_and_the_one_that_is_made_is_none(store, visitor):
    TRAFFIC.forget()
    for _time in range(3):
        assert visitor.get("/tags/").status_code == 200
    TRAFFIC.write_now()
    row = TrafficHour.objects.get()
    assert (row.requests, row.hits) == (3, 2)
