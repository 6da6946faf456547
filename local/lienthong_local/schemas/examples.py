"""Requests as an agency would send them; tests send each of them to the real functions."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]
_CONTENT = "%PDF-1.7\n% Công văn minh họa\n%%EOF\n".encode()
_PARTS = 7
_LETTER: Json = {
    "document_id": "2026/1234-UBND-VP",
    "number": "1234",
    "notation": "UBND-VP",
    "issued_on": "2026-03-02",
    "place": "Cần Giuộc",
    "document_type": {"group": 2, "detail": 13, "name": "Công văn"},
    "subject": "V/v báo cáo tình hình thực hiện liên thông văn bản điện tử quý I năm 2026",
    "signer": {"name": "Nguyễn Văn Mẫu", "position": "PHÓ CHỦ TỊCH", "authority": "KT. CHỦ TỊCH"},
    "recipients": ["000.00.07.H39", "H39.17"],
    "due_on": "2026-03-31",
    "priority": 1,
}
_ATTACHMENT: Json = {
    "name": "1234-UBND-VP.pdf",
    "media_type": "application/pdf",
    "size": len(_CONTENT),
    "sha256": hashlib.sha256(_CONTENT).hexdigest(),
    "purpose": "original",
}
_LARGE: Json = {
    "name": "ho-so-du-an.pdf",
    "media_type": "application/pdf",
    "size": 200 * 1024 * 1024,
    "sha256": hashlib.sha256(b"ho so").hexdigest(),
    "purpose": "original",
    "part_digests": [hashlib.sha256(bytes([number])).hexdigest() for number in range(_PARTS)],
}
#: The public half of a key that nobody keeps.
_PUBLIC_KEY = (
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
    "-----END PUBLIC KEY-----\n"
)

#: Operation → name of the example → body.
EXAMPLES: Mapping[str, Mapping[str, Json]] = {
    "submit": {
        "inline": _LETTER | {"attachments": [_ATTACHMENT | {"content": base64.b64encode(_CONTENT).decode()}]},
        "ticketed": _LETTER | {"document_id": "2026/1235-UBND-VP", "attachments": [_LARGE]},
    },
    "takeEdxml": {"uploaded": {"upload": hashlib.sha256(b"van ban edXML").hexdigest()}},
    "announceEdxml": {
        "large": {"size": 41_943_040, "sha256": hashlib.sha256(b"van ban edXML").hexdigest()},
    },
    "recallSubmission": {"recall": {"reason": "Ban hành nhầm phụ lục"}},
    "setStatus": {
        "accept": {"status": "03"},
        "refuse": {"status": "02", "reason": "Văn bản không thuộc thẩm quyền giải quyết của đơn vị"},
    },
    "reportEntries": {
        "paper": {
            "entries": [
                {
                    "carriage": "paper",
                    "number": "57",
                    "notation": "BC-UBND",
                    "issued_on": "2026-02-27",
                    "document_type": {"group": 2, "detail": 14, "name": "Báo cáo"},
                    "reason": "attachment-not-digitisable",
                    "recipients": ["000.00.07.H39"],
                    "recipient_count": 3,
                    "subject": "Báo cáo công tác phòng, chống thiên tai kèm bản đồ khổ A0",
                },
                {"carriage": "secret", "month": "2026-02", "count": 4},
            ]
        }
    },
    "checkEntries": {"secrets": {"entries": [{"carriage": "secret", "month": "2026-01", "count": 2}]}},
    "takeInDossiers": {
        "permit": {
            "key": "01J5Z8Q4W6T0M2N4P6R8S0V2X4",
            "applicant": {
                "name": "Nguyễn Thị Bưởi",
                "id_number": "080195001234",
                "telephone": "0907 123 456",
                "notices": ["sms"],
            },
            "dossiers": [
                {
                    "procedure": "2.000815",
                    "channel": "direct",
                    "outcome": "accept",
                    "papers": [{"code": "ban-chinh", "originals": 1}, {"code": "ban-sao", "copies": 2}],
                    "payment": {"amount": 4000, "receipt_number": "0001234"},
                }
            ],
        }
    },
    "actOnDossier": {
        "handOver": {
            "kind": "handed-over",
            "key": "01J5Z8Q4W6T0M2N4P6R8S0V2X5",
            "step": 1,
            "submission": "lt-abcdefghijklmnopqrstuvwxyz",
        },
        "reappoint": {
            "kind": "reappointed",
            "key": "01J5Z8Q4W6T0M2N4P6R8S0V2X6",
            "day": "2026-03-27",
            "reason": "site-visit",
        },
    },
    "trackDossier": {"slip": {"code": "000.13.30.H39-261127-0002", "secret": "7KQW-3M9T"}},
    "changeNoticeWishes": {"by-text-message": {"notices": ["sms"], "only_needed": True}},
    "countConsultation": {"consultation": {"key": "01J5Z8Q4W6T0M2N4P6R8S0V2X7", "procedure": "1.009994"}},
    "countVote": {"vote": {"key": "01J5Z8Q4W6T0M2N4P6R8S0V2X8", "vote": "satisfied"}},
    "inspectPostings": {
        "copy": {
            "procedures": "code,time,unit,posted_on\n2.000815,0,days,2018-01-01\n",
            "fees": "procedure,code,name,amount,per\n"
            "2.000815,trang-1-2,Phí chứng thực trang thứ nhất và thứ hai,2000,trang\n",
            "on": "2026-03-02",
        }
    },
    "loadProcedures": {
        "copy": {
            "procedures": "code,name,field,levels,effective_from,effective_until,time,unit,online_level\n"
            "2.000815,Chứng thực bản sao từ bản chính,Chứng thực,district,2018-01-01,,0,days,2\n"
        }
    },
    "setUpCentre": {
        "district": {
            "lead": "000.00.30.H39",
            "level": "district",
            "agencies": {"land-office": "000.09.30.H39"},
        }
    },
    "withdrawEntry": {"withdraw": {"reason": "Ghi nhầm số văn bản"}},
    "registerAgency": {
        "department": {
            "code": "000.00.19.H39",
            "name": "Ban Quản lý Khu kinh tế tỉnh Long An",
            "parent": "000.00.30.H39",
            "aliases": ["H39.19"],
            "roles": ["agency"],
            "effective_from": "2025-01-01",
            "channels": [{"kind": "webhook", "target": "https://bqlkkt.longan.example/lien-thong"}],
            "keys": [
                {
                    "key_id": "000.00.19.H39#may-chu-1",
                    "algorithm": "ed25519",
                    "public_key": _PUBLIC_KEY,
                    "valid_from": "2026-03-01T00:00:00+07:00",
                }
            ],
        }
    },
    "lockAgency": {"lock": {"reason": "Khóa ký yêu cầu bị lộ"}},
    "unlockAgency": {"unlock": {"reason": "Đã thay khóa"}},
    "importAgencies": {
        "merger": {
            "rows": [
                {
                    "code": "000.20.30.H39",
                    "name": "Ủy ban nhân dân xã Cần Giuộc",
                    "parent": "000.00.30.H39",
                    "level": "commune",
                    "effective_from": "2025-07-01",
                },
                {"code": "000.00.17.H39", "mandatory_paper": [{"group": 2, "detail": 16}]},
            ],
            "dry_run": True,
            "reason": "Sắp xếp đơn vị hành chính",
        }
    },
    "endAgency": {
        "merger": {
            "ended_on": "2025-07-01",
            "successor": "000.00.07.H39",
            "reason": "Sắp xếp lại tổ chức bộ máy",
        }
    },
}
