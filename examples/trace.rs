#![allow(missing_docs, clippy::all, clippy::print_stdout, clippy::unwrap_used, clippy::uninlined_format_args)]
//! dev
use gapdiff::program::evaluator::{Callee, Step, evaluate};
fn main() {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).unwrap();
        let response = gapdiff::response::read("x.md", &bytes);
        let (programs, _) = gapdiff::syntax::parse_all(&response);
        let trace = evaluate(&response, &programs);
        println!("# {path}");
        for call in &trace.calls {
            let callee = match &call.callee {
                Callee::External(path) => path.to_string(),
                Callee::Method(_, name) => format!("?.{name}"),
                Callee::Assignment(_, name) => format!("?.{name}="),
            };
            let rep = call.context.iter().any(|s| matches!(s, Step::Turn { key: None, .. }));
            println!(
                "{}\t{}\t{}\t{}\t{}",
                if call.constructs { "new" } else { "call" },
                callee,
                response.lines(call.span).start,
                call.conditional,
                rep
            );
        }
        for d in &trace.diagnostics {
            println!("diag\t{}\t{}", d.message, d.span.map_or(0, |s| response.lines(s).start));
        }
    }
}
