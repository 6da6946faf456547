"""What surrounds a deployment: parameters, prices, alarms, and the lint of its rights."""
