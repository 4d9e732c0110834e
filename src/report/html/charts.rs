//! Charts as SVG. Each has a title that says in words what it shows; numbers stand beside the marks, so that nothing is told by colour alone.

use maud::{Markup, html};

/// A bar: its label, and how much.
pub(super) type Bar = (String, u64);

const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 200.0;
/// Room for labels under and numbers above the bars.
const FOOT: f64 = 22.0;
const HEAD: f64 = 20.0;

/// Upright bars, for a distribution.
pub(super) fn histogram(title: &str, bars: &[Bar]) -> Markup {
    let most = bars.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1) as f64;
    let step = WIDTH / bars.len().max(1) as f64;
    let height = |count: u64| (HEIGHT - HEAD - FOOT) * count as f64 / most;
    html! {
        svg.chart viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(spoken(title, bars)) {
            line.axis x1="0" x2=(WIDTH) y1=(HEIGHT - FOOT) y2=(HEIGHT - FOOT) {}
            @for (at, (label, count)) in bars.iter().enumerate() {
                @let x = step * at as f64;
                @let y = HEIGHT - FOOT - height(*count);
                rect.bar x=(number(x + step * 0.12)) y=(number(y)) width=(number(step * 0.76)) height=(number(height(*count))) rx="3" {
                    title { (label) ": " (count) }
                }
                @if *count > 0 {
                    text.value x=(number(x + step / 2.0)) y=(number(y - 6.0)) text-anchor="middle" { (count) }
                }
                text.label x=(number(x + step / 2.0)) y=(number(HEIGHT - 5.0)) text-anchor="middle" { (label) }
            }
        }
    }
}

/// What a chart shows, in words.
fn spoken(title: &str, bars: &[Bar]) -> String {
    let told: Vec<_> =
        bars.iter().filter(|(_, count)| *count > 0).map(|(label, count)| format!("{label}: {count}")).collect();
    format!("{title}. {}.", told.join(", "))
}

/// A point of a scatter: where it is, and what it is called.
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) name: String,
}

const SIDE: f64 = 320.0;
const MARGIN: f64 = 46.0;

/// Points on two logarithmic axes from 1 dollar on, with the line on which both are equal.
pub(super) fn scatter(title: &str, points: &[Point], x_title: &str, y_title: &str) -> Markup {
    let most = points.iter().map(|point| point.x.max(point.y)).fold(10.0, f64::max).log10().ceil();
    let place = |value: f64| (value.max(1.0).log10() / most).clamp(0.0, 1.0) * SIDE;
    html! {
        svg.chart.scatter viewBox={ "0 0 " (SIDE + MARGIN * 2.0) " " (SIDE + MARGIN + 14.0) } role="img" aria-label=(format!("{title}. {} samples.", points.len())) {
            g transform={ "translate(" (MARGIN) " 10)" } {
                @for power in 0..=(most as u32) {
                    @let at = SIDE * f64::from(power) / most;
                    line.grid x1=(number(at)) x2=(number(at)) y1="0" y2=(SIDE) {}
                    line.grid x1="0" x2=(SIDE) y1=(number(SIDE - at)) y2=(number(SIDE - at)) {}
                    text.label x=(number(at)) y=(SIDE + 16.0) text-anchor="middle" { (dollars(power)) }
                    text.label x="-6" y=(number(SIDE - at + 4.0)) text-anchor="end" { (dollars(power)) }
                }
                line.equal x1="0" y1=(SIDE) x2=(SIDE) y2="0" {}
                @for point in points {
                    circle.dot cx=(number(place(point.x))) cy=(number(SIDE - place(point.y))) r="3.2" {
                        title { (point.name) ": " (x_title) " $" (format!("{:.0}", point.x)) ", " (y_title) " $" (format!("{:.0}", point.y)) }
                    }
                }
                text.label x=(SIDE / 2.0) y=(SIDE + 34.0) text-anchor="middle" { (x_title) }
                text.label transform={ "translate(-38 " (SIDE / 2.0) ") rotate(-90)" } text-anchor="middle" { (y_title) }
            }
        }
    }
}

fn dollars(power: u32) -> String {
    match power {
        0..=2 => format!("${}", 10_u32.pow(power)),
        3..=5 => format!("${}k", 10_u32.pow(power - 3)),
        _ => format!("$10^{power}"),
    }
}

/// A coordinate with no more digits than one sees.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}
