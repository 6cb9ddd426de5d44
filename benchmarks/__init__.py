"""Every claim of quality or speed, as something to run: ``python -m benchmarks [NAME ...]`` or ``make bench``."""
