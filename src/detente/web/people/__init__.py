"""People with log-ins: conveners and moderators, invitations, second factors. Participants are not people here."""
