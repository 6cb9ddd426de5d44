"""The demonstration: an invented dialogue of two towns across a river, with simulated people in it."""

from detente.web.demo.filling import Filled, fill

__all__ = ["Filled", "fill"]
