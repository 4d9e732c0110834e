//! What is wrong with templates.

use super::read_text;
use crate::source::Level;

/// Checks the diagnostics of a template: what each stands on, and its message.
fn check_diagnostics(text: &str, expected: &[(&str, &str)]) {
    let found = read_text(text);
    let shown: Vec<_> = found
        .diagnostics
        .iter()
        .map(|diagnostic| {
            let span = diagnostic.span.unwrap();
            assert_eq!(diagnostic.level, Level::Error);
            (&text[span.start as usize..span.end as usize], diagnostic.message.as_str())
        })
        .collect();
    assert_eq!(shown, expected, "{text}");
}

#[test]
fn names_that_nothing_defines() {
    let template = |body: &str| {
        format!("AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  T:\n    Type: AWS::SNS::Topic\n{body}\n")
    };
    let neither = "is neither a parameter nor a resource of the template";
    for (body, name, message) in [
        ("    Properties: {A: !Ref Gone}", "Gone", format!("Gone {neither}")),
        ("    Properties: {A: !Sub 'x-${Gone}-${T2}', T2: 1}", "Gone", format!("Gone {neither}")),
        ("    Properties: {A: !Sub 'x-${Gone.Arn}'}", "Gone", "Gone is no resource of the template".to_owned()),
        ("    Properties: {A: !GetAtt Gone.Arn}", "Gone", "Gone is no resource of the template".to_owned()),
        ("    Properties: {A: {'Fn::GetAtt': [Gone, Arn]}}", "Gone", "Gone is no resource of the template".to_owned()),
        ("    DependsOn: Gone", "Gone", "Gone is no resource of the template".to_owned()),
        ("    DependsOn: [T2, Gone]", "Gone", "Gone is no resource of the template".to_owned()),
        ("    Condition: Gone", "Gone", "Gone is no condition of the template".to_owned()),
        ("    Properties: {A: !If [Gone, a, b]}", "Gone", "Gone is no condition of the template".to_owned()),
        ("    Properties: {A: !FindInMap [Gone, a, b]}", "Gone", "Gone is no mapping of the template".to_owned()),
        ("    Properties: {A: !FindInMap [Map, a, x]}", "x", "x is no key of a in the mapping Map".to_owned()),
        ("    Properties: {A: !FindInMap [Map, x, b]}", "x", "x is no key of the mapping Map".to_owned()),
        ("    Properties: {A: !Length [a]}", "Length", "Length needs the transform AWS::LanguageExtensions".to_owned()),
        ("    Properties: {A: {'Fn::Divide': [1, 2]}}", "Divide", "Divide is no function of CloudFormation".to_owned()),
        ("    Properties: {A: }", "A", "a value is missing, and CloudFormation takes no null".to_owned()),
        ("  Gone: {}", "Gone", "Gone has no type".to_owned()),
    ] {
        let rest =
            "  T2: {Type: 'AWS::SNS::Topic', Properties: {A: !FindInMap [Map, a, b]}}\nMappings: {Map: {a: {b: c}}}";
        check_diagnostics(&template(&format!("{body}\n{rest}")), &[(name, message.as_str())]);
    }
}

#[test]
fn names_that_are_defined() {
    check_diagnostics(
        r#"
AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Name: {Type: String, Default: x}
Conditions:
  IsX: !Equals [!Ref Name, x]
  Also: !Or [{Condition: IsX}, !Condition IsX]
Mappings:
  Map: {a: {b: c}}
Resources:
  T:
    Type: AWS::SNS::Topic
    Condition: Also
    Properties:
      A: !Sub ['${Name}-${Own}-${!aws:username}-${AWS::Region}-${Q.Arn}', {Own: 1}]
      B: !If [IsX, !FindInMap [Map, a, b], !Ref AWS::NoValue]
      C: {Condition: {StringEquals: {a: b}}}
  Q: {Type: 'AWS::SQS::Queue'}
Outputs:
  O: {Condition: IsX, Value: !GetAtt Q.Arn}
"#,
        &[],
    );
}

#[test]
fn definitions_that_nothing_uses() {
    let found = read_text(
        r#"
AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Used: {Type: String, Default: x}
  Unused: {Type: String, Default: x}
  InRule: {Type: String, Default: x}
Rules:
  R: {Assertions: [{Assert: !Equals [!Ref InRule, x]}]}
Mappings: {Map: {a: {b: c}}}
Conditions:
  Never: !Equals [!Ref Used, y]
Resources:
  T: {Type: 'AWS::SNS::Topic'}
"#,
    );
    let notes: Vec<_> = found.diagnostics.iter().map(|note| (note.level, note.message.as_str())).collect();
    let note = |message| (Level::Note, message);
    assert_eq!(
        notes,
        [
            note("the parameter Unused is used nowhere"),
            note("the condition Never is used nowhere"),
            note("the mapping Map is used nowhere"),
        ]
    );
}

