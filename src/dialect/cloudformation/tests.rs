//! Templates and what is read of them.

mod checks;
mod functions;

use super::*;
use crate::dialect::testing::source;
use crate::program::json::{leaves, plain, plain_map, provenance};
use crate::response::Language;

/// What is read of these files; a text that begins with a brace is JSON.
fn read_files(files: &[(Option<&str>, &str)]) -> Findings {
    let language = |text: &str| if text.trim_start().starts_with('{') { Language::Json } else { Language::Yaml };
    let files: Vec<_> = files.iter().map(|&(path, text)| (path, language(text), text)).collect();
    let (response, programs) = source(&files);
    read(&Source::new(&response, programs))
}

fn read_text(text: &str) -> Findings {
    read_files(&[(None, text)])
}

/// Names that every expression of the tables below can use.
const CONTEXT: &str = r#"
AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Name: {Type: String, Default: app}
  Given: {Type: String}
  One: {Type: String, AllowedValues: [only]}
  Size: {Type: Number, Default: 3}
  Cidrs: {Type: CommaDelimitedList, Default: "10.0.0.0/24, 10.0.1.0/24"}
  Ami: {Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: /aws/ami}
Mappings:
  Sizes:
    dev: {Type: small, Zones: [a, b]}
    app: {Type: medium}
  Regions:
    us-east-1: {Ami: ami-1}
    us-west-2: {Ami: ami-2}
Conditions:
  IsApp: !Equals [!Ref Name, app]
  IsOther: !Not [!Condition IsApp]
  Open: !Equals [!Ref Given, x]
  Named: {'Fn::Equals': [{Ref: Name}, app]}
  Both: !And [!Condition IsApp, {Condition: Named}]
  Either: {'Fn::Or': [{Condition: IsOther}, {'Fn::Equals': ['3', {Ref: Size}]}]}
  Neither: !And [!Condition Open, !Condition IsOther]
  Circular: !Not [!Condition Circular]
Resources:
  Bucket: {Type: 'AWS::S3::Bucket'}
  Vpc: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}
"#;

#[test]
fn declarations_cover_their_blocks() {
    let text = "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    # the name\n    Properties:\n      TopicName: x\n\n  Queue:\n    Type: AWS::SQS::Queue\n";
    let found = read_text(text);
    let shown: Vec<_> = found
        .declarations
        .iter()
        .map(|declaration| {
            (
                &*declaration.declared_as,
                &*declaration.address,
                &text[declaration.span.start as usize..declaration.span.end as usize],
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            (
                "AWS::SNS::Topic",
                "Topic",
                "Topic:\n    Type: AWS::SNS::Topic\n    # the name\n    Properties:\n      TopicName: x"
            ),
            ("AWS::SQS::Queue", "Queue", "Queue:\n    Type: AWS::SQS::Queue"),
        ]
    );
    assert!(
        found
            .declarations
            .iter()
            .all(|declaration| declaration.count == Some(1) && declaration.tool == Tool::CloudFormation)
    );
}

#[test]
fn attributes_stand_among_the_settings() {
    let found = read_text(
        r#"{"Resources": {
            "A": {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain", "DependsOn": ["B"], "Properties": {"BucketName": "x"}},
            "B": {"Type": "AWS::S3::Bucket", "DependsOn": "A", "Metadata": {"note": 1}}
        }}"#,
    );
    let shown: Vec<_> = found.instances.iter().map(|instance| plain_map(&instance.properties).to_string()).collect();
    assert_eq!(
        shown,
        [
            r#"{"BucketName":"x","DeletionPolicy":"Retain","DependsOn":[{"Ref":"B"}]}"#,
            r#"{"Metadata":{"note":1},"DependsOn":[{"Ref":"A"}]}"#,
        ]
    );
}

