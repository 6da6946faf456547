"""What the exchange publishes about itself, generated from the code: OpenAPI 3.1 and JSON Schemas.

Nothing here is imported by a function: descriptions must not weigh on a cold start.
"""
