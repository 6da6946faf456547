"""What reading a message of the national format costs, beside what its parts cost (`make bench-edxml`)."""
