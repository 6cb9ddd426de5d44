"""Rules of procedure as pure functions: they know neither Django nor files, so that anybody can check a record."""

from detente.protocol.chain import ZERO, ChainError, Fault, Verdict, canonical_bytes, entry_digest, verify

__all__ = ["ZERO", "ChainError", "Fault", "Verdict", "canonical_bytes", "entry_digest", "verify"]
