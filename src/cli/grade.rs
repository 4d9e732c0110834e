//! `gapdiff grade SOURCE`: many samples graded, and what they come to.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Args;

use gapdiff::batch::duplicates::Duplicates;
use gapdiff::batch::grade::{self, Settings};
use gapdiff::batch::journal::{self, Earlier, Journal};
use gapdiff::batch::runner::{self, Plan};
use gapdiff::batch::selection::Selection;
use gapdiff::batch::source::{Fields, Item, Options};
use gapdiff::batch::summary::Summary;
use gapdiff::batch::{Row, export};
use gapdiff::grading::rubric::{self, Rubric};
use gapdiff::report;

use super::{Outcome, output, terminal};

/// Arguments of `grade`.
#[derive(Args, Debug)]
pub(super) struct Grade {
    /// A folder tree, a .jsonl, .csv, .parquet or list (.txt) file, or `-` for JSONL on standard input
    source: PathBuf,
    /// Writes the results to a .jsonl, .csv or .parquet file; a run that was ended goes on where it was
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Writes a page about the whole run
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Writes the report of each sample, as HTML, into a folder
    #[arg(long, value_name = "DIR")]
    reports: Option<PathBuf>,
    /// Turns gaps into the training value by this rubric instead of the built-in one
    #[arg(long, value_name = "FILE")]
    rubric: Option<PathBuf>,
    /// Prints the built-in rubric, to copy and change
    #[arg(long, exclusive = true)]
    print_rubric: bool,
    /// Threads that grade; by default one for each core
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Starts over instead of going on with the results that are there
    #[arg(long)]
    fresh: bool,
    /// Grades that turn of conversations instead of the last one
    #[arg(long, value_name = "N")]
    turn: Option<u32>,
    /// Grades only samples whose metadata says so
    #[arg(long, value_name = "KEY=VALUE", value_parser = key_value)]
    filter: Vec<(String, String)>,
    /// Grades part I of N of the samples
    #[arg(long, value_name = "I/N", value_parser = shard)]
    shard: Option<(usize, usize)>,
    /// Grades at most so many
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// With --limit: chooses them at random, the same ones for the same seed
    #[arg(long, value_name = "N", requires = "limit")]
    seed: Option<u64>,
    /// Ends the run after so many samples with an error
    #[arg(long, value_name = "N")]
    max_errors: Option<u64>,
    /// Gives up a sample after so many seconds; 0 never does
    #[arg(long, value_name = "SECONDS", default_value_t = 120)]
    timeout: u64,
    /// Writes how long each sample took; then the results differ from run to run
    #[arg(long)]
    timings: bool,
    /// Field of the metadata with the score that a person gave
    #[arg(long, value_name = "FIELD", default_value = "training_quality")]
    human_field: String,
    /// Field with the id
    #[arg(long, value_name = "FIELD")]
    id_field: Option<String>,
    /// Field with the task
    #[arg(long, value_name = "FIELD")]
    prompt_field: Option<String>,
    /// Field with the model's answer
    #[arg(long, value_name = "FIELD")]
    model_field: Option<String>,
    /// Field with the ideal answer
    #[arg(long, value_name = "FIELD")]
    ideal_field: Option<String>,
    /// Field with the failures that somebody wrote down
    #[arg(long, value_name = "FIELD")]
    failures_field: Option<String>,
    /// Field with the metadata; by default all that is left over
    #[arg(long, value_name = "FIELD")]
    metadata_field: Option<String>,
    /// Exits with 1 when the mean alignment is lower
    #[arg(long, value_name = "SCORE")]
    min_alignment: Option<f64>,
    /// Exits with 1 when the samples have more critical gaps
    #[arg(long, value_name = "N")]
    max_critical: Option<u64>,
    /// Colours the summary
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = terminal::ColorWhen::Auto)]
    color: terminal::ColorWhen,
}

fn key_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("write KEY=VALUE, such as platform=cdk")?;
    Ok((key.to_owned(), value.to_owned()))
}

fn shard(text: &str) -> Result<(usize, usize), String> {
    let parts = text.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
    parts.filter(|(number, of)| (1..=*of).contains(number)).ok_or_else(|| "write I/N, such as 2/8".to_owned())
}

