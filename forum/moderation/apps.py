from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "forum.moderation"
    verbose_name = _("Moderation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forum.jobs import handlers
        from forum.mail import composing
        from forum.members import closing_accounts
        from forum.moderation import (
            acts,
            admitting,
            age_acts,
            appointing,
            approval_acts,
            approval_queue,
            author_acts,
            author_mail,
            author_notification,
            ban_acts,
            cleanup,
            cleanup_jobs,
            edit_acts,
            edit_queue,
            hiding,
            holding_acts,
            learning,
            member_acts,
            message_acts,
            message_reports,
            poll_acts,
            post_acts,
            queue,
            queue_notices,
            report_queue,
            silence_acts,
            slow_acts,
            solution_acts,
            tag_acts,
            timers,
            topic_acts,
            version_acts,
            waiting_members,
            warning_acts,
            watch_acts,
            watched_queue,
            wiki_acts,
            writing_acts,
        )
        from forum.moderation.helping import account_acts, adding, sign_in_acts
        from forum.moderation.moving import merging, splitting, telling
        from forum.notifications import kinds
        from forum.posts import removing

        acts.register(
            *topic_acts.ACTS,
            *post_acts.ACTS,
            *warning_acts.ACTS,
            *silence_acts.ACTS,
            *watch_acts.ACTS,
            *age_acts.ACTS,
            *ban_acts.ACTS,
        )
        acts.register(*member_acts.ACTS, *cleanup.ACTS, *message_acts.ACTS)
        acts.register(*wiki_acts.ACTS, *version_acts.ACTS)
        acts.register(*solution_acts.ACTS, *poll_acts.ACTS, *hiding.ACTS)
        acts.register(*sign_in_acts.ACTS, *account_acts.ACTS, adding.added, *appointing.ACTS)
        acts.register(*admitting.ACTS, *approval_acts.ACTS, *edit_acts.ACTS, *slow_acts.ACTS, *timers.ACTS)
        acts.register(*holding_acts.ACTS, *writing_acts.ACTS)
        acts.register(*waiting_members.ACTS)
        queue.register(watched_queue.WATCHED_POSTS)
        queue.register(report_queue.REPORTS, approval_queue.WAITING_POSTS, waiting_members.WAITING_MEMBERS)
        queue.register(edit_queue.WAITING_EDITS, message_reports.MESSAGE_REPORTS)
        acts.register(*splitting.ACTS, *merging.ACTS, *author_acts.ACTS, *tag_acts.ACTS)
        for kind in (author_notification.MODERATED, author_notification.SUSPENSION):
            kinds.register(kind)
            composing.register(kind.name, author_mail.compose)
        kinds.register(telling.POSTS_MOVED)
        handlers.on(telling.JOB, telling.tell_next)
        for kind in (approval_acts.REJECTED, admitting.EXCLUSION, appointing.DISMISSAL, hiding.HIDDEN):
            kinds.register(kind)
            composing.register(kind.name, author_mail.compose)
        kinds.register(appointing.APPOINTMENT)
        kinds.register(admitting.ADMISSION)
        kinds.register(queue_notices.GIVEN_TO_ME)
        kinds.register(queue_notices.LATE_ITEMS)
        handlers.on(queue.GIVEN, queue_notices.tell_given)
        handlers.on("post.reported", hiding.hide_if_reported)
        handlers.on("post.edited", hiding.show_if_edited)
        removing.WHEN_SPAM.append(learning.after_removal)
        handlers.on(learning.JOB, learning.learn)
        handlers.on("author.moderated", author_notification.notify_author)
        handlers.on(cleanup_jobs.REMOVED, cleanup_jobs.remove_batch)
        handlers.on(cleanup_jobs.RESTORED, cleanup_jobs.restore_batch)
        closing_accounts.FORGETTING.extend([account_acts.forget_names, approval_acts.forget_rejected])
