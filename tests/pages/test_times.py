"""Times as pages write them: what is kept of a day is right at each of its moments, and in each language."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import dateformat
from django.utils.translation import override

from forum.pages.templatetags.dates import formatted

# Those of the templates, one with letters that stand for themselves, and one by another clock.
FORMS = [
    "j F Y, H:i T",
    "j F Y, H:i",
    "j M Y",
    "j M",
    "M Y",
    "c",
    r"j \d\e F \T, H:i",
    "D j M, g:i a",
    "H:i, l",
]
ZONES = ["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kolkata"]
# The night when Berlin has an hour twice among them, and a year's end.
BEGINNINGS = [datetime(2026, 10, 24, 21, 30, tzinfo=UTC), datetime(2026, 12, 31, 20, 7, tzinfo=UTC)]
MOMENTS = [began + timedelta(minutes=23 * step) for began in BEGINNINGS for step in range(20)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("zone", ZONES)
def test_a_time_is_written_as_django_writes_it(form, zone):
    for language in ("en", "de", "en"):
        with override(language):
            for moment in MOMENTS:
                local = moment.astimezone(ZoneInfo(zone))
                assert formatted(local, form, language) == dateformat.format(local, form)


@pytest.mark.parametrize("tag", ["on", "day"])
def test_what_has_no_time_yet_is_written_as_nothing(tag):
    template = Template(f"{{% load dates %}}{{% {tag} moment as words %}}until {{{{ words }}}}.")
    assert template.render(Context({"moment": None})) == "until ."
    assert "3 May 2026" in template.render(Context({"moment": datetime(2026, 5, 3, 12, tzinfo=UTC)}))


def test_two_times_of_one_day_and_one_day_in_two_languages_differ():
    morning, evening = datetime(2026, 5, 3, 7, 5, tzinfo=UTC), datetime(2026, 5, 3, 19, 5, tzinfo=UTC)
    assert formatted(morning, "j F Y, H:i T", "en") == "3 May 2026, 07:05 UTC"
    assert formatted(evening, "j F Y, H:i T", "en") == "3 May 2026, 19:05 UTC"
    with override("de"):
        assert formatted(evening, "j F Y", "de") == "3 Mai 2026"
