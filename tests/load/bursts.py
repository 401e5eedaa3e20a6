"""One member asks two processes for 160 previews, forty at a time: as many are shown as the limit says, no more.

`python -m tests.load.bursts`; on PostgreSQL: `python -m tests.plumbing.postgres python -m tests.load.bursts`.
"""

import sys
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth import get_user_model

from tests.load.dear import ask
from tests.load.ground import PORT
from tests.load.output import say
from tests.load.serving import served
from tests.load.visiting import Person

PREVIEWS, AT_ONCE, LIMIT = 160, 40, 60


def main() -> None:
    with served("--no-worker"):
        member = get_user_model().objects.create_user(f"someone-{uuid.uuid4().hex[:8]}", password="x" * 12)
        person = Person(PORT, member)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = Counter(pool.map(lambda _preview: ask(person, "Look.")[0], range(PREVIEWS)))
    say(
        f"Of {PREVIEWS} previews {answers[200]} were shown, {answers[429]} refused; the limit is {LIMIT} a minute"
    )
    sys.exit(answers[200] != LIMIT)


if __name__ == "__main__":
    main()
