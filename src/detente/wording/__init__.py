"""The wording engine: texts in, who said what out. No network, no language model; every line is a slice of a text."""
