//! `excerpt`: an answer that shows a part of its code. What it does not show is not missing.

use std::sync::LazyLock;

use regex::Regex;

use super::{Answer, Verdict, VerdictId};
use crate::dimensions::{SideId, wording};
use crate::response::{Response, Role};

/// An answer with at most so many resources, and less than a quarter of the other's, shows an excerpt: what changes, without the rest.
/// Chosen on published answers.
const MOST_IN_EXCERPT: usize = 10;

/// A comment that stands for code: `... rest of the stack`, `(unchanged)`, `[IAM policies remain the same as before]`.
static STANDS_FOR_CODE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^\s* (?: \# | // | /\* | \* | -- )? [\s\[(]* (?:
            (?: \.\.\. | … ) \s* [\[(]? \s* (?: the \s+ )? (?: rest | remaining | remainder | other | others | existing | previous | same | all \s other ) \b
          | [^.]{0,60} \b (?: rest | remaining | remainder | others? | all ) \b [^.]{0,50} \b (?: unchanged | remains? \s+ (?: the \s+ same | unchanged | as ) | same \s+ as | (?: is | are ) \s+ the \s+ same )
          | [^.]{0,60} \b remains? \s+ (?: the \s+ same | unchanged )
          | [^.]{0,40} \( (?: unchanged | same \s+ as ) \b
        )",
    )
    .ok()
});

pub(super) fn verdicts([model, ideal]: [Answer<'_>; 2]) -> Vec<Verdict> {
    let said = [model, ideal].map(|side| said(side));
    let [ours, theirs] = said;
    vec![ours, theirs.or_else(|| shown(model, ideal)).or_else(|| unshown(model, ideal))].into_iter().flatten().collect()
}

/// The answer says that there is more.
fn said(side: Answer<'_>) -> Option<Verdict> {
    let (line, text) = comment(&side.analysis.response)?;
    let consequence = match side.id {
        SideId::Ideal => "What it does not show is not counted against the model.",
        _ => "What it leaves out counts as missing.",
    };
    let reason = format!(
        "The {} shows an excerpt: line {line} reads {}. {consequence}",
        side.title(),
        wording::code(&wording::shortened(text.trim()))
    );
    Some(Verdict { verdict: VerdictId::Excerpt, side: side.id, reason, evidence: vec![side.evidence(line, line)] })
}

/// The first comment in code that declares or configures something which stands for code that is left out.
fn comment(response: &Response) -> Option<(u32, &str)> {
    let pattern = STANDS_FOR_CODE.as_ref()?;
    let blocks = response.blocks.iter().filter(|block| block.role == Role::Infrastructure && !block.replaced);
    blocks.flat_map(|block| (block.lines.start..).zip(block.text.lines())).find(|(_, line)| {
        let trimmed = line.trim_start();
        let comments = ["#", "//", "/*", "*", "...", "…", "[", "("].iter().any(|mark| trimmed.starts_with(mark));
        comments && pattern.is_match(line)
    })
}

/// The ideal has much less than the model.
fn shown(model: Answer<'_>, ideal: Answer<'_>) -> Option<Verdict> {
    let [ours, theirs] = [model, ideal].map(|side| side.analysis.stack.resources.len());
    if theirs == 0 || theirs > MOST_IN_EXCERPT || theirs * 4 >= ours {
        return None;
    }
    let reason = format!(
        "The ideal answer declares {} against {} of the model: it is read as an excerpt, and what it does not show is not counted against the model.",
        wording::count(theirs, "resource", "resources"),
        wording::number_word(ours)
    );
    let evidence = vec![ideal.evidence(1, ideal.analysis.response.line_count.max(1))];
    Some(Verdict { verdict: VerdictId::Excerpt, side: SideId::Ideal, reason, evidence })
}

/// The ideal refers to resources that only the model declares, under the very same address: it has them in files that it does
/// not show.
fn unshown(model: Answer<'_>, ideal: Answer<'_>) -> Option<Verdict> {
    let declared = &model.analysis.stack.declarations;
    let named = |message: &str| {
        let address = message.strip_prefix("resource ")?.strip_suffix(" is not declared")?;
        declared.iter().any(|declaration| &*declaration.address == address).then(|| address.to_owned())
    };
    let mut unknown =
        ideal.analysis.stack.diagnostics.iter().filter_map(|found| Some((named(&found.message)?, found.span)));
    let (address, span) = unknown.next()?;
    let line = span.map_or(1, |span| ideal.analysis.response.lines(span).start);
    let reason = format!(
        "The ideal answer shows an excerpt: line {line} refers to {}, which it does not declare and the model does. What it does not show is not counted against the model.",
        wording::code(&address)
    );
    Some(Verdict {
        verdict: VerdictId::Excerpt,
        side: SideId::Ideal,
        reason,
        evidence: vec![ideal.evidence(line, line)],
    })
}