#[test]
fn conditions_that_are_none() {
    for (condition, on, message) in [
        ("!Not [!Ref P]", "!Ref P", "what Not takes must be Equals, And, Or, Not or another condition"),
        ("!Ref P", "!Ref P", "a condition must be Equals, And, Or, Not or another condition"),
        ("!Equals [!Ref P]", "!Equals [!Ref P]", "Equals takes two values"),
        ("!Not {Condition: C}", "!Not {Condition: C}", "Not takes a list of one condition"),
        ("!And [{Condition: C}]", "!And [{Condition: C}]", "And takes two to ten conditions"),
        ("!Or [{Condition: C}, 'true']", "'true'", "what Or takes must be Equals, And, Or, Not or another condition"),
    ] {
        let text = format!("Conditions:\n  C: {condition}\nResources:\n  T: {{Type: 'AWS::SNS::Topic'}}\n");
        check_diagnostics(&text, &[(on, message)]);
    }
    for condition in
        ["!Equals [a, b]", "{Condition: D}", "!Not [!Equals [a, b]]", "{'Fn::Or': [{Condition: D}, !Condition D]}"]
    {
        let text = format!("Conditions:\n  C: {condition}\nResources:\n  T: {{Type: 'AWS::SNS::Topic'}}\n");
        check_diagnostics(&text, &[]);
    }
}

#[test]
fn defaults_that_break_the_rules_of_their_parameter() {
    for (rules, on, fault) in [
        ("Type: Text", "Text", "Text is no type of a parameter"),
        ("Type: String, Default: c, AllowedValues: [a, b]", "c", "is not among the allowed values"),
        ("Type: Number, Default: x", "x", "is no number"),
        ("Type: Number, Default: 9, MaxValue: 8", "9", "is more than 8"),
        ("Type: Number, Default: '1', MinValue: 2", "'1'", "is less than 2"),
        ("Type: String, Default: ab, MinLength: '3'", "ab", "is shorter than 3"),
        ("Type: String, Default: abcd, MaxLength: 3", "abcd", "is longer than 3"),
        (
            "Type: String, Default: myProject, AllowedPattern: '[a-z]*'",
            "myProject",
            "does not match the allowed pattern",
        ),
        (
            "Type: CommaDelimitedList, Default: 'a, c', AllowedValues: [a, b]",
            "'a, c'",
            "is not among the allowed values",
        ),
    ] {
        let text = format!("Parameters:\n  P: {{{rules}}}\nResources:\n  T: {{Type: 'AWS::SNS::Topic'}}\n");
        let message =
            if fault.contains("type") { fault.to_owned() } else { format!("the default of the parameter P {fault}") };
        check_diagnostics(&text, &[(on, message.as_str())]);
    }
    for rules in [
        "Type: 'AWS::EC2::KeyPair::KeyName'",
        "Type: List<Number>, Default: '1,2', AllowedValues: [1, 2, 3]",
        "Type: Number, Default: '3', AllowedValues: [3, 4], MinValue: 1",
        "Type: String, Default: ab1, AllowedPattern: '^[a-z][a-z0-9]*$', MinLength: 1",
        "Type: String, Default: ab, AllowedPattern: '(?!x)[a-z]+'",
    ] {
        let text = format!("Parameters:\n  P: {{{rules}}}\nResources:\n  T: {{Type: 'AWS::SNS::Topic'}}\n");
        check_diagnostics(&text, &[]);
    }
}

#[test]
fn circles() {
    check_diagnostics(
        "Resources:\n  A: {Type: 'AWS::SNS::Topic', Properties: {X: !Ref B}}\n  B: {Type: 'AWS::SNS::Topic', Properties: {X: !Sub '${C.Arn}'}}\n  C: {Type: 'AWS::SNS::Topic', DependsOn: A}\n  D: {Type: 'AWS::SNS::Topic', DependsOn: A}\n  E: {Type: 'AWS::SNS::Topic', Properties: {X: !Ref E}}\n",
        &[
            ("A", "circular dependency: A → B → C → A"),
            ("B", "circular dependency: A → B → C → A"),
            ("C", "circular dependency: A → B → C → A"),
            ("E", "circular dependency: E → E"),
        ],
    );
}
