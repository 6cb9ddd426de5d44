"""Detente: software for constructive disagreement."""

__version__ = "0.1.0"
