"""Running the site: schema, server, worker, doctor, backups. Nothing here answers a request."""
