"""The addresses of moderators, and those of whoever reported illegal content."""

from django.urls import path

from forum.pages.illegal_content import moderating as illegal_reports
from forum.pages.illegal_content import views as illegal_content
from forum.pages.moderation import alike, bans, member_record, networks, written_by
from forum.pages.moderation import appeals as moderation_appeals
from forum.pages.moderation import figures as moderation_figures
from forum.pages.moderation import log as moderation_log
from forum.pages.moderation import messages as moderation_messages
from forum.pages.moderation import queue as moderation_queue
from forum.pages.moderation import removed as moderation_removed
from forum.pages.moderation import selection as moderation_selection

moderation_patterns = [
    path("", moderation_queue.queue_page, name="moderate"),
    path("to-do/<slug:source>/<id:item>/assign/", moderation_queue.assign, name="moderate-assign"),
    path("to-do/<slug:source>/<id:item>/release/", moderation_queue.release, name="moderate-release"),
    path("to-do/<slug:source>/<id:item>/<slug:decision>/", moderation_queue.decide, name="moderate-decide"),
    path("messages/<id:report_id>/show/", moderation_messages.show_message, name="moderate-show-message"),
    path("together/<slug:key>/", alike.together_page, name="moderate-together"),
    path("illegal/", illegal_reports.reports, name="moderate-illegal"),
    path("illegal/held-back/", illegal_reports.decide_held_back, name="moderate-held-back"),
    path("hold/<slug:on>/<id:thing_id>/", illegal_reports.hold, name="moderate-hold"),
    path("log/", moderation_log.log, name="moderate-log"),
    path("members/<str:username>/", member_record.member_record, name="moderate-member"),
    path("members/<str:username>/written/", written_by.written_by, name="moderate-written"),
    path(
        "members/<str:username>/notes/<id:note_id>/remove/",
        member_record.remove_note,
        name="moderate-remove-note",
    ),
    path(
        "members/<str:username>/notes/<id:note_id>/restore/",
        member_record.restore_note,
        name="moderate-restore-note",
    ),
    path(
        "members/<str:username>/warnings/<id:warning_id>/take-back/",
        member_record.take_warning_back,
        name="moderate-take-warning-back",
    ),
    path("log/export/", moderation_log.export, name="moderate-log-export"),
    path("figures/", moderation_figures.figures_page, name="moderate-figures"),
    path("figures/export/", moderation_figures.export, name="moderate-figures-export"),
    path("bans/", bans.bans, name="moderate-bans"),
    path("bans/<id:ban_id>/lift/", bans.lift_ban, name="moderate-lift-ban"),
    path("networks/", networks.shared_networks, name="moderate-networks"),
    path("removed/", moderation_removed.removed, name="moderate-removed"),
    path("appeals/<id:appeal_id>/", moderation_appeals.own_decision, name="moderate-own-decision"),
    path("selection/<str:on>/", moderation_selection.selection, name="moderate-selection"),
    path("undo/", moderation_log.undo, name="moderate-undo"),
]

illegal_content_patterns = [
    path("confirm/<str:token>/", illegal_content.confirm, name="notice-confirm"),
    path("object/<str:token>/", illegal_content.object_to, name="notice-object"),
    path("<slug:secret>/", illegal_content.receipt, name="notice"),
]
