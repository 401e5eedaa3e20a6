from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FiltersConfig(AppConfig):
    name = "forum.filters"
    verbose_name = _("Filters")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.sign_up import judging
        from forum.filters import bayes, copies, days, form_signals, known_places, link_reasons, words
        from forum.jobs import handlers
        from forum.posts import approval, post_text

        post_text.CHANGES.append(words.replaced)
        approval.CHECKS.extend([words.check, form_signals.check])
        approval.register(words.WORDS, form_signals.FILLED, *link_reasons.REASONS, copies.COPY, bayes.LEARNED)
        judging.register("form", form_signals.judge_sign_up, fields=form_signals.fields)
        handlers.on("post.published", copies.mark_post)
        handlers.together(copies.mark_post, copies.mark_posts)
        handlers.on("post.edited", copies.mark_post)
        handlers.every_minute(copies.mark_older_posts)
        handlers.on("post.published", known_places.note_post)
        handlers.together(known_places.note_post, known_places.note_posts)
        handlers.on("post.edited", known_places.note_post)
        handlers.every_minute(known_places.note_older_posts)
        handlers.on("day.began", days.tidy)
        approval.WHEN_HELD.append(days.count_held)
