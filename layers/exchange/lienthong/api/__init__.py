"""The HTTP edge: requests in, values out; values in, responses and problems out."""
