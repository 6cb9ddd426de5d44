"""Every read about encounters."""
