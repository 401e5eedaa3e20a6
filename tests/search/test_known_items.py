"""Topics of real forums are found again by three words of their first post, where the archives lie beside this checkout."""

import pytest

from tests.load.known_items import ARCHIVES, bring_in, folder, look_for
from tests.plumbing.presence import absent
from tests.plumbing.thoroughness import whole_or

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.mark.parametrize("name", ARCHIVES)
def test_four_of_five_topics_are_among_the_first_five(name):
    path = folder() / name
    if not path.is_dir():
        absent(f"There is no {path}: real archives are not part of this repository")
    findings = look_for(bring_in(path, limit=whole_or(ARCHIVES[name], 25)), seed=11)
    assert findings.asked >= whole_or(180, 15)
    assert findings.share >= 0.8, findings.failures
