"""The national exchange format edXML (QCVN 102:2016): a tolerant reader, a strict writer, and the mapping.

Nothing here does I/O. :func:`lienthong.edxml.reading.read_message` never raises,
:func:`lienthong.edxml.writing.write_message` never writes what the published XSD does not allow, and
:mod:`lienthong.edxml.mapping` says what a message is in the exchange's own words (docs/edxml-mapping.md).
"""
