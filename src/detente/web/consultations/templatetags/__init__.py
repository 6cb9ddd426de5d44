"""Tags for this app's templates."""
