"""Encounters: texts about a call or meeting that others held, laid side by side and confirmed by a person."""
