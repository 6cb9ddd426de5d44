"""The shape of what editors send; what may be done with it is decided in `actions`."""
