"""Days in English with the month in full between day and year: read alike on both sides of the Atlantic."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y G:i"
MONTH_DAY_FORMAT = "j F"
SHORT_DATE_FORMAT = "j F Y"
SHORT_DATETIME_FORMAT = "j F Y G:i"
TIME_FORMAT = "G:i"
FIRST_DAY_OF_WEEK = 1
