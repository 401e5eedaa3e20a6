"""The addresses below a post’s own."""

from django.urls import path

from forum.pages.bookmarks import views as bookmarks
from forum.pages.illegal_content import views as illegal_content
from forum.pages.posts import (
    history,
    quoting,
    reacting,
    removing,
    replying,
    sharing,
    solving,
    tasks,
    version_acts,
    waiting_edits,
    warning,
    wiki,
)
from forum.pages.posts import views as posts
from forum.pages.reading import views as reading
from forum.pages.reports import views as reports

post_patterns = [
    path("", posts.permalink, name="post"),
    path("edit/", posts.edit, name="post-edit"),
    path("waiting-edit/", waiting_edits.waiting_edit, name="waiting-edit"),
    path("waiting-edit/withdraw/", waiting_edits.withdraw, name="waiting-edit-withdraw"),
    path("quote/", quoting.quote_post, name="post-quote"),
    path("answer/", replying.reply_to_post, name="post-answer"),
    path("replies/", replying.replies, name="post-replies"),
    path("share/", sharing.share, name="post-share"),
    path("task/", tasks.tick, name="post-task"),
    path("tasks/", tasks.tasks, name="post-tasks"),
    path("history/", history.history, name="post-history"),
    path("history/<id:number>/restore/", version_acts.restore_version, name="version-restore"),
    path("history/<id:number>/hide/", version_acts.hide_version, name="version-hide"),
    path("history/<id:number>/show/", version_acts.show_version, name="version-show"),
    path("make-wiki/", wiki.make_wiki, name="post-make-wiki"),
    path("end-wiki/", wiki.end_wiki, name="post-end-wiki"),
    path("remove/", removing.remove, name="post-remove"),
    path("restore/", removing.restore, name="post-restore"),
    path("warn/", warning.warn, name="post-warn"),
    path("solve/", solving.solve, name="post-solve"),
    path("unsolve/", solving.unsolve, name="post-unsolve"),
    path("unread/", reading.unread_from, name="post-unread"),
    path("react/", reacting.react, name="post-react"),
    path("react/take-back/", reacting.take_back, name="post-take-back-reaction"),
    path("reactions/", reacting.reactions, name="post-reactions"),
    path("report/", reports.report_post, name="post-report"),
    path("illegal/", illegal_content.of_post, name="post-illegal"),
    path("bookmark/", bookmarks.bookmark, name="post-bookmark"),
    path("bookmark/add/", bookmarks.add, name="post-bookmark-add"),
    path("bookmark/remove/", bookmarks.remove, name="post-bookmark-remove"),
]
