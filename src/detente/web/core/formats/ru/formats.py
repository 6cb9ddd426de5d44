"""Days in Russian without the abbreviation for year: its full stop would stand beside that of the sentence."""

DATE_FORMAT = "j E Y"
DATETIME_FORMAT = "j E Y G:i"
