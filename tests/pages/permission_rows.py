"""The rows of the permission matrix; `permission_matrix` says what the letters mean and who each column is.

Columns: visitor, new, member, suspended, silenced, elsewhere, moderator, everywhere, admin.
"""

# By the codes for GET and POST the names of the addresses; `none` where there is no such method.
# An act or a decision may have a row of its own, with its name behind that of the address.
BY_CODES = {
    "foof.oooo fnnf.nnnn": """
        draft-save
    """,
    "foof.oooo none": """
        member-suggestions notifications-count notifications-newest people-completion reference-completion titled-alike
    """,
    "lffl.ffff lffl.ffff": """
        post-tasks
    """,
    "lffl.fffo lffl.fffw": """
        setup:boards setup:email setup:look
    """,
    "lffl.ffoo lffl.ffrr": """
        member-act
    """,
    "lffl.ffoo lffl.ffww": """
        member-clean-up
        member-act:remove-recent
        member-act:suspend
    """,
    "lffl.ffrr lffl.ffoo": """
        admin:login
    """,
    "lffl.fnnn lffl.fnnn": """
        version-hide
    """,
    "lffl.fooo lffl.frrr": """
        post-restore topic-act
    """,
    "lffl.fooo lffl.fwww": """
        poll-change post-edit post-remove
        topic-act:move
        topic-act:remove
        topic-act:set-timer
        topic-act:slow-mode
    """,
    "lffl.nnnn lffl.nnnn": """
        moderate-decide:clean-ups:confirm moderate-decide:clean-ups:decline
    """,
    "lffl.nooo lffl.nwww": """
        moderate-decide:posts:reject
    """,
    "lffl.nrrr lffl.nrrr": """
        moderate-decide
    """,
    "lffl.oooo none": """
        moderate moderate-log moderate-removed
    """,
    "llll.llff llll.llff": """
        admin:accounts_user_delete admin:admin_logentry_add admin:admin_logentry_delete admin:backups_backup_add
        admin:backups_backup_delete admin:jobs_job_add admin:jobs_job_delete admin:link_cards_linkcard_add
        admin:link_cards_linkcard_delete admin:moderation_logentry_add admin:moderation_logentry_delete
        admin:notifications_delivery_add admin:notifications_delivery_delete admin:posts_post_add
        admin:posts_post_delete admin:remote_pictures_remotepicture_add admin:remote_pictures_remotepicture_delete
        admin:reports_report_add admin:reports_report_delete admin:site_sitesettings_add admin:site_sitesettings_delete
        admin:topics_topic_add admin:topics_topic_delete
    """,
    "llll.llff none": """
        admin:autocomplete
    """,
    "llll.llfo llll.llff": """
        admin:jobs_job_change admin:link_cards_linkcard_change admin:remote_pictures_remotepicture_change
    """,
    "llll.llfo llll.llfo": """
        admin:accounts_user_add admin:admin_logentry_changelist admin:announcements_announcement_add
        admin:announcements_announcement_change admin:announcements_announcement_changelist
        admin:announcements_announcement_delete admin:announcements_announcement_history admin:auth_group_add
        admin:auth_group_change admin:auth_group_changelist admin:auth_group_history admin:backups_backup_changelist
        admin:boards_board_add admin:boards_board_change admin:boards_board_changelist admin:boards_board_history
        admin:boards_board_seen_by admin:jobs_job_changelist admin:jobs_job_history admin:link_cards_linkcard_changelist
        admin:link_cards_linkcard_history admin:logo_and_icon admin:mail_suppressedaddress_add
        admin:mail_suppressedaddress_changelist admin:notifications_delivery_changelist admin:own_pages_ownpage_add
        admin:own_pages_ownpage_change admin:own_pages_ownpage_changelist admin:own_pages_ownpage_delete
        admin:own_pages_ownpage_history admin:remote_pictures_remotepicture_changelist
        admin:remote_pictures_remotepicture_history admin:reports_reportreason_add admin:reports_reportreason_changelist
        admin:site_sitesettings_change admin:site_sitesettings_history admin:topics_tag_add admin:topics_tag_change
        admin:topics_tag_changelist admin:topics_tag_delete admin:topics_tag_history
    """,
    "llll.llfo llll.llfr": """
        admin:boards_board_matrix admin:older_posts
    """,
    "llll.llfo llll.llfw": """
        admin:send_announcement admin:site_links
    """,
    "llll.llfr llll.llff": """
        admin:admin_logentry_change admin:backups_backup_change admin:mail_suppressedaddress_change
        admin:notifications_delivery_change
    """,
    "llll.llfr llll.llfr": """
        admin:auth_group_delete admin:boards_board_delete admin:mail_suppressedaddress_delete
        admin:reports_reportreason_change admin:reports_reportreason_delete
    """,
    "llll.llnn llll.llnn": """
        /admin/nowhere
    """,
    "llll.llno llll.llno": """
        admin:app_list
    """,
    "llll.lloo llll.llff": """
        admin:moderation_logentry_change admin:posts_post_change admin:reports_report_change admin:topics_topic_change
    """,
    "llll.lloo llll.llfr": """
        admin:accounts_user_change
    """,
    "llll.lloo llll.lloo": """
        admin:accounts_user_changelist admin:accounts_user_history admin:accounts_user_suggestions admin:index
        admin:moderation_logentry_changelist admin:moderation_logentry_history admin:posts_post_changelist
        admin:posts_post_history admin:reports_report_changelist admin:reports_report_history
        admin:topics_topic_changelist admin:topics_topic_history
    """,
    "llll.lloo none": """
        admin:jsi18n admin:password_change_done
    """,
    "llll.llrr llll.llrr": """
        admin:admin_logentry_history admin:backups_backup_history admin:mail_suppressedaddress_history
        admin:notifications_delivery_history admin:password_change admin:reports_reportreason_history
        admin:site_sitesettings_changelist admin:object
    """,
    "lnnl.nnnn lnnl.nnnn": """
        mfa_deactivate_totp mfa_download_recovery_codes
    """,
    "lnnl.nnnn none": """
        act-notice avatar-whole mfa_view_recovery_codes notification rejected-post
    """,
    "lnnl.nnno none": """
        draft
    """,
    "lool.ooof lool.ooof": """
        account_reauthenticate
    """,
    "lool.oooo fnnf.nnnn": """
        attachment-upload
    """,
    "lool.oooo lrrl.rrrr": """
        account_email notification-preferences post-bookmark post-quote privacy settings usersessions_list
    """,
    "lool.oooo lrrl.rrrw": """
        close-account
    """,
    "lool.oooo lwwl.wwww": """
        avatar-settings member-report my-follows post-report reading-preferences start topic-new topic-report
    """,
    "lool.oooo none": """
        account-settings away bookmarks drafts mfa_index mfa_list_webauthn mine my-reactions notifications poll-changes
        poll-voters post-history unread
    """,
    "lool.ooor lool.ooor": """
        account_change_password
    """,
    "lrrl.rrrf lrrl.rrrf": """
        mfa_reauthenticate mfa_reauthenticate_webauthn
    """,
    "lrrl.rrrn lrrl.rrrn": """
        mfa_edit_webauthn mfa_remove_webauthn
    """,
    "lrrl.rrro lrrl.rrro": """
        account_set_password mfa_activate_totp mfa_add_webauthn mfa_generate_recovery_codes
    """,
    "lrrl.rrrr lrrl.rrrr": """
        account_confirm_login_code automatic-following mfa_authenticate mfa_login_webauthn post-answer
    """,
    "lrrl.rrrr lwwl.wwww": """
        email-preferences following-preferences ignored
    """,
    "nnnn.nnnn nnnn.nnnn": """
        provider-webhook revert-address-change
    """,
    "nnnn.nnnn none": """
        attachment card-picture copied-picture feed picture thumbnail topic-go-to topic-new-posts
        /users/ben/summary
        /tag/quiet/1
    """,
    "nnnn.nnrr none": """
        /c/backroom/7
        /p/7771/1
        /posts/7771.json
        /posts/by_number/777/1
        /raw/777
        /t/old/777.rss
    """,
    "none ffff.ffff": """
        post-task
    """,
    "none fnnf.nnnn": """
        topic-seen
    """,
    "none foof.oooo": """
        paste
    """,
    "none fwwf.wwww": """
        preview
    """,
    "none lffl.ffff": """
        moderate-undo
    """,
    "none lffl.fffr": """
        setup:finish
    """,
    "none lffl.fnnn": """
        version-restore version-show
    """,
    "none lffl.frrr": """
        post-end-wiki post-make-wiki post-solve post-unsolve
    """,
    "none lffl.nnnn": """
        moderate-assign:clean-ups moderate-release:clean-ups
    """,
    "none lffl.nrrr": """
        moderate-assign moderate-release
    """,
    "none llll.llff": """
        admin:boards_board_order admin:moderation_logentry_undo
    """,
    "none llll.llfr": """
        admin:backups_backup_now admin:checklist
    """,
    "none llll.llfw": """
        admin:boards_board_members admin:boards_board_moderators
    """,
    "none lnnl.nnnn": """
        attachment-delete notifications-read read-undo topic-read-undo
    """,
    "none lrrl.rrrr": """
        away-done board-follow board-read board-unfollow dismiss-banner draft-discard draft-restore feed-key ignore
        my-follows-undo person-follow person-unfollow post-bookmark-add post-bookmark-remove post-take-back-reaction
        post-unread read-everything stop-ignoring tag-follow tag-read tag-unfollow topic-follow topic-read
        topic-unfollow waiting-withdraw
    """,
    "none lwwl.wwww": """
        poll-vote post-react reply time-zone
    """,
    "none nnnn.nnnn": """
        mail-hook
    """,
    "none rrrr.rroo": """
        admin:logout
    """,
    "onno.nnnn onno.nnnn": """
        unsubscribe
    """,
    "onno.nnnn wnnw.nnnn": """
        mail-level
    """,
    "oooo.oooo nnnn.nnnn": """
        account_confirm_email
    """,
    "oooo.oooo none": """
        account_email_verification_sent account_inactive account_reset_password_done
        account_reset_password_from_key_done board-feed board-followers boards browser-suggestions draft-token
        emoji-completion keys-help latest new oembed opensearch person-feed person-followers post-reactions post-replies
        robots search search-suggestions searching-help site-feed sitemap sitemap-members sitemap-pages sitemap-topics
        tag tag-feed tag-followers tags top topic topic-copy topic-feed topic-followers topic-news training unanswered
        username-check writing-help
    """,
    "oooo.oooo oooo.oooo": """
        account_reset_password account_reset_password_from_key alive announcement board home mail-confirm manifest
        member own-page ready
    """,
    "orro.rrrr orro.rrrr": """
        account_login account_signup
    """,
    "orro.rrrr wrrw.rrrr": """
        follow-by-mail
    """,
    "roor.oooo rrrr.rrrr": """
        account_logout
    """,
    "rrrr.rrrr none": """
        post topic-last topic-short topic-unread
        /latest.rss
        /t/{topic_id}-x
    """,
    "rrrr.rrrr rrrr.rrrr": """
        /.well-known/change-password
        /favicon.ico
        /notices/{notification}/
        /notices/
        /settings/notices/
        /settings/profile/
    """,
}

ROWS = {name: codes for codes, names in BY_CODES.items() for name in names.split()}

# What is told on the board of staff where it is not simply the same, for those who see it: it has other posts.
PRIVATE = {
    "board-feed": "nnnn.nnnn none",
    "follow-by-mail": "nnnn.nnnn nnnn.nnnn",
    "post-bookmark-remove": "none lrrl.rrrr",
    "post-remove": "nnnn.nnoo nnnn.nnwr",
    "post-report": "nnnn.nnof nnnn.nnwf",
    "post-task": "none nnnn.nnfn",
    "post-tasks": "nnnn.nnfn nnnn.nnfn",
    "topic-feed": "nnnn.nnnn none",
    "topic-report": "nnnn.nnof nnnn.nnwf",
    "version-hide": "nnnn.nnoo nnnn.nnww",
    "version-restore": "none nnnn.nnww",
    "version-show": "none nnnn.nnrr",
}
