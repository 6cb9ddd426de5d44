"""How days are written where the language needs it otherwise than Django has it."""
