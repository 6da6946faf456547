"""The agencies' and auditors' side: a typed SDK and the command `lienthong`."""
