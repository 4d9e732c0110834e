//! Compares two Markdown answers to the same infrastructure task and writes down the gap between them.
//!
//! Data flows one way: [`response`] takes Markdown apart, [`syntax`] parses each source file into the [`program`] form,
//! the evaluator works out values, each [`dialect`] finds declarations, [`stack`] brings them into one common model,
//! [`matching`] pairs two stacks, [`verdict`] says what must be known about the pair, [`dimensions`] turn the pair into gaps and [`report`] writes them down.

pub mod batch;
pub mod catalog;
pub mod checks;
pub mod cost;
pub mod dialect;
pub mod dimensions;
pub mod grading;
pub mod matching;
pub mod program;
pub mod prompt;
pub mod report;
pub mod response;
pub mod severity;
pub mod source;
pub mod stack;
pub mod syntax;
pub mod verdict;
pub mod verify;

/// A response and what it deploys.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The response, taken apart.
    pub response: response::Response,
    /// Its source files, parsed: `programs[i]` is that of `response.files[i]`.
    pub programs: Vec<program::form::Program>,
    /// What its programs call of libraries, and what they count on.
    pub trace: program::evaluator::Trace,
    /// All that it deploys.
    pub stack: stack::Stack,
}

impl Analysis {
    /// A response that deploys that stack, its code not looked at.
    #[cfg(test)]
    pub(crate) fn of(response: response::Response, stack: stack::Stack) -> Self {
        Self { response, programs: Vec::new(), trace: program::evaluator::Trace::default(), stack }
    }
}

/// A pair of answers, compared.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// What must be known before the gaps.
    pub verdicts: Vec<verdict::Verdict>,
    /// The gap table: six rows, always in the same order.
    pub table: Vec<dimensions::Row>,
    /// The gaps, the most severe first.
    pub gaps: Vec<dimensions::Gap>,
    /// What the gaps come to.
    pub scores: grading::scores::Scores,
    /// What both cost a month under the baseline profile.
    pub cost: cost::Pair,
    /// Which resource of the model is which of the ideal's.
    pub pairing: matching::Pairing,
}

/// Reads a response and works out what it deploys. Never fails: what is not understood is in the diagnostics.
#[must_use]
pub fn analyse(name: &str, bytes: &[u8]) -> Analysis {
    let response = response::read(name, bytes);
    let (programs, diagnostics) = syntax::parse_all(&response);
    let source = dialect::Source::new(&response, programs);
    let findings: Vec<_> = dialect::DIALECTS.iter().map(|dialect| (dialect.tool, (dialect.read)(&source))).collect();
    let mut stack = stack::build(&source, findings);
    let dialect::Source { programs, trace, .. } = source;
    stack.diagnostics.splice(0..0, diagnostics.into_iter().chain(trace.diagnostics.iter().cloned()));
    Analysis { programs, trace, response, stack }
}

/// Compares two responses, and both with what the prompt demands.
#[must_use]
pub fn compare(model: &Analysis, ideal: &Analysis, prompt: Option<&prompt::Prompt>) -> Comparison {
    let pairing = matching::pair(&model.stack, &ideal.stack);
    let verdicts = verdict::find(model, ideal, prompt);
    let cost = cost::Pair::of(&model.stack, &ideal.stack, &cost::Usage::default());
    let context = dimensions::Context { model, ideal, pairing: &pairing, prompt, cost: &cost, verdicts: &verdicts };
    let (table, gaps) = dimensions::find_all(&context);
    let scores = grading::scores::scores(&gaps, &verdicts);
    Comparison { verdicts, table, gaps, scores, cost, pairing }
}
