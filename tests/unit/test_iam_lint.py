"""The lint of rights: what it must find, what it must let pass, and what it must never be silent about."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

import pytest

from infra import iam_lint


def findings_of(resource: str) -> list[str]:
    """The findings of a template that holds one resource, given as YAML."""
    text = "Resources:\n  Thing:\n" + indent(dedent(resource), "    ")
    return [finding.sentence for finding in iam_lint.lint(iam_lint.read_template(text))]


def function_with(statement: str, metadata: str = "") -> str:
    """A function with one statement of its own, in flow style."""
    return (
        f"Type: AWS::Serverless::Function\n{metadata}"
        f"Properties:\n  Policies:\n    - Statement:\n        - {statement}\n"
    )


REASON = "Metadata: {lienthong: {wildcard: the call has no resource to name}}\n"


@pytest.mark.parametrize("action", ["'*'", "'s3:*'", "[s3:GetObject, 'dynamodb:Put*']", "'kms:*'"])
def test_an_action_wider_than_a_call_is_found_and_no_reason_excuses_it(action: str) -> None:
    statement = f"{{Effect: Allow, Action: {action}, Resource: '*'}}"
    assert any("wider than a call" in sentence for sentence in findings_of(function_with(statement)))
    assert any("wider than a call" in sentence for sentence in findings_of(function_with(statement, REASON)))


@pytest.mark.parametrize(
    "resource",
    [
        "'*'",
        "[!GetAtt Table.Arn, '*']",
        "!Sub 'arn:${AWS::Partition}:s3:::*'",
        "!Sub 'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:*'",
        "!Sub 'arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/*'",
        "!Sub ['arn:aws:logs:${R}:1:log-group:*', {R: x}]",
        "!Join [':', [arn, aws, sns, !Ref 'AWS::Region', !Ref 'AWS::AccountId', '*']]",
        "!If [IsProduction, !GetAtt Table.Arn, '*']",
    ],
)
def test_a_resource_that_is_everything_needs_a_reason_beside_it(resource: str) -> None:
    statement = f"{{Effect: Allow, Action: 'xray:PutTraceSegments', Resource: {resource}}}"
    assert len(findings_of(function_with(statement))) == 1
    assert findings_of(function_with(statement, REASON)) == []


@pytest.mark.parametrize(
    "resource",
    [
        "!GetAtt Table.Arn",
        "!Ref Topic",
        "!Sub '${Table.Arn}/index/*'",
        "!Sub '${Bucket.Arn}/*'",
        "!Sub 'arn:aws:s3:::${Bucket}/*'",
        "!Sub 'arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Table}/index/*'",
        "!Join ['', [!GetAtt Bucket.Arn, '/*']]",
    ],
)
def test_the_inside_of_one_resource_is_narrow_enough(resource: str) -> None:
    assert findings_of(function_with(f"{{Effect: Allow, Action: s3:GetObject, Resource: {resource}}}")) == []


def test_a_reason_that_explains_nothing_is_found() -> None:
    statement = "{Effect: Allow, Action: s3:GetObject, Resource: !Sub '${Bucket.Arn}/*'}"
    assert findings_of(function_with(statement, REASON)) == [
        "Metadata.lienthong.wildcard explains nothing: remove it"
    ]


def test_an_empty_reason_is_none() -> None:
    statement = "{Effect: Allow, Action: 'cloudwatch:PutMetricData', Resource: '*'}"
    empty = "Metadata: {lienthong: {wildcard: '  '}}\n"
    assert len(findings_of(function_with(statement, empty))) == 1


def test_a_refusal_may_be_as_wide_as_it_likes() -> None:
    bucket_policy = """\
        Type: AWS::S3::BucketPolicy
        Properties:
          PolicyDocument:
            Statement:
              - {Effect: Deny, Principal: '*', Action: 's3:*', Resource: '*'}
        """
    assert findings_of(bucket_policy) == []


def test_a_wide_refusal_may_say_why() -> None:
    topic_policy = "Type: AWS::SNS::TopicPolicy\n" + REASON
    topic_policy += "Properties: {PolicyDocument: {Statement: [{Effect: %s, Principal: '*', Action: %s}]}}\n"
    assert findings_of(topic_policy % ("Deny", "'sns:*'")) == []
    assert findings_of(topic_policy % ("Allow", "'sns:*'")) != []


def test_a_managed_policy_of_the_template_is_linted_where_it_stands() -> None:
    template = """
        Resources:
          Running:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument: {Statement: [{Effect: Allow, Action: 'logs:*', Resource: !GetAtt Group.Arn}]}
          Sender:
            Type: AWS::IAM::Role
            Properties: {ManagedPolicyArns: [!Ref Running, !Ref SomebodyElses]}
        """
    findings = iam_lint.lint(iam_lint.read_template(dedent(template)))
    assert [finding.resource for finding in findings] == ["Running", "Sender"]
    assert "wider than a call" in findings[0].sentence
    assert "written elsewhere" in findings[1].sentence


@pytest.mark.parametrize("name", ["NotAction", "NotResource"])
def test_all_but_is_found(name: str) -> None:
    statement = f"{{Effect: Allow, {name}: 'iam:PassRole', Action: s3:GetObject, Resource: !GetAtt A.Arn}}"
    assert any(name in sentence for sentence in findings_of(function_with(statement)))


@pytest.mark.parametrize("principal", ["'*'", "{AWS: '*'}", "{AWS: ['*']}"])
def test_anybody_as_principal_needs_a_condition_or_a_reason(principal: str) -> None:
    def queue_policy(rest: str, metadata: str = "") -> str:
        return (
            f"Type: AWS::SQS::QueuePolicy\n{metadata}Properties:\n  PolicyDocument:\n    Statement:\n"
            f"      - {{Effect: Allow, Principal: {principal}, Action: sqs:SendMessage,"
            f" Resource: !GetAtt Q.Arn{rest}}}\n"
        )

    assert len(findings_of(queue_policy(""))) == 1
    assert findings_of(queue_policy(", Condition: {ArnEquals: {'aws:SourceArn': !Ref Topic}}")) == []
    assert findings_of(queue_policy("", REASON)) == []


ROOT_OF_KEY = """\
    Type: {kind}
    {metadata}
    Properties:
      KeyPolicy:
        Statement:
          - Effect: Allow
            Principal: {{AWS: !Sub 'arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:{principal}'}}
            Action: 'kms:*'
            Resource: '*'
    """
OF_KEY = "Metadata: {lienthong: {wildcard: the resource of a key's policy is the key itself}}"


def test_only_a_keys_own_policy_may_hand_every_action_to_the_root_and_only_with_a_reason() -> None:
    def of(kind: str, principal: str, metadata: str = OF_KEY) -> list[str]:
        return findings_of(ROOT_OF_KEY.format(kind=kind, principal=principal, metadata=metadata))

    assert of("AWS::KMS::Key", "root") == []
    assert len(of("AWS::KMS::Key", "root", metadata="")) == 2
    assert len(of("AWS::KMS::Key", "role/operator")) == 1
    assert len(of("AWS::IAM::Policy", "root")) == 1


@pytest.mark.parametrize(
    "policies",
    [
        "Policies: [AWSLambdaExecute]",
        "Policies: AmazonS3FullAccess",
        "ManagedPolicyArns: [!Sub 'arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess']",
        "Policies: [{SQSPollerPolicy: {QueueName: q}}]",
    ],
)
def test_a_grant_written_elsewhere_is_found(policies: str) -> None:
    sentences = findings_of(f"Type: AWS::Serverless::Function\nProperties: {{{policies}}}\n")
    assert len(sentences) == 1
    assert "written elsewhere" in sentences[0]


def run_on(tmp_path: Path, text: str) -> int:
    path = tmp_path / "template.yaml"
    path.write_text(text, encoding="utf-8")
    return iam_lint.main([str(path)])


def test_the_command_ends_with_0_only_when_it_has_read_statements_and_found_nothing(tmp_path: Path) -> None:
    clean = function_with("{Effect: Allow, Action: s3:GetObject, Resource: !Sub '${B.Arn}/*'}")
    wide = function_with("{Effect: Allow, Action: 's3:*', Resource: !Sub '${B.Arn}/*'}")

    def template(resource: str) -> str:
        return "Resources:\n  Thing:\n" + indent(resource, "    ")

    assert run_on(tmp_path, template(clean)) == 0
    assert run_on(tmp_path, template(wide)) == 1
    assert run_on(tmp_path, "Resources: {Queue: {Type: AWS::SQS::Queue}}") == 1


@pytest.mark.parametrize("text", ["", "[]", "Resources: []", "a: [", "Resources: {}"])
def test_what_is_no_template_ends_with_2(tmp_path: Path, text: str) -> None:
    assert run_on(tmp_path, text) == 2


def test_a_missing_file_and_missing_arguments_end_with_2(tmp_path: Path) -> None:
    assert iam_lint.main([str(tmp_path / "absent.yaml")]) == 2
    assert iam_lint.main([]) == 2


def test_findings_name_their_resource(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    run_on(
        tmp_path, "Resources:\n  Sender:\n    Type: AWS::IAM::Role\n    Properties: {Policies: Everything}\n"
    )
    assert "Sender: policy Everything is written elsewhere" in capsys.readouterr().out
