from django.apps import AppConfig


class SpamServicesConfig(AppConfig):
    name = "forum.spam_services"

    def ready(self) -> None:
        from accounts.sign_up import judging
        from forum.posts import approval
        from forum.spam_services import akismet, captcha, stop_forum_spam

        approval.register(akismet.AKISMET)
        judging.register("captcha", captcha.judge, fields=captcha.fields)
        judging.register("stop forum spam", stop_forum_spam.judge)
