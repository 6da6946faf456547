"""The demonstration province: agencies, their keys and certificates, and the letters they sign."""
