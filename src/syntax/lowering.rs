//! What several languages write alike: operators, counting, loops that count.

use crate::program::form::{Binary, Expression, ExpressionKind, Statement, StatementKind};
use crate::source::Span;

/// `for (starts; condition; steps) body`. With several starts, they come before the loop, in a block around both.
pub(super) fn counted_loop(
    mut starts: Vec<Statement>,
    condition: Option<Expression>,
    mut steps: Vec<Statement>,
    body: Vec<Statement>,
    span: Span,
) -> StatementKind {
    let start = if starts.len() == 1 { starts.pop() } else { None };
    let step = match steps.len() {
        0 | 1 => steps.pop(),
        _ => Some(Statement::new(StatementKind::Block(steps), span)),
    };
    let repeated = StatementKind::For(Box::new([start, step]), condition, body);
    if starts.is_empty() {
        return repeated;
    }
    starts.push(Statement::new(repeated, span));
    StatementKind::Block(starts)
}

/// `++place` is `place = place + 1`; `place++` is that less 1.
pub(super) fn count(operator: Binary, place: Expression, is_prefix: bool, span: Span) -> ExpressionKind {
    let boxed = |kind| Box::new(Expression::new(kind, span));
    let one = || boxed(ExpressionKind::Number(1.0));
    let next = boxed(ExpressionKind::Binary(operator, Box::new(place.clone()), one()));
    let counted = ExpressionKind::Assign(Box::new(place), next);
    if is_prefix {
        return counted;
    }
    let back = if operator == Binary::Add { Binary::Subtract } else { Binary::Add };
    ExpressionKind::Binary(back, boxed(counted), one())
}

/// A binary operator as the languages write it.
pub(super) fn binary_operator(operator: &str) -> Option<Binary> {
    Some(match operator {
        "+" => Binary::Add,
        "-" => Binary::Subtract,
        "*" => Binary::Multiply,
        "/" => Binary::Divide,
        "//" => Binary::FloorDivide,
        "%" => Binary::Remainder,
        "**" => Binary::Power,
        "==" | "===" | "is" => Binary::Equal,
        "!=" | "!==" | "<>" | "is not" => Binary::NotEqual,
        "<" => Binary::Less,
        "<=" => Binary::LessEqual,
        ">" => Binary::Greater,
        ">=" => Binary::GreaterEqual,
        "and" | "&&" => Binary::And,
        "or" | "||" => Binary::Or,
        "??" => Binary::Coalesce,
        "in" => Binary::In,
        "not in" => Binary::NotIn,
        "&" => Binary::BitAnd,
        "|" => Binary::BitOr,
        "^" => Binary::BitXor,
        "<<" => Binary::ShiftLeft,
        ">>" | ">>>" => Binary::ShiftRight,
        _ => return None,
    })
}
