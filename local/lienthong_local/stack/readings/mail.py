"""Identities and configuration sets of SES."""

from __future__ import annotations

from lienthong_local.stack.aws import Aws
from lienthong_local.stack.readings.reading import Properties


def read_identity(aws: Aws, name: str, _properties: Properties) -> Properties:
    """AWS::SES::EmailIdentity: SES tells of it by its name alone."""
    aws.sesv2.get_email_identity(EmailIdentity=name)
    return {"EmailIdentity": name}


def read_configuration_set(aws: Aws, name: str, _properties: Properties) -> Properties:
    """AWS::SES::ConfigurationSet."""
    return {"Name": str(aws.sesv2.get_configuration_set(ConfigurationSetName=name)["ConfigurationSetName"])}
