"""Trusted lists (TS 119 612) in small: services with their statuses, and an operator who signs."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

from lienthong.signatures.trusted_lists import TSL
from tests.builders.signed_xml import XmlPlan, enveloped, enveloped_reference
from tests.builders.signing_pki import DAY, NOW, Party, issue

STATUS = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/"
TYPE = "http://uri.etsi.org/TrstSvc/Svctype/"
OPERATOR = issue("Đơn vị công bố danh sách", None)


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def service(party: Party, kind: str, *steps: tuple[str, datetime]) -> str:
    """A service with its statuses, the present one first."""
    identity = (
        f"<DigitalId><X509Certificate>{base64.b64encode(party.der).decode()}</X509Certificate></DigitalId>"
    )
    (status, since), *past = steps
    history = "".join(
        "<ServiceHistoryInstance>"
        f"<ServiceTypeIdentifier>{TYPE}{kind}</ServiceTypeIdentifier>"
        "<ServiceName><Name>Cũ</Name></ServiceName><ServiceDigitalIdentity/>"
        f"<ServiceStatus>{STATUS}{old}</ServiceStatus>"
        f"<StatusStartingTime>{moment(start)}</StatusStartingTime></ServiceHistoryInstance>"
        for old, start in past
    )
    return (
        f"<TSPService><ServiceInformation><ServiceTypeIdentifier>{TYPE}{kind}</ServiceTypeIdentifier>"
        f"<ServiceName><Name>{kind}</Name></ServiceName>"
        f"<ServiceDigitalIdentity>{identity}</ServiceDigitalIdentity>"
        f"<ServiceStatus>{STATUS}{status}</ServiceStatus>"
        f"<StatusStartingTime>{moment(since)}</StatusStartingTime></ServiceInformation>"
        f"<ServiceHistory>{history}</ServiceHistory></TSPService>"
    )


def list_text(*services: str, next_update: datetime | None = NOW + 30 * DAY) -> str:
    update = f"<dateTime>{moment(next_update)}</dateTime>" if next_update else ""
    return (
        f'<TrustServiceStatusList xmlns="{TSL}"><SchemeInformation>'
        "<TSLSequenceNumber>7</TSLSequenceNumber><SchemeTerritory>VN</SchemeTerritory>"
        f"<ListIssueDateTime>{moment(NOW - DAY)}</ListIssueDateTime><NextUpdate>{update}</NextUpdate>"
        "</SchemeInformation><TrustServiceProviderList><TrustServiceProvider><TSPInformation><TSPName>"
        "<Name>Tổ chức chứng thực</Name></TSPName></TSPInformation>"
        f"<TSPServices>{''.join(services)}</TSPServices>"
        "</TrustServiceProvider></TrustServiceProviderList></TrustServiceStatusList>"
    )


def sign(text: str, signer: Party = OPERATOR) -> bytes:
    return enveloped(XmlPlan(signer, [enveloped_reference(text)]), text)
