from collections import deque
from collections.abc import Callable, Iterator, Mapping

from forum import markup
from forum.importing.drafts import PostDraft, TopicDraft
from forum.importing.report import Report
from forum.markup.pipeline import plain_rendering
from forum.markup.results import CROWDED


def render_drafts(
    drafts: Iterator[TopicDraft],
    members_in: Callable[[str], Mapping[str, str]],
    report: Report,
    options: markup.Options,
) -> Iterator[TopicDraft]:
    """Render the texts of the drafts in other processes, a little ahead of the caller."""
    waiting: deque[TopicDraft] = deque()

    def texts() -> Iterator[tuple[tuple[TopicDraft, PostDraft], str, Mapping[str, str]]]:
        for draft in drafts:
            waiting.append(draft)
            for post in draft.posts:
                yield (draft, post), post.source, members_in(post.source)

    for (draft, post), result in markup.render_many(texts(), limit=markup.LONGEST, options=options):
        if isinstance(result, markup.Refused):
            # Nothing is shortened and nothing left out: what is not taken as Markdown is shown as it is.
            result = plain_rendering(post.source, CROWDED)
        if result.plain:
            report.warn("plain", post.foreign.where())
        post.rendered = result
        draft.waiting -= 1
        while waiting and waiting[0].waiting == 0:
            yield waiting.popleft()
