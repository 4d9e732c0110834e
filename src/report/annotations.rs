//! Annotations of GitHub Actions: one command a line, which the runner shows beside the lines of a change.

use super::issues::Issue;
use crate::severity::Severity;

/// What failed as workflow commands, one a line.
#[must_use]
pub fn write(issues: &[Issue]) -> String {
    issues.iter().filter(|issue| issue.failed).map(annotation).collect()
}

fn annotation(issue: &Issue) -> String {
    let command = match issue.severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "notice",
    };
    let (file, lines) = (property(&issue.place.file), issue.place.lines);
    let title = property(&format!("{} ({})", issue.rule, issue.severity.title()));
    format!(
        "::{command} file={file},line={},endLine={},title={title}::{}\n",
        lines.start,
        lines.end,
        data(&issue.message)
    )
}

/// The text of a command: what would end the line is escaped.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property of a command, in which colons and commas mean something too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn what_means_something_is_escaped() {
        assert_eq!(data("50%\nof a: b"), "50%25%0Aof a: b");
        assert_eq!(property("a: b, c"), "a%3A b%2C c");
    }
}
