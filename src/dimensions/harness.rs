//! Gaps of small pairs, for tests.

use super::{Context, Gap, Row, find_all};
use crate::Analysis;
use crate::matching::{pair, testing::stack};
use crate::response;

type Given<'a> = &'a [(&'a str, &'a str, &'a str)];

/// Rows and gaps of two stacks of (type, address, properties as JSON).
pub(crate) fn find(model: Given<'_>, ideal: Given<'_>, prompt: &str) -> (Vec<Row>, Vec<Gap>) {
    let side = |name: &str, given| Analysis::of(response::read(name, b""), stack(given));
    let (model, ideal) = (side("MODEL_RESPONSE.md", model), side("IDEAL_RESPONSE.md", ideal));
    let pairing = pair(&model.stack, &ideal.stack);
    let prompt = crate::prompt::read("PROMPT.md", prompt.as_bytes());
    let cost = crate::cost::Pair::of(&model.stack, &ideal.stack, &crate::cost::Usage::default());
    find_all(&Context {
        model: &model,
        ideal: &ideal,
        pairing: &pairing,
        cost: &cost,
        prompt: Some(&prompt),
        verdicts: &[],
    })
}

/// The gaps as `dimension severity kind side attribute: title`.
pub(crate) fn gaps(model: Given<'_>, ideal: Given<'_>, prompt: &str) -> Vec<String> {
    find(model, ideal, prompt).1.iter().map(shown).collect()
}

fn shown(gap: &Gap) -> String {
    let attribute = gap.attribute.as_deref().unwrap_or("-");
    let kind = format!("{:?} {:?}", gap.kind, gap.side).to_lowercase();
    format!("{} {} {kind} {attribute}: {}", gap.dimension.title(), gap.severity.title(), gap.title)
}
