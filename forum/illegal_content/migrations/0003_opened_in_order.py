from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('illegal_content', '0002_usual_categories'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['opened_at', 'id'], name='case_opened'),
        ),
    ]
