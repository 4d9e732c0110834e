//! The pieces of a text with `${…}` in it.

/// A piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text that stands for itself.
    Text(&'a str),
    /// `${Name}`, `${Resource.Attribute}`, without the signs around it.
    Variable(&'a str),
}

/// Takes a text apart. `${!Name}` stands for the text `${Name}`.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let Some((inner, following)) = after.split_once('}') else { break };
        pieces.push(Piece::Text(before));
        match inner.strip_prefix('!') {
            Some(literal) => pieces.extend([Piece::Text("${"), Piece::Text(literal), Piece::Text("}")]),
            None => pieces.push(Piece::Variable(inner.trim())),
        }
        rest = following;
    }
    pieces.push(Piece::Text(rest));
    pieces.retain(|piece| *piece != Piece::Text(""));
    pieces
}

#[cfg(test)]
mod tests {
    use super::Piece::{Text, Variable};
    use super::*;

    #[test]
    fn texts_are_taken_apart() {
        let cases: &[(&str, &[Piece<'_>])] = &[
            ("", &[]),
            ("plain", &[Text("plain")]),
            ("${A}", &[Variable("A")]),
            ("a-${B.C}-${ D }!", &[Text("a-"), Variable("B.C"), Text("-"), Variable("D"), Text("!")]),
            ("${!A}x", &[Text("${"), Text("A"), Text("}"), Text("x")]),
            ("$A ${B", &[Text("$A ${B")]),
        ];
        for (text, expected) in cases {
            assert_eq!(pieces(text), *expected, "{text}");
        }
    }
}
