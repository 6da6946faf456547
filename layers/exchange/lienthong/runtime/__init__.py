"""How the functions run: events of AWS in, calls of one service, answers out; adapters meet services here."""
