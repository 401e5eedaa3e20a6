import accounts.models
import accounts.names
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(help_text='Up to 30 letters, digits and . - _', max_length=30, unique=True, validators=[accounts.names.validate_username], verbose_name='username')),
                ('username_key', models.CharField(editable=False, max_length=120, unique=True)),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('display_name', models.CharField(blank=True, max_length=60, verbose_name='name shown')),
                ('display_key', models.CharField(blank=True, db_index=True, default='', editable=False, max_length=120)),
                ('title', models.CharField(blank=True, help_text='Shown beside their posts, as in “Moderator”.', max_length=40, verbose_name='title shown')),
                ('about', models.TextField(blank=True, validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name='about')),
                ('about_html', models.TextField(blank=True, editable=False)),
                ('time_zone', models.CharField(blank=True, max_length=64, verbose_name='time zone')),
                ('language', models.CharField(blank=True, max_length=12, verbose_name='language')),
                ('theme', models.CharField(blank=True, choices=[('system', 'As the device is set'), ('light', 'Light'), ('dark', 'Dark')], max_length=10, verbose_name='theme')),
                ('posts_per_page', models.PositiveSmallIntegerField(default=20, verbose_name='posts per page')),
                ('is_staff', models.BooleanField(default=False, verbose_name='may enter the admin')),
                ('is_active', models.BooleanField(default=True, verbose_name='active')),
                ('is_placeholder', models.BooleanField(default=False, verbose_name='came with an import')),
                ('is_imported', models.BooleanField(default=False, editable=False)),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='joined')),
                ('post_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='posts')),
                ('follower_count', models.PositiveIntegerField(default=0, editable=False, verbose_name='followers')),
                ('suspended_at', models.DateTimeField(blank=True, null=True, verbose_name='suspended at')),
                ('suspended_until', models.DateTimeField(blank=True, null=True, verbose_name='suspended until')),
                ('suspended_reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'member',
                'verbose_name_plural': 'members',
            },
            managers=[
                ('objects', accounts.models.Members()),
            ],
        ),
        migrations.CreateModel(
            name='AddressReversion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('changed_at', models.DateTimeField()),
                ('reverted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='member_email_once'),
        ),
    ]
