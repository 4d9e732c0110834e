use super::*;

fn document(model: &str, ideal: &str, contents: Contents) -> String {
    let model = crate::analyse("MODEL.md", model.as_bytes());
    let ideal = crate::analyse("IDEAL.md", ideal.as_bytes());
    let comparison_ = crate::compare(&model, &ideal, None);
    comparison(&Report { model: &model, ideal: &ideal, comparison: &comparison_ }, contents)
}

const BUCKET: &str = "```hcl\nresource \"aws_s3_bucket\" \"data\" {\n  bucket = \"data\"\n}\n```\n";

#[test]
fn a_pair_without_gaps_is_short() {
    let text = document(BUCKET, BUCKET, Contents::default());
    assert!(text.contains("No gap was found."), "{text}");
    assert!(!text.contains("## 1.") && !text.contains("Recommendations") && text.lines().count() < 40, "{text}");
}

#[test]
fn headings_have_content() {
    let ideal = format!("{BUCKET}\n```hcl\nresource \"aws_sqs_queue\" \"jobs\" {{\n  name = \"jobs\"\n}}\n```\n");
    let text = document(BUCKET, &ideal, Contents { diagram: true, explain_score: true, table_only: false });
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    for pair in lines.windows(2) {
        let level = |line: &str| line.bytes().take_while(|&byte| byte == b'#').count();
        let (one, next) = (level(pair[0]), level(pair[1]));
        assert!(one == 0 || next == 0 || next > one, "{} is empty", pair[0]);
    }
    assert!(text.contains("```mermaid\nflowchart LR\n"), "{text}");
}

#[test]
fn markup_in_names_stays_text() {
    let named = BUCKET.replace("data", "a|b](x)<i>`c`");
    let text = document(&named, BUCKET, Contents { diagram: true, ..Contents::default() });
    let rows = text.lines().filter(|line| line.starts_with("| **"));
    for row in rows {
        assert_eq!(row.replace("\\|", "").matches('|').count(), 5, "{row}");
    }
}

#[test]
fn the_table_alone_has_eight_lines() {
    let text = document(
        BUCKET,
        "```hcl\nresource \"aws_sqs_queue\" \"jobs\" {}\n```\n",
        Contents { table_only: true, ..Contents::default() },
    );
    assert_eq!(text.lines().count(), 8, "{text}");
    assert!(text.lines().all(|line| line.starts_with('|')), "{text}");
}
