//! `format` and `formatlist`.

use std::iter::Peekable;
use std::str::Chars;

use super::arguments::{Arguments, Failure, Outcome};
use super::{Function, MANY, json};
use crate::program::operators::first_reason;
use crate::program::value::{Kind, Value};

pub(super) const FUNCTIONS: &[Function] = &[("format", 1, MANY, format), ("formatlist", 1, MANY, format_list)];

/// How wide a verb may make its text. Chosen because a line has some hundred characters.
const WIDEST: usize = 1000;

/// A verb: `%-08.3f`.
#[derive(Default)]
struct Verb {
    letter: char,
    flags: String,
    width: Option<usize>,
    precision: Option<usize>,
    /// `%[2]s`: which argument it takes, from 1.
    argument: Option<usize>,
}

impl Verb {
    fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }

    fn read(letters: &mut Peekable<Chars<'_>>) -> Option<Self> {
        let mut verb = Self::default();
        while let Some(flag) = letters.next_if(|letter| " +-0#".contains(*letter)) {
            verb.flags.push(flag);
        }
        verb.width = digits(letters);
        if letters.next_if_eq(&'.').is_some() {
            verb.precision = Some(digits(letters).unwrap_or(0));
        }
        if letters.next_if_eq(&'[').is_some() {
            verb.argument = digits(letters);
            letters.next_if_eq(&']')?;
        }
        verb.letter = letters.next()?;
        Some(verb)
    }

    fn padded(&self, text: String) -> String {
        let missing = self.width.unwrap_or(0).min(WIDEST).saturating_sub(text.chars().count());
        if missing == 0 {
            text
        } else if self.has('-') {
            format!("{text}{}", " ".repeat(missing))
        } else if self.has('0') && !"sqv".contains(self.letter) {
            let sign = text.len() - text.trim_start_matches(['+', '-']).len();
            format!("{}{}{}", &text[..sign], "0".repeat(missing), &text[sign..])
        } else {
            format!("{}{text}", " ".repeat(missing))
        }
    }

    fn signed(&self, negative: bool, digits: &str) -> String {
        let sign = match () {
            () if negative => "-",
            () if self.has('+') => "+",
            () if self.has(' ') => " ",
            () => "",
        };
        format!("{sign}{digits}")
    }
}

fn digits(letters: &mut Peekable<Chars<'_>>) -> Option<usize> {
    let mut number = None;
    while let Some(digit) = letters.peek().and_then(|letter| letter.to_digit(10)) {
        number = Some(number.unwrap_or(0_usize).saturating_mul(10).saturating_add(digit as usize));
        letters.next();
    }
    number
}

fn format(arguments: &Arguments<'_>) -> Outcome<Value> {
    formatted(arguments, arguments.from(1))
}

/// Each list gives its elements in turn, other arguments are the same each time.
fn format_list(arguments: &Arguments<'_>) -> Outcome<Value> {
    let mut turns = None;
    for index in 1..arguments.values.len() {
        let length = match arguments.get(index) {
            Some(value) if value.as_list().is_some() => arguments.list(index)?.len(),
            Some(Value { kind: Kind::Unknown(reason), .. }) => return Err(Failure::Unknown(reason.clone())),
            _ => continue,
        };
        if turns.is_some_and(|turns| turns != length) {
            return Err(arguments.invalid("needs lists of one length"));
        }
        turns = Some(length);
    }
    let turn = |turn: usize| {
        let of_turn = |value: &Value| value.as_list().map_or(Some(value), |items| items.get(turn)).cloned();
        let values: Vec<_> = arguments.from(1).iter().filter_map(of_turn).collect();
        formatted(arguments, &values)
    };
    arguments.list_result((0..turns.unwrap_or(1)).map(turn).collect::<Outcome<_>>()?)
}

