"""In-memory fulfilments of every port, with the real semantics: what the contract suite holds them to."""