/// Grades the samples of a source.
pub(super) fn run(arguments: &Grade) -> anyhow::Result<Outcome> {
    if arguments.print_rubric {
        output::write(rubric::BUILT_IN, None)?;
        return Ok(Outcome::Ran);
    }
    let target = Target::of(arguments)?;
    let settings = Arc::new(settings(arguments)?);
    let opened = selection(arguments)?.of(&arguments.source, &options(arguments))?;
    let total = opened.count;
    let mut run = Run::new(arguments, total);
    let items = opened.samples.zip(1_usize..);
    let mut items: Box<dyn Iterator<Item = Numbered> + Send> =
        Box::new(items.map(|(item, number)| Numbered { item, number }));
    run.journal = match &target.journal {
        Some(path) => {
            if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
                std::fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
            }
            let earlier = if arguments.fresh { None } else { Earlier::open(path)? };
            Some(match earlier {
                Some(earlier) => run.take_up(earlier, &mut items, &settings)?,
                None => Journal::create(path)?,
            })
        }
        None => None,
    };
    let interrupted = interruption()?;
    let plan = Plan {
        jobs: arguments.jobs.or_else(|| std::thread::available_parallelism().ok().map(Into::into)).unwrap_or(1),
        longest: (arguments.timeout > 0).then(|| Duration::from_secs(arguments.timeout)),
        interrupted: Arc::clone(&interrupted),
    };
    let (reports, timings) = (arguments.reports.is_some(), arguments.timings);
    let for_failures = Arc::clone(&settings);
    let ended = runner::run(
        &plan,
        items,
        move |numbered: &Numbered| graded(numbered, &settings, reports, timings),
        move |numbered, failure| (grade::failed(&numbered.item, failure, &for_failures), None),
        |(row, document)| run.add(row, document),
    );
    run.progress.clear();
    ended?;
    if interrupted.load(Ordering::Relaxed) {
        let of = total.map(|total| format!(" of {total}")).unwrap_or_default();
        let how = if target.journal.is_some() {
            "the same command goes on from there"
        } else {
            "give --output, and a run can go on"
        };
        anyhow::bail!("interrupted after {}{of} samples; {how}", run.summary.samples);
    }
    target.finish()?;
    conclude(arguments, &run.summary)
}

/// Writes the summary and the page, and holds the results against the thresholds.
fn conclude(arguments: &Grade, summary: &Summary) -> anyhow::Result<Outcome> {
    if let Some(path) = &arguments.html {
        let page = report::html::batch(
            summary,
            &arguments.source.display().to_string(),
            reports_from(path, arguments).as_deref(),
        );
        std::fs::write(path, page).with_context(|| format!("cannot write {}", path.display()))?;
    }
    if arguments.output.is_some() {
        output::write(&report::summary::terminal(summary, terminal::look(arguments.color, false)), None)?;
    }
    let critical = summary.severities.get("critical").copied().unwrap_or(0);
    let misaligned =
        arguments.min_alignment.is_some_and(|least| summary.mean_alignment().is_none_or(|mean| mean < least));
    let too_critical = arguments.max_critical.is_some_and(|most| critical > most);
    Ok(if misaligned || too_critical { Outcome::FoundGaps } else { Outcome::Ran })
}

/// How the folder of the reports is reached from the page.
fn reports_from(page: &Path, arguments: &Grade) -> Option<String> {
    let folder = arguments.reports.as_ref()?;
    let beside = page.parent().unwrap_or(Path::new(""));
    let relative = folder.strip_prefix(beside).map(Path::to_owned).or_else(|_| std::path::absolute(folder)).ok()?;
    Some(relative.display().to_string().replace('\\', "/"))
}

fn settings(arguments: &Grade) -> anyhow::Result<Settings> {
    let text = match &arguments.rubric {
        Some(path) => std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?,
        None => rubric::BUILT_IN.to_owned(),
    };
    let rubric = Rubric::read(&text)?;
    Ok(Settings::new(&text, rubric, arguments.human_field.clone(), arguments.turn))
}

fn options(arguments: &Grade) -> Options {
    let fields = Fields {
        id: arguments.id_field.clone(),
        prompt: arguments.prompt_field.clone(),
        model: arguments.model_field.clone(),
        ideal: arguments.ideal_field.clone(),
        failures: arguments.failures_field.clone(),
        metadata: arguments.metadata_field.clone(),
    };
    Options { fields, turn: arguments.turn }
}

