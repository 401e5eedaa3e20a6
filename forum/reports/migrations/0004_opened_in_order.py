from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0003_withdrawn'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['opened_at', 'id'], name='report_opened'),
        ),
    ]
