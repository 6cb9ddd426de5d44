"""Since which edition a version is public, and whose correction it is."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("encounters", "0002_records_and_replies")]

    operations = [
        migrations.AddField(
            model_name="version",
            name="by_publisher",
            field=models.BooleanField(
                default=True,
                help_text="Whether its publisher made this correction; else the editor put an own slip right.",
            ),
        ),
        migrations.AddField(
            model_name="version",
            name="first_edition",
            field=models.ForeignKey(
                help_text="The edition with which everybody could read it first; none before.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="encounters.edition",
            ),
        ),
    ]
