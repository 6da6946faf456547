"""The ports fulfilled by AWS: stores, queues, notices, keys. Importing the package loads nothing.

Every method says how many AWS calls it makes, because calls are what a document costs.
"""