fn selection(arguments: &Grade) -> anyhow::Result<Selection> {
    if arguments.seed.is_some() && arguments.source == Path::new("-") {
        anyhow::bail!(
            "--seed reads the samples twice, which standard input does not allow; save them to a .jsonl file"
        );
    }
    Ok(Selection {
        filters: arguments.filter.clone(),
        shard: arguments.shard,
        limit: arguments.limit,
        seed: arguments.seed,
    })
}

/// A sample and its number in the run, from 1.
struct Numbered {
    item: Item,
    number: usize,
}

/// The result of a sample, with its report where one is wanted.
fn graded(numbered: &Numbered, settings: &Settings, report: bool, timing: bool) -> (Row, Option<String>) {
    let start = Instant::now();
    let mut document = None;
    let mut row = grade::grade(&numbered.item, settings, |sample, compared| {
        if report {
            let [model, ideal] = [&sample.model, &sample.ideal].map(|text| String::from_utf8_lossy(&text.bytes));
            document = Some(report::html::pair(compared, &model, &ideal));
        }
    });
    row.report = document.as_ref().map(|_| report_name(&row.id, numbered.number));
    row.seconds = timing.then(|| (start.elapsed().as_secs_f64() * 1e4).round() / 1e4);
    (row, document)
}

/// A name of a file that is unique in the run and safe on every system: `000012-orders-api.html`.
fn report_name(id: &str, number: usize) -> String {
    let safe: String = id
        .chars()
        .take(80)
        .map(|letter| if letter.is_ascii_alphanumeric() || letter == '_' { letter } else { '-' })
        .collect();
    format!("{number:06}-{safe}.html")
}

/// Where results go.
struct Target {
    /// The file of lines that are appended.
    journal: Option<PathBuf>,
    /// The file that is made of them in the end, and how.
    made: Option<(PathBuf, Maker)>,
}

type Maker = fn(&Path, &Path) -> Result<(), gapdiff::batch::BatchError>;

impl Target {
    fn of(arguments: &Grade) -> anyhow::Result<Self> {
        let Some(path) = &arguments.output else { return Ok(Self { journal: None, made: None }) };
        let extension =
            path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default();
        let maker: Maker = match extension.as_str() {
            "jsonl" | "ndjson" => return Ok(Self { journal: Some(path.clone()), made: None }),
            "csv" => export::csv,
            #[cfg(feature = "parquet")]
            "parquet" => export::parquet,
            #[cfg(not(feature = "parquet"))]
            "parquet" => anyhow::bail!(
                "this build writes no Parquet; build with `--features parquet`, or name a .jsonl or .csv file"
            ),
            _ => anyhow::bail!("cannot tell the form of {}; end it in .jsonl, .csv or .parquet", path.display()),
        };
        let mut journal = path.clone().into_os_string();
        journal.push(".partial.jsonl");
        Ok(Self { journal: Some(journal.into()), made: Some((path.clone(), maker)) })
    }

    /// Makes the file that was asked for of the lines, which are then needed no more.
    fn finish(&self) -> anyhow::Result<()> {
        if let (Some(journal), Some((path, make))) = (&self.journal, &self.made) {
            make(journal, path)?;
            std::fs::remove_file(journal).with_context(|| format!("cannot remove {}", journal.display()))?;
        }
        Ok(())
    }
}

/// A run as its writing thread sees it.
struct Run<'a> {
    arguments: &'a Grade,
    summary: Summary,
    duplicates: Duplicates,
    journal: Option<Journal>,
    progress: Progress,
}

impl<'a> Run<'a> {
    fn new(arguments: &'a Grade, total: Option<usize>) -> Self {
        let progress = Progress::new(total);
        Self { arguments, summary: Summary::default(), duplicates: Duplicates::default(), journal: None, progress }
    }

