import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('transfer', '0003_addresses_by_forum'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='oldaddress',
            name='forum',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to='transfer.oldforum', verbose_name='old forum'),
        ),
        migrations.AddConstraint(
            model_name='oldaddress',
            constraint=models.UniqueConstraint(models.F('path'), models.F('forum'), name='old_address_once'),
        ),
        migrations.AddConstraint(
            model_name='oldaddress',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('board', None), ('member', None), ('tag', None), ('topic__isnull', False)), models.Q(('board__isnull', False), ('member', None), ('post', None), ('tag', None), ('topic', None)), models.Q(('board', None), ('member', None), ('post', None), ('tag__isnull', False), ('topic', None)), models.Q(('board', None), ('member__isnull', False), ('post', None), ('tag', None), ('topic', None)), _connector='OR'), name='old_address_leads_somewhere'),
        ),
    ]
