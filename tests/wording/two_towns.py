"""Two invented readouts of one meeting (two towns and a ferry) that tests of points and concordance share."""

from __future__ import annotations

import datetime as dt

from detente.wording.results import Party, Text

DAY = dt.date(2030, 5, 6)
"""A Monday."""

PARTIES = (
    Party("Norhavn", ("Ilse Brandt", "the Norhavn delegation")),
    Party("Sundby", ("Karl Oster", "the Sundby council")),
)

NORHAVN = """Readout of the meeting on the ferry

Mayor Ilse Brandt met today with Mayor Karl Oster of Sundby.

Both sides agreed to keep the ferry running until 31 October. Norhavn will pay 2.4 million euros towards a new ramp, \
subject to approval by its council. The mayors discussed the noise at night, and Sundby promised to publish the \
readings within two weeks. "We are close to a timetable," said Mayor Ilse Brandt. Norhavn rejected a toll on lorries. \
The next meeting is set for 20 May.
"""

SUNDBY = """Mayor Karl Oster met with Mayor Ilse Brandt of Norhavn on 6 May. The parties agreed that the ferry will \
run until the end of August. Norhavn offered to contribute 2 million euros to the ramp. Noise readings will be made \
public in a fortnight. Sundby thanked Norhavn for the free passage of ambulances. Norhavn did not reject a toll on \
lorries. The mayors will meet again on 20 May, and the date of the opening has yet to be decided.
"""


def readout(body: str, *, side: str = "", date: dt.date | None = DAY, language: str | None = "en") -> Text:
    """A text of that Monday with both towns for parties."""
    return Text(body, date=date, language=language, side=side, parties=PARTIES)
