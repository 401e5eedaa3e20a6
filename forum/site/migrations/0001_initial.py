import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='SiteSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(default='Folkmoot', max_length=60, verbose_name='name')),
                ('tagline', models.CharField(blank=True, max_length=160, verbose_name='tagline')),
                ('welcome', models.TextField(blank=True, help_text='Markdown, shown above the boards to people who are not signed in.', validators=[django.core.validators.MaxLengthValidator(4000)], verbose_name='welcome text for visitors')),
                ('welcome_html', models.TextField(blank=True, editable=False)),
                ('is_sign_up_open', models.BooleanField(default=True, verbose_name='sign-up is open')),
                ('default_theme', models.CharField(choices=[('system', 'As the device is set'), ('light', 'Light'), ('dark', 'Dark')], default='system', max_length=10, verbose_name='default theme')),
                ('takes_mail_followers', models.BooleanField(default=True, help_text='They give an address, confirm it by mail, and can stop in every mail. No account is made.', verbose_name='visitors may follow by e-mail')),
                ('hides_private_text', models.BooleanField(default=False, help_text='Who wrote in which topic is still said, with a link.', verbose_name='mails hold no text from boards that are not public')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': 'site settings',
                'verbose_name_plural': 'site settings',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='site_one_row')],
            },
        ),
    ]
