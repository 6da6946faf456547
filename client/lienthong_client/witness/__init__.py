"""A witness of evidence logs: it cosigns a checkpoint only if it goes on from all that it cosigned before."""
