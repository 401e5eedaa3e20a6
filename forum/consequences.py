"""The functions that the worker calls for each job, and those it calls at intervals.

`forum.jobs.handlers` says what they must expect.
"""

from typing import Any

from accounts.renaming import forget_former_usernames
from forum import limits
from forum.announcements import sending as announcement_sending
from forum.attachments import stray_files
from forum.attachments.models import Attachment
from forum.attachments.purging import keep_for, purge_unused
from forum.backups import requesting
from forum.backups import schedule as backups
from forum.cleanup.member_parts import kept_pictures
from forum.database import statistics
from forum.drafts.models import Draft
from forum.drafts.saving import forget_old as forget_old_drafts
from forum.follows.following_by_mail import delete_unconfirmed
from forum.illegal_content import alerts, deciding, fairness
from forum.illegal_content.forgetting import forget_old as forget_old_notices
from forum.jobs.handlers import every_minute, every_round, on, together
from forum.jobs.models import Job
from forum.legal_holds import holding
from forum.legal_holds.holding import held_members
from forum.link_cards import fetching as link_cards
from forum.link_cards import noting as links
from forum.link_cards import purging as unused_cards
from forum.mail import daily_limit, domain_records, follow_confirmation, sending
from forum.mail.digests import schedule as digests
from forum.members import avatars
from forum.members.closing_accounts import erase_what_was_held
from forum.moderation import ending_pins, queue_notices, quiet_topics, timers
from forum.moderation.moving.places import forget_old_pointers
from forum.moderation.moving.splitting import forget_undo_facts
from forum.notifications.bookmark_reminders import send_due_reminders
from forum.notifications.forgetting import forget_deliveries, forget_read_notifications
from forum.notifications.gathering_reactions import gather_reactions
from forum.notifications.notifying import (
    notify_of_edit,
    notify_of_follow,
    notify_of_post,
    notify_of_posts,
)
from forum.notifications.solutions import notify_of_solution
from forum.posts import automatic_groups, moving
from forum.reading import absence, tallies
from forum.remote_pictures import purging as remote_pictures
from forum.remote_pictures.copying import copy_due
from forum.rerendering import job as rerendering
from forum.search import job as reindexing
from forum.search.changed_posts import look_at_changes
from forum.search.similar_topics import compare_topic
from forum.topics.board_totals import recount_board
from forum.traffic.old_hours import forget_old_hours
from forum.visitor_sessions import bounding


def register() -> None:
    on("post.published", total_board, notify_of_post, tally_topic, links.note_links)
    on("post.published", automatic_groups.look_at_author)
    on("message.published", notify_of_post)
    on(automatic_groups.CHANGED, automatic_groups.look_at_group)
    on("post.edited", notify_of_edit, links.note_links)
    on("post.removed", total_board, tally_topic)
    on("post.restored", total_board, tally_topic)
    on("topic.moderated", total_board)
    on("topic.moved", total_board, total_former_board)
    on(moving.MOVED, total_board, tally_topic, compare_topic)
    on("topic.retagged", compare_topic)
    on("topic.solved", notify_of_solution)
    on("member.followed", notify_of_follow)
    on("follow.requested", follow_confirmation.write_request)
    on(requesting.JOB, backups.back_up_now)
    on(
        "day.began",
        automatic_groups.look_at_all,
        quiet_topics.lock_quiet_topics,
        queue_notices.tell_of_late_items,
    )
    on("day.began", tidy, domain_records.look_up_mail_domain, tallies.begin_recount, gather_reactions)
    on("day.began", statistics.gather)
    on(deciding.DECIDED, deciding.tell_notifiers)
    on(tallies.JOB, tallies.recount_slice)
    on(announcement_sending.JOB, announcement_sending.notify_recipients)
    on(domain_records.JOB, domain_records.look_up_mail_domain)
    on(rerendering.JOB, rerendering.rerender_slice)
    on(reindexing.JOB, reindexing.reindex_slice)
    on(links.JOB, links.note_links)
    register_together()
    keep_for(keys_in_drafts)
    holding.LIFTED.append(erase_what_was_held)
    stray_files.register(avatars.FOLDER, kept_pictures)
    stray_files.register(link_cards.FOLDER, unused_cards.of_cards)
    stray_files.register(remote_pictures.FOLDERS, remote_pictures.of_copies)
    every_round(look_at_changes)
    every_round(sending.Sender().send_due)
    every_round(link_cards.fetch_due)
    every_round(copy_due)
    every_minute(digests.write_due_digests)
    every_minute(send_due_reminders)
    every_minute(timers.run_due_timers)
    every_minute(ending_pins.unpin_due)
    every_minute(look_after_notices)
    every_minute(daily_limit.write_overflow_mails)
    every_minute(backups.look_after_backups)
    every_minute(reindexing.look_after_index)
    every_minute(bounding.delete_expired)
    every_minute(forget_old_hours)


def register_together() -> None:
    """What is done at once for several posts: many are published while one is looked after."""
    together(total_board, total_boards)
    together(tally_topic, tally_topics)
    together(notify_of_post, notify_of_posts)
    together(links.note_links, links.note_links_of_posts)
    together(automatic_groups.look_at_author, automatic_groups.look_at_authors)


def keys_in_drafts(attachments: list[Attachment]) -> set[str]:
    """Those of files that a draft of their owner's names, which may be posted yet."""
    return {
        attachment.key
        for attachment in attachments
        if Draft.objects.filter(
            member=attachment.owner_id, body__contains=f"/files/{attachment.key}/"
        ).exists()
    }


def total_board(*, board_id: int, **_: Any) -> None:
    recount_board(board_id)


def total_boards(jobs: list[dict[str, Any]]) -> None:
    for board_id in sorted({job["board_id"] for job in jobs}):
        recount_board(board_id)


def total_former_board(*, former_board_id: int, **_: Any) -> None:
    recount_board(former_board_id)


def tally_topic(*, topic_id: int, **_: Any) -> None:
    tallies.recount([topic_id])


def tally_topics(jobs: list[dict[str, Any]]) -> None:
    tallies.recount({job["topic_id"] for job in jobs})


def look_after_notices() -> None:
    fairness.let_in()
    alerts.write_overdue()


def tidy(**_: Any) -> None:
    Job.objects.forget_old()
    forget_deliveries()
    forget_read_notifications()
    forget_old_drafts()
    erase_what_was_held()
    delete_unconfirmed()
    forget_former_usernames(but=held_members())
    limits.forget_old()
    forget_old_notices()
    purge_unused()
    remote_pictures.purge_unused()
    stray_files.delete_from_disk()
    unused_cards.purge_unused()
    absence.forget_old()
    forget_old_pointers()
    forget_undo_facts()
