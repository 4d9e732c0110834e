//! JUnit XML, which every build server shows: a suite a dimension or kind, a case an issue.

use std::fmt::Write as _;

use super::issues::Issue;

/// Issues as a JUnit report, with a final newline.
#[must_use]
pub fn write(issues: &[Issue]) -> String {
    let mut groups: Vec<&str> = Vec::new();
    for issue in issues {
        if !groups.contains(&issue.group) {
            groups.push(issue.group);
        }
    }
    let failures = |issues: &[&Issue]| issues.iter().filter(|issue| issue.failed).count();
    let all: Vec<&Issue> = issues.iter().collect();
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    let _ = writeln!(xml, "<testsuites name=\"gapdiff\" tests=\"{}\" failures=\"{}\">", all.len(), failures(&all));
    for group in groups {
        let cases: Vec<&Issue> = issues.iter().filter(|issue| issue.group == group).collect();
        let (tests, failed) = (cases.len(), failures(&cases));
        let _ = writeln!(xml, "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failed}\">", escaped(group));
        cases.into_iter().for_each(|issue| case(issue, &mut xml));
        xml.push_str("  </testsuite>\n");
    }
    xml.push_str("</testsuites>\n");
    xml
}

fn case(issue: &Issue, xml: &mut String) {
    let about = issue.address.as_deref().map(|address| format!("{}: {address}", issue.rule));
    let name = escaped(about.as_deref().unwrap_or(&issue.rule));
    let (file, lines) = (&issue.place.file, issue.place.lines);
    let place = format!("file=\"{}\" line=\"{}\"", escaped(file), lines.start);
    let _ = write!(xml, "    <testcase classname=\"gapdiff.{}\" name=\"{name}\" {place}", escaped(issue.group));
    if !issue.failed {
        xml.push_str("/>\n");
        return;
    }
    let message = escaped(&issue.message);
    let _ = write!(xml, ">\n      <failure type=\"{}\" message=\"{message}\">", issue.severity.title());
    let _ = write!(xml, "{}:{lines}", escaped(file));
    for place in &issue.related {
        let _ = write!(xml, "\n{}:{}", escaped(&place.file), place.lines);
    }
    xml.push_str("</failure>\n    </testcase>\n");
}

/// Text as XML has it, without the characters that XML cannot have.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            character if character.is_control() => {}
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn text_is_escaped() {
        assert_eq!(escaped("a<b> & \"c\"\u{1b}[0m\nd"), "a&lt;b&gt; &amp; &quot;c&quot;[0m d");
    }
}
