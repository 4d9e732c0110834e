//! JSON values as YAML, in block style.

use serde_json::Value as Json;

/// A document as YAML.
pub(super) fn text(document: &Json) -> String {
    let mut yaml = String::new();
    write(document, 0, &mut yaml);
    yaml
}

fn write(value: &Json, depth: usize, yaml: &mut String) {
    let indentation = "  ".repeat(depth);
    match value {
        Json::Object(entries) => {
            for (name, entry) in entries {
                yaml.push_str(&format!("{indentation}{}:", scalar(&Json::String(name.clone()))));
                write_behind(entry, depth + 1, yaml);
            }
        }
        Json::Array(items) => {
            for item in items {
                let before = yaml.len();
                write(item, depth + 1, yaml);
                // The dash stands in the indentation of the element's first line.
                if is_block(item) {
                    yaml.replace_range(before..before + indentation.len() + 2, &format!("{indentation}- "));
                } else {
                    yaml.truncate(before);
                    yaml.push_str(&format!("{indentation}- {}\n", scalar(item)));
                }
            }
        }
        other => yaml.push_str(&format!("{indentation}{}\n", scalar(other))),
    }
}

fn write_behind(value: &Json, depth: usize, yaml: &mut String) {
    if is_block(value) {
        yaml.push('\n');
        write(value, depth, yaml);
    } else {
        yaml.push_str(&format!(" {}\n", scalar(value)));
    }
}

/// Whether a value takes lines of its own.
fn is_block(value: &Json) -> bool {
    match value {
        Json::Object(entries) => !entries.is_empty(),
        Json::Array(items) => !items.is_empty(),
        _ => false,
    }
}

/// A value on one line. A text that YAML would take for something else is quoted.
fn scalar(value: &Json) -> String {
    match value {
        Json::String(text) if is_plain(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Whether a text is one also without quotes.
fn is_plain(text: &str) -> bool {
    const TAKEN: &[&str] = &["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.' | '/' | ':');
    let starts = text.starts_with(|first: char| first.is_ascii_alphabetic());
    starts
        && text.chars().all(is_letter)
        && !text.ends_with(':')
        && !TAKEN.contains(&text.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn documents_are_written_in_blocks() {
        let document = json!({
            "Resources": { "A": { "Type": "AWS::S3::Bucket", "Properties": {} } },
            "List": ["a b", 1, true, [], ["x"], { "K": "yes", "L": null }],
            "Date": "2012-10-17",
        });
        let expected = r#"Resources:
  A:
    Type: AWS::S3::Bucket
    Properties: {}
List:
  - "a b"
  - 1
  - true
  - []
  - - x
  - K: "yes"
    L: null
Date: "2012-10-17"
"#;
        assert_eq!(text(&document), expected);
    }
}
