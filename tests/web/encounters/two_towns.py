"""Two invented readouts of one meeting: two river towns and their ferry. No such towns, people or meeting exist."""

from __future__ import annotations

import datetime as dt

from detente.wording.results import Party

__all__ = ["DAY", "JOINT", "NORHAVN", "PARTIES", "REPORT", "SUNDBY"]

DAY = dt.date(2025, 5, 5)
"""A Monday."""

PARTIES = (
    Party("Norhavn", ("Ilse Brandt", "the Norhavn delegation")),
    Party("Sundby", ("Karl Oster", "the Sundby council")),
)

NORHAVN = """Mayor Ilse Brandt met today with Mayor Karl Oster of Sundby.

Both sides agreed to keep the ferry running until 31 October. Norhavn will pay 2.4 million euros towards a new ramp, \
subject to approval by its council. The mayors discussed the noise at night, and Sundby promised to publish the \
readings within two weeks. "We are close to a timetable," said Mayor Ilse Brandt. Norhavn rejected a toll on lorries. \
The next meeting is set for 20 May.
"""

SUNDBY = """Mayor Karl Oster met with Mayor Ilse Brandt of Norhavn on 5 May. The parties agreed that the ferry will \
run until the end of August. Norhavn offered to contribute 2 million euros to the ramp. Noise readings will be made \
public in a fortnight. Sundby thanked Norhavn for the free passage of ambulances. Norhavn did not reject a toll on \
lorries. The mayors will meet again on 20 May, and the date of the opening has yet to be decided.
"""

JOINT = """The two towns agreed to keep the ferry running. Norhavn will contribute to the ramp. The mayors will meet \
again on 20 May.
"""

REPORT = """The two mayors met on Monday. "We are close to a timetable," said Mayor Ilse Brandt after the meeting. \
Karl Oster told reporters that Sundby will publish the noise readings. Ferry workers said they had not been asked.
"""
