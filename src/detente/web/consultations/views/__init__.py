"""Views of this app, one module for each part of a visit."""