#[test]
fn defaults_are_known_as_such() {
    let text = format!(
        "{CONTEXT}  Subject:\n    Type: AWS::Test::Subject\n    Properties:\n      A: !Ref Name\n      B: x\n      C: !Sub '${{Name}}-x'\n      D: !Ref AWS::Partition\n      E: !Ref Given\n"
    );
    let found = read_text(&text);
    let kinds: Vec<_> = provenance(&found.instances.last().unwrap().properties).into_values().collect();
    assert_eq!(kinds, ["default", "explicit", "default", "default", "unresolved"]);
}

#[test]
fn parameters_are_inputs() {
    let found = read_text(
        "Parameters:\n  A: {Type: String, Default: x}\n  B: {Type: String, NoEcho: true}\n  C: {Type: String, NoEcho: 'true', AllowedValues: [a, b]}\nResources:\n  T: {Type: 'AWS::SNS::Topic'}\n",
    );
    let shown: Vec<_> = found
        .inputs
        .iter()
        .map(|input| (&*input.name, input.value.as_ref().and_then(Value::as_text), input.secret))
        .collect();
    assert_eq!(shown, [("A", Some("x".to_owned()), false), ("B", None, true), ("C", None, true)]);
}

#[test]
fn outputs_and_imports() {
    let network = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Vpc: {Type: 'AWS::EC2::VPC'}\nOutputs:\n  VpcId:\n    Value: !Ref Vpc\n    Export: {Name: !Sub '${AWS::StackName}-VpcId'}\n";
    let web = "AWSTemplateFormatVersion: '2010-09-09'\nParameters:\n  Network: {Type: String}\nResources:\n  Group:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      VpcId: !ImportValue\n        Fn::Sub: '${Network}-VpcId'\n";
    let found = read_files(&[(Some("network.yaml"), network), (Some("web.yaml"), web)]);
    assert_eq!(plain(&found.instances[1].properties["VpcId"]).to_string(), r#"{"Ref":"Vpc"}"#);
    let outputs: Vec<_> =
        found.outputs.iter().map(|output| (&*output.name, plain(&output.value).to_string())).collect();
    assert_eq!(outputs, [("VpcId", r#"{"Ref":"Vpc"}"#.to_owned())]);
}

const ROOT: &str = r#"
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Network:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: !Sub 'https://${AWS::StackName}.s3.amazonaws.com/templates/network.yaml'
      Parameters: {Cidr: 10.1.0.0/16, Zones: 'a,b'}
  Web:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./web.yaml
      Parameters: {Vpc: !GetAtt Network.Outputs.VpcId}
  Vpc: {Type: 'AWS::EC2::VPC'}
"#;

const NETWORK: &str = r#"
AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Cidr: {Type: String, Default: 10.0.0.0/16}
  Zones: {Type: CommaDelimitedList}
Resources:
  Vpc: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: !Ref Cidr, Zones: !Ref Zones}}
Outputs:
  VpcId: {Value: !Ref Vpc}
"#;

const WEB: &str = r#"
AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Vpc: {Type: String}
Resources:
  Group: {Type: 'AWS::EC2::SecurityGroup', Properties: {VpcId: !Ref Vpc}}
"#;

#[test]
fn nested_stacks_get_their_parameters() {
    let files = [(Some("web.yaml"), WEB), (Some("main.yaml"), ROOT), (Some("templates/network.yaml"), NETWORK)];
    let found = read_files(&files);
    let shown: Vec<_> = found
        .instances
        .iter()
        .filter(|instance| !instance.kind.ends_with("::Stack"))
        .map(|instance| (&*instance.address, plain_map(&instance.properties).to_string()))
        .collect();
    assert_eq!(
        shown,
        [
            ("Vpc", "{}".to_owned()),
            ("Network/Vpc", r#"{"CidrBlock":"10.1.0.0/16","Zones":["a","b"]}"#.to_owned()),
            ("Group", r#"{"VpcId":{"Ref":"Network/Vpc"}}"#.to_owned()),
        ]
    );
    assert_eq!(found.diagnostics, []);
}

#[test]
fn a_template_that_is_nested_twice_is_declared_once() {
    let root = "Resources:\n  A: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: web.yaml, Parameters: {Vpc: a}}}\n  B: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: web.yaml, Parameters: {Vpc: b}}}\n";
    let found = read_files(&[(Some("main.yaml"), root), (Some("web.yaml"), WEB)]);
    let group = found.declarations.iter().find(|declaration| &*declaration.address == "Group").unwrap();
    assert_eq!(group.count, Some(2));
    let addresses: Vec<_> = found.instances.iter().map(|instance| &*instance.address).collect();
    assert_eq!(addresses, ["A", "B", "Group", "B/Group"]);
}

#[test]
fn stacks_that_nest_each_other_end() {
    let nest = |other: &str| {
        format!("Resources:\n  S: {{Type: 'AWS::CloudFormation::Stack', Properties: {{TemplateURL: {other}.yaml}}}}\n")
    };
    for files in [&["a", "b"][..], &["a", "a"]] {
        let texts: Vec<_> = files.iter().rev().map(|other| nest(other)).collect();
        let paths: Vec<_> = files.iter().map(|name| format!("{name}.yaml")).collect();
        let files: Vec<_> = paths.iter().zip(&texts).map(|(path, text)| (Some(path.as_str()), text.as_str())).collect();
        assert!(!read_files(&files).declarations.is_empty());
    }
}

#[test]
fn loops_are_unrolled() {
    let found = read_text(
        r#"
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList, Default: 'Orders,Users'}
Resources:
  Fn::ForEach::Tables:
    - Name
    - !Ref Names
    - Table${Name}:
        Type: AWS::DynamoDB::Table
        Properties:
          TableName: !Sub 'x-${Name}'
          Tags:
            - {Key: !Ref Name, Value: &{Name}}
          Fn::ForEach::Settings:
            - Key
            - [A, B]
            - Fn::ForEach::Inner: [Last, [X], {'Set${Key}${Last}': !Ref Name}]
  Topic:
    Type: AWS::SNS::Topic
    Properties: {TopicName: !GetAtt TableOrders.Arn}
"#
        .replace("&{Name}", "'&{Name}'")
        .as_str(),
    );
    let declared: Vec<_> =
        found.declarations.iter().map(|declaration| (&*declaration.address, declaration.count)).collect();
    assert_eq!(declared, [("Table${Name}", Some(2)), ("Topic", Some(1))]);
    let shown: Vec<_> = found
        .instances
        .iter()
        .map(|instance| (&*instance.address, plain_map(&instance.properties).to_string()))
        .collect();
    assert_eq!(
        shown[0],
        (
            "TableOrders",
            r#"{"TableName":"x-Orders","Tags":[{"Key":"Orders","Value":"Orders"}],"SetAX":"Orders","SetBX":"Orders"}"#
                .to_owned()
        )
    );
    assert_eq!(shown[1].0, "TableUsers");
    assert_eq!(shown[2], ("Topic", r#"{"TopicName":{"Fn::GetAtt":["TableOrders","Arn"]}}"#.to_owned()));
}

#[test]
fn loops_end() {
    let list = format!("[{}]", vec!["x"; 200].join(", "));
    let body = (0..4).fold("{'T${A0}': {Type: 'AWS::SNS::Topic'}}".to_owned(), |body, depth| {
        format!("{{'Fn::ForEach::L{depth}': [A{depth}, {list}, {body}]}}")
    });
    let found = read_text(&format!("Resources: {{T: {{Type: 'AWS::Test::T', Properties: {{A: {body}}}}}}}\n"));
    let mut made = 0;
    leaves("A", &found.instances[0].properties["A"], &mut |_, _| made += 1);
    // All turns would make 200⁴ entries; those of one name are one.
    assert_eq!(made, 1);
}

#[test]
fn templates_are_told_by_their_content() {
    let count = |files: &[(Option<&str>, &str)]| read_files(files).declarations.len();
    let whole = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  A: {Type: 'AWS::SNS::Topic'}\n  B: {Type: 'AWS::SNS::Topic'}\n";
    assert_eq!(count(&[(None, "service:\n  image: nginx\n")]), 0);
    assert_eq!(count(&[(None, "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  A: the topic\n")]), 0);
    assert_eq!(count(&[(None, "Resources:\n  A: {Type: 'AWS::SNS::Topic'}\n")]), 1);
    // A part that is shown again explains; a later version counts, and another file is another template.
    assert_eq!(count(&[(None, whole), (None, "Resources:\n  A: {Type: 'AWS::SNS::Topic'}\n")]), 2);
    assert_eq!(count(&[(None, whole), (None, "C: {Type: 'AWS::SNS::Topic'}\n")]), 2);
    assert_eq!(count(&[(None, whole), (None, whole)]), 2);
    assert_eq!(count(&[(Some("a.yaml"), whole), (Some("b.yaml"), whole)]), 4);
    // A template in pieces.
    let pieces = [
        (None, "AWSTemplateFormatVersion: '2010-09-09'\nParameters:\n  P: {Type: String, Default: x}\n"),
        (None, "Resources:\n  A: {Type: 'AWS::SNS::Topic', Properties: {TopicName: !Ref P}}\n"),
        (None, "{\"B\": {\"Type\": \"AWS::SNS::Topic\"}, \"Version\": 1}"),
    ];
    let found = read_files(&pieces);
    assert_eq!(found.declarations.len(), 2);
    assert_eq!(found.instances[0].properties["TopicName"].as_str(), Some("x"));
}

#[test]
fn sam_globals_hold_for_each_function() {
    let found = read_text(
        r#"
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Timeout: 10
    Runtime: python3.12
    Layers: [a]
    Environment: {Variables: {A: 1, B: 2}}
Resources:
  Handler:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 30
      Layers: [b]
      Environment: {Variables: {B: 3}}
      Policies: [!Ref HandlerRole]
  Topic: {Type: 'AWS::SNS::Topic'}
"#,
    );
    let shown = plain_map(&found.instances[0].properties).to_string();
    assert_eq!(
        shown,
        r#"{"Timeout":30,"Runtime":"python3.12","Layers":["a","b"],"Environment":{"Variables":{"A":1,"B":3}},"Policies":[{"Ref":"HandlerRole"}]}"#
    );
    assert!(found.declarations.iter().all(|declaration| declaration.tool == Tool::Sam));
    assert_eq!(found.diagnostics, []);
    let versions: Vec<_> = found.versions.iter().map(|version| (&*version.of, &*version.constraint)).collect();
    assert_eq!(versions, [("AWSTemplateFormatVersion", "2010-09-09"), ("AWS::Serverless", "2016-10-31")]);
}

#[test]
fn a_template_in_two_languages_is_deployed_once() {
    const YAML: &str = "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\nOutputs:\n  Name:\n    Value: !Ref Topic\n";
    const JSON: &str = r#"{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}, "Outputs": {"Name": {"Value": "x"}}}"#;
    let counts = |files: &[(Option<&str>, &str)]| {
        let found = read_files(files);
        (found.declarations.len(), found.instances.len(), found.outputs.len())
    };
    assert_eq!(counts(&[(Some("a.yaml"), YAML), (Some("a.json"), JSON)]), (2, 1, 1));
    assert_eq!(counts(&[(Some("a.yaml"), YAML), (Some("b.yaml"), YAML)]), (2, 2, 2));
    assert_eq!(
        counts(&[(Some("a.yaml"), YAML), (Some("a.json"), &JSON.replace("SNS::Topic", "SQS::Queue"))]),
        (2, 2, 2)
    );
}
