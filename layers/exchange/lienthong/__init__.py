"""Liên Thông: documents that pass between agencies, verified, provable, never lost."""
