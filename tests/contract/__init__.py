"""What every fulfilment of a port must do, tested once and run on every engine."""
