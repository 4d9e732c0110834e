//! What functions and conditions give.

use super::{CONTEXT, read_text};
use crate::program::json::plain;

/// Checks what `value`, written as YAML, gives as a property; `-` means that it is not set.
fn check(value: &str, expected: &str) {
    let text = format!("{CONTEXT}  Subject:\n    Type: AWS::Test::Subject\n    Properties:\n      Value: {value}\n");
    let found = read_text(&text);
    let subject = found.instances.iter().find(|instance| &*instance.address == "Subject").unwrap();
    let shown = subject.properties.get("Value").map_or("-".to_owned(), |value| plain(value).to_string());
    assert_eq!(shown, expected, "{value}");
}

#[test]
fn functions_in_both_spellings() {
    for (short, long, expected) in [
        ("!Ref Name", "{Ref: Name}", r#""app""#),
        ("!Ref Given", "{Ref: Given}", r#"{"Unknown":"input Given has no default"}"#),
        ("!Ref One", "{Ref: One}", r#""only""#),
        ("!Ref Size", "{Ref: Size}", "3"),
        ("!Ref Cidrs", "{Ref: Cidrs}", r#"["10.0.0.0/24","10.0.1.0/24"]"#),
        ("!Ref Ami", "{Ref: Ami}", r#"{"Unknown":"SSM parameter /aws/ami is looked up when deployed"}"#),
        ("!Ref Bucket", "{Ref: Bucket}", r#"{"Ref":"Bucket"}"#),
        ("!Ref Nothing", "{Ref: Nothing}", r#"{"Unknown":"Nothing is not defined in the response"}"#),
        ("!Ref AWS::Region", "{Ref: 'AWS::Region'}", r#"{"Unknown":"AWS::Region is looked up when deployed"}"#),
        ("!Ref AWS::Partition", "{Ref: 'AWS::Partition'}", r#""aws""#),
        ("!Ref AWS::NoValue", "{Ref: 'AWS::NoValue'}", "-"),
        ("!GetAtt Bucket.Arn", "{'Fn::GetAtt': [Bucket, Arn]}", r#"{"Fn::GetAtt":["Bucket","Arn"]}"#),
        ("!GetAtt [Bucket, Arn]", "{'Fn::GetAtt': Bucket.Arn}", r#"{"Fn::GetAtt":["Bucket","Arn"]}"#),
        (
            "!GetAtt Db.Endpoint.Port",
            "{'Fn::GetAtt': Db.Endpoint.Port}",
            r#"{"Unknown":"Db is not defined in the response"}"#,
        ),
        ("!Sub '${Name}-${!Name}-$x'", "{'Fn::Sub': '${Name}-${!Name}-$x'}", r#""app-${Name}-$x""#),
        (
            "!Sub '${Bucket.Arn}/${AWS::Partition}'",
            "{'Fn::Sub': ['${B}/${AWS::Partition}', {B: !GetAtt Bucket.Arn}]}",
            r#"{"Fn::Join":["",[{"Fn::GetAtt":["Bucket","Arn"]},"/aws"]]}"#,
        ),
        ("!Join ['-', [a, !Ref Name, 1]]", "{'Fn::Join': ['-', [a, {Ref: Name}, 1]]}", r#""a-app-1""#),
        (
            "!Join ['', [a, !Ref Bucket]]",
            "{'Fn::Join': ['', [a, {Ref: Bucket}]]}",
            r#"{"Fn::Join":["",["a",{"Ref":"Bucket"}]]}"#,
        ),
        ("!Select [1, [a, b]]", "{'Fn::Select': ['1', [a, b]]}", r#""b""#),
        ("!Select [1, !Ref Cidrs]", "{'Fn::Select': [1, {Ref: Cidrs}]}", r#""10.0.1.0/24""#),
        (
            "!Select [9, [a]]",
            "{'Fn::Select': [9, [a]]}",
            r#"{"Unknown":"element 9 of a list of 1 is not defined in the response"}"#,
        ),
        ("!Split ['/', a/b]", "{'Fn::Split': ['/', a/b]}", r#"["a","b"]"#),
        (
            "!Split ['/', !Sub 'a/${Bucket}/b']",
            "{'Fn::Split': ['/', {'Fn::Sub': 'a/${Bucket}/b'}]}",
            r#"["a",{"Fn::Join":["",[{"Ref":"Bucket"}]]},"b"]"#,
        ),
        ("!Select [0, !Split [',', 'x,y']]", "{'Fn::Select': [0, {'Fn::Split': [',', 'x,y']}]}", r#""x""#),
        ("!FindInMap [Sizes, dev, Type]", "{'Fn::FindInMap': [Sizes, dev, Type]}", r#""small""#),
        ("!FindInMap [Sizes, !Ref Name, Type]", "{'Fn::FindInMap': [Sizes, {Ref: Name}, Type]}", r#""medium""#),
        ("!FindInMap [Sizes, dev, Zones]", "{'Fn::FindInMap': [Sizes, dev, Zones]}", r#"["a","b"]"#),
        (
            "!FindInMap [Regions, !Ref 'AWS::Region', Ami]",
            "{'Fn::FindInMap': [Regions, {Ref: 'AWS::Region'}, Ami]}",
            r#"{"OneOf":["ami-1","ami-2"]}"#,
        ),
        (
            "!FindInMap [Sizes, none, Type]",
            "{'Fn::FindInMap': [Sizes, none, Type]}",
            r#"{"Unknown":"this key of mapping Sizes is not defined in the response"}"#,
        ),
        (
            "!FindInMap [Sizes, none, Type, {DefaultValue: large}]",
            "{'Fn::FindInMap': [Sizes, none, Type, {DefaultValue: large}]}",
            r#""large""#,
        ),
        ("!If [IsApp, a, b]", "{'Fn::If': [IsApp, a, b]}", r#""a""#),
        ("!If [IsOther, a, !Ref AWS::NoValue]", "{'Fn::If': [IsOther, a, {Ref: 'AWS::NoValue'}]}", "-"),
        ("!If [Open, a, b]", "{'Fn::If': [Open, a, b]}", r#"{"OneOf":["a","b"]}"#),
        (
            "!Sub ['${V}-x', {V: !If [Open, a, b]}]",
            "{'Fn::Sub': ['${V}-x', {V: !If [Open, a, b]}]}",
            r#"{"OneOf":["a-x","b-x"]}"#,
        ),
        (
            "[a, !If [IsOther, b, !Ref AWS::NoValue]]",
            "[a, {'Fn::If': [IsOther, b, {Ref: 'AWS::NoValue'}]}]",
            r#"["a"]"#,
        ),
        (
            "!Cidr [10.0.0.0/16, 3, 8]",
            "{'Fn::Cidr': [10.0.0.0/16, '3', '8']}",
            r#"["10.0.0.0/24","10.0.1.0/24","10.0.2.0/24"]"#,
        ),
        (
            "!Select [1, !Cidr [!GetAtt Vpc.CidrBlock, 2, 12]]",
            "{'Fn::Select': [1, {'Fn::Cidr': [{'Fn::GetAtt': [Vpc, CidrBlock]}, 2, 12]}]}",
            r#""10.0.16.0/20""#,
        ),
        (
            "!Select [0, !GetAZs '']",
            "{'Fn::Select': [0, {'Fn::GetAZs': {Ref: 'AWS::Region'}}]}",
            r#"{"Unknown":"availability zones[0] is looked up when deployed"}"#,
        ),
        (
            "!ImportValue vpc-id",
            "{'Fn::ImportValue': vpc-id}",
            r#"{"Unknown":"export vpc-id is looked up when deployed"}"#,
        ),
        ("!Base64 echo", "{'Fn::Base64': echo}", r#""echo""#),
        ("!Length [a, b]", "{'Fn::Length': [a, b]}", "2"),
        ("!ToJsonString {a: !Ref Name}", "{'Fn::ToJsonString': {a: {Ref: Name}}}", r#"{"a":"app"}"#),
        ("!Transform {Name: M}", "{'Fn::Transform': {Name: M}}", r#"{"Unknown":"Fn::Transform is not evaluated"}"#),
        ("!Divide [4, 2]", "{'Fn::Divide': [4, 2]}", r#"{"Unknown":"Fn::Divide is not evaluated"}"#),
        ("!Join [',']", "{'Fn::Join': [',']}", r#"{"Unknown":"Fn::Join is not evaluated"}"#),
    ] {
        check(short, expected);
        check(long, expected);
    }
}

#[test]
fn plain_values() {
    check("{a: 1, b: [true, 'x'], c: null}", r#"{"a":1,"b":[true,"x"]}"#);
    // A policy's condition is no condition of the template.
    check("{Condition: IsApp}", r#"{"Condition":"IsApp"}"#);
    check("{Ref: Name, Other: 1}", r#"{"Ref":"Name","Other":1}"#);
}

#[test]
fn conditions_are_decided_by_defaults() {
    let text =
        |condition: &str| format!("{CONTEXT}  Subject: {{Type: 'AWS::Test::Subject', Condition: {condition}}}\n");
    for (condition, count, conditional) in [
        ("IsApp", Some(1), Some(false)),
        ("IsOther", Some(0), None),
        ("Both", Some(1), Some(false)),
        ("Either", Some(1), Some(false)),
        ("Neither", Some(0), None),
        ("Open", None, Some(true)),
        ("Circular", None, Some(true)),
        ("Missing", None, Some(true)),
    ] {
        let found = read_text(&text(condition));
        let declaration = found.declarations.last().unwrap();
        let instance = found.instances.iter().find(|instance| &*instance.address == "Subject");
        assert_eq!((&*declaration.address, declaration.count), ("Subject", count), "{condition}");
        assert_eq!(instance.map(|instance| instance.conditional), conditional, "{condition}");
    }
}
