import datetime

from django.db import migrations, models

RECORDERS = [("convener", "the convener"), ("side", "the side itself")]


class Migration(migrations.Migration):
    dependencies = [("answers", "0001_initial")]

    operations = [
        migrations.AlterModelOptions(name="outcome", options={"ordering": ("-revision",)}),
        migrations.AddField(
            model_name="answer",
            name="recorder",
            field=models.CharField(
                choices=RECORDERS, default="convener", help_text="Who entered it here.", max_length=8
            ),
        ),
        migrations.AddField(
            model_name="answer",
            name="recorded_by",
            field=models.CharField(default="", help_text="The name of that person, as in the ledger.", max_length=80),
        ),
        migrations.AddField(
            model_name="answer",
            name="recorded_on",
            field=models.DateField(default=datetime.date(2026, 1, 1), help_text="The day on which it was entered."),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="outcome",
            name="revision",
            field=models.PositiveSmallIntegerField(default=1, help_text="1, 2, ...; the highest holds."),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="outcome",
            name="recorder",
            field=models.CharField(
                choices=RECORDERS, default="convener", help_text="Who entered it here.", max_length=8
            ),
        ),
        migrations.AddField(
            model_name="outcome",
            name="recorded_by",
            field=models.CharField(default="", help_text="The name of that person, as in the ledger.", max_length=80),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.UniqueConstraint(fields=("answer", "revision"), name="outcome_revision"),
        ),
    ]
