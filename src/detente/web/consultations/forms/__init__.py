"""The shape of what people send; what may be done with it is decided in `actions`."""