/// The text of one turn; arguments that are not known become parts of it.
fn formatted(arguments: &Arguments<'_>, values: &[Value]) -> Outcome<Value> {
    let pattern = arguments.text(0)?;
    let mut parts = Vec::new();
    let mut literal = String::new();
    let (mut next, mut used) = (0, 0);
    let mut letters = pattern.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '%' || letters.next_if_eq(&'%').is_some() {
            literal.push(letter);
            continue;
        }
        let verb = Verb::read(&mut letters).ok_or_else(|| arguments.invalid("is given an unfinished verb"))?;
        let index = verb.argument.map_or(next, |argument| argument.wrapping_sub(1));
        let value = values.get(index).ok_or_else(|| arguments.invalid("has fewer values than verbs"))?;
        next = index + 1;
        used = used.max(next);
        match first_reason(value) {
            Some(_) => {
                parts.push(Value::text(std::mem::take(&mut literal), None));
                parts.push(value.clone());
            }
            None => literal.push_str(&verb_text(&verb, value, arguments)?),
        }
    }
    if used < values.len() && !pattern.contains("%[") {
        return Err(arguments.invalid("has more values than verbs"));
    }
    parts.push(arguments.result(Kind::Text(literal.into())));
    Ok(Value::join(parts, arguments.span))
}

fn verb_text(verb: &Verb, value: &Value, arguments: &Arguments<'_>) -> Outcome<String> {
    let mismatch = || arguments.invalid(&format!("has a value that %{} cannot show", verb.letter));
    let number = || value.as_number().ok_or_else(mismatch);
    let as_json = || json::text(value).ok_or_else(mismatch);
    let scalar = || value.as_text().ok_or_else(mismatch);
    let whole = |radix: fn(u64) -> String| {
        let number = number()?;
        if number.fract() != 0.0 || number.abs() > 1e18 {
            return Err(mismatch());
        }
        Ok(verb.signed(number < 0.0, &radix(number.abs() as u64)))
    };
    let float = |shown: fn(f64, usize) -> String| {
        let number = number()?;
        Ok(verb.signed(number < 0.0, &shown(number.abs(), verb.precision.unwrap_or(6).min(WIDEST))))
    };
    let cut = |text: String| match verb.precision {
        Some(precision) => text.chars().take(precision).collect(),
        None => text,
    };
    let text = match verb.letter {
        'v' if verb.has('#') => as_json()?,
        'v' if value.as_text().is_none() => as_json()?,
        'v' => scalar()?,
        's' => cut(scalar()?),
        'q' => json::text(&Value::text(cut(scalar()?), None)).ok_or_else(mismatch)?,
        't' => value.as_bool().ok_or_else(mismatch)?.to_string(),
        'd' => whole(|number| number.to_string())?,
        'b' => whole(|number| format!("{number:b}"))?,
        'o' => whole(|number| format!("{number:o}"))?,
        'x' => whole(|number| format!("{number:x}"))?,
        'X' => whole(|number| format!("{number:X}"))?,
        'f' | 'F' => float(|number, precision| format!("{number:.precision$}"))?,
        'e' => float(exponential)?,
        'E' => float(|number, precision| exponential(number, precision).to_uppercase())?,
        'g' | 'G' => {
            let number = number()?;
            let shortest = if number != 0.0 && !(1e-4..1e21).contains(&number.abs()) {
                with_two_digits(&format!("{:e}", number.abs()))
            } else {
                format!("{}", number.abs())
            };
            verb.signed(number < 0.0, &shortest)
        }
        _ => return Err(arguments.invalid(&format!("is given the verb %{}, which does not exist", verb.letter))),
    };
    Ok(verb.padded(text))
}

fn exponential(number: f64, precision: usize) -> String {
    with_two_digits(&format!("{number:.precision$e}"))
}

/// `1e4` as `1e+04`.
fn with_two_digits(text: &str) -> String {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (sign, digits) = exponent.strip_prefix('-').map_or(('+', exponent), |digits| ('-', digits));
    format!("{mantissa}e{sign}{digits:0>2}")
}
