//! The limits of an evaluation. Whatever the code, they end it; what was found until then stays.

/// Expressions and loop turns evaluated for one response. Chosen because the largest answers need some 20,000, and
/// these take a fraction of a second.
pub(super) const STEPS: u32 = 500_000;

/// How many bytes of text, and how many elements of a collection, are made or copied for one step. Chosen because that
/// takes about as long as evaluating an expression.
pub(super) const BYTES_A_STEP: usize = 64;
pub(crate) const ELEMENTS_A_STEP: usize = 16;

/// How deep expressions, statements and calls may nest, all taken together. Chosen because answers nest up to 32
/// deep, and because the evaluator's own stack must hold it in a debug build's test thread of 2 MiB.
pub(super) const DEPTH: u32 = 200;

/// Calls inside one another. Chosen because helpers that call helpers reach 10 in answers; more is recursion.
pub(super) const CALLS: usize = 40;

/// Turns of one loop. Chosen because no answer creates more than some hundred things in a loop, and a table of regions
/// or ports that is walked stays below a thousand.
pub(super) const TURNS: usize = 2_000;

/// Objects on the heap and scopes. Chosen to bound memory to some 100 MB.
pub(super) const OBJECTS: usize = 300_000;

/// Calls recorded in the trace. Chosen because the largest programs create some 500 things.
pub(super) const RECORDED: usize = 20_000;

/// How deep a value may nest when it leaves the heap. Chosen because policies and dashboards nest some 15 deep, and a
/// list that contains itself nests for ever.
pub(super) const NESTING: usize = 40;

/// How many parts a value may have when it leaves the heap. Chosen because the largest dashboards have some 1,000, and
/// objects that refer to one another multiply.
pub(super) const SIZE: usize = 20_000;

/// How long a chain of members of something symbolic may be: `a.b.c`. Chosen because generated paths reach 8.
pub(super) const MEMBERS: usize = 30;
