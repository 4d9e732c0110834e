//! Values as the YAML text that Terraform writes.

use super::json;
use crate::program::value::{Kind, Value};

/// The YAML text of a value, if it is known.
pub(super) fn text(value: &Value) -> Option<String> {
    let mut out = String::new();
    write(value, 0, &mut out)?;
    Some(out)
}

/// Writes a value that begins where the text ends, and ends its last line.
fn write(value: &Value, indentation: usize, out: &mut String) -> Option<()> {
    let margin = "  ".repeat(indentation);
    match &value.kind {
        Kind::List(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push_str(&margin);
                }
                out.push_str("- ");
                write(item, indentation + 1, out)?;
            }
        }
        Kind::Map(entries) if !entries.is_empty() => {
            let mut sorted: Vec<_> = entries.iter().collect();
            sorted.sort_by_key(|(key, _)| *key);
            for (index, (key, entry)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    out.push_str(&margin);
                }
                out.push_str(&json::text(&Value::text(key.as_ref(), None))?);
                out.push(':');
                match &entry.kind {
                    // A list in a map is not indented, a map is.
                    Kind::List(items) if !items.is_empty() => {
                        out.push_str(&format!("\n{margin}"));
                        write(entry, indentation, out)?;
                    }
                    Kind::Map(inner) if !inner.is_empty() => {
                        out.push_str(&format!("\n{margin}  "));
                        write(entry, indentation + 1, out)?;
                    }
                    _ => {
                        out.push(' ');
                        write(entry, indentation + 1, out)?;
                    }
                }
            }
        }
        Kind::Text(text) if text.trim_end_matches('\n').contains('\n') || text.ends_with('\n') && text.len() > 1 => {
            write_lines(text, &margin, out);
        }
        _ => {
            out.push_str(&json::text(value)?);
            out.push('\n');
        }
    }
    Some(())
}

fn write_lines(text: &str, margin: &str, out: &mut String) {
    out.push_str(if text.ends_with("\n\n") {
        "|+"
    } else if text.ends_with('\n') {
        "|"
    } else {
        "|-"
    });
    out.push('\n');
    let margin = if margin.is_empty() { "  " } else { margin };
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        if !line.is_empty() {
            out.push_str(margin);
        }
        out.push_str(line);
        out.push('\n');
    }
}
