from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("importing", "0002_solutions")]
    operations = [migrations.DeleteModel("AcceptedAnswer")]