    /// Goes on with the results of an earlier run, as far as they are those of the same samples in the same order.
    fn take_up(
        &mut self,
        mut earlier: Earlier,
        items: &mut Box<dyn Iterator<Item = Numbered> + Send>,
        settings: &Settings,
    ) -> anyhow::Result<Journal> {
        while let Some(row) = earlier.next_row()? {
            let Some(numbered) = items.next() else { break };
            let wanted = row.error.is_some()
                || row.report.is_some() == self.arguments.reports.is_some()
                    && row.seconds.is_some() == self.arguments.timings;
            // A sample that failed for reasons of the machine gets another chance.
            let retried = row.error.is_some() && numbered.item.is_ok() && row.checks.is_empty();
            if !wanted || retried || !grade::is_result_of(&row, &numbered.item, settings) {
                let rest = std::mem::replace(items, Box::new(std::iter::empty()));
                *items = Box::new(std::iter::once(numbered).chain(rest));
                break;
            }
            earlier.keep()?;
            self.duplicates.remember(&row);
            self.summary.add(&row, self.arguments.html.is_some());
        }
        self.progress.skipped = self.summary.samples;
        if self.summary.samples > 0 {
            terminal::note(&format!("going on after {} samples of an earlier run", self.summary.samples));
        }
        Ok(earlier.go_on()?)
    }

    /// Writes a result down.
    fn add(&mut self, mut row: Row, document: Option<String>) -> anyhow::Result<()> {
        if row.error.is_none() {
            self.duplicates.check(&mut row);
        }
        if let (Some(folder), Some(document), Some(name)) = (&self.arguments.reports, document, &row.report) {
            let path = folder.join(name);
            let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, document));
            written.with_context(|| format!("cannot write {}", path.display()))?;
        }
        match &mut self.journal {
            Some(journal) => journal.append(&row)?,
            None => {
                let mut out = std::io::stdout().lock();
                out.write_all(journal::line(&row).as_bytes())?;
                out.flush()?;
            }
        }
        self.summary.add(&row, self.arguments.html.is_some());
        self.progress.show(&self.summary);
        if let Some(most) = self.arguments.max_errors.filter(|most| self.summary.errors > *most) {
            self.progress.clear();
            anyhow::bail!(
                "more than {most} samples have errors; the last: {}: {}",
                row.id,
                row.error.unwrap_or_default()
            );
        }
        Ok(())
    }
}

/// How often progress is shown anew.
const SHOWN_EVERY: Duration = Duration::from_millis(200);

/// The line on standard error that tells how far the run is. Only on a terminal.
struct Progress {
    total: Option<usize>,
    skipped: u64,
    start: Instant,
    shown: Option<Instant>,
    on_terminal: bool,
}

impl Progress {
    fn new(total: Option<usize>) -> Self {
        Self { total, skipped: 0, start: Instant::now(), shown: None, on_terminal: std::io::stderr().is_terminal() }
    }

    fn show(&mut self, summary: &Summary) {
        if !self.on_terminal || self.shown.is_some_and(|shown| shown.elapsed() < SHOWN_EVERY) {
            return;
        }
        self.shown = Some(Instant::now());
        let rate = (summary.samples - self.skipped) as f64 / self.start.elapsed().as_secs_f64().max(1e-3);
        let far = match self.total {
            Some(total) => {
                let left = (total as f64 - summary.samples as f64).max(0.0) / rate.max(1e-9);
                format!("{}/{total} samples, {rate:.0} a second, {left:.0} s left", summary.samples)
            }
            None => format!("{} samples, {rate:.0} a second", summary.samples),
        };
        let errors = if summary.errors > 0 { format!(", {} with errors", summary.errors) } else { String::new() };
        let _ = write!(std::io::stderr(), "\r\x1b[K{far}{errors}");
    }

    fn clear(&mut self) {
        if self.on_terminal && self.shown.take().is_some() {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}

/// A flag that Ctrl-C sets; a second Ctrl-C ends the process at once.
fn interruption() -> anyhow::Result<Arc<AtomicBool>> {
    /// The exit code of a process that Ctrl-C ended.
    const ENDED: i32 = 130;
    let flag = Arc::new(AtomicBool::new(false));
    let set = Arc::clone(&flag);
    let handler = move || {
        if set.swap(true, Ordering::Relaxed) {
            std::process::exit(ENDED);
        }
        terminal::note("finishing the samples in hand; Ctrl-C again ends at once");
    };
    ctrlc::set_handler(handler).context("cannot watch for Ctrl-C")?;
    // A sample that makes gapdiff fail becomes a result with an error, so its message is not wanted among the progress.
    std::panic::set_hook(Box::new(|_| {}));
    Ok(flag)
}
