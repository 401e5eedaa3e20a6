from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Window',
            fields=[
                ('key', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('used', models.BigIntegerField()),
                ('ends_at', models.BigIntegerField(db_index=True)),
            ],
        ),
    ]
