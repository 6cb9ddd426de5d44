"""The site: people, dialogues, consultations, and the ledger of what was done (Django)."""
