"""What every app of the site stands on: errors, keys, days, languages, headers, logs."""
